//! ECMA-285 `charging-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ChargingInfo, ConnectionId, CstaCommonArguments, DeviceId, EventCause};

/// What a call costs.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChargingEvent {
    pub connection: ConnectionId,
    pub charged_device: DeviceId,
    pub charging_info: ChargingInfo,
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
