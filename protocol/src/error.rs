use thiserror::Error;

use crate::ber::{Fault, Malformed, Path};
use crate::rose::Reject;

/// Why octets are no message.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Error {
    /// The sender's fault: the octets break BER, or the types of the standard.
    #[error("malformed APDU at octet {offset}, {path}: {fault}")]
    Malformed {
        /// Offset of the element at fault, in octets from the start of the APDU.
        offset: usize,
        /// Components from the outside in, down to the one at fault.
        path: Path,
        /// What is wrong with it.
        fault: Fault,
        /// What ROSE answers this with. Association messages, and a malformed Reject, have
        /// no answer.
        answer: Option<Box<Reject>>,
    },
}

impl Error {
    pub(crate) fn unanswerable(malformed: Malformed) -> Self {
        let Malformed { offset, path, fault } = malformed;
        Self::Malformed { offset, path, fault, answer: None }
    }

    pub(crate) fn answered_by(malformed: Malformed, answer: Reject) -> Self {
        let Malformed { offset, path, fault } = malformed;
        Self::Malformed { offset, path, fault, answer: Some(Box::new(answer)) }
    }
}
