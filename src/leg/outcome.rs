//! How an attempt ends: the switch's causes and errors in words that an agent understands.

use csta::types::EventCause;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

impl From<EventCause> for SwitchSays {
    fn from(cause: EventCause) -> Self {
        Self { source: "eventCause".to_owned(), code: cause.code(), name: cause.name().to_owned() }
    }
}

/// Why an attempt failed: stable words on the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureReason {
    /// The customer talks to somebody else.
    Busy,
    /// It rang and nobody came.
    NoAnswer,
    /// The agent's phone was not lifted in time.
    NotLifted,
    /// The agent hung up before the customer answered.
    HungUpEarly,
    /// The agent's extension may not dial this.
    Barred,
    /// No such number, or not dialled as the network wants it.
    InvalidNumber,
    /// No trunk, no route, no capacity: worth another try later.
    Congestion,
    /// The agent's own phone cannot make a call now.
    DeviceUnavailable,
    /// The customer's phone rejects calls.
    DoNotDisturb,
    /// The switch gave another reason.
    Rejected,
    /// The link went down before anything was sent.
    LinkDown,
    /// At the moment of dialling the rules said no.
    NotPermitted,
    /// Only a person knew, and said it was not reached.
    NotReached,
    /// Only a person knew, and said it was not dialled.
    NotDialled,
}

impl FailureReason {
    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::NotLifted => "not_lifted",
            Self::HungUpEarly => "hung_up_early",
            Self::Barred => "barred",
            Self::InvalidNumber => "invalid_number",
            Self::Congestion => "congestion",
            Self::DeviceUnavailable => "device_unavailable",
            Self::DoNotDisturb => "do_not_disturb",
            Self::Rejected => "rejected",
            Self::LinkDown => "link_down",
            Self::NotPermitted => "not_permitted",
            Self::NotReached => "not_reached",
            Self::NotDialled => "not_dialled",
        }
    }

    /// A sentence for the agent.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Busy => "The number is busy.",
            Self::NoAnswer => "Nobody answered.",
            Self::NotLifted => "Your phone was not lifted in time.",
            Self::HungUpEarly => "Your phone was hung up before the customer answered.",
            Self::Barred => "The switch does not let your extension dial this number.",
            Self::InvalidNumber => {
                "The switch says that this number does not exist or cannot be dialled like this."
            }
            Self::Congestion => "No line or no route was free. Try again in a moment.",
            Self::DeviceUnavailable => {
                "Your phone cannot place a call now: it is busy, blocked or out of service."
            }
            Self::DoNotDisturb => "The called phone does not accept calls at present.",
            Self::Rejected => "The switch did not complete the call.",
            Self::LinkDown => {
                "The link to the switch was lost before the call was placed. Nothing was dialled."
            }
            Self::NotPermitted => {
                "The rules did not permit the call at the moment of dialling. Nothing was dialled."
            }
            Self::NotReached => "The customer was not reached, as a person reported.",
            Self::NotDialled => "Nothing was dialled, as a person reported.",
        }
    }

    /// Reads an event's cause (ECMA-269 clause 12.2.4), given before an answer.
    #[must_use]
    pub fn from_cause(cause: Option<EventCause>) -> Self {
        use EventCause as C;
        match cause {
            // `blocked` before an answer is what some switches send for a busy number.
            Some(C::Busy | C::AcdBusy | C::Blocked) => Self::Busy,
            Some(C::CallNotAnswered | C::AlertTimeExpired | C::Timeout) => Self::NoAnswer,
            Some(
                C::DestNotObtainable
                | C::IncompatibleDestination
                | C::NumberChanged
                | C::InvalidNumberFormat
                | C::NumberUnallocated
                | C::InterDigitTimeout,
            ) => Self::InvalidNumber,
            Some(
                C::NetworkCongestion
                | C::NetworkNotObtainable
                | C::ReorderTone
                | C::ResourcesNotAvailable
                | C::TrunksBusy
                | C::DestOutOfOrder
                | C::NetworkOutOfOrder
                | C::SelectedTrunkBusy
                | C::CampOnTrunks,
            ) => Self::Congestion,
            Some(C::DoNotDisturb) => Self::DoNotDisturb,
            Some(C::CallCancelled | C::NormalClearing) => Self::HungUpEarly,
            _ => Self::Rejected,
        }
    }
}

/// A failed attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The stable word.
    pub reason: FailureReason,
    /// The switch did not say so and could not be asked: a timer decided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
    /// More than the standard sentence, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What the switch said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<SwitchSays>,
}

impl Failure {
    /// A failure that the switch said nothing about.
    #[must_use]
    pub fn of(reason: FailureReason) -> Self {
        Self { reason, assumed: false, detail: None, switch: None }
    }

    /// A failure event before an answer; `means` is what this switch is known to mean by the cause.
    #[must_use]
    pub fn from_cause(cause: Option<EventCause>, means: Option<FailureReason>) -> Self {
        let reason = means.unwrap_or_else(|| FailureReason::from_cause(cause));
        Self { switch: cause.map(SwitchSays::from), ..Self::of(reason) }
    }

    /// A sentence for the agent.
    #[must_use]
    pub fn sentence(&self) -> &str {
        self.detail.as_deref().unwrap_or_else(|| match self.reason {
            FailureReason::NotLifted if self.assumed => {
                "It seems that your phone was not lifted in time: the switch did not say so."
            }
            FailureReason::NoAnswer if self.assumed => {
                "It seems that nobody answered: the switch did not say so."
            }
            reason => reason.sentence(),
        })
    }
}

/// Why the switch did not take a request: its own words and what they mean for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What the switch said.
    pub says: SwitchSays,
    /// What it means for an attempt.
    pub reason: FailureReason,
    /// Nothing is wrong with the request; the same one may pass in a moment.
    pub passing: bool,
}

impl Refusal {
    /// Does it mean that there is no such call or connection any more? Any other refusal leaves the call where it was.
    #[must_use]
    pub fn says_gone(&self) -> bool {
        match self.says.source.as_str() {
            // objectNotKnown, invalidCallID, invalidConnectionID and those of the active and the held one
            "universalFailure.operation" => matches!(self.says.code, 4 | 11 | 13 | 87..=90),
            // invalidConnectionIDForActiveCall, noActiveCall, noHeldCall, noCallToClear, noConnectionToClear
            "universalFailure.stateIncompatibility" => matches!(self.says.code, 3..=7),
            _ => false,
        }
    }

    /// Reads a universalFailure (ECMA-269 clause 12.2.6) or a reject by its class, number and name.
    #[must_use]
    pub fn read(class: &str, code: i64, name: &str) -> Self {
        let says = SwitchSays { source: class.to_owned(), code, name: name.to_owned() };
        let (reason, passing) = match class {
            "universalFailure.systemResourceAvailability"
            | "universalFailure.subscribedResourceAvailability"
            | "universalFailure.performanceManagement" => match code {
                15 | 16 | 18 if class.ends_with("systemResourceAvailability") => {
                    (FailureReason::DeviceUnavailable, false)
                }
                _ => (FailureReason::Congestion, true),
            },
            "universalFailure.stateIncompatibility" => (FailureReason::DeviceUnavailable, false),
            "universalFailure.operation" => (operation(code), false),
            "reject.invoke" if code == 3 => (FailureReason::Congestion, true),
            _ => (FailureReason::Rejected, false),
        };
        Self { says, reason, passing }
    }
}

fn operation(code: i64) -> FailureReason {
    match code {
        // privilegeViolation…, securityViolation, invalidAccountCode, invalidAuthCode
        8..=10 | 19 | 21 | 22 | 137..=143 => FailureReason::Barred,
        // invalidCalledDeviceID, invalidDestination, requestIncompatibleWithCalledDevice, …
        6 | 14 | 24 | 77 | 93 | 195 => FailureReason::InvalidNumber,
        // invalidCallingDeviceID, invalidDeviceID, requestIncompatibleWithCallingDevice, …
        5 | 12 | 23 | 78 => FailureReason::DeviceUnavailable,
        _ => FailureReason::Rejected,
    }
}

/// How a leg ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ending", rename_all = "snake_case")]
pub enum Ending {
    /// They talked.
    Completed {
        /// Who hung up.
        by: HungUpBy,
        /// What the switch said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        switch: Option<SwitchSays>,
    },
    /// The call went to somebody else.
    Transferred,
    /// The agent dropped it before it was answered.
    Dropped,
    /// It came to nothing.
    Failed {
        /// Why.
        #[serde(flatten)]
        failure: Failure,
    },
}

impl Ending {
    /// The stable word: `completed`, `transferred`, `dropped` or the failure's.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Completed { .. } => "completed",
            Self::Transferred => "transferred",
            Self::Dropped => "dropped",
            Self::Failed { failure } => failure.reason.word(),
        }
    }

    /// What the switch said.
    #[must_use]
    pub fn switch(&self) -> Option<&SwitchSays> {
        match self {
            Self::Completed { switch, .. } => switch.as_ref(),
            Self::Failed { failure } => failure.switch.as_ref(),
            Self::Transferred | Self::Dropped => None,
        }
    }
}

/// Who ended the conversation, as far as the switch tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HungUpBy {
    /// The agent, by phone or by Drop Call.
    Agent,
    /// The customer.
    Customer,
    /// Nobody saw it.
    Unknown,
}
