//! ECMA-285 `clear-connection`: operation 5.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CorrelatorData, CstaCommonArguments, EventCause, UserData};

/// Releases one device from a call; the rest of the call goes on if it can.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClearConnectionArgument {
    pub connection_to_be_cleared: ConnectionId,
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub reason: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
