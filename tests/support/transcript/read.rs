//! What a line asks for: calls of layers, and what the switch says.

use std::collections::BTreeMap;

use callbackd::{
    ids::{ClientId, Epoch},
    leg::{CallEvent, CallEventKind, Refusal, Sighting},
    switchboard::{
        Answer, Input, LinkInput,
        command::{Caller, Command},
    },
};
use callbackd_api::{
    ids::SessionId,
    params::{
        CallBack, CallbackChange, CallbackRequest, Draft, Finish, LogIn, OnAgent, OnSession, QueueStatus,
        Resolution, Resolve, Role, Roles, SendDigits, SessionRef, SetState, WorkMode,
    },
    record::SwitchSays,
};
use csta::types::{
    CallId, EventCause, LocalConnectionState, MonitorCrossRefId, OperationErrors, StateIncompatibilityErrors,
    SystemResourceAvailabilityErrors, UniversalFailure,
};

use super::{
    super::settings::{DESK, WEB},
    Stage,
};

impl Stage {
    pub(super) fn call(&mut self, line: &str) -> Vec<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (layer, verb, args) = (words[0], words[1], &words[2..]);
        let (client, uid, role) = match layer {
            "web" => (1, WEB, Role::Requester),
            "web2" => (2, WEB + 1, Role::Requester),
            "desk" => (3, DESK, Role::Agent),
            "desk2" => (4, DESK, Role::Agent),
            "stranger" => (5, DESK + 1, Role::Agent),
            "boss" => (6, 0, Role::Supervisor),
            other => panic!("no layer {other:?}"),
        };
        if verb == "gone" {
            return self.feed(Input::ClientGone(ClientId(client)));
        }
        layer.clone_into(&mut self.layer);
        let caller = Caller { client: ClientId(client), uid, roles: Roles::default().with(role) };
        let command = self.command(verb, args);
        self.ticket += 1;
        self.feed(Input::Command { caller, id: self.ticket.into(), actor: None, command })
    }

    fn command(&self, verb: &str, args: &[&str]) -> Command {
        let rest = |from: usize| (args.len() > from).then(|| args[from..].join(" "));
        let session = || OnSession { session_id: self.named(args[0]), actor: None };
        let agent = || OnAgent { agent_id: args[0].parse().unwrap(), actor: None };
        let finish =
            || Finish { session_id: self.named(args[0]), disposition: rest(1), note: None, actor: None };
        let refer = || SessionRef { session_id: Some(self.named(args[0])), status_token: None };
        match verb {
            "request" => Command::Request(Box::new(request(args))),
            "change" => Command::Change(Box::new(change(self.named(args[0]), &args[1..]))),
            "status" => Command::Status(refer()),
            "withdraw" => Command::Withdraw(refer()),
            "log-in" => Command::LogIn(LogIn {
                agent_id: args[0].parse().unwrap(),
                device: args[1].parse().unwrap(),
                queues: None,
                actor: None,
            }),
            "ready" | "not-ready" => Command::SetState(SetState {
                agent_id: args[0].parse().unwrap(),
                state: if verb == "ready" { WorkMode::Ready } else { WorkMode::NotReady },
                reason: rest(1),
                actor: None,
            }),
            "present" => Command::Present(agent()),
            "log-out" => Command::LogOut(agent()),
            "open" => Command::Open(session()),
            "call-back" => Command::CallBack(CallBack {
                session_id: self.named(args[0]),
                dial_string: rest(1).filter(|rest| !rest.contains('=')).map(callbackd_api::ids::Private::new),
                rules_version: self.version(args.get(1).and_then(|word| word.strip_prefix("version="))),
                actor: None,
            }),
            "cancel" => Command::Cancel(session()),
            "send-digits" => Command::SendDigits(SendDigits {
                session_id: self.named(args[0]),
                digits: rest(1).map(callbackd_api::ids::Private::new),
                actor: None,
            }),
            "draft" => Command::Draft(draft(self.named(args[0]), rest(1))),
            "get" => Command::Get(session()),
            "queues" => Command::QueueStatus(QueueStatus::default()),
            "drop" => Command::Drop(finish()),
            "close" => Command::Close(finish()),
            "hold" => Command::Hold(session()),
            "retrieve" => Command::Retrieve(session()),
            "resolve" => Command::Resolve(Resolve {
                session_id: self.named(args[0]),
                outcome: match args[1] {
                    "talked" => Resolution::Talked,
                    "not_reached" => Resolution::NotReached,
                    _ => Resolution::NotDialled,
                },
                actor: None,
            }),
            other => panic!("no verb {other:?}"),
        }
    }

    /// What this layer was shown, unless it says something else. A layer that was shown nothing read it from another.
    fn version(&self, said: Option<&str>) -> String {
        let shown = || self.shown.get(&self.layer).or_else(|| self.shown.values().next()).cloned();
        said.map(str::to_owned).or_else(shown).unwrap_or_default()
    }

    /// `< up`, `< down`, `< VERB… ANSWER`, or `< DEVICE EVENT CALL key=value…`.
    pub(super) fn switch_says(&mut self, line: &str) -> Vec<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let input = match words[0] {
            "up" => {
                self.epoch += 1;
                LinkInput::Up { epoch: Epoch(self.epoch), detail: "association accepted".to_owned() }
            }
            "down" => {
                self.asked.clear();
                LinkInput::Down { detail: "connection lost".to_owned() }
            }
            verb if verb.starts_with(char::is_uppercase) => self.answer(verb, &words[1..]),
            device => event(device, &words[1..]),
        };
        self.feed(Input::Link(input))
    }

    /// Answers the oldest request of that verb; `silence` leaves it to be answered `late`.
    fn answer(&mut self, verb: &str, words: &[&str]) -> LinkInput {
        let (list, words) = match words {
            ["late", rest @ ..] => (&mut self.late, rest),
            _ => (&mut self.asked, words),
        };
        let place = list
            .iter()
            .position(|(_, asked)| asked.starts_with(verb))
            .unwrap_or_else(|| panic!("no {verb} was asked"));
        let (token, asked) = list.remove(place);
        let answer = match (verb, words) {
            (_, ["silence"]) => {
                self.late.push((token, asked));
                Answer::Unanswered
            }
            (_, ["refused", class, code, says]) => {
                Answer::Refused(refusal(class, code.parse().unwrap(), says))
            }
            ("MonitorStart", rest) => Answer::Monitoring {
                cross_ref: MonitorCrossRefId::new(asked.split_whitespace().nth(1).unwrap()),
                reports_answer: rest != ["never-established"],
            },
            ("MakeCall", [call]) => {
                Answer::Calling { call_id: call_id(call), linkage: Some(format!("link-{call}").into_bytes()) }
            }
            ("SnapshotDevice" | "SnapshotCall", ["idle"]) => Answer::Sightings(Vec::new()),
            ("SnapshotDevice" | "SnapshotCall", [call, rest @ ..]) => {
                Answer::Sightings(vec![self.sighting(call, rest)])
            }
            _ => Answer::Done,
        };
        LinkInput::Answered { token, answer }
    }

    fn sighting(&self, call: &str, words: &[&str]) -> Sighting {
        let value = |key: &str| words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
        Sighting {
            call_id: call_id(call),
            local: words.first().and_then(|word| local(word)),
            answered: value("answered").map(|word| word == "yes"),
            called: value("called").map(str::to_owned),
            correlator: value("correlator").map(|leg| self.legs[number(leg)].octets().to_vec()),
            linkage: value("linkage").map(|word| word.as_bytes().to_vec()),
        }
    }

    fn named(&self, name: &str) -> SessionId {
        self.sessions[number(name)]
    }
}

fn change(session_id: SessionId, args: &[&str]) -> CallbackChange {
    let value = |key: &str| args.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
    let moment = |key: &str| value(key).map(|at| at.parse().unwrap());
    CallbackChange {
        session_id: Some(session_id),
        queue: value("queue").map(|queue| queue.parse().unwrap()),
        name: value("name").map(callbackd_api::ids::Private::new),
        not_before: moment("not_before"),
        not_after: moment("not_after"),
        ..CallbackChange::default()
    }
}

/// `DISPOSITION: NOTE`, either of them empty; `-` leaves the disposition as it is.
fn draft(session_id: SessionId, text: Option<String>) -> Draft {
    let text = text.unwrap_or_default();
    let (word, note) = text.split_once(':').unwrap_or((&text, ""));
    let disposition = (word != "-").then(|| word.to_owned());
    let note = Some(callbackd_api::ids::Private::new(note.trim()));
    Draft { session_id, disposition, note, again_at: None, actor: None }
}

fn number(name: &str) -> usize {
    name[1..].parse::<usize>().unwrap() - 1
}

fn request(args: &[&str]) -> CallbackRequest {
    let value = |key: &str| args.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
    let moment = |key: &str| value(key).map(|at| at.parse().unwrap());
    let number = args.iter().filter(|word| !word.contains('=')).copied().collect::<Vec<_>>().join(" ");
    CallbackRequest {
        number: callbackd_api::ids::Private::new(number),
        region: value("region").map(str::to_owned),
        queue: value("queue").map(|queue| queue.parse().unwrap()),
        name: value("name").map(callbackd_api::ids::Private::new),
        subject: None,
        attributes: BTreeMap::new(),
        language: None,
        not_before: moment("not_before"),
        not_after: moment("not_after"),
        idempotency_key: value("key").map(str::to_owned),
    }
}

fn event(device: &str, words: &[&str]) -> LinkInput {
    let value = |key: &str| words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
    let cross_ref = MonitorCrossRefId::new(device);
    if let ["out-of-service" | "back-in-service"] = words {
        return LinkInput::Event { cross_ref, event: None, in_service: Some(words == ["back-in-service"]) };
    }
    let kind = match words[0] {
        "serviceInitiated" => CallEventKind::ServiceInitiated,
        "originated" => CallEventKind::Originated,
        "networkReached" => CallEventKind::NetworkReached,
        "delivered" => CallEventKind::Delivered,
        "established" => CallEventKind::Established,
        "held" => CallEventKind::Held,
        "retrieved" => CallEventKind::Retrieved,
        "failed" => CallEventKind::Failed,
        "connectionCleared" => CallEventKind::ConnectionCleared,
        "callCleared" => CallEventKind::CallCleared,
        "transferred" => CallEventKind::Transferred {
            by: value("by").map(str::to_owned),
            becomes: value("becomes").map(call_id),
        },
        other => panic!("no event {other:?}"),
    };
    let event = CallEvent {
        kind,
        call_id: call_id(words[1]),
        subject: value("of").map(str::to_owned),
        local: value("local").and_then(local),
        cause: value("cause").map(|code| EventCause::from_code(code.parse().unwrap())),
        means: None,
        called: value("called").map(str::to_owned),
        correlator: None,
        linkage: None,
    };
    LinkInput::Event { cross_ref, event: Some(event), in_service: None }
}

fn local(word: &str) -> Option<LocalConnectionState> {
    Some(match word {
        "null" => LocalConnectionState::Null,
        "initiated" => LocalConnectionState::Initiated,
        "alerting" => LocalConnectionState::Alerting,
        "connected" => LocalConnectionState::Connected,
        "hold" => LocalConnectionState::Hold,
        "fail" => LocalConnectionState::Fail,
        _ => return None,
    })
}

fn call_id(name: &str) -> CallId {
    CallId::new(name)
}

/// A refusal by class and number; what it is called is the switch's own affair.
fn refusal(class: &str, code: i64, name: &str) -> Refusal {
    let error = match class {
        "universalFailure.operation" => Some(UniversalFailure::Operation(OperationErrors::from_code(code))),
        "universalFailure.stateIncompatibility" => {
            Some(UniversalFailure::StateIncompatibility(StateIncompatibilityErrors::from_code(code)))
        }
        "universalFailure.systemResourceAvailability" => Some(UniversalFailure::SystemResourceAvailability(
            SystemResourceAvailabilityErrors::from_code(code),
        )),
        _ => None,
    };
    let says = SwitchSays { source: class.to_owned(), code, name: name.to_owned() };
    Refusal { says, ..Refusal::from_error(error.as_ref()) }
}
