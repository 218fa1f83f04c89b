//! What an association tells its owner.

use std::time::Duration;

use bytes::Bytes;

use crate::acse::Aare;
use crate::event::CstaEventReportArgument;
use crate::rose::{Code, Problem};
use crate::service::{Argument, Operation, ServiceResult};
use crate::types::{SystemStatus, UniversalFailure};
use crate::{Error, InvokeId};

/// The caller's own name for an invoke; the association only carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(pub u64);

/// What to do, or to know, next.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Send this APDU, framed.
    Send(Bytes),
    /// The association stands: [`invoke`](super::Association::invoke) works from now on.
    Bound {
        /// What the switch said; `None` on links without ACSE.
        accepted: Option<Box<Aare>>,
    },
    /// An event report, never answered.
    Event(Box<CstaEventReportArgument>),
    /// The switch invoked something else that is meant for us. Where it wants an answer, that has been sent.
    Invoked(Box<Argument>),
    /// The switch reported another status than the last time. The report has been answered.
    SystemStatus(SystemStatus),
    /// An invoke of ours came to its end.
    Completed {
        /// The caller's name for it.
        token: Token,
        /// Its id on the link.
        invoke_id: InvokeId,
        /// What came of it.
        outcome: Result<ServiceResult, Failure>,
    },
    /// The answer to an invoke that was completed as [`Failure::TimedOut`] has come after all.
    Late {
        /// The caller's name for it.
        token: Token,
        /// Its id on the link.
        invoke_id: InvokeId,
        /// What came of it.
        outcome: Result<ServiceResult, Failure>,
    },
    /// A probe was answered, in whatever way: the switch listens.
    ProbeAnswered {
        /// From sending to the answer.
        after: Duration,
    },
    /// A probe was not answered in time.
    ProbeMissed {
        /// So many in a row.
        in_a_row: u32,
    },
    /// The switch sent something that it should not have. It has been counted and, where the standard
    /// provides for that, rejected.
    Fault(Fault),
    /// It is over; nothing follows. Send what is left, then close the connection.
    Closed(Reason),
}

/// Why an invoke of ours has no result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The switch did not do it. `None`: its reason is not one of CSTA's.
    #[error("the switch answered with an error: {0:?}")]
    Error(Option<UniversalFailure>),
    /// The switch did not understand it.
    #[error("the switch rejected the request: {0:?}")]
    Reject(Problem),
    /// No answer in time. Whether it was done is not known; the answer may still come, see [`Output::Late`].
    #[error("no answer in time; whether it was done is not known")]
    TimedOut,
    /// The link ended before an answer. Whether it was done is not known.
    #[error("the link was lost; whether it was done is not known")]
    LinkLost,
    /// The switch has answered, but the answer cannot be read. A malformed result means that it was done.
    #[error("answered, but: {0}")]
    Unreadable(Error),
    /// The switch answered with the result of another operation.
    #[error("expected a result of {}, got one of operation {got}", expected.name())]
    WrongResult {
        /// What was invoked.
        expected: Operation,
        /// The code in the result.
        got: Code,
    },
}

/// Something that the switch should not have sent. None of it ends the association.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Octets that are no APDU, or an argument or answer that is none.
    #[error(transparent)]
    Malformed(Error),
    /// An invoke of something unknown, or of something that only the switch serves. It was rejected.
    #[error("invoke of operation {opcode}, which is not ours to serve")]
    UnexpectedOperation {
        /// The operation's code.
        opcode: Code,
    },
    /// An answer to nothing that we ever asked, or no longer remember.
    #[error("an answer to the unknown invoke {0}")]
    UnknownInvoke(InvokeId),
    /// The switch rejected something other than a pending invoke: an answer of ours, or what it could not read.
    #[error("the switch rejected something other than a pending invoke: {problem:?}")]
    Rejected {
        /// The invoke id that the reject names.
        invoke_id: Option<InvokeId>,
        /// What the switch found wrong.
        problem: Problem,
    },
    /// An ACSE APDU that has no place in this state.
    #[error("an {0} out of place")]
    OutOfPlace(&'static str),
}

/// Why an association is over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The switch refused it: AARE with another result than accepted.
    #[error(
        "the switch refused the association {}: {diagnostic}; check its CTI licence, the credentials, and that no other application holds the link",
        if *permanent { "for good" } else { "for now" }
    )]
    Refused {
        /// Whether the switch called it permanent.
        permanent: bool,
        /// What the AARE's diagnostic says, in words.
        diagnostic: String,
    },
    /// No AARE within [`Settings::bind_timeout`](super::Settings::bind_timeout).
    #[error(
        "the switch did not answer the association request; check the link's framing, prelude and association settings"
    )]
    BindTimedOut,
    /// Nothing was received for [`Settings::silence_limit`](super::Settings::silence_limit).
    #[error("the switch was silent for {} s", limit.as_secs())]
    Silent {
        /// The limit.
        limit: Duration,
    },
    /// Too many probes in a row were not answered.
    #[error("{in_a_row} probes in a row were not answered")]
    ProbesUnanswered {
        /// How many.
        in_a_row: u32,
    },
    /// The switch sent an ABRT.
    #[error("the switch aborted the association")]
    AbortedBySwitch,
    /// The switch asked for the release, and got it.
    #[error("the switch released the association")]
    ReleasedBySwitch,
    /// We released it. `confirmed` tells whether the RLRE came.
    #[error("released{}", if *confirmed { "" } else { ", without the switch's confirmation" })]
    Released {
        /// Whether the RLRE came.
        confirmed: bool,
    },
    /// We aborted it.
    #[error("aborted")]
    Aborted,
    /// The connection below is gone.
    #[error("the connection was lost")]
    Disconnected,
}

/// The caller asked for something that cannot be done now. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misuse {
    /// There is no association.
    #[error("the association is not bound")]
    NotBound,
    /// [`Settings::window`](super::Settings::window) invokes wait for their answers.
    #[error("{limit} requests wait for an answer already")]
    WindowFull {
        /// The window.
        limit: usize,
    },
    /// An operation that is never answered, or unknown: the computing function does not invoke those.
    #[error("not an operation that the computing function invokes")]
    NotOurs,
}

/// What an association waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The AARE, or the switch's first systemStatus.
    Bind,
    /// The answer to an invoke.
    Invoke(InvokeId),
    /// The time of the next probe.
    Probe,
    /// Any octet at all.
    Silence,
    /// The RLRE.
    Release,
}

/// How much went over the association.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// APDUs sent.
    pub sent: u64,
    /// APDUs received, whatever they were.
    pub received: u64,
    /// Event reports.
    pub events: u64,
    /// Heartbeats of the switch.
    pub heartbeats: u64,
    /// [`Fault`]s.
    pub faults: u64,
}
