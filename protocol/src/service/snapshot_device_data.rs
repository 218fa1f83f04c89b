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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, golden, invoke};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "serviceCrossRefID": "0001",
            "segmentID": 2,
            "lastSegment": true,
            "snapshotData": [
                {
                    "connectionIdentifier": connection("111"),
                    "localCallState": { "compoundCallState": ["connected"] }
                }
            ]
        });
        golden(
            "A1 2E 02 01 01 02 01 4D 30 26 04 02 00 01 02 01 02 01 01 FF 76 1A 30 18 6B 11 30 0F 80 04 30 \
             30 37 35 A1 07 30 05 80 03 31 31 31 A0 03 4E 01 03",
            &invoke("snapshotDeviceData", 77, &argument),
        );
    }
}
