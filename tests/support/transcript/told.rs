//! What comes of a line, in the words of a transcript.

use callbackd::switchboard::{Deed, Input, Output, Send, SwitchRequest, view::Reply};
use callbackd_api::{
    ids::{LegId, Private, SessionId},
    record::{Fact, Record},
    views::{QueueView, Refused, Requested, SessionView},
};
use csta::types::CallId;
use jiff::Timestamp;

use super::Stage;

impl Stage {
    pub(super) fn show(&mut self, output: Output) -> Vec<String> {
        match output {
            Output::Now(send) => vec![format!("> {}", self.request(send))],
            Output::AfterCommit(Deed::Dial { token, leg }) => match &mut self.committing {
                Some(permits) => {
                    permits.push((token, leg));
                    Vec::new()
                }
                None => self.feed(Input::Dial { token, leg }),
            },
            Output::AfterCommit(Deed::Reply { result, .. }) => vec![format!("← {}", self.reply(*result))],
            Output::AfterCommit(Deed::Notify { record, .. }) => vec![format!("! {}", self.record(&record))],
            Output::AfterCommit(Deed::Replay { .. }) => Vec::new(),
        }
    }

    fn request(&mut self, send: Send) -> String {
        let (verb, text) = match send.request {
            SwitchRequest::MakeCall(permit) => {
                let leg = self.leg(permit.leg());
                ("MakeCall", format!("{leg} {} {}", permit.device(), permit.dial_string().expose()))
            }
            SwitchRequest::ClearConnection { device, call_id } => {
                ("ClearConnection", format!("{device} {}", name(&call_id)))
            }
            SwitchRequest::HoldCall { device, call_id } => {
                ("HoldCall", format!("{device} {}", name(&call_id)))
            }
            SwitchRequest::RetrieveCall { device, call_id } => {
                ("RetrieveCall", format!("{device} {}", name(&call_id)))
            }
            SwitchRequest::GenerateDigits { device, call_id, digits } => {
                ("GenerateDigits", format!("{device} {} {}", name(&call_id), digits.expose()))
            }
            SwitchRequest::SnapshotDevice(device) => ("SnapshotDevice", device.to_string()),
            SwitchRequest::SnapshotCall { device, call_id } => {
                ("SnapshotCall", format!("{device} {}", name(&call_id)))
            }
            SwitchRequest::MonitorStart(device) => ("MonitorStart", device.to_string()),
            SwitchRequest::MonitorStop(cross_ref) => ("MonitorStop", text(cross_ref.as_bytes())),
        };
        self.asked.push((send.token, format!("{verb} {text}")));
        format!("{verb} {text}")
    }

    fn reply(&mut self, result: Result<Reply, Refused>) -> String {
        match result {
            Err(mut refused) => {
                let controls = refused.controls.take();
                // For whoever typed the text.
                let readings = std::mem::take(&mut refused.readings);
                self.secrets.must_not_be_in("a refusal", &serde_json::to_string(&refused).unwrap());
                let reason = serde_json::to_value(refused.reason).unwrap();
                let state = refused.state.map(|state| format!(" ({state})")).unwrap_or_default();
                let rule = refused.rule.map(|rule| format!(" [{rule}]")).unwrap_or_default();
                let fresh = controls.map(|controls| {
                    self.shown.insert(self.layer.clone(), controls.rules_version);
                    controls.dial_string.expose().to_owned()
                });
                let readings: Vec<&str> = readings.iter().map(|reading| reading.formatted.expose()).collect();
                let may_mean =
                    if readings.is_empty() { String::new() } else { format!(": {}", readings.join(" or ")) };
                let fresh = fresh.map(|digits| format!(" fresh controls dial {digits}")).unwrap_or_default();
                format!("refused {}{state}{rule}{may_mean}{fresh}", reason.as_str().unwrap())
            }
            Ok(Reply::Requested(Requested::Duplicate { opens_at, .. })) => {
                format!("duplicate{}", opens(opens_at))
            }
            Ok(Reply::Requested(Requested::Accepted {
                session_id,
                state,
                place,
                number,
                not_before,
                opens_at,
                extension,
                ..
            })) => {
                let ask = ask_for(extension.as_ref());
                let (session, number) = (self.session(session_id), number.expose());
                let from = not_before.map(|from| format!(" not before {from}")).unwrap_or_default();
                format!("{session} {state} {number}{ask} place {place}{from}{}", opens(opens_at))
            }
            Ok(Reply::SessionView(session)) => self.seen(&session),
            Ok(Reply::Queues(queues)) => {
                let told = queues.queues.iter().map(|queue| {
                    let hours = if queue.open { "open" } else { "closed" };
                    let QueueView { queue: name, waiting, scheduled, max_waiting, opens_at, .. } = queue;
                    format!("{name} {hours} {waiting}+{scheduled} of {max_waiting}{}", opens(*opens_at))
                });
                told.collect::<Vec<_>>().join(", ")
            }
            Ok(Reply::Controls(controls)) => {
                self.shown.insert(self.layer.clone(), controls.view.rules_version.clone());
                let controls = controls.view;
                format!(
                    "controls {}{} dial {} ({} in front){}",
                    controls.number.expose(),
                    ask_for(controls.extension.as_ref()),
                    controls.dial_string.expose(),
                    controls.prepended,
                    written(controls.disposition.as_deref(), controls.note.as_ref()),
                )
            }
            Ok(Reply::Leg(leg)) => format!("{} {}", self.leg(leg.view.leg_id), leg.view.state),
            Ok(Reply::Session(session)) => {
                format!("{} {}", self.session(session.view.session_id), session.view.state)
            }
            Ok(Reply::Agent(agent)) => format!("{} {}", agent.view.agent_id, agent.view.state),
            Ok(Reply::Customer(customer)) => {
                let place = customer.place.map(|place| format!(" place {place}")).unwrap_or_default();
                let from = customer.not_before.map(|from| format!(" not before {from}")).unwrap_or_default();
                format!("customer sees {}{place}{from}{}", customer.status, opens(customer.opens_at))
            }
            Ok(other) => serde_json::to_string(&other).unwrap(),
        }
    }

    fn seen(&mut self, view: &SessionView) -> String {
        let until = view.until.map(|until| format!(" until {until}")).unwrap_or_default();
        let written = written(view.disposition.as_deref(), view.note.as_ref());
        let ask = ask_for(view.extension.as_ref());
        format!("{} {}{ask}{until}{written}", self.session(view.session_id), view.state)
    }

    fn record(&mut self, record: &Record) -> String {
        let mut words = vec![record.fact.kind().to_owned()];
        words.extend(record.session_id.map(|id| self.session(id)));
        words.extend(record.agent_id.as_ref().map(ToString::to_string));
        words.extend(record.leg_id.map(|id| self.leg(id)));
        let says = |switch: &Option<callbackd_api::record::SwitchSays>| {
            switch.as_ref().map(|switch| format!("{} {}", switch.code, switch.name)).into_iter()
        };
        match &record.fact {
            Fact::SessionQueued { reason, .. } => words.push(format!("({reason})")),
            Fact::CallProgress { leg_state, switch } => {
                words.push(leg_state.to_string());
                words.extend(says(switch));
            }
            Fact::SessionDialing { edited: true, .. } => words.push("edited".to_owned()),
            Fact::SessionTalking { assumed, retrieved, extension } => {
                words.extend(assumed.then(|| "assumed".to_owned()));
                words.extend(retrieved.then(|| "retrieved".to_owned()));
                words.extend(extension.then(|| "extension".to_owned()));
            }
            Fact::SessionFailed { reason, detail, switch, .. } => {
                words.push(format!("{reason}: {detail}"));
                words.extend(says(switch));
            }
            Fact::SessionUnknown { detail } => words.push(detail.clone()),
            Fact::SessionWrapUp { reason, .. } => words.push(reason.to_string()),
            Fact::SessionClosed { reason, disposition } => {
                words.push(reason.to_string());
                words.extend(disposition.clone());
            }
            Fact::AgentChanged { state, reason, .. } => {
                words.push(state.to_string());
                words.extend(reason.as_ref().map(|reason| format!("({reason})")));
            }
            Fact::LinkChanged { state, .. } => words.push(state.to_string()),
            Fact::QueueChanged { queue, full, waiting, max_waiting } => {
                let full = if *full { "full" } else { "has room" };
                words.push(format!("{queue} {full} {waiting} of {max_waiting}"));
            }
            _ => {}
        }
        words.join(" ")
    }

    fn session(&mut self, id: SessionId) -> String {
        let place = self.sessions.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.sessions.push(id);
            self.sessions.len() - 1
        });
        format!("s{}", place + 1)
    }

    fn leg(&mut self, id: LegId) -> String {
        let place = self.legs.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.legs.push(id);
            self.legs.len() - 1
        });
        format!("l{}", place + 1)
    }
}

fn opens(at: Option<Timestamp>) -> String {
    at.map(|at| format!(" opens at {at}")).unwrap_or_default()
}

fn ask_for(extension: Option<&Private>) -> String {
    extension.map(|digits| format!(" ext {}", digits.expose())).unwrap_or_default()
}

/// What agents wrote.
fn written(disposition: Option<&str>, note: Option<&Private>) -> String {
    let word = disposition.map(|word| format!(" as {word}")).unwrap_or_default();
    let note = note.map(|note| format!(" noted: {}", note.expose())).unwrap_or_default();
    format!("{word}{note}")
}

fn name(id: &CallId) -> String {
    text(id.as_bytes())
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}
