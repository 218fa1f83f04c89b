//! ECMA-285 `snapshot-device-data`: operation 77.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, ServiceCrossRefId, SnapshotDeviceData};

/// Brings a part of what snapshotDevice asked for.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotDeviceDataArgument {
    pub service_cross_ref_id: ServiceCrossRefId,
    pub segment_id: Option<i64>,
    pub last_segment: bool,
    pub snapshot_data: SnapshotDeviceData,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
