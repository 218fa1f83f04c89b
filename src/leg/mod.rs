//! One outbound call attempt, driven by what the switch says.
//!
//! ```text
//! planned ─permit─▶ permitted ─sent─▶ placing ──result or event──▶ initiated → originated → network_reached? → ringing? → connected ⇄ held
//!    │                  │              │  │                           │             any order, any of them missing          │
//!    │ drop, link lost  │              │  └─drop─▶ abandoning ─named─▶└──────────drop, failure, hang-up, time───────────────┤
//!    │                  │              │               │                                                                    ▼
//!    ├──────────────────┘              └──link lost, no answer──▶ unknown ◀──link lost── (any call in the air)      clearing ⇄ freeing
//!    ▼                                                             │  ▲ found again: back where the switch says             │
//!  ended ◀────────────────────────────────────────────────────────┴──┴───────────────────────────────────────────────────┘
//! ```
//!
//! `permitted` is on its way to the disk: nothing has left the process, though after a crash nobody could tell, so on disk
//! and on the socket it is `placing`. `freeing` is `clearing` with the link lost, or with ClearConnection unanswered: whether
//! the phone is still off hook is for a snapshot to tell.
//!
//! Every step after `placing` is optional (ECMA-269 allows reduced reporting after networkReached, clause 6.8.2), and
//! events may come before MakeCall's own result. `abandoning` hangs up a call that the switch has not named yet.
//! No timer hangs up unasked: where prompt or ring is over, the switch is asked where the call stands, and what it says counts
//! (`doubt`). Only where it cannot be asked, or does not answer, the timer decides, and what is told is then an assumption.
//! `unknown` is not failed: nobody knows whether the call is up, so nothing may be dialled until a person or the switch says so.

mod clearing;
mod event;
mod machine;
mod outcome;
mod policy;

use std::time::Duration;

use callbackd_api::{
    ids::{Device, LegId, Private},
    record::SwitchSays,
    words::{LegState, Word},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::{
    event::{Call, CallEvent, CallEventKind, Sighting},
    outcome::{Ending, Failure, HungUpBy, Refusal},
    policy::Policy,
};

/// One outbound call attempt.
#[derive(Debug, Clone)]
pub struct Leg {
    /// Its id, minted before anything is sent; its octets travel as correlator data.
    pub id: LegId,
    /// The calling extension.
    pub device: Device,
    /// The digits as the switch is told them, for comparison with what it reports.
    pub dialled: Private,
    /// When it was asked for.
    pub created_at: Timestamp,
    connected: Option<Connected>,
    attempts: u32,
    /// The agent dropped it before it had a name: wherever it is found, it is hung up.
    abandoned: bool,
    /// Since when its call has the name that it has, on the monotonic clock: a snapshot asked for earlier knows nothing of it.
    named_at: Duration,
    state: State,
}

/// The answer, since when they talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connected {
    /// When it was answered, or taken to be.
    pub since: Timestamp,
    /// The switch did not say so; enough time had passed.
    pub assumed: bool,
}

/// Where the attempt stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Waits for its permit; nothing has left the process.
    Planned,
    /// The permit is granted and is being recorded; MakeCall is not sent.
    Permitted,
    /// MakeCall is recorded and sent, and nothing was heard yet.
    Placing,
    /// To be hung up as soon as the switch names it.
    Abandoning { since: Duration },
    /// The switch has named the call.
    InAir {
        call: Call,
        phase: Phase,
        since: Duration,
        /// The phase has lasted as long as it may: since when the switch is asked where the call stands.
        doubt: Option<Duration>,
    },
    /// The outcome is settled; the phone is being freed.
    Clearing { call: Call, ending: Ending, since: Duration, rounds: u8 },
    /// The outcome is settled; the link was lost, or ClearConnection led nowhere, before the phone was known to be free.
    Freeing {
        call: Call,
        ending: Ending,
        since: Duration,
        /// The switch does not clear the call for us: it is not asked again before `since` is long ago.
        refused: bool,
    },
    /// Nobody knows.
    Unknown { call: Option<Call> },
    /// Over.
    Ended { ending: Ending, at: Timestamp },
}

/// How far a named call has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// The phone is prompted.
    Initiated,
    /// Digits are out.
    Originated,
    /// A trunk was seized.
    NetworkReached,
    /// The customer's phone rings.
    Ringing,
    /// They talk.
    Connected,
    /// One of them waits.
    Held,
}

/// Does the switch report that the customer answered?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// Yes.
    Reported,
    /// On some trunks: where nothing follows networkReached, it may not.
    Perhaps,
    /// Never: nothing that comes before an answer tells that there is none.
    Never,
}

impl Answers {
    /// Is a call that stays in this phase taken to be answered after a time?
    fn assumed_in(self, phase: Phase) -> bool {
        match self {
            Self::Reported => false,
            Self::Perhaps => phase == Phase::NetworkReached,
            Self::Never => matches!(phase, Phase::Originated | Phase::NetworkReached | Phase::Ringing),
        }
    }
}

/// What happens to a leg.
#[derive(Debug)]
pub enum Input<'a> {
    /// The permit was granted and is being recorded.
    Permitted,
    /// The permit is on disk and MakeCall goes out.
    Sent,
    /// At the moment of dialling the answer was no, or the link was gone.
    NotPermitted(Failure),
    /// The switch answered MakeCall.
    Placed(Call),
    /// The switch refused MakeCall: nothing was dialled.
    Refused(Refusal),
    /// The switch did not answer MakeCall in time: nobody knows.
    Unanswered,
    /// An event of the leg's call.
    Event(&'a CallEvent),
    /// The agent drops it.
    Drop,
    /// The switch takes ClearConnection.
    Cleared,
    /// The switch refuses ClearConnection, and not only for the moment.
    NotCleared(&'a Refusal),
    /// The association is gone.
    LinkLost,
    /// What a snapshot of the device shows, in the association that the call belongs to or a later one.
    Snapshot {
        /// The association.
        epoch: crate::ids::Epoch,
        /// When it was asked for, on the monotonic clock.
        asked: Duration,
        /// The device's connections.
        sightings: &'a [Sighting],
    },
    /// This switch does not tell (more of) what is at the device.
    Unseen,
    /// A person said how it ended.
    Resolved(Ending),
    /// A deadline has passed.
    Timeout,
}

/// What a leg asks of the switch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// ClearConnection for our own device.
    Clear(Call),
    /// A snapshot of the device.
    Snapshot,
}

/// What a leg tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Its state's name changed.
    Progress {
        /// What the switch said.
        switch: Option<SwitchSays>,
    },
    /// They talk.
    Connected {
        /// The switch did not say so; enough time has passed.
        assumed: bool,
    },
    /// On hold.
    Held,
    /// Back from hold.
    Retrieved,
    /// A passing refusal: wait for another permit.
    Replanned(Refusal),
    /// The outcome is known. The phone may still have to be freed.
    Settled(Ending),
    /// Nobody knows what became of it.
    Lost {
        /// A sentence for the agent.
        detail: &'static str,
    },
    /// To be sent to the switch.
    Ask(Ask),
    /// The device is free of it.
    Ended,
}

/// What of a leg survives a restart, without personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The id.
    pub leg_id: LegId,
    /// The calling extension.
    pub device: Device,
    /// Its state.
    pub state: Word<LegState>,
    /// The call, where the switch had named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_at: Option<Timestamp>,
    /// The answer was assumed.
    #[serde(default)]
    pub assumed: bool,
    /// Permits used.
    pub attempts: u32,
    /// Dropped before it had a name.
    #[serde(default)]
    pub abandoned: bool,
    /// How it ended, once that is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl Stored {
    /// Is the device free of it?
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.state == LegState::Ended
    }
}

impl Leg {
    /// A leg that waits for its permit.
    #[must_use]
    pub fn plan(id: LegId, device: Device, dialled: Private, created_at: Timestamp) -> Self {
        Self {
            id,
            device,
            dialled,
            created_at,
            connected: None,
            attempts: 0,
            abandoned: false,
            named_at: Duration::ZERO,
            state: State::Planned,
        }
    }

    /// What restart makes of a stored leg: nothing left the process while it was planned; what was in the air is unknown;
    /// a phone that was being freed may still be off hook.
    #[must_use]
    pub fn restore(stored: Stored, dialled: Private) -> Self {
        let state = match (stored.ending, stored.ended_at, stored.call, stored.state) {
            (Some(ending), Some(at), ..) => State::Ended { ending, at },
            (Some(ending), None, Some(call), _) => {
                State::Freeing { call, ending, since: Duration::ZERO, refused: false }
            }
            (Some(ending), None, None, _) => State::Ended { ending, at: stored.created_at },
            (None, _, _, Word::Known(LegState::Planned)) => State::Planned,
            (None, _, call, _) => State::Unknown { call },
        };
        Self {
            id: stored.leg_id,
            device: stored.device,
            dialled,
            created_at: stored.created_at,
            connected: stored.connected_at.map(|since| Connected { since, assumed: stored.assumed }),
            attempts: stored.attempts,
            abandoned: stored.abandoned,
            named_at: Duration::ZERO,
            state,
        }
    }

    /// What must survive a restart.
    #[must_use]
    pub fn stored(&self) -> Stored {
        let (ending, ended_at) = match &self.state {
            State::Ended { ending, at } => (Some(ending.clone()), Some(*at)),
            State::Clearing { ending, .. } | State::Freeing { ending, .. } => (Some(ending.clone()), None),
            _ => (None, None),
        };
        Stored {
            leg_id: self.id,
            device: self.device.clone(),
            state: self.state_name().into(),
            call: self.call().cloned(),
            created_at: self.created_at,
            connected_at: self.connected.map(|connected| connected.since),
            assumed: self.connected.is_some_and(|connected| connected.assumed),
            attempts: self.attempts,
            abandoned: self.abandoned,
            ending,
            ended_at,
        }
    }

    /// The state's name on the socket.
    #[must_use]
    pub fn state_name(&self) -> LegState {
        match &self.state {
            State::Planned => LegState::Planned,
            State::Permitted | State::Placing => LegState::Placing,
            State::Abandoning { .. } => LegState::Abandoning,
            State::InAir { phase, .. } => match phase {
                Phase::Initiated => LegState::Initiated,
                Phase::Originated => LegState::Originated,
                Phase::NetworkReached => LegState::NetworkReached,
                Phase::Ringing => LegState::Ringing,
                Phase::Connected => LegState::Connected,
                Phase::Held => LegState::Held,
            },
            State::Clearing { .. } | State::Freeing { .. } => LegState::Clearing,
            State::Unknown { .. } => LegState::Unknown,
            State::Ended { .. } => LegState::Ended,
        }
    }

    /// The answer, if there was one.
    #[must_use]
    pub fn connected(&self) -> Option<Connected> {
        self.connected
    }

    /// Permits used so far.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The call, where the switch has named it.
    #[must_use]
    pub fn call(&self) -> Option<&Call> {
        match &self.state {
            State::InAir { call, .. } | State::Clearing { call, .. } | State::Freeing { call, .. } => {
                Some(call)
            }
            State::Unknown { call } => call.as_ref(),
            State::Planned
            | State::Permitted
            | State::Placing
            | State::Abandoning { .. }
            | State::Ended { .. } => None,
        }
    }

    /// Waits for its permit?
    #[must_use]
    pub fn is_planned(&self) -> bool {
        self.state == State::Planned
    }

    /// Has a permit that is being recorded?
    #[must_use]
    pub fn is_permitted(&self) -> bool {
        self.state == State::Permitted
    }

    /// Sent, not named yet: events on its device may be its own.
    #[must_use]
    pub fn awaits_name(&self) -> bool {
        matches!(self.state, State::Placing | State::Abandoning { .. } | State::Unknown { call: None })
    }

    /// Is it to be hung up as soon as it has a name?
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        matches!(self.state, State::Abandoning { .. })
    }

    /// Nobody knows what became of it?
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self.state, State::Unknown { .. })
    }

    /// Has its phase lasted as long as it may, so that the switch is asked where the call stands?
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        matches!(self.state, State::InAir { doubt: Some(_), .. })
    }

    /// Settled, and only a snapshot can tell whether the phone is free?
    #[must_use]
    pub fn is_freeing(&self) -> bool {
        matches!(self.state, State::Freeing { .. })
    }

    /// Do they talk, or is one on hold?
    #[must_use]
    pub fn is_connected(&self) -> bool {
        matches!(self.state, State::InAir { phase: Phase::Connected | Phase::Held, .. })
    }

    /// Over, and the phone is free of it.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self.state, State::Ended { .. })
    }

    /// Has the outcome been told?
    #[must_use]
    pub fn ending(&self) -> Option<&Ending> {
        match &self.state {
            State::Ended { ending, .. } | State::Clearing { ending, .. } | State::Freeing { ending, .. } => {
                Some(ending)
            }
            _ => None,
        }
    }

    /// When it ended.
    #[must_use]
    pub fn ended_at(&self) -> Option<Timestamp> {
        match &self.state {
            State::Ended { at, .. } => Some(*at),
            _ => None,
        }
    }

    /// When [`Input::Timeout`] is due, on the monotonic clock. `answers` says whether this switch reports the answer.
    #[must_use]
    pub fn deadline(&self, policy: &Policy, answers: Answers) -> Option<Duration> {
        match &self.state {
            State::Planned
            | State::Permitted
            | State::Placing
            | State::Unknown { .. }
            | State::Ended { .. } => None,
            State::Abandoning { since } => Some(*since + policy.abandoning),
            State::Clearing { since, .. } => Some(*since + policy.clearing),
            State::Freeing { since, .. } => Some(*since + policy.stale),
            State::InAir { doubt: Some(since), .. } => Some(*since + policy.verdict),
            State::InAir { phase, since, .. } => Some(
                *since
                    + match phase {
                        Phase::Initiated => policy.prompt,
                        phase if answers.assumed_in(*phase) => policy.assumed_answer,
                        Phase::Originated | Phase::NetworkReached | Phase::Ringing => policy.ring,
                        Phase::Connected | Phase::Held => policy.stale,
                    },
            ),
        }
    }
}
