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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "snapshotObject": device("111") });
        golden(
            "A1 0F 02 01 01 02 01 4A 30 07 30 05 80 03 31 31 31",
            &invoke("snapshotDevice", 74, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({
            "crossRefIDorSnapshotData": {
                "snapshotData": [
                    {
                        "connectionIdentifier": connection("111"),
                        "localCallState": { "compoundCallState": ["connected"] }
                    }
                ]
            }
        });
        golden(
            "A2 26 02 01 01 30 21 02 01 4A 30 1C 76 1A 30 18 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 \
             03 31 31 31 A0 03 4E 01 03",
            &result("snapshotDevice", 74, &answer),
        );
    }
}
