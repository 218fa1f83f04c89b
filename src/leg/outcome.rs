//! How an attempt ends: the switch's causes and errors in words that an agent understands.

use callbackd_api::{
    record::SwitchSays,
    words::{FailureReason, Outcome},
};
use csta::types::EventCause;
use serde::{Deserialize, Serialize};

/// An event's cause, as the switch said it.
pub(super) fn said(cause: EventCause) -> SwitchSays {
    SwitchSays { source: "eventCause".to_owned(), code: cause.code(), name: cause.name().to_owned() }
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
        let reason = means.unwrap_or_else(|| meaning(cause));
        Self { switch: cause.map(said), ..Self::of(reason) }
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

/// Reads an event's cause (ECMA-269 clause 12.2.4), given before an answer.
fn meaning(cause: Option<EventCause>) -> FailureReason {
    use EventCause as C;
    match cause {
        // `blocked` before an answer is what some switches send for a busy number.
        Some(C::Busy | C::AcdBusy | C::Blocked) => FailureReason::Busy,
        Some(C::CallNotAnswered | C::AlertTimeExpired | C::Timeout) => FailureReason::NoAnswer,
        Some(
            C::DestNotObtainable
            | C::IncompatibleDestination
            | C::NumberChanged
            | C::InvalidNumberFormat
            | C::NumberUnallocated
            | C::InterDigitTimeout,
        ) => FailureReason::InvalidNumber,
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
        ) => FailureReason::Congestion,
        Some(C::DoNotDisturb) => FailureReason::DoNotDisturb,
        Some(C::CallCancelled | C::NormalClearing) => FailureReason::HungUpEarly,
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
    /// The stable word.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Completed { .. } => Outcome::Completed,
            Self::Transferred => Outcome::Transferred,
            Self::Dropped => Outcome::Dropped,
            Self::Failed { failure } => Outcome::Failed(failure.reason),
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
