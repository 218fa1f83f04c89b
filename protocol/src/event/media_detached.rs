//! ECMA-285 `media-detached-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, ConnectionId, ConnectionInformation, CstaCommonArguments, LocalConnectionState,
    MediaCallCharacteristics, MediaServiceInstanceId, MediaServiceType, MediaStreamId, SubjectDeviceId,
};

/// A media service was detached from a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaDetachedEvent {
    pub media_connection: ConnectionId,
    pub media_device: SubjectDeviceId,
    pub media_service_type: MediaServiceType,
    pub media_service_version: Option<i64>,
    #[asn1(implicit = 0)]
    pub media_service_instance_id: Option<MediaServiceInstanceId>,
    #[asn1(implicit = 1)]
    pub media_stream_id: Option<MediaStreamId>,
    #[asn1(implicit = 2)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    pub call_characteristics: Option<CallCharacteristics>,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 3)]
    pub media_connection_info: Option<ConnectionInformation>,
    pub extension: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
