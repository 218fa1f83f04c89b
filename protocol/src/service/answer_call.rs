//! ECMA-285 `answer-call`: operation 2.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CorrelatorData, CstaCommonArguments, UserData};

/// Answers an alerting or queued call at the device of the connection.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerCallArgument {
    pub call_to_be_answered: ConnectionId,
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
