//! What CSTA puts into ACSE's user information (ECMA-285 `application-context-information`).

use crate::ber::{
    Asn1, BitString, Bits, NamedBits, ObjectDescriptor, ObjectIdentifier, Octets, Open, Unknowns,
};

/// User information of an APDU.
pub type AssociationInformation = Vec<External>;

/// EXTERNAL around CSTA's user information.
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(implicit = universal(8), kebab)]
pub struct External {
    /// Names the type of the value: [`ecma_user_information`](super::ecma_user_information). Some switches
    /// leave it out.
    pub direct_reference: Option<ObjectIdentifier>,
    pub indirect_reference: Option<i64>,
    pub data_value_descriptor: Option<ObjectDescriptor>,
    pub encoding: Encoding,
    pub unknown: Unknowns,
}

impl External {
    /// The user information of a computer or switch that speaks these editions.
    pub fn csta(direct_reference: Option<ObjectIdentifier>, versions: CstaVersion) -> Self {
        let information = NewAcseUserInformationForCsta::new(versions);
        let information = AcseUserInformationForCsta::NewDefinition(information);
        Self { direct_reference, ..Self::new(Encoding::SingleAsn1Type(Box::new(information))) }
    }

    /// The editions of CSTA it names, if it is CSTA's at all.
    pub fn csta_version(&self) -> Option<&CstaVersion> {
        let Encoding::SingleAsn1Type(information) = &self.encoding else { return None };
        match &**information {
            AcseUserInformationForCsta::OldDefinition(information) => Some(&information.csta_version),
            AcseUserInformationForCsta::NewDefinition(information) => Some(&information.csta_version),
            AcseUserInformationForCsta::Unknown(_) => None,
        }
    }
}

/// The value of an [`External`].
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(kebab)]
pub enum Encoding {
    #[asn1(explicit = 0, name = "single-ASN1-type")]
    SingleAsn1Type(Box<AcseUserInformationForCsta>),
    #[asn1(implicit = 1)]
    OctetAligned(Octets),
    #[asn1(implicit = 2)]
    Arbitrary(BitString),
}

/// Versions and functions, offered or agreed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AcseUserInformationForCsta {
    OldDefinition(OldAcseUserInformationForCsta),
    #[asn1(implicit = 0)]
    NewDefinition(NewAcseUserInformationForCsta),
    /// No CSTA's.
    #[asn1(open)]
    Unknown(Open),
}

/// As CSTA II has it.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OldAcseUserInformationForCsta {
    #[asn1(name = "cSTAVersion")]
    pub csta_version: CstaVersion,
    #[asn1(name = "cSTAFunctionsRequiredByApplication")]
    pub csta_functions_required_by_application: CstaFunctionality,
    #[asn1(name = "cSTAFunctionsThatCanBeSupplied")]
    pub csta_functions_that_can_be_supplied: CstaFunctionality,
    pub unknown: Unknowns,
}

/// Editions of CSTA: an offer may have several, an answer has one.
pub type CstaVersion = Bits<CstaVersionBit>;

/// A bit of [`CstaVersion`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CstaVersionBit {
    VersionOne = 0,
    VersionTwo = 1,
    VersionThree = 2,
    VersionFour = 3,
    VersionFive = 4,
    VersionSix = 5,
    VersionSeven = 6,
    VersionEight = 7,
    VersionNine = 8,
    VersionTen = 9,
    VersionEleven = 10,
    VersionTwelve = 11,
    VersionThirteen = 12,
    VersionFourteen = 13,
    VersionFifteen = 14,
    VersionSixteen = 15,
    VersionSeventeen = 16,
    VersionEighteen = 17,
    VersionNineteen = 18,
    VersionTwenty = 19,
    VersionTwentyone = 20,
    VersionTwentytwo = 21,
    VersionTwentythree = 22,
    VersionTwentyfour = 23,
}

/// Services and events of CSTA II.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CstaFunctionality {
    #[asn1(implicit = 0, default)]
    pub switching_function_services: SwitchingFunctionServicesC2,
    #[asn1(implicit = 1, default)]
    pub event_report_services: EventReportServicesC2,
    #[asn1(implicit = 2, default)]
    pub computing_function_services: ComputingFunctionServicesC2,
    #[asn1(implicit = 3, default)]
    pub bidirectional_services: BidirectionalServicesC2,
    #[asn1(implicit = 4, default)]
    pub status_reporting_services: StatusReportingServicesC2,
    #[asn1(implicit = 5, default)]
    pub input_output_services: InputOutputServicesC2,
    #[asn1(implicit = 6, default)]
    pub voice_unit_services: VoiceUnitServicesC2,
    pub unknown: Unknowns,
}

/// Services of the switch.
pub type SwitchingFunctionServicesC2 = Bits<SwitchingFunctionServiceC2>;

/// A bit of [`SwitchingFunctionServicesC2`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SwitchingFunctionServiceC2 {
    AlternateCall = 0,
    AnswerCall = 1,
    AssociateData = 2,
    CallCompletion = 3,
    ClearCall = 4,
    ClearConnection = 5,
    ConferenceCall = 6,
    ConsultationCall = 7,
    DivertCall = 8,
    HoldCall = 9,
    MakeCall = 10,
    MakePredictiveCall = 11,
    ParkCall = 12,
    QueryDevice = 13,
    ReconnectCall = 14,
    RetrieveCall = 15,
    #[asn1(name = "sendDTMFTones")]
    SendDtmfTones = 16,
    SetFeature = 17,
    SingleStepConference = 18,
    SingleStepTransfer = 19,
    TransferCall = 20,
}

/// Events.
pub type EventReportServicesC2 = Bits<EventReportServiceC2>;

/// A bit of [`EventReportServicesC2`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventReportServiceC2 {
    CallCleared = 0,
    Conferenced = 1,
    ConnectionCleared = 2,
    Delivered = 3,
    Diverted = 4,
    Established = 5,
    Failed = 6,
    Held = 7,
    NetworkReached = 8,
    Originated = 9,
    Queued = 10,
    Retrieved = 11,
    ServiceInitiated = 12,
    Transferred = 13,
    AutoAnswer = 14,
    CallInformation = 15,
    DoNotDisturb = 16,
    Forwarding = 17,
    MessageWaiting = 18,
    MicrophoneMute = 19,
    SpeakerMute = 20,
    SpeakerVolume = 21,
    AgentBusy = 22,
    LoggedOn = 23,
    LoggedOff = 24,
    NotReady = 25,
    Ready = 26,
    WorkingAfterCall = 27,
    BackInService = 28,
    OutOfServiceEvent = 29,
    PrivateEvent = 30,
    PlayEvent = 31,
    RecordEvent = 32,
    ReviewEvent = 33,
    StopEvent = 34,
    SuspendPlayEvent = 35,
    SuspendRecordEvent = 36,
    VoiceAttributesChangeEvent = 37,
}

/// Services of the computer.
pub type ComputingFunctionServicesC2 = Bits<ComputingFunctionServiceC2>;

/// A bit of [`ComputingFunctionServicesC2`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComputingFunctionServiceC2 {
    RouteRequest = 0,
    ReRouteRequest = 1,
    RouteSelectRequest = 2,
    RouteUsedRequest = 3,
    RouteEndRequest = 4,
}

/// Services of both.
pub type BidirectionalServicesC2 = Bits<BidirectionalServiceC2>;

/// A bit of [`BidirectionalServicesC2`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BidirectionalServiceC2 {
    EscapeService = 0,
    SystemStatus = 1,
}

/// Monitors and snapshots.
pub type StatusReportingServicesC2 = Bits<StatusReportingServiceC2>;

/// A bit of [`StatusReportingServicesC2`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusReportingServiceC2 {
    MonitorStart = 0,
    ChangeMonitorFilter = 1,
    MonitorStop = 2,
    SnapshotDevice = 3,
    SnapshotCall = 4,
}

/// Input and output services.
pub type InputOutputServicesC2 = Bits<InputOutputServiceC2>;

/// A bit of [`InputOutputServicesC2`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InputOutputServiceC2 {
    StartDataPathService = 0,
    StopDataPathService = 1,
    SendDataService = 2,
    SendMulticastDataService = 3,
    SendBroadcastDataService = 4,
    SuspendDataPathService = 5,
    DataPathSuspendedService = 6,
    ResumeDataPath = 7,
    DataPathResumedService = 8,
    FastData = 9,
}

/// Services of voice units.
pub type VoiceUnitServicesC2 = Bits<VoiceUnitServiceC2>;

/// A bit of [`VoiceUnitServicesC2`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VoiceUnitServiceC2 {
    ConcatenateMessage = 0,
    DeleteMessage = 1,
    PlayMessage = 2,
    QueryVoiceAttribute = 3,
    RecordMessage = 4,
    Reposition = 5,
    Resume = 6,
    Review = 7,
    SetVoiceAttribute = 8,
    Stop = 9,
    Suspend = 10,
    SynthesizeMessage = 11,
}

/// As CSTA III has it.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NewAcseUserInformationForCsta {
    #[asn1(name = "cSTAVersion")]
    pub csta_version: CstaVersion,
    #[asn1(implicit = 0, name = "cSTAFunctionsRequiredByApplication")]
    pub csta_functions_required_by_application: Option<CstaFunctionality>,
    #[asn1(implicit = 1, name = "cSTAFunctionsThatCanBeSupplied")]
    pub csta_functions_that_can_be_supplied: Option<CstaFunctionality>,
    #[asn1(implicit = 2, name = "cSTAPrivateDataVersionList")]
    pub csta_private_data_version_list: Option<CstaPrivateDataVersionList>,
    pub unknown: Unknowns,
}

/// Versions of the vendor's private data.
pub type CstaPrivateDataVersionList = Vec<i64>;
