//! What is durable: facts, in the order in which they became true.
//!
//! A record holds no personal data; the number, the name and the subject live in a row of their own, so that
//! they can be erased while the record stays. Facts with a notification's name are what subscribers are told.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AgentId, Device, LegId, QueueName, Seq, SessionId, TimestampSchema},
    words::{
        AgentReason, AgentState, CallResult, Closing, Damage, FailureReason, LegState, LinkState, MethodName,
        Obstacle, Outcome, QueuedReason, Reason, RulesStep, StoreFault, Word,
    },
};

/// One fact with its place, its time and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Place in the journal.
    pub seq: Seq,
    /// Civil time, milliseconds kept.
    pub at: Timestamp,
    /// The session it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
    /// The agent it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<AgentId>,
    /// The leg it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leg_id: Option<LegId>,
    /// The uid of the layer that asked for the session; not shown to subscribers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<u32>,
    /// The fact itself.
    #[serde(flatten)]
    pub fact: Fact,
}

impl Record {
    /// The `method` of the notification that tells subscribers, or `None` for facts kept for the audit alone.
    #[must_use]
    pub fn notification(&self) -> Option<&'static str> {
        let kind = self.fact.kind();
        is_told(kind).then_some(kind)
    }
}

impl Fact {
    /// The kinds that subscribers are told, by their notifications' names.
    pub fn told() -> impl Iterator<Item = &'static str> {
        Self::KINDS.iter().copied().filter(|kind| is_told(kind))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

fn is_told(kind: &str) -> bool {
    !kind.starts_with("audit.")
}

/// A switch's own code and name for what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SwitchSays {
    /// `eventCause`, `universalFailure.operation`, `reject.invoke`, …
    pub source: String,
    /// The number.
    pub code: i64,
    /// The standard's name of it.
    pub name: String,
}

/// An agent who was not offered a session, and what stood in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotOffered {
    /// The agent.
    pub agent_id: AgentId,
    /// In words.
    pub why: String,
    /// The same as a stable word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<Word<Obstacle>>,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $kind:literal { $($(#[$fdoc:meta])* $field:ident : $type:ty),* $(,)? })*) => {
        /// Everything that can become true.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "kind")]
        pub enum Fact {
            $($(#[$doc])* #[serde(rename = $kind)] $name { $($(#[$fdoc])* $field: $type),* },)*
        }

        impl Fact {
            /// Its stable name.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name { .. } => $kind,)* }
            }

            /// Every stable name.
            pub const KINDS: &[&str] = &[$($kind),*];
        }
    };
}

facts! {
    /// The session waits for an agent.
    SessionQueued = "session.queued" {
        /// Its queue.
        queue: QueueName,
        /// Why.
        reason: Word<QueuedReason>,
        /// The customer does not want to be called before this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<TimestampSchema>")]
        not_before: Option<Timestamp>,
        /// The customer does not want to be called after this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<TimestampSchema>")]
        not_after: Option<Timestamp>,
    }
    /// The session is shown to an agent.
    SessionOffered = "session.offered" {
        /// Its queue.
        queue: QueueName,
        /// When the offer lapses.
        #[schemars(with = "TimestampSchema")]
        until: Timestamp,
    }
    /// The agent pressed Call State.
    SessionOpened = "session.opened" {}
    /// The agent pressed Call Back; nothing has left the process yet.
    SessionDialing = "session.dialing" {
        /// The calling extension.
        device: Device,
        /// Did the agent change the digits?
        edited: bool,
    }
    /// The leg moved.
    CallProgress = "session.call_progress" {
        /// The leg's state.
        leg_state: Word<LegState>,
        /// What the switch said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        switch: Option<SwitchSays>,
    }
    /// The customer answered, or is taken to have.
    SessionTalking = "session.talking" {
        /// The switch did not report the answer; it was assumed after a time.
        assumed: bool,
        /// It was on hold before.
        retrieved: bool,
        /// There is an extension to ask for; `session.get` tells it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        extension: bool,
    }
    /// The agent put the customer on hold.
    SessionHeld = "session.held" {}
    /// The attempt failed; the session is back with the agent.
    SessionFailed = "session.failed" {
        /// Why.
        reason: Word<FailureReason>,
        /// The switch did not say so and could not be asked: a timer decided.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        assumed: bool,
        /// A sentence for the agent.
        detail: String,
        /// What the switch said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        switch: Option<SwitchSays>,
    }
    /// The agent pressed Cancel; the session stays active.
    SessionCancelled = "session.cancelled" {}
    /// The daemon lost sight of a call in the air.
    SessionUnknown = "session.unknown" {
        /// A sentence for the agent.
        detail: String,
    }
    /// The call is over; the agent writes it up.
    SessionWrapUp = "session.wrap_up" {
        /// What it will be closed as: `completed`, `transferred`, `dropped`.
        reason: Word<Closing>,
        /// When it closes by itself.
        #[schemars(with = "TimestampSchema")]
        until: Timestamp,
    }
    /// The end.
    SessionClosed = "session.closed" {
        /// Why.
        reason: Word<Closing>,
        /// The centre's own word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        disposition: Option<String>,
    }
    /// An agent's state changed.
    AgentChanged = "agent.changed" {
        /// The state.
        state: Word<AgentState>,
        /// Why: a stable word where the daemon gives the reason, otherwise the agent's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<String>")]
        reason: Option<Word<AgentReason>>,
        /// Where the agent sits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<Device>,
    }
    /// A queue became full, or has room again.
    QueueChanged = "queue.changed" {
        /// The queue.
        queue: QueueName,
        /// Are requests refused because as many wait as may?
        full: bool,
        /// How many wait, those for a time of the customer's choice among them.
        waiting: u64,
        /// How many may.
        max_waiting: u64,
    }
    /// The link to the switch changed.
    LinkChanged = "link.changed" {
        /// `up` or `down`.
        state: Word<LinkState>,
        /// In words.
        detail: String,
    }
    /// The dial plan's rules let a number pass.
    RulesFired = "audit.rules_fired" {
        /// When.
        step: Word<RulesStep>,
        /// What sort of number it is.
        class: String,
        /// The rules that fired, in order, each with its stage in front where there is more than one stage.
        rules: Vec<String>,
        /// Tells one set of routing rules from another.
        rules_version: String,
    }
    /// What the offer gate saw when it offered the session, or when it had nobody to offer it to.
    OfferConsidered = "audit.offer_considered" {
        /// The session's queue.
        queue: QueueName,
        /// The queue is outside its service hours: nobody was looked at.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        closed: bool,
        /// Those of the queue's agents who did not get it, the first few.
        others: Vec<NotOffered>,
        /// How many more there were.
        #[serde(default, skip_serializing_if = "is_zero")]
        more: u64,
    }
    /// The permit to dial was granted: from here on the call may exist.
    LegPermitted = "audit.leg_permitted" {
        /// Which attempt of this leg, from 1.
        attempt: u32,
        /// The dial plan rule that allowed it.
        rule: String,
    }
    /// The switch answered MakeCall.
    LegAccepted = "audit.leg_accepted" {
        /// The call id's octets, hexadecimal.
        call_id: String,
        /// The association it belongs to.
        epoch: u64,
    }
    /// The leg is over.
    LegEnded = "audit.leg_ended" {
        /// How.
        outcome: Word<Outcome>,
        /// What the switch said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        switch: Option<SwitchSays>,
    }
    /// A layer changed something.
    Called = "audit.called" {
        /// The method.
        method: Word<MethodName>,
        /// The peer's user id.
        uid: u32,
        /// The person for whom it acted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actor: Option<String>,
        /// What became of it.
        result: Word<CallResult>,
        /// The rule that refused, where one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<String>,
    }
    /// Calls of one user were refused again, after one that has a record of its own; told once a minute at most.
    Refused = "audit.refused" {
        /// The method.
        method: Word<MethodName>,
        /// The peer's user id.
        uid: u32,
        /// Why.
        reason: Word<Reason>,
        /// The rule that refused, where one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<String>,
        /// How many more.
        times: u64,
        /// When the first one was refused.
        #[schemars(with = "TimestampSchema")]
        since: Timestamp,
    }
    /// The configuration was read again.
    Reloaded = "audit.reloaded" {
        /// Hash of what is now in force.
        configuration: String,
    }
    /// The do-not-call file was read again.
    DoNotCallRead = "audit.do_not_call_read" {
        /// How many numbers it has now.
        numbers: u64,
    }
    /// The store was found not to be as it was left.
    StoreFault = "audit.store_fault" {
        /// What is wrong.
        fault: Word<StoreFault>,
        /// The first place of the journal that has no record any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        first: Option<u64>,
        /// The last one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last: Option<u64>,
        /// What is wrong and what to do about it.
        detail: String,
    }
    /// What the store kept of a session was found damaged: nothing is dialled because of it, and a person has to end it.
    SessionDamaged = "audit.session_damaged" {
        /// What is wrong.
        damage: Word<Damage>,
    }
    /// The daemon started.
    Started = "audit.started" {
        /// The daemon's version.
        version: String,
        /// Sessions found open.
        open_sessions: u64,
    }
}
