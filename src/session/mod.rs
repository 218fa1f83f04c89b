//! One customer's request, from the web page to its disposition: callback policy over its legs.
//!
//! ```text
//! queued → offered → open → dialing → talking ⇄ held → wrap_up → closed
//! open → cancelled → closed                      Cancel, later Drop Call
//! dialing → open                                 attempt failed
//! open | dialing | talking | held → wrap_up      Drop Call, hang-up, transferred
//! offered → wrap_up                              Drop Call, where the rules refuse the number by now
//! queued | offered | open | cancelled → closed   withdrawn
//! queued → closed                                expired
//! offered → queued                               not taken; to its old place
//! offered | open → queued                        agent or layer lost; old place
//! dialing | talking | held → unknown             link or daemon lost while a call was in the air
//! unknown → dialing | talking | held | wrap_up | open   by what the switch tells, or by a person
//! ```

mod machine;
mod policy;
mod stored;

use std::{collections::BTreeMap, time::Duration};

use callbackd_api::{
    ids::{AgentId, LegId, Private, QueueName, SessionId, StatusToken},
    words::{Closing, QueuedReason, SessionState},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::{
    machine::Wrong,
    policy::Policy,
    stored::{Personal, Stored},
};
use crate::{
    dialplan::{Destination, NumberClass, Routed},
    leg::{Failure, Leg},
};

/// One customer's request and what became of it.
#[derive(Debug, Clone)]
pub struct Session {
    /// As it is now: its customer may change it while it waits.
    request: Request,
    /// What was asked for at first, where the customer has changed it.
    asked: Option<Box<Asked>>,
    /// What the agent was shown at Call State.
    shown: Option<Routed>,
    /// How many different things agents were shown so far.
    showings: u32,
    /// Attempts, oldest first.
    legs: Vec<Leg>,
    /// Why the last attempt failed.
    last_failure: Option<Failure>,
    /// The agent who let it pass: not the same one first.
    passed_over: Option<AgentId>,
    /// How it ended, in the centre's own word.
    disposition: Option<String>,
    /// Free text for the record.
    note: Option<Private>,
    /// When its agent last wrote something.
    typed_at: Option<Timestamp>,
    state: State,
}

/// What is known of the customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Private>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Private>,
    /// Whatever else the web layer sent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Private>,
    /// Their language tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// Whom a request is about: a telephone, and an extension behind it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Party {
    /// The telephone.
    pub destination: Destination,
    /// The extension, in digits.
    pub extension: Option<Private>,
}

/// What a customer asked for and may change while it waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The queue.
    pub queue: QueueName,
    /// The time.
    #[serde(default)]
    pub window: Window,
    /// The customer.
    #[serde(flatten)]
    pub customer: Customer,
}

/// A request as its customer changed it.
#[derive(Debug)]
pub struct Changed {
    /// The queue.
    pub queue: QueueName,
    /// The time.
    pub window: Window,
    /// When it can be offered for the first time.
    pub first_chance: Timestamp,
    /// The customer.
    pub customer: Customer,
}

/// When a customer wants to be called. It binds the queue: an agent who has the request on the screen may still dial.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Nobody is offered the request before this, which is later than the request; absent: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// From here on nobody is offered it, and it expires in the queue; absent: it expires by age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Timestamp>,
}

impl Window {
    /// No wish: as soon as possible.
    #[must_use]
    pub fn is_any_time(&self) -> bool {
        *self == Self::default()
    }
}

/// Where the session stands; times are wall times because they survive a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Waits for an agent.
    Queued,
    /// Shown to an agent.
    Offered {
        /// To whom.
        agent: AgentId,
        /// When the offer lapses.
        until: Timestamp,
    },
    /// The agent sees the controls.
    Open {
        /// Whose it is.
        agent: AgentId,
        /// Where the agent is not there: until when they may come back for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reclaim: Option<Timestamp>,
    },
    /// Nothing will be dialled; still the agent's until Drop Call.
    Cancelled {
        /// Whose it is.
        agent: AgentId,
    },
    /// An attempt is under way.
    Dialing {
        /// Whose it is.
        agent: AgentId,
    },
    /// They talk.
    Talking {
        /// Whose it is.
        agent: AgentId,
    },
    /// The customer waits.
    Held {
        /// Whose it is.
        agent: AgentId,
    },
    /// Nobody knows what became of the call.
    Unknown {
        /// Whose it is.
        agent: AgentId,
    },
    /// The agent writes it up.
    WrapUp {
        /// Whose it is.
        agent: AgentId,
        /// When it closes by itself; later while the agent types.
        until: Timestamp,
        /// When the call was over; unknown where an earlier version wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
        /// What it will be closed as.
        reason: Closing,
    },
    /// The end.
    Closed {
        /// Whose it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<AgentId>,
        /// When.
        at: Timestamp,
        /// Why.
        reason: Closing,
    },
}

/// How long an agent may write up what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteUp {
    /// From the end of the call.
    pub span: Duration,
    /// From what was typed last, where that is later.
    pub typing: Duration,
    /// From the end of the call in all, however long somebody types; `span` where that is longer.
    pub most: Duration,
}

impl WriteUp {
    /// None at all: closed at once.
    pub const NONE: Self = Self { span: Duration::ZERO, typing: Duration::ZERO, most: Duration::ZERO };
}

/// What became true, for the journal and for those who watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Back in, or new in, the queue.
    Queued {
        /// Why.
        reason: QueuedReason,
    },
    /// Shown to the agent.
    Offered {
        /// When that lapses.
        until: Timestamp,
    },
    /// Call State.
    Opened,
    /// Call Back: a leg is planned.
    Dialing,
    /// They talk.
    Talking {
        /// Not reported by the switch.
        assumed: bool,
        /// Back from hold.
        retrieved: bool,
    },
    /// The customer waits.
    Held,
    /// The attempt failed; back to the agent.
    Failed(Failure),
    /// Cancel.
    Cancelled,
    /// Lost from sight.
    Unknown {
        /// A sentence for the agent.
        detail: &'static str,
    },
    /// Writing up.
    WrapUp {
        /// What it will be closed as.
        reason: Closing,
        /// When it closes by itself.
        until: Timestamp,
    },
    /// The end.
    Closed {
        /// Why.
        reason: Closing,
    },
}

impl Output {
    /// Is it about the attempt as much as about the session?
    #[must_use]
    pub fn is_of_leg(&self) -> bool {
        matches!(
            self,
            Self::Dialing | Self::Talking { .. } | Self::Held | Self::Failed(_) | Self::Unknown { .. }
        )
    }
}

/// What is asked for, by whom and when.
#[derive(Debug, Clone)]
pub struct Request {
    /// The id, minted before anything is recorded.
    pub id: SessionId,
    /// The queue.
    pub queue: QueueName,
    /// The uid of the layer that asked.
    pub requested_by: u32,
    /// When it was asked for; also its place in the queue.
    pub created_at: Timestamp,
    /// The asker's own key, so that asking twice answers once.
    pub idempotency_key: Option<String>,
    /// For the customer's page.
    pub status_token: Option<StatusToken>,
    /// Whom to call.
    pub destination: Destination,
    /// Whom to ask for once the call is answered, in digits.
    pub extension: Option<Private>,
    /// The classes of number that it counts for against the limits per class, and from when on.
    pub counted: Vec<(Timestamp, NumberClass)>,
    /// The customer.
    pub customer: Customer,
    /// When the customer wants to be called.
    pub window: Window,
    /// When it could be offered for the first time, by the customer's wish and the queue's hours: its expiry counts from here.
    pub first_chance: Timestamp,
}

impl State {
    /// Whose it is, or was.
    #[must_use]
    pub fn agent(&self) -> Option<&AgentId> {
        match self {
            Self::Queued => None,
            Self::Offered { agent, .. }
            | Self::Open { agent, .. }
            | Self::Cancelled { agent }
            | Self::Dialing { agent }
            | Self::Talking { agent }
            | Self::Held { agent }
            | Self::Unknown { agent }
            | Self::WrapUp { agent, .. } => Some(agent),
            Self::Closed { agent, .. } => agent.as_ref(),
        }
    }
}

impl Session {
    /// Queues a request.
    #[must_use]
    pub fn queue(request: Request, out: &mut Vec<Output>) -> Self {
        out.push(Output::Queued { reason: QueuedReason::Requested });
        Self {
            request,
            asked: None,
            shown: None,
            showings: 0,
            legs: Vec::new(),
            last_failure: None,
            passed_over: None,
            disposition: None,
            note: None,
            typed_at: None,
            state: State::Queued,
        }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> SessionId {
        self.request.id
    }

    /// What is asked for.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Attempts, oldest first.
    #[must_use]
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    /// Why the last attempt failed.
    #[must_use]
    pub fn last_failure(&self) -> Option<&Failure> {
        self.last_failure.as_ref()
    }

    /// The agent who let it pass: not the same one first.
    #[must_use]
    pub fn passed_over(&self) -> Option<&AgentId> {
        self.passed_over.as_ref()
    }

    /// How it ended, in the centre's own word.
    #[must_use]
    pub fn disposition(&self) -> Option<&str> {
        self.disposition.as_deref()
    }

    /// Free text for the record.
    #[must_use]
    pub fn note(&self) -> Option<&Private> {
        self.note.as_ref()
    }

    /// Counts it for these classes of number from now on as well.
    pub fn count(&mut self, now: Timestamp, classes: &[NumberClass]) {
        self.request.counted.extend(classes.iter().map(|class| (now, *class)));
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The state's name on the socket.
    #[must_use]
    pub fn state_name(&self) -> SessionState {
        match &self.state {
            State::Queued => SessionState::Queued,
            State::Offered { .. } => SessionState::Offered,
            State::Open { .. } => SessionState::Open,
            State::Cancelled { .. } => SessionState::Cancelled,
            State::Dialing { .. } => SessionState::Dialing,
            State::Talking { .. } => SessionState::Talking,
            State::Held { .. } => SessionState::Held,
            State::Unknown { .. } => SessionState::Unknown,
            State::WrapUp { .. } => SessionState::WrapUp,
            State::Closed { .. } => SessionState::Closed,
        }
    }

    /// Whose it is, or was.
    #[must_use]
    pub fn agent(&self) -> Option<&AgentId> {
        self.state.agent()
    }

    /// Whom it is about.
    #[must_use]
    pub fn party(&self) -> Party {
        Party { destination: self.request.destination.telephone(), extension: self.request.extension.clone() }
    }

    /// What was asked for at first.
    #[must_use]
    pub fn asked(&self) -> Asked {
        match &self.asked {
            Some(asked) => (**asked).clone(),
            None => Asked {
                queue: self.request.queue.clone(),
                window: self.request.window,
                customer: self.request.customer.clone(),
            },
        }
    }

    /// Will it ring at the customer's, as far as anybody can promise? Not once they talk or have talked, once the agent has
    /// cancelled, nor while nobody knows: whoever asks again then wants another call.
    #[must_use]
    pub fn is_promised(&self) -> bool {
        match &self.state {
            State::Queued | State::Offered { .. } | State::Open { .. } => true,
            State::Dialing { .. } => self.leg().is_none_or(|leg| !leg.is_abandoned()),
            State::Cancelled { .. }
            | State::Talking { .. }
            | State::Held { .. }
            | State::Unknown { .. }
            | State::WrapUp { .. }
            | State::Closed { .. } => false,
        }
    }

    /// What the agent was shown last.
    #[must_use]
    pub fn shown(&self) -> Option<&Routed> {
        self.shown.as_ref()
    }

    /// Names what was shown last, and nothing else that was ever shown of this session.
    #[must_use]
    pub fn shown_version(&self) -> Option<String> {
        let version = &self.shown.as_ref()?.rules_version;
        Some(match self.showings {
            0 | 1 => version.to_string(),
            later => format!("{version}.{later}"),
        })
    }

    /// Shows the agent these digits. The same again keep their version.
    pub fn show(&mut self, routed: Routed) {
        let digits =
            |routed: &Routed| (routed.number.clone(), routed.prepended.clone(), routed.dial_string.clone());
        if self.shown.as_ref().map(digits) != Some(digits(&routed)) {
            // A row of an earlier version has no count of what it shows.
            let before = self.showings.max(u32::from(self.shown.is_some()));
            self.showings = before.saturating_add(1);
            self.shown = Some(routed);
        }
    }

    /// Waits in the queue?
    #[must_use]
    pub fn is_queued(&self) -> bool {
        self.state == State::Queued
    }

    /// Does its agent see the controls?
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Open { .. })
    }

    /// Over?
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed { .. })
    }

    /// When it closed.
    #[must_use]
    pub fn closed_at(&self) -> Option<Timestamp> {
        match self.state {
            State::Closed { at, .. } => Some(at),
            _ => None,
        }
    }

    /// Since when somebody could have called: for those who look at how long people wait.
    #[must_use]
    pub fn waits_since(&self) -> Timestamp {
        self.request.window.not_before.unwrap_or(self.request.created_at)
    }

    /// When it closed, if nothing of it is left to be done: a phone that is still to be freed keeps its session.
    #[must_use]
    pub fn over_at(&self) -> Option<Timestamp> {
        self.closed_at().filter(|_| self.legs.iter().all(Leg::is_ended))
    }

    /// Waits for the time that the customer wants to be called at.
    #[must_use]
    pub fn is_scheduled(&self, now: Timestamp) -> bool {
        self.is_queued() && self.request.window.not_before.is_some_and(|from| from > now)
    }

    /// When the present state ends by itself, on the wall clock. `expiry` is how long after its first chance a queued request
    /// expires, unless the customer wished otherwise.
    #[must_use]
    pub fn deadline(&self, expiry: Duration) -> Option<Timestamp> {
        match &self.state {
            State::Queued if self.request.window.not_after.is_some() => self.request.window.not_after,
            State::Queued => {
                self.request.first_chance.checked_add(jiff::SignedDuration::try_from(expiry).ok()?).ok()
            }
            State::Offered { until, .. } | State::WrapUp { until, .. } => Some(*until),
            State::Open { reclaim, .. } => *reclaim,
            _ => None,
        }
    }

    /// The present state's end is due, only the timer has not said so yet.
    #[must_use]
    pub fn is_overdue(&self, expiry: Duration, now: Timestamp) -> bool {
        self.deadline(expiry).is_some_and(|at| at <= now)
    }

    /// The attempt that is under way, or the last one.
    #[must_use]
    pub fn leg(&self) -> Option<&Leg> {
        self.legs.last()
    }

    /// The attempt with this id.
    #[must_use]
    pub fn leg_named(&self, id: LegId) -> Option<&Leg> {
        self.legs.iter().rfind(|leg| leg.id == id)
    }

    /// The attempt with this id.
    pub fn leg_mut(&mut self, id: LegId) -> Option<&mut Leg> {
        self.legs.iter_mut().find(|leg| leg.id == id)
    }
}
