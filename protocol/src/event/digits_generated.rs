//! ECMA-285 `digits-generated-event`.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{ConnectionId, ConnectionInformation, CstaCommonArguments};

/// Digits were sent into a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DigitsGeneratedEvent {
    pub connection: ConnectionId,
    pub digit_generated_list: Ia5String,
    #[asn1(implicit = 0)]
    pub digit_duration_list: Option<Vec<i64>>,
    #[asn1(implicit = 1)]
    pub pause_duration_list: Option<Vec<i64>>,
    pub connection_info: Option<ConnectionInformation>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
