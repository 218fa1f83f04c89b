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
