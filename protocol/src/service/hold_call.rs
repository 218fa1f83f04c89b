//! ECMA-285 `hold-call`: operation 9.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments};

/// Puts a connected call on hold at one device.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HoldCallArgument {
    pub call_to_be_held: ConnectionId,
    pub connection_reservation: Option<bool>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
