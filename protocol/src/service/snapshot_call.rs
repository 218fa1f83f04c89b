//! ECMA-285 `snapshot-call`: operation 75.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AssociatedCalledDeviceId, AssociatedCallingDeviceId, CallCharacteristics, CallLinkageData,
    CalledDeviceId, CallingDeviceId, ConnectionId, CorrelatorData, CstaCommonArguments, DeviceHistory,
    LanguagePreferences, MediaCallCharacteristics, MessageInfo, ServiceCrossRefId, SnapshotCallData,
    SubjectOfCall,
};

/// Asks which devices are in a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotCallArgument {
    pub snapshot_object: ConnectionId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The devices, or a reference under which snapshotCallData will bring them.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotCallResult {
    #[asn1(name = "crossRefIDorSnapshotData")]
    pub cross_ref_id_or_snapshot_data: CrossRefIdOrSnapshotCallData,
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    pub call_characteristics: Option<CallCharacteristics>,
    pub calling_device: Option<CallingDeviceId>,
    pub called_device: Option<CalledDeviceId>,
    pub associated_calling_device_id: Option<AssociatedCallingDeviceId>,
    pub associated_called_device_id: Option<AssociatedCalledDeviceId>,
    #[asn1(implicit = 1)]
    pub correlator_data: Option<CorrelatorData>,
    #[asn1(implicit = 2)]
    pub call_linkage_data: Option<CallLinkageData>,
    #[asn1(implicit = 3)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 4)]
    pub message_info: Option<MessageInfo>,
    #[asn1(implicit = 5)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 6)]
    pub device_history: Option<DeviceHistory>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The devices, or the reference under which they follow.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CrossRefIdOrSnapshotCallData {
    #[asn1(implicit = 0)]
    ServiceCrossRefId(ServiceCrossRefId),
    SnapshotData(SnapshotCallData),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, golden, invoke, party, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "snapshotObject": connection("111") });
        golden(
            "A1 1B 02 01 01 02 01 4B 30 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &invoke("snapshotCall", 75, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({
            "crossRefIDorSnapshotData": {
                "snapshotData": [
                    {
                        "deviceOnCall": party("111"),
                        "callIdentifier": connection("111"),
                        "localConnectionState": "connected"
                    }
                ]
            },
            "callingDevice": party("111"),
            "calledDevice": party("222"),
            "correlatorData": "c0ffee",
            "subjectOfCall": "invoice"
        });
        golden(
            "A2 4D 02 01 01 30 48 02 01 4B 30 43 77 21 30 1F 63 07 30 05 80 03 31 31 31 6B 11 30 0F 80 04 \
             30 30 37 35 A1 07 30 05 80 03 31 31 31 4E 01 03 61 07 30 05 80 03 31 31 31 62 07 30 05 80 03 \
             32 32 32 81 03 C0 FF EE 83 07 69 6E 76 6F 69 63 65",
            &result("snapshotCall", 75, &answer),
        );
    }
}
