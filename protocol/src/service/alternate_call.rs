//! ECMA-285 `alternate-call`: operation 1.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, ConsultOptions, CstaCommonArguments};

/// Holds the active call and retrieves the held one, in one act.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlternateCallArgument {
    pub held_call: ConnectionId,
    pub active_call: ConnectionId,
    pub connection_reservation: Option<bool>,
    #[asn1(default = ConsultOptions::Unrestricted)]
    pub consult_options: ConsultOptions,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
