//! `sessions`, `show`.

use callbackd_api::{
    params::{ListSessions, OnSession},
    views::{LegView, SessionPage, SessionView},
};
use serde_json::Value;

use crate::{
    cli::{self, SessionArg},
    failure::Failure,
    reach::Reach,
    screen::{list as lines, table},
    words::{self, Moment, clean, plain, short},
};

/// Most sessions that the daemon puts on one page.
const MAX_PAGE: usize = 500;

pub(crate) async fn list(reach: &mut Reach, wish: cli::Sessions) -> Result<(), Failure> {
    let mut wanted = wish.limit;
    let mut params = ListSessions {
        states: (!wish.states.is_empty()).then_some(wish.states),
        queue: wish.queue,
        agent_id: wish.agent,
        ..ListSessions::default()
    };
    let mut sessions: Vec<Value> = Vec::new();
    let mut more = true;
    while more && wanted > 0 {
        params.limit = u32::try_from(wanted.min(MAX_PAGE)).ok();
        let page: Value = reach.call("session.list", &params).await?;
        let known: SessionPage = read(page.clone())?;
        wanted = wanted.saturating_sub(known.sessions.len());
        more = known.more && !known.sessions.is_empty();
        params.after = known.sessions.last().map(|session| session.session_id);
        sessions.extend(page.get("sessions").and_then(Value::as_array).into_iter().flatten().cloned());
    }
    if reach.screen.json {
        return Ok(sessions.iter().try_for_each(|session| reach.screen.json(session))?);
    }
    let sessions: Vec<SessionView> = sessions.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(reach.screen.text(&overview(&sessions, more, &Moment::now()))?)
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Failure> {
    serde_json::from_value(value)
        .map_err(|fault| Failure::Protocol(format!("session.list: unexpected answer: {fault}")))
}

fn overview(sessions: &[SessionView], more: bool, moment: &Moment) -> String {
    if sessions.is_empty() {
        return "No sessions.".to_owned();
    }
    let rows = sessions.iter().map(|session| {
        [
            short(&session.session_id),
            state(session, moment),
            clean(session.queue.as_str()),
            session.agent_id.as_ref().map(|agent| clean(agent.as_str())).unwrap_or_default(),
            words::number(session.formatted.as_ref().unwrap_or(&session.number), session.extension.as_ref()),
            moment.since(session.created_at),
            session.name.as_ref().map(|name| clean(name.expose())).unwrap_or_default(),
        ]
    });
    let table = table(["SESSION", "STATE", "QUEUE", "AGENT", "NUMBER", "AGE", "CUSTOMER"], rows);
    match more {
        true => format!("{table}\nMore follow: --limit shows more of them."),
        false => table,
    }
}

pub(crate) async fn show(reach: &mut Reach, id: &SessionArg) -> Result<(), Failure> {
    let params = OnSession { session_id: reach.session(id).await?, actor: None };
    reach.ask("session.get", &params, in_full).await
}

/// Everything that is known of one session.
pub(crate) fn in_full(session: &SessionView, moment: &Moment) -> String {
    let mut text = lines([
        ("Session", Some(session.session_id.to_string())),
        ("State", Some(state_and_end(session, moment))),
        (
            "Damaged",
            session
                .damage
                .as_ref()
                .map(|damage| format!("{}; nothing is dialled for it, resolve ends it", plain(damage))),
        ),
        ("Beware", session.outdated.then(|| words::OUTDATED.to_owned())),
        ("Queue", Some(clean(session.queue.as_str()))),
        ("Agent", session.agent_id.as_ref().map(|agent| clean(agent.as_str()))),
        ("Number", Some(clean(session.formatted.as_ref().unwrap_or(&session.number).expose()))),
        ("Extension", session.extension.as_ref().map(|extension| clean(extension.expose()))),
        ("Customer", session.name.as_ref().map(|name| clean(name.expose()))),
        ("About", session.subject.as_ref().map(|subject| clean(subject.expose()))),
        ("Language", session.language.as_deref().map(clean)),
        ("With", words::attributes(&session.attributes)),
        ("Requested", Some(moment.when(session.created_at))),
        ("Not before", session.not_before.map(|from| moment.when(from))),
        ("Not after", session.not_after.map(|until| moment.when(until))),
        ("Last failure", session.last_failure.as_ref().map(words::failure)),
        ("Disposition", session.disposition.as_deref().map(clean)),
        ("Note", session.note.as_ref().map(|note| clean(note.expose()))),
        ("Closed", session.closed_at.map(|at| moment.when(at))),
    ]);
    if !session.legs.is_empty() {
        text.push('\n');
        text.push_str(&attempts(&session.legs, moment));
    }
    text
}

fn state(session: &SessionView, moment: &Moment) -> String {
    match session.not_before.filter(|from| session.is_scheduled() && *from > moment.now) {
        Some(from) => format!("scheduled for {}", moment.clock(from)),
        None => words::session_state(&session.state, session.place),
    }
}

fn state_and_end(session: &SessionView, moment: &Moment) -> String {
    let state = state(session, moment);
    match session.until {
        Some(until) => format!("{state} until {}", moment.when(until)),
        None => state,
    }
}

fn attempts(legs: &[LegView], moment: &Moment) -> String {
    let rows = legs.iter().enumerate().map(|(index, leg)| {
        [
            (index + 1).to_string(),
            moment.clock(leg.created_at),
            clean(leg.device.as_str()),
            leg.dial_string.as_ref().map(|dialled| clean(dialled.expose())).unwrap_or_default(),
            leg.outcome.as_ref().map_or_else(|| plain(&leg.state), plain),
            answered(leg, moment),
            leg.ended_at.map(|at| moment.clock(at)).unwrap_or_default(),
            leg.switch.as_ref().map(words::said).unwrap_or_default(),
        ]
    });
    table(["ATTEMPT", "AT", "FROM", "DIALLED", "OUTCOME", "ANSWERED", "ENDED", "SWITCH"], rows)
}

fn answered(leg: &LegView, moment: &Moment) -> String {
    match (leg.connected_at, leg.assumed) {
        (Some(at), true) => format!("{} (assumed)", moment.clock(at)),
        (Some(at), false) => moment.clock(at),
        (None, _) => String::new(),
    }
}
