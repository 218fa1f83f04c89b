//! How an attempt ends: the switch's causes and errors in words that an agent understands.

use callbackd_api::{
    record::SwitchSays,
    words::{FailureReason, Outcome},
};
use csta::{
    rose::{InvokeProblem, Problem},
    types::{
        EventCause, OperationErrors, StateIncompatibilityErrors, SystemResourceAvailabilityErrors,
        UniversalFailure,
    },
};
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
    /// There is no such call or connection any more. Any other refusal leaves the call where it was.
    pub gone: bool,
}

impl Refusal {
    /// A request that was not sent, for a reason on our side.
    #[must_use]
    pub fn not_sent(why: &str) -> Self {
        let says = SwitchSays { source: "link".to_owned(), code: 0, name: why.to_owned() };
        Self { says, reason: FailureReason::Rejected, passing: false, gone: false }
    }

    /// Reads an error (ECMA-269 clause 12.2.6); absent where the switch gave none.
    #[must_use]
    pub fn from_error(error: Option<&UniversalFailure>) -> Self {
        use UniversalFailure as F;
        let (class, code, name) = error.map_or(("unspecified", 0, "unspecified"), F::code);
        let says = SwitchSays { source: format!("universalFailure.{class}"), code, name: name.to_owned() };
        let (reason, passing, gone) = match error {
            Some(F::SystemResourceAvailability(error)) => of_resource(*error),
            Some(F::SubscribedResourceAvailability(_) | F::PerformanceManagement(_)) => {
                (FailureReason::Congestion, true, false)
            }
            Some(F::StateIncompatibility(error)) => {
                (FailureReason::DeviceUnavailable, false, is_gone_by_state(*error))
            }
            Some(F::Operation(error)) => (of_operation(*error), false, is_gone(*error)),
            Some(F::Security(_) | F::PrivateData(_) | F::Unspecified(()) | F::Unknown(_)) | None => {
                (FailureReason::Rejected, false, false)
            }
        };
        Self { says, reason, passing, gone }
    }

    /// Reads a reject (X.880).
    #[must_use]
    pub fn from_reject(problem: Problem) -> Self {
        let (class, code, name) = match problem {
            Problem::General(problem) => ("general", problem.code(), format!("{problem:?}")),
            Problem::Invoke(problem) => ("invoke", problem.code(), format!("{problem:?}")),
            Problem::ReturnResult(problem) => ("returnResult", problem.code(), format!("{problem:?}")),
            Problem::ReturnError(problem) => ("returnError", problem.code(), format!("{problem:?}")),
        };
        let says = SwitchSays { source: format!("reject.{class}"), code, name: in_camel_case(&name) };
        let passing = problem == Problem::Invoke(InvokeProblem::ResourceLimitation);
        let reason = if passing { FailureReason::Congestion } else { FailureReason::Rejected };
        Self { says, reason, passing, gone: false }
    }
}

/// X.880 writes `unrecognizedOperation` where Rust writes `UnrecognizedOperation`.
fn in_camel_case(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

fn of_resource(error: SystemResourceAvailabilityErrors) -> (FailureReason, bool, bool) {
    use SystemResourceAvailabilityErrors as E;
    match error {
        E::DeviceOutOfService | E::ActiveDeviceOutOfService | E::CallingDeviceOutOfService => {
            (FailureReason::DeviceUnavailable, false, false)
        }
        _ => (FailureReason::Congestion, true, false),
    }
}

fn of_operation(error: OperationErrors) -> FailureReason {
    use OperationErrors as E;
    match error {
        E::PrivilegeViolationSpecifiedDevice
        | E::PrivilegeViolationCalledDevice
        | E::PrivilegeViolationCallingDevice
        | E::PrivilegeViolationActiveDevice
        | E::PrivilegeViolationCallToParkDevice
        | E::PrivilegeViolationDestinationDevice
        | E::PrivilegeViolationOnDivertingDevice
        | E::PrivilegeViolationHeldDevice
        | E::PrivilegeViolationOnParkToDevice
        | E::PrivilegeViolationPickUpDevice
        | E::SecurityViolation
        | E::InvalidAccountCode
        | E::InvalidAuthCode => FailureReason::Barred,
        E::InvalidCalledDeviceId
        | E::InvalidDestination
        | E::RequestIncompatibleWithCalledDevice
        | E::InvalidCalledDeviceObjectType
        | E::InvalidDestinationDeviceId
        | E::InvalidDestinationDeviceObject => FailureReason::InvalidNumber,
        E::InvalidCallingDeviceId
        | E::InvalidDeviceId
        | E::RequestIncompatibleWithCallingDevice
        | E::InvalidCallingDeviceObjectType => FailureReason::DeviceUnavailable,
        _ => FailureReason::Rejected,
    }
}

fn is_gone(error: OperationErrors) -> bool {
    use OperationErrors as E;
    matches!(
        error,
        E::ObjectNotKnown
            | E::InvalidCallId
            | E::InvalidConnectionId
            | E::InvalidActiveCallId
            | E::InvalidHeldCallId
            | E::InvalidActiveConnectionId
            | E::InvalidHeldConnectionId
    )
}

fn is_gone_by_state(error: StateIncompatibilityErrors) -> bool {
    use StateIncompatibilityErrors as E;
    matches!(
        error,
        E::InvalidConnectionIdForActiveCall
            | E::NoActiveCall
            | E::NoHeldCall
            | E::NoCallToClear
            | E::NoConnectionToClear
    )
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
