//! What switches and devices can do (ECMA-285 `capability-exchange`).

use super::octet_string;
use crate::ber::{Asn1, Bits, NamedBits, Unknowns};
use crate::types::{ConnectionModeBMap, MediaServiceInstanceId, MediaServiceType};

octet_string! {
    /// Under which a service sends the rest of its result.
    pub struct ServiceCrossRefId;
}

/// Kind of device.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum DeviceCategory {
    Acd = 0,
    Group = 1,
    NetworkInterface = 2,
    Park = 3,
    RouteingDevice = 4,
    Station = 5,
    VoiceUnit = 6,
    Other = 7,
    GenericInteractiveVoice = 8,
    ListenerInteractiveVoice = 9,
    DtmfInteractiveVoice = 10,
    PromptInteractiveVoice = 11,
    PromptQueueInteractiveVoice = 12,
    MessageInteractiveVoice = 13,
    Conference = 14,
    Unknown(i64),
}

/// What a group of devices is for.
pub type GroupDeviceAttributes = Bits<GroupDeviceAttribute>;

/// A bit of [`GroupDeviceAttributes`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupDeviceAttribute {
    Acd = 0,
    Hunt = 1,
    Pick = 2,
    Other = 3,
    User = 4,
    Agent = 5,
}

/// Kind of device, as people call it.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum NamedDeviceTypes {
    Acd = 0,
    AcdGroup = 1,
    Button = 2,
    ButtonGroup = 3,
    ConferenceBridge = 4,
    Line = 5,
    LineGroup = 6,
    Operator = 7,
    OperatorGroup = 8,
    ParkingDevice = 9,
    Station = 10,
    StationGroup = 11,
    Trunk = 12,
    TrunkGroup = 13,
    Other = 14,
    OtherGroup = 15,
    Unknown(i64),
}

/// Whether the devices behind a queue can be seen.
pub type AcdModels = Bits<AcdModel>;

/// A bit of [`AcdModels`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AcdModel {
    #[asn1(name = "visibleACDRelatedDevices")]
    VisibleAcdRelatedDevices = 0,
    #[asn1(name = "nonVisibleACDRelatedDevices")]
    NonVisibleAcdRelatedDevices = 1,
}

/// Ways agents log on.
pub type AgentLogOnModels = Bits<AgentLogOnModel>;

/// A bit of [`AgentLogOnModels`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgentLogOnModel {
    #[asn1(name = "logOnToACDDevice")]
    LogOnToAcdDevice = 0,
    #[asn1(name = "logOnToACDGroupExplOneStep")]
    LogOnToAcdGroupExplOneStep = 1,
    #[asn1(name = "logOnToACDGroupExplTwoSteps")]
    LogOnToAcdGroupExplTwoSteps = 2,
    #[asn1(name = "logOnToACDImplOneStep")]
    LogOnToAcdImplOneStep = 3,
}

/// Kind of line appearance.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AppearanceType {
    SelectedStandard = 0,
    BasicStandard = 1,
    BasicBridged = 2,
    ExclusiveBridged = 3,
    IndependentSharedBridged = 4,
    InterdependentSharedBridged = 5,
    Unknown(i64),
}

/// Forms of device number, and characters, that a switch takes and sends.
pub type DeviceIdFormat = Bits<DeviceIdFormatBit>;

/// A bit of [`DeviceIdFormat`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceIdFormatBit {
    DialableDigitsAsterix = 0,
    DialableDigitsHash = 1,
    #[asn1(name = "dialableDigitsABCD")]
    DialableDigitsAbcd = 2,
    DialableDigitsExclamation = 3,
    DialableDigitsP = 4,
    DialableDigitsT = 5,
    DialableDigitsComma = 6,
    DialableDigitsW = 7,
    DialableDigitsAt = 8,
    DialableDigitsDollar = 9,
    DialableDigitsSemicolon = 10,
    #[asn1(name = "sFReprExclamation")]
    SfReprExclamation = 11,
    #[asn1(name = "sFReprEt")]
    SfReprEt = 12,
    #[asn1(name = "sFReprSlash")]
    SfReprSlash = 13,
    #[asn1(name = "sFReprPercent")]
    SfReprPercent = 14,
    #[asn1(name = "sFReprNM")]
    SfReprNm = 15,
    #[asn1(name = "sFReprGeneric")]
    SfReprGeneric = 16,
    #[asn1(name = "sFReprImplicitTON")]
    SfReprImplicitTon = 17,
    #[asn1(name = "sFReprPubTONUnkown")]
    SfReprPubTonUnkown = 18,
    #[asn1(name = "sFReprPubTONInternal")]
    SfReprPubTonInternal = 19,
    #[asn1(name = "sFReprPubTONNational")]
    SfReprPubTonNational = 20,
    #[asn1(name = "sFReprPubTONSubscriber")]
    SfReprPubTonSubscriber = 21,
    #[asn1(name = "sFReprPubTONAbbreviated")]
    SfReprPubTonAbbreviated = 22,
    #[asn1(name = "sFReprPriTONUnknown")]
    SfReprPriTonUnknown = 23,
    #[asn1(name = "sFReprPriTONLevel3")]
    SfReprPriTonLevel3 = 24,
    #[asn1(name = "sFReprPriTONLevel2")]
    SfReprPriTonLevel2 = 25,
    #[asn1(name = "sFReprPriTONLevel1")]
    SfReprPriTonLevel1 = 26,
    #[asn1(name = "sFReprPriTONLocal")]
    SfReprPriTonLocal = 27,
    #[asn1(name = "sFReprPriTONAbbreviated")]
    SfReprPriTonAbbreviated = 28,
    #[asn1(name = "sFReprOther")]
    SfReprOther = 29,
    DeviceNumber = 30,
    #[asn1(name = "sFRResourceID")]
    SfrResourceId = 31,
    PrivateNumber = 32,
    PrivateName = 33,
}

/// What a switch does in places where the standard leaves it free.
pub type SwDomainFeatures = Bits<SwDomainFeature>;

/// A bit of [`SwDomainFeatures`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SwDomainFeature {
    IsForwardingBefore = 0,
    IsForwardingAfter = 1,
    SwFunctionDefaultSettings = 2,
    UserSpecific = 3,
    UserSpecificDefaultFowardingType = 4,
    UserSpecificDefaultForwardDestination = 5,
    NegativeAcknowledgment = 6,
    SupportFailedWithAssConn = 7,
    SupportFailedWithoutAssConn = 8,
    SupportFailedWithAssConnNotReportet = 9,
    Recall = 10,
    CallBack = 11,
    ExtCallsIncoming = 12,
    ExtCallsOutgoing = 13,
    Prompting = 14,
}

/// Whether line appearances have numbers of their own.
pub type SwAppearanceAddressability = Bits<SwAppearanceAddressabilityBit>;

/// A bit of [`SwAppearanceAddressability`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SwAppearanceAddressabilityBit {
    NonAddressable = 0,
    Addressable = 1,
}

/// Kinds of line appearance a switch has.
pub type SwAppearanceTypes = Bits<SwAppearanceType>;

/// A bit of [`SwAppearanceTypes`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SwAppearanceType {
    SelectedStandard = 0,
    BasicStandard = 1,
    BasicBridged = 2,
    ExclusiveBridged = 3,
    IndependentSharedBridged = 4,
    InterDependentSharedBridged = 5,
}

/// What a switch does with components it does not support.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum IgnoreUnsupportedParameters {
    IgnoreParameters = 0,
    RejectMessage = 1,
    Unknown(i64),
}

/// How long a comma in a number pauses, in milliseconds.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(range(1, 2000))]
pub struct PauseTime(pub i64);

/// Messages that carry the time.
pub type TimeStampMode = Bits<TimeStampModeBit>;

/// A bit of [`TimeStampMode`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeStampModeBit {
    AllEvents = 0,
    AllAcks = 1,
    AllServReqs = 2,
}

/// Ways of monitoring groups and queues.
pub type MiscMonitorCaps = Bits<MiscMonitorCap>;

/// A bit of [`MiscMonitorCaps`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MiscMonitorCap {
    GroupInclusivModel = 0,
    GroupExclusiveModel = 1,
    MonitorPhysicalElement = 2,
    AcdDeviceInclusiv = 3,
    AcdDeviceExclusiv = 4,
}

/// How long components may be.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MaxLengthParameters {
    #[asn1(range(0, 32))]
    pub account_info: i64,
    #[asn1(range(0, 32))]
    pub auth_code: i64,
    #[asn1(range(0, 32))]
    pub agent_id: i64,
    #[asn1(range(0, 32))]
    pub agent_password: i64,
    #[asn1(range(0, 8))]
    pub call_id_in_connection_id: i64,
    #[asn1(range(0, 32))]
    pub correlator_data: i64,
    pub private_data: i64,
    #[asn1(range(0, 128))]
    pub device_identifiers: i64,
    #[asn1(range(0, 256))]
    pub user_data: i64,
    #[asn1(range(0, 64))]
    pub button_label: i64,
    #[asn1(range(0, 64))]
    pub lamp_label: i64,
    #[asn1(range(0, 64))]
    pub characters_to_send: i64,
    pub unknown: Unknowns,
}

/// How long components may be that later editions brought.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MaxLengthParametersContinued {
    pub monitor_cross_ref_id: i64,
    pub call_qualifying_data: i64,
    pub sub_domain_call_linkage_data: i64,
    pub sub_domain_thread_id: i64,
    pub io_data: i64,
    pub message_info: i64,
    pub unknown: Unknowns,
}

/// Media services.
pub type MediaServiceCapsList = Vec<MediaServiceCaps>;

/// A media service and what it can do.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaServiceCaps {
    pub media_service_type: MediaServiceType,
    pub media_service_version: Option<i64>,
    pub media_service_instance: Option<MediaServiceInstanceId>,
    pub connection_mode: Option<ConnectionModeBMap>,
    pub media_stream_id_supported: bool,
    pub unknown: Unknowns,
}

/// Ways to the two calls that a transfer or conference needs.
pub type TransAndConfSetup = Bits<TransAndConfSetupBit>;

/// A bit of [`TransAndConfSetup`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransAndConfSetupBit {
    ConsultationCall = 0,
    HoldCallMakeCall = 1,
    AlternateCall = 2,
    TwoCallsInHold = 3,
    TwoCallsInConnected = 4,
}

/// A list of services or events with their options: bit maps that are kept as they came.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CapabilityList {
    pub unknown: Unknowns,
}
