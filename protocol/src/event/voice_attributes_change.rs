//! ECMA-285 `voice-attributes-change-event`.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{
    ConnectionId, CstaCommonArguments, EventCause, MessageId, ResourceId, ServicesPermitted, Volume,
};

/// An attribute of a voice unit has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VoiceAttributesChangeEvent {
    pub connection: ConnectionId,
    #[asn1(implicit = 4)]
    pub resource: Option<ResourceId>,
    pub message: MessageId,
    #[asn1(explicit = 0)]
    pub play_volume: Option<Volume>,
    #[asn1(implicit = 1, range(0, 100))]
    pub recording_gain: Option<i64>,
    #[asn1(implicit = 2)]
    pub speed: Option<i64>,
    #[asn1(implicit = 3)]
    pub current_position: Option<i64>,
    #[asn1(implicit = 5)]
    pub grammars: Option<Ia5String>,
    #[asn1(implicit = 6)]
    pub language: Option<Ia5String>,
    #[asn1(implicit = 7)]
    pub mode: Option<RecognitionMode>,
    #[asn1(implicit = 8)]
    pub retain_audio: Option<bool>,
    #[asn1(implicit = 9)]
    pub silence_timeout: Option<i64>,
    #[asn1(implicit = 10)]
    pub max_timeout: Option<i64>,
    #[asn1(implicit = 11)]
    pub babble_timeout: Option<i64>,
    #[asn1(implicit = 12)]
    pub end_silence: Option<i64>,
    #[asn1(implicit = 13)]
    pub rejection_threshold: Option<i64>,
    #[asn1(implicit = 14)]
    pub auto_interruptible: Option<bool>,
    #[asn1(implicit = 15, name = "innerXML")]
    pub inner_xml: Option<Ia5String>,
    #[asn1(implicit = 16)]
    pub inter_digit_timeout: Option<i64>,
    #[asn1(implicit = 17)]
    pub preflush: Option<bool>,
    pub cause: Option<EventCause>,
    pub services_permitted: Option<ServicesPermitted>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// How often a recogniser listens.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(implicit = 7)]
#[repr(u8)]
pub enum RecognitionMode {
    Automatic = 0,
    Single = 1,
    Multiple = 2,
    Unknown(i64),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden};

    #[test]
    fn voice_attributes_change_is_these_octets() {
        let voice_attributes_change = json!({
            "connection": connection("111"),
            "resource": "vu1",
            "message": "0007",
            "playVolume": { "volAbs": 3 },
            "recordingGain": 3,
            "speed": 2,
            "currentPosition": 2,
            "grammars": "text",
            "language": "text",
            "mode": "single"
        });
        golden(
            "A1 4B 02 01 01 02 01 15 30 43 55 04 11 00 00 12 A6 3B A6 39 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 84 03 76 75 31 04 02 00 07 A0 03 02 01 03 81 01 03 82 01 02 83 01 02 \
             85 04 74 65 78 74 86 04 74 65 78 74 87 01 01",
            &event("voiceUnitEvents", "voiceAttributesChange", &voice_attributes_change),
        );
    }
}
