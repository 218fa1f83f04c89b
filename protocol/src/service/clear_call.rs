//! ECMA-285 `clear-call`: operation 4.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments, EventCause, UserData};

/// Releases every device from a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClearCallArgument {
    pub call_to_be_cleared: ConnectionId,
    pub user_data: Option<UserData>,
    pub reason: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
