//! Calls of a device, devices of a call (ECMA-285 `status-reporting`).

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallLinkageData, ConnectionId, ConnectionInformation, LocalConnectionState, LocationInfoList,
    MediaCallCharacteristics, MediaServiceInstanceId, MediaServiceType, MediaStreamId, ServicesPermitted,
    SubjectDeviceId,
};

/// The calls of a device.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(implicit = application(22))]
pub struct SnapshotDeviceData(pub Vec<SnapshotDeviceResponseInfo>);

/// One call of a device. By place, not by tag: `local_call_state` and `services_permitted` may both be `[0]`.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotDeviceResponseInfo {
    pub connection_identifier: ConnectionId,
    #[asn1(implicit = 3)]
    pub endpoint_device: Option<SubjectDeviceId>,
    pub local_call_state: CallState,
    #[asn1(implicit = 0)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 1)]
    pub media_service_info_list: Option<DeviceMediaInfoList>,
    #[asn1(implicit = 2)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 4)]
    pub call_linkage_data: Option<CallLinkageData>,
    pub unknown: Unknowns,
}

/// The media of a call at a device.
pub type DeviceMediaInfoList = Vec<DeviceMediaInfo>;

/// A media stream.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceMediaInfo {
    pub media_stream_id: Option<MediaStreamId>,
    pub connection_information: Option<ConnectionInformation>,
    pub unknown: Unknowns,
}

/// The devices of a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(implicit = application(23))]
pub struct SnapshotCallData(pub Vec<SnapshotCallResponseInfo>);

/// One device of a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotCallResponseInfo {
    pub device_on_call: SubjectDeviceId,
    pub call_identifier: Option<ConnectionId>,
    pub local_connection_state: Option<LocalConnectionState>,
    #[asn1(implicit = 0)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 1)]
    pub media_service_info_list: Option<CallMediaInfoList>,
    #[asn1(implicit = 2)]
    pub location_info: Option<LocationInfoList>,
    pub unknown: Unknowns,
}

/// The media services of a call.
pub type CallMediaInfoList = Vec<CallMediaInfo>;

/// A media service.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallMediaInfo {
    #[asn1(implicit = 0)]
    pub media_service_type: MediaServiceType,
    #[asn1(implicit = 1)]
    pub media_service_version: Option<i64>,
    #[asn1(implicit = 2)]
    pub media_service_instance: Option<MediaServiceInstanceId>,
    #[asn1(implicit = 3)]
    pub media_stream_id: Option<MediaStreamId>,
    #[asn1(implicit = 4)]
    pub connection_information: Option<ConnectionInformation>,
    pub unknown: Unknowns,
}

/// State of a call at a device.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallState {
    #[asn1(implicit = 0)]
    CompoundCallState(CompoundCallState),
    #[asn1(implicit = 1)]
    SimpleCallState(SimpleCallState),
    #[asn1(implicit = 2)]
    Unknown,
}

/// States of a call's connections, the device's own first.
pub type CompoundCallState = Vec<LocalConnectionState>;

/// State of a call of two parties: the device's own connection and the other's.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SimpleCallState {
    CallNull = 0,
    CallPending = 1,
    CallOriginated = 3,
    CallDelivered = 35,
    CallDeliveredHeld = 36,
    CallReceived = 50,
    CallEstablished = 51,
    CallEstablishedHeld = 52,
    CallReceivedOnHold = 66,
    CallEstablishedOnHold = 67,
    CallQueued = 83,
    CallQueuedHeld = 84,
    CallBlocked = 96,
    CallFailed = 99,
    CallFailedHeld = 100,
    Unknown(i64),
}
