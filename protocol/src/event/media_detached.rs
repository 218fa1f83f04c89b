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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden, party};

    #[test]
    fn media_detached_is_these_octets() {
        let media_detached = json!({
            "mediaConnection": connection("111"),
            "mediaDevice": party("111"),
            "mediaServiceType": "dataModem",
            "mediaServiceVersion": 2,
            "mediaServiceInstanceID": "01",
            "mediaStreamID": "01",
            "localConnectionInfo": "connected",
            "extension": {}
        });
        golden(
            "A1 3F 02 01 01 02 01 15 30 37 55 04 11 00 00 12 A2 2F A1 2D 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 63 07 30 05 80 03 31 31 31 0A 01 01 02 01 02 80 01 01 81 01 01 4E 01 \
             03 7E 00",
            &event("mediaAttachmentEvents", "mediaDetached", &media_detached),
        );
    }
}
