//! Services that make sense at a moment (ECMA-285 `call-control`, `application-context-information`).

use crate::ber::{Asn1, Bits, NamedBits, Unknowns};

/// Services that make sense on a connection in its present state.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServicesPermitted {
    pub call_control_services: CallControlServices,
    pub call_associated_services: CallAssociatedServices,
    pub media_attachment_services: MediaAttachmentServices,
    pub routeing_services: RouteingServices,
    pub voice_unit_services: VoiceUnitServices,
    pub unknown: Unknowns,
}

/// Call control services.
pub type CallControlServices = Bits<CallControlService>;

/// A bit of [`CallControlServices`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallControlService {
    AcceptCall = 0,
    AlternateCall = 1,
    AnswerCall = 2,
    CallBack = 3,
    CallBackMessage = 4,
    CampOnCall = 5,
    ClearCall = 6,
    ClearConnection = 7,
    ConferenceCall = 8,
    ConsultationCall = 9,
    DeflectCall = 10,
    DialDigits = 11,
    DirectedPickupCall = 12,
    GroupPickupCall = 13,
    HoldCall = 14,
    IntrudeCall = 15,
    JoinCall = 16,
    MakeCall = 17,
    MakePredictiveCall = 18,
    ParkCall = 19,
    ReconnectCall = 20,
    RetrieveCall = 21,
    SingleStepConference = 22,
    SingleStepTransfer = 23,
    TransferCall = 24,
    MakeConnection = 25,
    SendMessage = 26,
}

/// Services about calls.
pub type CallAssociatedServices = Bits<CallAssociatedService>;

/// A bit of [`CallAssociatedServices`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallAssociatedService {
    AssociateData = 0,
    CancelTelephonyTones = 1,
    GenerateDigits = 2,
    GenerateTelephonyTones = 3,
    SendUserInformation = 4,
    ChangeConnectionInformation = 5,
}

/// Services for media.
pub type MediaAttachmentServices = Bits<MediaAttachmentService>;

/// A bit of [`MediaAttachmentServices`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaAttachmentService {
    AttachMediaService = 0,
    DetachMediaService = 1,
}

/// Routeing services.
pub type RouteingServices = Bits<RouteingService>;

/// A bit of [`RouteingServices`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RouteingService {
    RouteRegister = 0,
    RouteRegisterCancel = 1,
    RouteRegisterAbort = 2,
    Reroute = 3,
    RouteEnd = 4,
    RouteReject = 5,
    RouteRequest = 6,
    RouteSelect = 7,
    RouteUsed = 8,
}

/// Services of voice units.
pub type VoiceUnitServices = Bits<VoiceUnitService>;

/// A bit of [`VoiceUnitServices`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VoiceUnitService {
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
    Activate = 12,
    Clear = 13,
    Deactivate = 14,
}
