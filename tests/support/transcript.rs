//! The stage on which a transcript is played: a switchboard, a store and a clock, all of them values.
//!
//! Whatever is played, no number may show in a `Debug` rendering of inputs, outputs or the switchboard, in a record, or in a
//! refusal.

use std::{collections::BTreeMap, time::Duration};

use callbackd::{
    dialplan::NumberClass,
    ids::{ClientId, Entropy, Epoch, LegId, Now, SessionId},
    journal::{Fact, PersonalRow, Record, Restored, SessionRow, Write},
    leg::{CallEvent, CallEventKind, Refusal, Sighting},
    switchboard::{
        Answer, Batch, Deed, Input, LAYER_SPAN, LinkInput, Output, Send, SwitchRequest, Switchboard, Token,
        command::{
            CallBack, CallbackRequest, Caller, Command, Finish, LogIn, OnAgent, OnSession, Resolution,
            Resolve, Role, Roles, SessionRef, SetState, Subscribe, WorkMode,
        },
        settings::{OnLayerLoss, ReportsAnswer, Settings, Snapshot},
        view::{Refused, Reply, Requested},
    },
};
use csta::types::{CallId, EventCause, LocalConnectionState, MonitorCrossRefId};
use jiff::{SignedDuration, Timestamp};

use super::{
    secrets::Secrets,
    settings::{DESK, WEB, settings},
};

/// One playing of a transcript.
pub struct Stage {
    board: Switchboard,
    settings: Settings,
    mono: Duration,
    started: Timestamp,
    entropy: u64,
    epoch: u64,
    ticket: u64,
    store: Store,
    sessions: Vec<SessionId>,
    legs: Vec<LegId>,
    asked: Vec<(Token, String)>,
    late: Vec<(Token, String)>,
    rules_version: String,
    secrets: Secrets,
    /// Permits that wait for a slow commit, while there is one.
    committing: Option<Vec<Send>>,
    /// The daemon is killed before the next commit.
    doomed: bool,
}

#[derive(Default)]
struct Store {
    seq: callbackd::ids::Seq,
    sessions: BTreeMap<SessionId, (SessionRow, Option<PersonalRow>)>,
    records: Vec<Record>,
}

fn dial_plan() -> callbackd::dialplan::DialPlan {
    super::dial_plan()
}

impl Stage {
    pub fn new() -> Self {
        let mut stage = Self {
            board: Switchboard::new(
                Now { mono: Duration::ZERO, wall: Timestamp::UNIX_EPOCH },
                "0.0.0",
                settings(),
                dial_plan(),
            ),
            settings: settings(),
            mono: Duration::from_secs(1000),
            started: "2026-03-02T10:00:00Z".parse().unwrap(),
            entropy: 0,
            epoch: 0,
            ticket: 0,
            store: Store::default(),
            sessions: Vec::new(),
            legs: Vec::new(),
            asked: Vec::new(),
            late: Vec::new(),
            rules_version: String::new(),
            secrets: Secrets::default(),
            committing: None,
            doomed: false,
        };
        stage.start();
        stage
    }

    fn now(&self) -> Now {
        let passed = SignedDuration::try_from(self.mono - Duration::from_secs(1000)).unwrap();
        Now { mono: self.mono, wall: self.started + passed }
    }

    /// Builds the switchboard from what is committed, as a start of the daemon does.
    fn start(&mut self) -> Vec<String> {
        self.board = Switchboard::new(self.now(), "0.0.0", self.settings.clone(), dial_plan());
        let sessions = self.store.sessions.values().cloned().collect();
        self.board.restore(Restored { seq: self.store.seq, sessions }).unwrap();
        let recent = self.now().wall - LAYER_SPAN;
        self.store.records.retain(|record| record.at >= recent);
        self.board.recall(&self.store.records);
        self.asked.clear();
        self.committing = None;
        // The first thing that happens: somebody who may see everything watches.
        let watcher = Caller { client: ClientId(9), uid: 0, roles: Roles::default().with(Role::Supervisor) };
        let command = Command::Subscribe(Subscribe::default());
        let subscribe = Input::Command { caller: watcher, ticket: 0, actor: None, command };
        self.board.handle(self.now(), &Entropy([0; 32]), subscribe);
        self.board.take_batch();
        self.feed(Input::Started { version: "0.0.0" })
    }

    /// One input line; the outputs it causes.
    pub fn input(&mut self, line: &str) -> Vec<String> {
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        match mark {
            "→" | "<" => rest.split('=').for_each(|words| self.learn(words)),
            _ => {}
        }
        match mark {
            "→" => self.call(rest.trim()),
            "<" => self.switch_says(rest.trim()),
            "restart" => self.start(),
            "crash" => {
                self.doomed = true;
                let mut happened = self.input(rest);
                self.doomed = false;
                happened.extend(self.start());
                happened
            }
            "commit-begins" => {
                self.committing = Some(Vec::new());
                Vec::new()
            }
            "commit-ends" => {
                let permits = self.committing.take().unwrap_or_default();
                permits.into_iter().flat_map(|send| self.feed(Input::Dial(send))).collect()
            }
            "set" => self.set(rest),
            _ => self.pass(line.strip_prefix('+').unwrap_or_else(|| panic!("what is {line:?}?"))),
        }
    }

    /// Numbers are typed with spaces; what stands before them are names, and what has colons are moments.
    fn learn(&mut self, words: &str) {
        let is_part = |word: &&str| {
            let named = word.starts_with(['s', 'l', 'k', 'c']) || word.contains(':');
            word.chars().any(|c| c.is_ascii_digit()) && !named
        };
        let number: Vec<&str> = words.split_whitespace().filter(is_part).collect();
        self.secrets.learn(&number.join(""));
    }

    /// Changes a setting; the daemon reads its configuration again.
    fn set(&mut self, words: &str) -> Vec<String> {
        match words {
            "never-reports-answers" => self.settings.switch.reports_answer = ReportsAnswer::No,
            "no-snapshots" => self.settings.switch.snapshot = Snapshot::None,
            "no-edits" => self.settings.queues[0].editable = false,
            "log-out-on-layer-loss" => self.settings.on_layer_loss = OnLayerLoss::LogOut,
            "customer-status" => self.settings.customer_status = true,
            "monitor-gap" => self.settings.pacing.monitor_gap = Duration::from_millis(500),
            "wrap-up" => self.settings.timers.wrap_up = Duration::from_secs(30),
            "closed" => self.settings.queues[0].hours = super::office_hours(),
            "do-not-call" => {
                let number = "+442079460018".parse().unwrap();
                return self.feed(Input::DoNotCall { numbers: [number].into_iter().collect() });
            }
            "ann-is-gone" => self.settings.agents.retain(|agent| agent.id.as_str() != "ann"),
            "closed-kept-a-minute" => self.settings.timers.closed_kept = Duration::from_secs(60),
            other => self.limit(other),
        }
        let settings = Box::new(self.settings.clone());
        let input =
            Input::Reloaded { settings, dial_plan: Box::new(dial_plan()), configuration: words.to_owned() };
        self.feed(input)
    }

    /// `limit RULE COUNT`
    fn limit(&mut self, words: &str) {
        let ["limit", rule, count] = words.split(' ').collect::<Vec<_>>()[..] else {
            panic!("no setting {words:?}")
        };
        let (limits, count) = (&mut self.settings.limits, count.parse().unwrap());
        match rule {
            "per-number-hour" => limits.per_number_hour = count,
            "per-layer-minute" => limits.per_layer_minute = count,
            "open-sessions" => limits.open_sessions = count,
            "max-waiting" => self.settings.queues[0].max_waiting = count,
            "international" => {
                limits.per_class_hour.insert(NumberClass::International, count);
            }
            other => panic!("no limit {other:?}"),
        }
    }

    /// Time passes, one deadline after the other.
    fn pass(&mut self, span: &str) -> Vec<String> {
        let span: SignedDuration = span.parse().unwrap();
        let target = self.mono + Duration::try_from(span).unwrap();
        let mut happened = Vec::new();
        for _ in 0..10_000 {
            match self.board.poll_timeout(self.now()) {
                Some(at) if at <= target => {
                    self.mono = self.mono.max(at);
                    happened.extend(self.feed(Input::Timeout));
                }
                _ => {
                    self.mono = target;
                    return happened;
                }
            }
        }
        panic!("deadlines without end");
    }

    fn feed(&mut self, input: Input) -> Vec<String> {
        self.entropy += 1;
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.entropy.to_be_bytes());
        self.secrets.must_not_be_in("Debug of an input", &format!("{input:?}"));
        self.board.handle(self.now(), &Entropy(seed), input);
        self.secrets.must_not_be_in("Debug of the switchboard", &format!("{:?}", self.board));
        let batch = self.board.take_batch();
        self.secrets.must_not_be_in("Debug of what is to be done", &format!("{batch:?}"));
        let Batch { mut writes, mut outputs } = batch;
        if self.doomed {
            writes.clear();
            outputs.retain(|output| matches!(output, Output::Now(_)));
        }
        for write in writes {
            match write {
                Write::Record(record) => {
                    let json = serde_json::to_string(&record).unwrap();
                    self.secrets.must_not_be_in("a record", &json);
                    self.store.seq = record.seq;
                    self.store.records.push(*record);
                }
                Write::Session(row) => {
                    self.secrets.must_not_be_in("the row without personal data", &row.body);
                    let personal =
                        self.store.sessions.remove(&row.session_id).and_then(|(_, personal)| personal);
                    self.store.sessions.insert(row.session_id, (row, personal));
                }
                Write::Personal(row) => {
                    if let Some(entry) = self.store.sessions.get_mut(&row.session_id) {
                        entry.1 = Some(row);
                    }
                }
            }
        }
        outputs.into_iter().flat_map(|output| self.show(output)).collect()
    }

    fn show(&mut self, output: Output) -> Vec<String> {
        match output {
            Output::Now(send) => vec![format!("> {}", self.request(send))],
            Output::AfterCommit(Deed::Dial(send)) => match &mut self.committing {
                Some(permits) => {
                    permits.push(send);
                    Vec::new()
                }
                None => self.feed(Input::Dial(send)),
            },
            Output::AfterCommit(Deed::Reply { result, .. }) => vec![format!("← {}", self.reply(result))],
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
                self.secrets.must_not_be_in("a refusal", &serde_json::to_string(&refused).unwrap());
                let reason = serde_json::to_value(refused.reason).unwrap();
                let state = refused.state.map(|state| format!(" ({state})")).unwrap_or_default();
                let rule = refused.rule.map(|rule| format!(" [{rule}]")).unwrap_or_default();
                if let Some(controls) = controls {
                    self.rules_version = controls.rules_version;
                }
                format!("refused {}{state}{rule}", reason.as_str().unwrap())
            }
            Ok(Reply::Requested(Requested::Duplicate { .. })) => "duplicate".to_owned(),
            Ok(Reply::Requested(Requested::Accepted {
                session_id,
                state,
                place,
                number,
                not_before,
                ..
            })) => {
                let (session, number) = (self.session(session_id), number.expose());
                let from = not_before.map(|from| format!(" not before {from}")).unwrap_or_default();
                format!("{session} {state} {number} place {place}{from}")
            }
            Ok(Reply::Controls(controls)) => {
                self.rules_version.clone_from(&controls.view.rules_version);
                let controls = controls.view;
                format!(
                    "controls {} dial {} ({} in front)",
                    controls.number.expose(),
                    controls.dial_string.expose(),
                    controls.prepended
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
                format!("customer sees {}{place}{from}", customer.status)
            }
            Ok(other) => serde_json::to_string(&other).unwrap(),
        }
    }

    fn record(&mut self, record: &Record) -> String {
        let mut words = vec![record.fact.kind().to_owned()];
        words.extend(record.session_id.map(|id| self.session(id)));
        words.extend(record.agent_id.as_ref().map(ToString::to_string));
        words.extend(record.leg_id.map(|id| self.leg(id)));
        let says = |switch: &Option<callbackd::leg::SwitchSays>| {
            switch.as_ref().map(|switch| format!("{} {}", switch.code, switch.name)).into_iter()
        };
        match &record.fact {
            Fact::SessionQueued { reason, .. } => words.push(format!("({reason})")),
            Fact::CallProgress { leg_state, switch } => {
                words.push(leg_state.clone());
                words.extend(says(switch));
            }
            Fact::SessionDialing { edited: true, .. } => words.push("edited".to_owned()),
            Fact::SessionTalking { assumed, retrieved } => {
                words.extend(assumed.then(|| "assumed".to_owned()));
                words.extend(retrieved.then(|| "retrieved".to_owned()));
            }
            Fact::SessionFailed { reason, detail, switch } => {
                words.push(format!("{reason}: {detail}"));
                words.extend(says(switch));
            }
            Fact::SessionUnknown { detail } => words.push(detail.clone()),
            Fact::SessionWrapUp { reason, .. } => words.push(reason.clone()),
            Fact::SessionClosed { reason, disposition } => {
                words.push(reason.clone());
                words.extend(disposition.clone());
            }
            Fact::AgentChanged { state, reason, .. } => {
                words.push(state.clone());
                words.extend(reason.as_ref().map(|reason| format!("({reason})")));
            }
            Fact::LinkChanged { state, .. } => words.push(state.clone()),
            _ => {}
        }
        words.join(" ")
    }

    fn call(&mut self, line: &str) -> Vec<String> {
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
        let caller = Caller { client: ClientId(client), uid, roles: Roles::default().with(role) };
        let command = self.command(verb, args);
        self.ticket += 1;
        self.feed(Input::Command { caller, ticket: self.ticket, actor: None, command })
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
                dial_string: rest(1).map(callbackd::ids::Private::new),
                rules_version: self.rules_version.clone(),
                actor: None,
            }),
            "cancel" => Command::Cancel(session()),
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

    /// `< up`, `< down`, `< VERB… ANSWER`, or `< DEVICE EVENT CALL key=value…`.
    fn switch_says(&mut self, line: &str) -> Vec<String> {
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
                Answer::Refused(Refusal::read(class, code.parse().unwrap(), says))
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

    fn named(&self, name: &str) -> SessionId {
        self.sessions[number(name)]
    }
}

fn number(name: &str) -> usize {
    name[1..].parse::<usize>().unwrap() - 1
}

fn request(args: &[&str]) -> CallbackRequest {
    let value = |key: &str| args.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
    let moment = |key: &str| value(key).map(|at| at.parse().unwrap());
    let number = args.iter().filter(|word| !word.contains('=')).copied().collect::<Vec<_>>().join(" ");
    CallbackRequest {
        number: callbackd::ids::Private::new(number),
        region: value("region").map(str::to_owned),
        queue: None,
        name: value("name").map(callbackd::ids::Private::new),
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

fn name(id: &CallId) -> String {
    text(id.as_bytes())
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}
