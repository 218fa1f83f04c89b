//! ECMA-285 `snapshot-device`: operation 74.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, DeviceId, ServiceCrossRefId, SnapshotDeviceData};

/// Asks which calls a device is in.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotDeviceArgument {
    pub snapshot_object: DeviceId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The calls, or a reference under which snapshotDeviceData will bring them.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotDeviceResult {
    #[asn1(name = "crossRefIDorSnapshotData")]
    pub cross_ref_id_or_snapshot_data: CrossRefIdOrSnapshotDeviceData,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The calls, or the reference under which they follow.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CrossRefIdOrSnapshotDeviceData {
    ServiceCrossRefId(ServiceCrossRefId),
    SnapshotData(SnapshotDeviceData),
}
