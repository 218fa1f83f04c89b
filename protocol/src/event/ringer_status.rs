//! ECMA-285 `ringer-status-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, RingMode, RingerId, SubjectDeviceId, Volume};

/// A ringer has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RingerStatusEvent {
    pub device: SubjectDeviceId,
    pub ringer: RingerId,
    pub ring_mode: Option<RingMode>,
    #[asn1(implicit = 0, range(0, 1000))]
    pub ring_count: Option<i64>,
    #[asn1(implicit = 3)]
    pub ring_duration: Option<i64>,
    #[asn1(implicit = 1)]
    pub ring_pattern: Option<i64>,
    #[asn1(explicit = 2)]
    pub ring_volume: Option<Volume>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
