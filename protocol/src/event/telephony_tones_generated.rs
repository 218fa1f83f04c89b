//! ECMA-285 `telephony-tones-generated-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, ConnectionInformation, CstaCommonArguments, TelephonyTone};

/// A tone was sent into a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TelephonyTonesGeneratedEvent {
    pub connection: ConnectionId,
    pub tone_generated: Option<TelephonyTone>,
    #[asn1(implicit = 0)]
    pub tone_frequency: Option<i64>,
    #[asn1(implicit = 1)]
    pub tone_duration: Option<i64>,
    #[asn1(implicit = 2)]
    pub pause_duration: Option<i64>,
    pub connection_info: Option<ConnectionInformation>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
