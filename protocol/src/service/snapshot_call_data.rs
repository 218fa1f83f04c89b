//! ECMA-285 `snapshot-call-data`: operation 76.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, ServiceCrossRefId, SnapshotCallData};

/// Brings a part of what snapshotCall asked for.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotCallDataArgument {
    pub service_cross_ref_id: ServiceCrossRefId,
    pub segment_id: Option<i64>,
    pub last_segment: bool,
    pub snapshot_data: SnapshotCallData,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
