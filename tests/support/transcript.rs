//! The stage on which a transcript is played: a switchboard, a store and a clock, all of them values.
//!
//! Whatever is played, no number may show in a `Debug` rendering of inputs, outputs or the switchboard, in a record, or in a
//! refusal.

mod read;
mod told;

use std::{collections::BTreeMap, time::Duration};

use callbackd::{
    dialplan::NumberClass,
    ids::{ClientId, Entropy, Now},
    journal::{PersonalRow, Restored, SessionRow, Write},
    switchboard::{
        Batch, Input, LAYER_SPAN, Output, REQUEST_SPAN, Switchboard, Token,
        command::{Caller, Command},
        settings::{OnLayerLoss, Queue, ReportsAnswer, Settings, Snapshot},
    },
};
use callbackd_api::{
    ids::{LegId, SessionId},
    params::{Role, Roles, Subscribe},
    record::Record,
};
use jiff::{SignedDuration, Timestamp};

use super::{secrets::Secrets, settings::settings};

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
    /// What was shown last to each layer.
    shown: BTreeMap<String, String>,
    /// Who calls.
    layer: String,
    outside_line: &'static str,
    secrets: Secrets,
    /// Permits that wait for a slow commit, while there is one.
    committing: Option<Vec<(Token, LegId)>>,
    /// The daemon is killed before the next commit.
    doomed: bool,
}

#[derive(Default)]
struct Store {
    seq: callbackd_api::ids::Seq,
    sessions: BTreeMap<SessionId, (SessionRow, Option<PersonalRow>)>,
    records: Vec<Record>,
}

impl Stage {
    pub fn new() -> Self {
        let mut stage = Self {
            board: Switchboard::new(
                Now { mono: Duration::ZERO, wall: Timestamp::UNIX_EPOCH },
                "0.0.0",
                settings(),
                super::dial_plan(),
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
            shown: BTreeMap::new(),
            layer: String::new(),
            outside_line: "9",
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
        self.board = Switchboard::new(
            self.now(),
            "0.0.0",
            self.settings.clone(),
            super::dial_plan_with_line(self.outside_line),
        );
        let shown = SignedDuration::try_from(self.settings.policy.closed_kept).unwrap();
        let since = self.now().wall - shown.max(REQUEST_SPAN);
        let is_kept = |row: &SessionRow| row.closed_at.is_none_or(|at| at >= since);
        let sessions = self.store.sessions.values().filter(|(row, _)| is_kept(row)).cloned().collect();
        self.board.restore(Restored { seq: self.store.seq, sessions, ..Restored::default() });
        let recent = self.now().wall - LAYER_SPAN;
        self.store.records.retain(|record| record.at >= recent);
        self.board.recall(&self.store.records);
        self.asked.clear();
        self.committing = None;
        // The first thing that happens: somebody who may see everything watches.
        let watcher = Caller { client: ClientId(9), uid: 0, roles: Roles::default().with(Role::Supervisor) };
        let command = Command::Subscribe(Subscribe::default());
        let subscribe = Input::Command { caller: watcher, id: 0.into(), actor: None, command };
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
                permits.into_iter().flat_map(|(token, leg)| self.feed(Input::Dial { token, leg })).collect()
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
            "no-digits" => self.settings.switch.generates_digits = false,
            "no-edits" => self.settings.queues[0].editable = false,
            "log-out-on-layer-loss" => self.settings.on_layer_loss = OnLayerLoss::LogOut,
            "customer-status" => self.settings.customer_status = true,
            "monitor-gap" => self.settings.pacing.monitor_gap = Duration::from_millis(500),
            "outside-line-8" => self.outside_line = "8",
            "outside-line-9" => self.outside_line = "9",
            "two-queues" => {
                let service = Queue { name: "service".parse().unwrap(), ..self.settings.queues[0].clone() };
                self.settings.queues.push(service);
            }
            "open-per-number-2" => self.settings.limits.open_per_number = 2,
            "wrap-up" => self.settings.policy.wrap_up = Duration::from_secs(30),
            "closed" => self.settings.queues[0].hours = super::office_hours(),
            "do-not-call" => {
                let number = "+442079460018".parse().unwrap();
                return self.feed(Input::DoNotCall { numbers: [number].into_iter().collect() });
            }
            "ann-is-gone" => self.settings.agents.retain(|agent| agent.id.as_str() != "ann"),
            "closed-kept-a-minute" => self.settings.policy.closed_kept = Duration::from_secs(60),
            other => self.limit(other),
        }
        let settings = Box::new(self.settings.clone());
        let dial_plan = Box::new(super::dial_plan_with_line(self.outside_line));
        let input = Input::Reloaded { settings, dial_plan, configuration: words.to_owned() };

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
                Write::State(row) => self.secrets.must_not_be_in("what is kept beside sessions", &row.body),
                Write::Personal(row) => {
                    if let Some(entry) = self.store.sessions.get_mut(&row.session_id) {
                        entry.1 = Some(row);
                    }
                }
            }
        }
        outputs.into_iter().flat_map(|output| self.show(output)).collect()
    }
}
