//! ECMA-285 `reconnect-call`: operation 13.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments};

/// Clears the active call and retrieves the held one.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReconnectCallArgument {
    pub active_call: ConnectionId,
    pub held_call: ConnectionId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
