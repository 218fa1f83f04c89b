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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, golden, invoke, party};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "serviceCrossRefID": "0001",
            "segmentID": 2,
            "lastSegment": true,
            "snapshotData": [
                {
                    "deviceOnCall": party("111"),
                    "callIdentifier": connection("111"),
                    "localConnectionState": "connected"
                }
            ]
        });
        golden(
            "A1 35 02 01 01 02 01 4C 30 2D 04 02 00 01 02 01 02 01 01 FF 77 21 30 1F 63 07 30 05 80 03 31 \
             31 31 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 4E 01 03",
            &invoke("snapshotCallData", 76, &argument),
        );
    }
}
