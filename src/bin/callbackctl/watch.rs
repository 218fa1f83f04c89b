//! `watch`: what happens, in a line each.

use callbackd_api::{
    client::Notification,
    params::Subscribe,
    record::{Fact, Record},
};
use serde_json::{Map, Value, json};

use crate::{
    cli,
    failure::Failure,
    feed::{Event, Feed},
    reach::Reach,
    screen::Screen,
    words::{Moment, clean, plain, said, short},
};

pub(crate) async fn run(reach: &mut Reach, wish: cli::Watch) -> Result<(), Failure> {
    let mut sessions = Vec::new();
    for arg in &wish.sessions {
        sessions.push(reach.session(arg).await?);
    }
    let wish = Subscribe {
        after_seq: wish.after,
        kinds: None,
        sessions: (!sessions.is_empty()).then_some(sessions),
        agents: (!wish.agents.is_empty()).then_some(wish.agents),
    };
    let mut feed = Feed::start(reach, wish).await?;
    loop {
        let event = feed.next(reach).await?;
        tell(reach.screen, &event)?;
    }
}

/// Prints an event: what happened on standard output, what happened to the connection on standard error.
pub(crate) fn tell(screen: Screen, event: &Event) -> Result<(), Failure> {
    match event {
        Event::Told(told) if screen.json => {
            screen.json(&json!({ "method": told.method, "params": told.params }))?;
        }
        Event::Missing(gap) if screen.json => {
            screen.json(&json!({ "method": "events.gap", "params": gap }))?;
        }
        Event::Told(told) => screen.text(&line(told, &Moment::now()))?,
        Event::Missing(gap) if gap.ahead => screen.text(&format!(
            "-- the daemon's journal ends at record {}, before the place asked for: its store is another one, or was \
             restored from a backup; `sessions` shows how things stand",
            gap.seq
        ))?,
        Event::Missing(gap) => screen.text(&format!(
            "-- records {} to {} are no longer kept; `sessions` shows how things stand",
            gap.missing_from, gap.seq
        ))?,
        Event::Behind(seq) => eprintln!("-- fell behind; going on after record {seq}"),
        Event::Lost => eprintln!("-- the daemon is gone; trying to reach it again"),
        Event::Back => eprintln!("-- the daemon is back"),
    }
    Ok(())
}

/// "14:03:22  #123  b302099a8057  offered to ann until 14:03:42".
fn line(told: &Notification, moment: &Moment) -> String {
    match record(told) {
        Some(record) => {
            let session = record.session_id.as_ref().map(short).unwrap_or_default();
            let text = sentence(&record, moment);
            format!("{}  #{:<5}  {session:12}  {text}", moment.clock(record.at), record.seq.0)
        }
        None => format!("{}  {}", clean(&told.method), members(&told.params)),
    }
}

/// A notification is a record but for its kind, unless it comes from a later version or shows only a part.
fn record(told: &Notification) -> Option<Record> {
    let mut members: Map<String, Value> = told.params.as_object()?.clone();
    members.insert("kind".to_owned(), told.method.clone().into());
    serde_json::from_value(Value::Object(members)).ok()
}

fn members(params: &Value) -> String {
    let members = params.as_object().into_iter().flatten();
    let words = members.map(|(name, value)| match value {
        Value::String(text) => format!("{}={}", clean(name), clean(text)),
        other => format!("{}={}", clean(name), clean(&other.to_string())),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn sentence(record: &Record, moment: &Moment) -> String {
    let agent = record.agent_id.as_ref().map_or_else(|| "an agent".to_owned(), |agent| clean(agent.as_str()));
    let by_switch =
        |switch: &Option<_>| switch.as_ref().map(|switch| format!(" ({})", said(switch))).unwrap_or_default();
    match &record.fact {
        Fact::SessionQueued { queue, reason, not_before, .. } => {
            let until = not_before.filter(|from| *from > record.at);
            let until = until.map(|from| format!(", not before {}", moment.clock(from))).unwrap_or_default();
            format!("waits in {}: {}{until}", clean(queue.as_str()), plain(reason))
        }
        Fact::SessionOffered { until, .. } => format!("offered to {agent} until {}", moment.clock(*until)),
        Fact::SessionOpened {} => format!("shown to {agent} (Call State)"),
        Fact::SessionDialing { device, edited } => {
            let edited = if *edited { ", digits edited" } else { "" };
            format!("{agent} calls back from {}{edited}", clean(device.as_str()))
        }
        Fact::CallProgress { leg_state, switch } => format!("call {}{}", plain(leg_state), by_switch(switch)),
        Fact::SessionTalking { retrieved: true, .. } => "off hold, talking".to_owned(),
        Fact::SessionTalking { assumed: true, .. } => {
            "talking, one assumes: the switch reports no answers".to_owned()
        }
        Fact::SessionTalking { extension: true, .. } => {
            "talking; there is an extension to ask for".to_owned()
        }
        Fact::SessionTalking { .. } => "talking".to_owned(),
        Fact::SessionHeld {} => "on hold".to_owned(),
        Fact::SessionFailed { reason, detail, switch, .. } => {
            format!("attempt failed, {}: {}{}", plain(reason), clean(detail), by_switch(switch))
        }
        Fact::SessionCancelled {} => format!("cancelled by {agent}, active until dropped"),
        Fact::SessionUnknown { detail } => format!("sight of the call lost: {}", clean(detail)),
        Fact::SessionWrapUp { reason, until } => {
            format!("wrap-up until {} ({})", moment.clock(*until), plain(reason))
        }
        Fact::SessionClosed { reason, disposition } => {
            let disposition =
                disposition.as_ref().map(|word| format!(", {}", clean(word))).unwrap_or_default();
            format!("closed: {}{disposition}", plain(reason))
        }
        Fact::AgentChanged { state, reason, device } => {
            let at =
                device.as_ref().map(|device| format!(" at {}", clean(device.as_str()))).unwrap_or_default();
            let why = reason.as_ref().map(|reason| format!(" ({})", plain(reason))).unwrap_or_default();
            format!("agent {agent}{at}: {}{why}", plain(state))
        }
        Fact::QueueChanged { queue, full: true, waiting, .. } => {
            format!("queue {} is full: {waiting} wait, more are refused", clean(queue.as_str()))
        }
        Fact::QueueChanged { queue, waiting, .. } => {
            format!("queue {} has room again: {waiting} wait", clean(queue.as_str()))
        }
        Fact::LinkChanged { state, detail } => format!("link {}: {}", plain(state), clean(detail)),
        // Facts for the audit alone are told nobody.
        audit => plain(audit.kind()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn told(method: &str, params: Value) -> String {
        let moment = Moment { now: "2026-03-04T12:00:00Z".parse().unwrap(), zone: TimeZone::UTC };
        line(&Notification { method: method.to_owned(), params }, &moment)
    }

    const SESSION: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    #[test]
    fn a_notification_is_a_line_that_people_can_read() {
        let offered = json!({
            "seq": 12, "at": "2026-03-04T11:59:58.120Z", "session_id": SESSION, "agent_id": "ann",
            "queue": "sales", "until": "2026-03-04T12:00:18Z",
        });
        assert_eq!(
            told("session.offered", offered),
            "11:59:58  #12     b302099a8057  offered to ann until 12:00:18"
        );
        let failed = json!({
            "seq": 13, "at": "2026-03-04T11:59:59Z", "session_id": SESSION, "agent_id": "ann",
            "reason": "busy", "detail": "The line is busy.",
            "switch": { "source": "eventCause", "code": 3, "name": "busy" },
        });
        assert_eq!(
            told("session.failed", failed),
            "11:59:59  #13     b302099a8057  attempt failed, busy: The line is busy. (eventCause 3, busy)"
        );
    }

    #[test]
    fn a_notification_of_a_later_version_is_shown_as_it_is() {
        let line = told("session.teleported", json!({ "seq": 14, "to": "the \u{1b}moon" }));
        assert_eq!(line, "session.teleported  seq=14 to=the \u{fffd}moon");
    }
}
