//! Why services are refused (ECMA-285 `error-definition`).

mod operation;

pub use self::operation::OperationErrors;

use crate::ber::{Asn1, Open};

/// Why a service was refused: a class, and a value within it.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UniversalFailure {
    #[asn1(explicit = 0)]
    Operation(OperationErrors),
    #[asn1(explicit = 1)]
    Security(SecurityErrors),
    #[asn1(explicit = 2)]
    StateIncompatibility(StateIncompatibilityErrors),
    #[asn1(explicit = 3)]
    SystemResourceAvailability(SystemResourceAvailabilityErrors),
    #[asn1(explicit = 4)]
    SubscribedResourceAvailability(SubscribedResourceAvailabilityErrors),
    #[asn1(explicit = 5)]
    PerformanceManagement(PerformanceManagementErrors),
    #[asn1(explicit = 6)]
    PrivateData(PrivateDataInfoErrors),
    #[asn1(explicit = 7)]
    Unspecified(UnspecifiedErrors),
    /// A class of a later edition.
    #[asn1(open)]
    Unknown(Open),
}

/// The request broke a rule of security.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SecurityErrors {
    Generic = 0,
    SequenceNumberViolated = 1,
    TimeStampViolated = 2,
    SecurityInfoViolated = 4,
    Unknown(i64),
}

/// Not in this state of the call or device.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum StateIncompatibilityErrors {
    Generic = 1,
    InvalidObjectState = 2,
    InvalidConnectionIdForActiveCall = 3,
    NoActiveCall = 4,
    NoHeldCall = 5,
    NoCallToClear = 6,
    NoConnectionToClear = 7,
    NoCallToAnswer = 8,
    NoCallToComplete = 9,
    NotAbleToPlay = 10,
    NotAbleToResume = 11,
    EndOfMsg = 12,
    BeginningOfMsg = 13,
    MsgSuspended = 14,
    InvalidDeviceState = 15,
    ConnectedCallExists = 16,
    InvalidActiveDeviceState = 17,
    InvalidCalledDeviceState = 18,
    InvalidCallingDeviceState = 19,
    InvalidCallToParkDeviceState = 20,
    InvalidDestinationDeviceState = 21,
    InvalidDivertingDeviceState = 22,
    InvalidHeldDeviceState = 23,
    InvalidParkToDeviceState = 24,
    InvalidConnectionState = 25,
    InvalidActiveConnectionState = 26,
    InvalidHeldConnectionState = 27,
    IncorrectMsgState = 28,
    Unknown(i64),
}

/// The switch has no resource left for it.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SystemResourceAvailabilityErrors {
    Generic = 1,
    ResourceBusy = 2,
    InternalResourceBusy = 3,
    ResourceOutOfService = 4,
    NetworkBusy = 5,
    NetworkOutOfService = 6,
    OverallMonitorLimitExceeded = 7,
    ConferenceMemberLimitExceeded = 8,
    ClassifierBusy = 9,
    NoMediaChannelsAvailable = 10,
    ChannelsInUseForBridgedDevices = 11,
    ChannelsInUseForData = 12,
    ToneDetectorBusy = 13,
    ToneGeneratorBusy = 14,
    DeviceOutOfService = 15,
    ActiveDeviceOutOfService = 16,
    CalledDeviceOutOfService = 17,
    CallingDeviceOutOfService = 18,
    CallToParkDeviceOutOfService = 19,
    DestinationDeviceOutOfService = 20,
    DivertingDeviceOutOfService = 21,
    HeldDeviceOutOfService = 22,
    ParkToDeviceOutOfService = 23,
    PickupDeviceOutOfService = 24,
    OtherResourceOutOfService = 25,
    ResourceLimitExceeded = 26,
    RegistrationLimitExceeded = 27,
    ConferenceResourceCannotBeSatisfied = 28,
    MaxDevicesExceeded = 29,
    StartTimeOutOfRange = 30,
    DurationExceeded = 31,
    Unknown(i64),
}

/// A limit that was bought is reached.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SubscribedResourceAvailabilityErrors {
    Generic = 1,
    ObjectMonitorLimitExceeded = 2,
    TrunkLimitExceeded = 3,
    OutstandingReqLimitExceeded = 4,
    ObjectRegistrationLimitExceeded = 5,
    Unknown(i64),
}

/// Too many requests in too short a time.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum PerformanceManagementErrors {
    Generic = 1,
    PerformanceLimitExceeded = 2,
    Unknown(i64),
}

/// The private data are wrong.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum PrivateDataInfoErrors {
    #[asn1(name = "cSTAPrivateDataInfoError")]
    CstaPrivateDataInfoError = 1,
    Unknown(i64),
}

/// No reason given.
pub type UnspecifiedErrors = ();

impl UniversalFailure {
    /// The name of the class, the value's number, and its name; "unknown" where a later edition named it.
    pub fn code(&self) -> (&'static str, i64, &'static str) {
        match self {
            Self::Operation(value) => ("operation", value.code(), value.name()),
            Self::Security(value) => ("security", value.code(), value.name()),
            Self::StateIncompatibility(value) => ("stateIncompatibility", value.code(), value.name()),
            Self::SystemResourceAvailability(value) => {
                ("systemResourceAvailability", value.code(), value.name())
            }
            Self::SubscribedResourceAvailability(value) => {
                ("subscribedResourceAvailability", value.code(), value.name())
            }
            Self::PerformanceManagement(value) => ("performanceManagement", value.code(), value.name()),
            Self::PrivateData(value) => ("privateData", value.code(), value.name()),
            Self::Unspecified(()) => ("unspecified", 0, "unspecified"),
            Self::Unknown(_) => ("unknown", 0, "unknown"),
        }
    }
}
