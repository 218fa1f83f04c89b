//! ECMA-285 `auto-answer-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SubjectDeviceId};

/// Automatic answering was switched.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AutoAnswerEvent {
    pub invoking_device: SubjectDeviceId,
    pub auto_answer_on: bool,
    pub number_of_rings: Option<i64>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
