//! What a layer is shown: results, refusals and views. Fields may be added, never renamed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::words::Reason;
use crate::{
    ids::{AgentId, Device, LegId, Private, QueueName, SessionId, StatusToken, TimestampSchema},
    record::SwitchSays,
    words::{
        AgentReason, AgentState, CustomerState, Damage, DeviceState, FailureReason, LegState, LinkState,
        Obstacle, Outcome, SessionState, StoreFault, Word,
    },
};

/// Why a call that was well formed is not done: a stable word and a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[error("{detail}")]
pub struct Refused {
    /// The stable word.
    pub reason: Reason,
    /// What happened, whose fault it is and what to do, without personal data.
    pub detail: String,
    /// The state that won the race, for `wrong_state` and `too_late`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The rule that refused, for `number_refused`, and the limit, for `rate_limited`, `busy` and `queue_closed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What the text may mean, for `ambiguous_number`, and where a number was refused that may be meant otherwise: at most four.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 4))]
    pub readings: Vec<NumberReading>,
    /// Fresh controls, for `number_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controls: Option<Box<Controls>>,
}

impl Refused {
    /// A refusal with its sentence.
    #[must_use]
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into(), state: None, rule: None, readings: Vec::new(), controls: None }
    }
}

/// One of the numbers that a text may mean; sent in place of the text it is read as itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NumberReading {
    /// The number, E.164.
    pub number: Private,
    /// The same for a reader.
    pub formatted: Private,
    /// Whose number it is (ISO 3166), where it is one country's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The extension that was written with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Private>,
}

/// What the agent sees after Call State.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Controls {
    /// The session.
    pub session_id: SessionId,
    /// Where it stands.
    pub state: Word<SessionState>,
    /// The customer's number in E.164, or an internal extension.
    pub number: Private,
    /// The same for a reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formatted: Option<Private>,
    /// Whom to ask for once the call is answered, in digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Private>,
    /// The digits that the centre puts in front.
    pub prepended: String,
    /// What Call Back dials if it is left alone.
    pub dial_string: Private,
    /// May the agent change it?
    pub editable: bool,
    /// Names what is shown here, to be handed back with `session.call_back`: nothing else is dialled.
    pub rules_version: String,
    /// The customer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Private>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Private>,
    /// What the web layer sent along.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Private>,
    /// The customer's language tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How it ends, as far as an agent has drafted that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<String>,
    /// What agents wrote so far, whoever had the session before among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Private>,
    /// The customer does not want to be called before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub not_before: Option<Timestamp>,
    /// The customer does not want to be called after this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub not_after: Option<Timestamp>,
    /// Why the attempt before this failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_failure: Option<FailureView>,
    /// The store lost what happened last before a start, and the request is from before: the customer may have been called
    /// already, and nobody here can tell.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outdated: bool,
}

/// A failed attempt, in words and in the switch's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FailureView {
    /// Why.
    pub reason: Word<FailureReason>,
    /// The switch did not say so and could not be asked: a timer decided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
    /// A sentence for the agent.
    pub detail: String,
    /// What the switch said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<SwitchSays>,
}

/// One outbound call attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LegView {
    /// The leg.
    pub leg_id: LegId,
    /// Its state.
    pub state: Word<LegState>,
    /// The calling extension.
    pub device: Device,
    /// What is dialled; absent for roles that need not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dial_string: Option<Private>,
    /// When the attempt was asked for.
    #[schemars(with = "TimestampSchema")]
    pub created_at: Timestamp,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub connected_at: Option<Timestamp>,
    /// The answer was not reported by the switch but assumed after a time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Word<Outcome>>,
    /// What the switch said last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<SwitchSays>,
}

/// A session as agents and supervisors see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionView {
    /// The session.
    pub session_id: SessionId,
    /// Always `callback`.
    #[serde(rename = "type")]
    pub session_type: String,
    /// Its state.
    pub state: Word<SessionState>,
    /// Its queue.
    pub queue: QueueName,
    /// Place in the queue, from 1, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u64>,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<AgentId>,
    /// The customer's number; redacted for roles that need not know.
    pub number: Private,
    /// The same for a reader; absent for roles that need not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formatted: Option<Private>,
    /// Whom to ask for once the call is answered, in digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Private>,
    /// The customer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Private>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Private>,
    /// What the web layer sent along.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Private>,
    /// The customer's language tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When it was requested.
    #[schemars(with = "TimestampSchema")]
    pub created_at: Timestamp,
    /// The customer does not want to be called before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub not_before: Option<Timestamp>,
    /// The customer does not want to be called after this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub not_after: Option<Timestamp>,
    /// When the present state ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub until: Option<Timestamp>,
    /// Attempts so far, oldest first.
    pub legs: Vec<LegView>,
    /// Why the last attempt failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_failure: Option<FailureView>,
    /// How it ended, or what is drafted of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<String>,
    /// What agents wrote; a draft as long as the session is not closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Private>,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub closed_at: Option<Timestamp>,
    /// What the store kept of it is damaged: its state is `unknown`, its number is not told, nothing is dialled for it, and
    /// `session.resolve` ends it. Queue and agent are as far as they can still be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damage: Option<Word<Damage>>,
    /// The store lost what happened last before a start, and the request is from before: the customer may have been called
    /// already, and nobody here can tell.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outdated: bool,
}

impl SessionView {
    /// Does it wait for the time that its customer chose, in no queue's line yet?
    #[must_use]
    pub fn is_scheduled(&self) -> bool {
        self.state == SessionState::Queued && self.place.is_none() && self.not_before.is_some()
    }
}

/// An agent as layers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AgentView {
    /// The agent.
    pub agent_id: AgentId,
    /// What the agent is doing.
    pub state: Word<AgentState>,
    /// Why not ready: a stable word where the daemon gives the reason, otherwise the agent's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub reason: Option<Word<AgentReason>>,
    /// Where the agent sits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    /// What the switch tells of that extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_state: Option<Word<DeviceState>>,
    /// Queues served.
    pub queues: Vec<QueueName>,
    /// The active session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
    /// Why a ready agent gets no offers just now, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
    /// The same as a stable word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<Word<Obstacle>>,
}

/// Answer to `callback.request`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Requested {
    /// There is a request for this number already, and it will be called. Nothing is told of who asked, and nothing was changed.
    Duplicate {
        /// Always true.
        duplicate: bool,
        /// The number as this caller's text is understood, E.164.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<Private>,
        /// The same for a reader, with its country code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        formatted: Option<Private>,
        /// The extension that was understood, in digits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        extension: Option<Private>,
        /// When the queue that was asked for opens, while it is closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<TimestampSchema>")]
        opens_at: Option<Timestamp>,
    },
    /// The request is on disk.
    Accepted {
        /// The session.
        session_id: SessionId,
        /// Its state.
        state: Word<SessionState>,
        /// The number as understood, E.164.
        number: Private,
        /// The same for a reader, with its country code: what will be called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        formatted: Option<Private>,
        /// The extension that was understood, in digits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        extension: Option<Private>,
        /// Place in the queue, from 1; 0 where it joins the queue only when its time comes.
        place: u64,
        /// When that is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<TimestampSchema>")]
        not_before: Option<Timestamp>,
        /// When its queue opens, while that is closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<TimestampSchema>")]
        opens_at: Option<Timestamp>,
        /// For the customer's page, where the centre shows status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status_token: Option<StatusToken>,
    },
}

/// What a customer may know of their own request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CustomerStatus {
    /// The session.
    pub session_id: SessionId,
    /// Where it stands.
    pub status: Word<CustomerState>,
    /// Place in the queue, from 1, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u64>,
    /// Until then it waits for the time that the customer chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub not_before: Option<Timestamp>,
    /// When its queue opens, while that is closed and nobody has called yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub opens_at: Option<Timestamp>,
}

/// Answer to a change of an agent or a session, with the journal's place of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Changed{T}")]
pub struct Changed<T> {
    /// Place of the change in the journal.
    pub seq: u64,
    /// What it looks like now.
    #[serde(flatten)]
    pub view: T,
}

/// Answer to `session.list`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionPage {
    /// The sessions, oldest first.
    pub sessions: Vec<SessionView>,
    /// More follow after the last one.
    pub more: bool,
}

/// Answer to `queue.status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Queues {
    /// The queues, in the order of the configuration.
    pub queues: Vec<QueueView>,
}

/// One queue in `system.status` and `queue.status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QueueView {
    /// Its name.
    pub queue: QueueName,
    /// Requests waiting for an agent.
    pub waiting: u64,
    /// Requests waiting for the time that their customer chose.
    #[serde(default)]
    pub scheduled: u64,
    /// Requests that may wait, those for a time of the customer's choice among them; more are refused.
    #[serde(default)]
    pub max_waiting: u64,
    /// Sessions with an agent.
    pub active: u64,
    /// Open for dialling now?
    pub open: bool,
    /// When it opens, while it is closed; absent where it does not open within a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub opens_at: Option<Timestamp>,
    /// Age of the oldest waiting request, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_s: Option<u64>,
}

/// The link to the switch in `system.status` and `link.changed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkView {
    /// Where it stands.
    pub state: Word<LinkState>,
    /// In words: what is wrong and what happens next.
    pub detail: String,
    /// Since when.
    #[schemars(with = "TimestampSchema")]
    pub since: Timestamp,
    /// Associations so far.
    pub epoch: u64,
}

/// Answer to `system.status`; the daemon adds what only it knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SystemStatus {
    /// The daemon's version.
    pub version: String,
    /// Seconds since start.
    pub uptime_s: u64,
    /// The link.
    pub link: LinkView,
    /// Devices monitored of those wanted.
    pub monitors: Monitors,
    /// The queues.
    pub queues: Vec<QueueView>,
    /// The agents that are logged in.
    pub agents: Vec<AgentView>,
    /// Sessions not closed.
    pub open_sessions: u64,
    /// Requests to the switch that wait for their turn or their answer.
    pub switch_requests: SwitchLoad,
    /// Last record's place in the journal.
    pub seq: u64,
    /// `ok`, or what is wrong with the store.
    pub store: String,
    /// What was found wrong with what the store holds, since the daemon started.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub store_faults: Vec<StoreFaultView>,
    /// Events from the switch that belonged to no known monitor or call.
    pub stray_events: u64,
}

/// Something that is wrong with what the store holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoreFaultView {
    /// What is wrong.
    pub fault: Word<StoreFault>,
    /// The same in words, and what to do about it.
    pub detail: String,
}

/// Monitored devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Monitors {
    /// In place.
    pub active: u64,
    /// Wanted.
    pub wanted: u64,
    /// Refused by the switch.
    pub refused: u64,
}

/// Load on the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SwitchLoad {
    /// Waiting to be sent.
    pub waiting: u64,
    /// Sent and not answered.
    pub outstanding: u64,
}

/// Answer to `system.hello`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Welcome {
    /// Always `callbackd`.
    pub server: String,
    /// The daemon's version.
    pub version: String,
    /// The numbering plans by which it reads numbers: library and version of its metadata.
    #[serde(default)]
    pub numbering: String,
    /// The zone in which the centre tells the time, such as `Europe/London`; absent where none is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Countries of which some numbers may be called (ISO 3166), for forms that offer a choice; numbers of others are refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// What this connection may do.
    pub roles: Vec<String>,
    /// What this version can do, by name.
    pub capabilities: Vec<String>,
    /// Last record's place in the journal.
    pub seq: u64,
}

/// Answer to `events.subscribe`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Subscribed {
    /// Notifications after this place come live.
    pub seq: u64,
    /// Where the replay starts, when one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay_from: Option<u64>,
}

/// Answer to `system.reload`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reloaded {
    /// Place of the change in the journal.
    pub seq: u64,
    /// Hash of the configuration that is now in force.
    pub configuration: String,
    /// Sections that are not as they were at the start: what changed there applies after a restart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_restart: Vec<String>,
}

/// `events.lagged`: the client read too slowly; nothing more comes until it subscribes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lagged {
    /// The last notification that this client was sent; `after_seq` of the next `events.subscribe`.
    pub seq: u64,
}

/// `events.gap`: what was asked for is not to be had; ask for the present state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    /// The last place of the journal that is missing; notifications go on after it, even where the client has been told
    /// of later ones.
    pub seq: u64,
    /// The first place of the journal that is missing.
    pub missing_from: u64,
    /// The journal ends before the place that was asked for: it is another one, or an earlier state of it. Nothing that
    /// the client was told before need be true.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ahead: bool,
}
