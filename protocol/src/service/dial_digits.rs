//! ECMA-285 `dial-digits`: operation 219.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CorrelatorData, CstaCommonArguments, DeviceId};

/// Dials for a call that was begun without a destination, or with part of one.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DialDigitsArgument {
    pub dialling_connection: ConnectionId,
    pub dialling_sequence: DeviceId,
    pub correlator_data: Option<CorrelatorData>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
