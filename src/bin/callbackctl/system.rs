//! `status`, `queues`, `version`, `reload`, `dialplan resolve`, `call`.

use callbackd::dialplan::numbering;
use callbackd_api::{
    ids::{Private, QueueName},
    params::{Hello, QueueStatus, Reload, ResolveNumber},
    views::{AgentView, QueueView, Queues, Reloaded, SystemStatus, Welcome},
};
use serde_json::{Map, Value, json};

use crate::{
    cli,
    failure::Failure,
    reach::Reach,
    screen::{list, table},
    words::{self, Moment, clean, plain, short, span},
};

pub(crate) async fn status(reach: &mut Reach) -> Result<(), Failure> {
    reach.ask("system.status", &json!({}), overview).await
}

fn overview(status: &SystemStatus, moment: &Moment) -> String {
    let link = &status.link;
    let monitors = &status.monitors;
    let refused = match monitors.refused {
        0 => String::new(),
        refused => format!(", {refused} refused by the switch"),
    };
    let load = &status.switch_requests;
    let head = list([
        ("callbackd", Some(format!("{}, up {}", clean(&status.version), span(status.uptime_s)))),
        ("Link", Some(format!("{} since {}", plain(&link.state), moment.when(link.since)))),
        ("", Some(clean(&link.detail)).filter(|detail| !detail.is_empty())),
        ("Monitors", Some(format!("{} of {} in place{refused}", monitors.active, monitors.wanted))),
        ("Switch", Some(format!("{} requests waiting, {} unanswered", load.waiting, load.outstanding))),
        ("Store", Some(format!("{}, last record {}", clean(&status.store), status.seq))),
        ("Sessions", Some(format!("{} open", status.open_sessions))),
        (
            "Strays",
            Some(format!("{} events that belonged to nothing", status.stray_events))
                .filter(|_| status.stray_events > 0),
        ),
    ]);
    let faults = status
        .store_faults
        .iter()
        .map(|it| format!("The store is not as it was left: {}\n", clean(&it.detail)));
    let mut text = format!("{head}\n{}{}\n", faults.collect::<String>(), queues(&status.queues, moment));
    if !status.agents.is_empty() {
        text.push_str(&format!("\n{}\n", agents(&status.agents)));
    }
    text
}

pub(crate) async fn queue_status(reach: &mut Reach, queue: Option<QueueName>) -> Result<(), Failure> {
    let words = |answer: &Queues, moment: &Moment| queues(&answer.queues, moment);
    reach.ask("queue.status", &QueueStatus { queue }, words).await
}

fn queues(queues: &[QueueView], moment: &Moment) -> String {
    let rows = queues.iter().map(|queue| {
        [
            clean(queue.queue.as_str()),
            hours(queue, moment),
            queue.waiting.to_string(),
            queue.scheduled.to_string(),
            queue.max_waiting.to_string(),
            queue.active.to_string(),
            queue.oldest_s.map(span).unwrap_or_default(),
        ]
    });
    table(["QUEUE", "HOURS", "WAITING", "SCHEDULED", "AT MOST", "WITH AGENTS", "OLDEST WAITS"], rows)
}

fn hours(queue: &QueueView, moment: &Moment) -> String {
    match (queue.open, queue.opens_at) {
        (true, _) => "open".to_owned(),
        (false, Some(at)) => format!("closed until {}", moment.clock(at)),
        (false, None) => "closed".to_owned(),
    }
}

fn agents(agents: &[AgentView]) -> String {
    let rows = agents.iter().map(|agent| {
        [
            clean(agent.agent_id.as_str()),
            agent.device.as_ref().map(|device| clean(device.as_str())).unwrap_or_default(),
            agent.device_state.as_ref().map(plain).unwrap_or_default(),
            words::agent_state(agent),
            agent.session_id.as_ref().map(short).unwrap_or_default(),
        ]
    });
    table(["AGENT", "DEVICE", "DEVICE IS", "AGENT IS", "SESSION"], rows)
}

/// A daemon that cannot be asked is told, and is no failure: this program's own versions are worth knowing too.
pub(crate) async fn version(reach: &mut Reach) -> Result<(), Failure> {
    let own = json!({ "version": env!("CARGO_PKG_VERSION"), "numbering": numbering::VERSION });
    let daemon = reach.call::<Welcome>("system.hello", &Hello::default()).await;
    let daemon = daemon
        .map(|welcome| (welcome.version, welcome.numbering))
        .map_err(|failure| failure.to_string().lines().next().unwrap_or_default().to_owned());
    if reach.screen.json {
        let told = match daemon {
            Ok((version, numbering)) => json!({ "version": version, "numbering": numbering }),
            Err(why) => json!({ "unreachable": why }),
        };
        return Ok(reach.screen.json(&json!({ "callbackctl": own, "callbackd": told }))?);
    }
    let told = match daemon {
        Ok((version, numbering)) => format!("{}, {}", clean(&version), clean(&numbering)),
        Err(why) => clean(&format!("cannot be asked: {why}")),
    };
    let own = format!("{}, {}", env!("CARGO_PKG_VERSION"), numbering::VERSION);
    Ok(reach.screen.text(&list([("callbackctl", Some(own)), ("callbackd", Some(told))]))?)
}

pub(crate) async fn reload(reach: &mut Reach) -> Result<(), Failure> {
    let words = |reloaded: &Reloaded, _: &Moment| {
        let mut words = format!("The configuration is in force: {}.", clean(&reloaded.configuration));
        if !reloaded.after_restart.is_empty() {
            let sections = clean(&reloaded.after_restart.join("], ["));
            words.push_str(&format!("\nWhat changed in [{sections}] applies after a restart."));
        }
        words
    };
    reach.ask("system.reload", &Reload::default(), words).await
}

pub(crate) async fn resolve(reach: &mut Reach, wish: cli::ResolveNumber) -> Result<(), Failure> {
    let params = ResolveNumber { number: Private::new(wish.number), queue: wish.queue, region: wish.region };
    reach.ask("dialplan.resolve", &params, |steps: &Value, _| explanation(steps)).await
}

/// The dial plan's explanation: its steps as a table, then what came out. Members that this version does not know
/// are shown as they are.
fn explanation(answer: &Value) -> String {
    let steps = answer.get("steps").and_then(Value::as_array).into_iter().flatten();
    let cell = |step: &Value, name| step.get(name).map(word).unwrap_or_default();
    let rows = steps.map(|step| ["stage", "rule", "verdict", "detail"].map(|name| cell(step, name)));
    let table = table(["STAGE", "RULE", "VERDICT", "DETAIL"], rows);
    let rest =
        answer.as_object().into_iter().flatten().filter(|(name, value)| *name != "steps" && !value.is_null());
    let rest: String = rest.map(|(name, value)| format!("{}: {}\n", plain(name), word(value))).collect();
    format!("{table}\n\n{rest}")
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) => clean(text),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{} {}", plain(name), word(value)));
            members.collect::<Vec<_>>().join(", ")
        }
        other => clean(&other.to_string()),
    }
}

pub(crate) async fn call(reach: &mut Reach, method: &str, params: Option<String>) -> Result<(), Failure> {
    let params: Map<String, Value> = match params {
        Some(text) => serde_json::from_str(&text)
            .map_err(|fault| Failure::Usage(format!("the parameters are no JSON object: {fault}")))?,
        None => Map::new(),
    };
    let answer: Value = reach.call(method, &params).await?;
    match reach.screen.json {
        true => Ok(reach.screen.json(&answer)?),
        false => Ok(reach.screen.pretty(&answer)?),
    }
}
