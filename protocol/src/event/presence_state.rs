//! ECMA-285 `presence-state-event`.

use crate::ber::{Asn1, Octets, Unknowns};
use crate::types::{CstaCommonArguments, PresenceState, SubjectDeviceId, TimeInfo};

/// The presence of who uses the device has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PresenceStateEvent {
    pub device: SubjectDeviceId,
    pub presence_state: PresenceState,
    #[asn1(implicit = 0)]
    pub from_time: Option<TimeInfo>,
    #[asn1(implicit = 1)]
    pub until_time: Option<TimeInfo>,
    #[asn1(implicit = 2)]
    pub place: Option<Octets>,
    #[asn1(implicit = 3)]
    pub mood: Option<Octets>,
    #[asn1(implicit = 4)]
    pub named_presence_state: Option<Octets>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
