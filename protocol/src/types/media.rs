//! Media of calls (ECMA-285 `media-services`, `data-call-types`).

use super::octet_string;
use crate::ber::{Asn1, Bits, Ia5String, NamedBits, Octets, Unknowns};

/// The media of a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaCallCharacteristics {
    pub media_class: MediaClass,
    #[asn1(implicit = 0)]
    pub connection_rate: Option<i64>,
    #[asn1(implicit = 1, default = BitRate::Constant)]
    pub bit_rate: BitRate,
    #[asn1(implicit = 2)]
    pub delay_tolerance: Option<i64>,
    #[asn1(implicit = 3, name = "switchingSubDomainCCIEType")]
    pub switching_sub_domain_ccie_type: Option<CcieType>,
    pub switching_sub_domain_information_elements: Option<Octets>,
    pub unknown: Unknowns,
}

/// Whether the bit rate varies.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum BitRate {
    Constant = 0,
    Variable = 1,
    Unknown(i64),
}

/// Kind of signalling the information elements are of.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum CcieType {
    Isdn = 0,
    Atm = 1,
    IsoEthernet = 2,
    Rsvp = 3,
    Other = 4,
    Sip = 5,
    Unknown(i64),
}

/// Kinds of media.
pub type MediaClass = Bits<MediaClassBit>;

/// A bit of [`MediaClass`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaClassBit {
    Voice = 0,
    Data = 1,
    Image = 2,
    Other = 3,
    Audio = 4,
    NotKnown = 5,
    Chat = 6,
    Email = 7,
    Message = 8,
    Im = 9,
    Sms = 10,
    Mms = 11,
}

/// Direction and channels of a connection.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionInformation {
    pub flow_direction: Option<FlowDirection>,
    #[asn1(default = 1)]
    pub number_of_channels: i64,
    pub media_session_information: Option<Ia5String>,
    pub unknown: Unknowns,
}

/// Direction of the media.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum FlowDirection {
    Transmit = 0,
    Receive = 1,
    TransmitAndReceive = 2,
    None = 3,
    Unknown(i64),
}

/// Kind of media service.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum MediaServiceType {
    CstaVoiceUnit = 0,
    DataModem = 1,
    DigitalDataIsochronousIeee1394 = 2,
    DigitalDataIsochronousGeoport = 3,
    DigitalDataIsochronousIeeeAtm = 4,
    DigitalDataIsochronousIeeeIsdn = 5,
    DigitalDataApi = 6,
    EctfS100MediaServicesDefault = 7,
    EctfS100MediaServicesAppServices = 8,
    #[asn1(name = "cstaIVRScript1")]
    CstaIvrScript1 = 9,
    #[asn1(name = "cstaIVRScript2")]
    CstaIvrScript2 = 10,
    #[asn1(name = "cstaIVRScript3")]
    CstaIvrScript3 = 11,
    #[asn1(name = "cstaIVRScript4")]
    CstaIvrScript4 = 12,
    #[asn1(name = "cstaIVRScript5")]
    CstaIvrScript5 = 13,
    #[asn1(name = "cstaIVRScript6")]
    CstaIvrScript6 = 14,
    #[asn1(name = "cstaIVRScript7")]
    CstaIvrScript7 = 15,
    #[asn1(name = "cstaIVRScript8")]
    CstaIvrScript8 = 16,
    #[asn1(name = "cstaIVRScript9")]
    CstaIvrScript9 = 17,
    #[asn1(name = "cstaIVRScript10")]
    CstaIvrScript10 = 18,
    LiveSoundCaptureAnalog = 19,
    LiveSoundTransmitAnalog = 20,
    LiveSoundCaptureIeee1394 = 21,
    LiveSoundTransmitIeee1394 = 22,
    LiveSoundCaptureTransmitGeoport = 23,
    LiveSoundCaptureTransmitAtm = 24,
    #[asn1(name = "liveSoundCaptureTransmitISDN")]
    LiveSoundCaptureTransmitIsdn = 25,
    #[asn1(name = "soundCaptureTransmitADPCM")]
    SoundCaptureTransmitAdpcm = 26,
    SoundCaptureTransmitApi = 27,
    Usb = 28,
    SfSpecific1 = 29,
    SfSpecific2 = 30,
    SfSpecific3 = 31,
    SfSpecific4 = 32,
    SfSpecific5 = 33,
    SfSpecific6 = 34,
    SfSpecific7 = 35,
    SfSpecific8 = 36,
    SfSpecific9 = 37,
    SfSpecific10 = 38,
    Unknown(i64),
}

octet_string! {
    /// A media stream.
    pub struct MediaStreamId;
}

octet_string! {
    /// An instance of a media service.
    pub struct MediaServiceInstanceId;
}

/// How a media service joins a call.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ConnectionMode {
    ConsultationConference = 0,
    ConsultationConferenceHold = 1,
    Deflect = 2,
    DirectedPickup = 3,
    Join = 4,
    SingleStepConference = 5,
    SingleStepConferenceHold = 6,
    SingleStepTransfer = 7,
    Transfer = 8,
    Direct = 9,
    Unknown(i64),
}

/// How media services may join calls.
pub type ConnectionModeBMap = Bits<ConnectionModeBit>;

/// A bit of [`ConnectionModeBMap`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConnectionModeBit {
    ConsultationConference = 0,
    ConsultationConferenceHold = 1,
    Deflect = 2,
    DirectedPickup = 3,
    Join = 4,
    SingleStepConference = 5,
    SingleStepConferenceHold = 6,
    SingleStepTransfer = 7,
    Transfer = 8,
    Direct = 9,
}

/// How many channels.
pub type NumberOfChannels = i64;

/// How many channels can be bound together.
pub type MaxChannelBind = i64;

/// Connection rates, in bits per second.
pub type ConnectionRateList = Vec<i64>;

/// Delays that are tolerated.
pub type DelayToleranceList = Vec<i64>;
