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
