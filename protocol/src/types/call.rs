//! What a call is like (ECMA-285 `call-control`).

use super::octet_string;
use crate::ber::{Asn1, Bits, NamedBits, Unknowns};

/// Whether the calling device is prompted before the switch dials for it.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AutoOriginate {
    Prompt = 0,
    DoNotPrompt = 1,
    Unknown(i64),
}

/// What is special about a call.
pub type CallCharacteristics = Bits<CallCharacteristic>;

/// A bit of [`CallCharacteristics`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallCharacteristic {
    AcdCall = 0,
    PriorityCall = 1,
    MaintainanceCall = 2,
    DirectAgent = 3,
    AssistCall = 4,
    VoiceUnitCall = 5,
    PrivateCall = 6,
    PersonalCall = 7,
    SensitiveCall = 8,
    ConfidentialCall = 9,
    EncryptedCall = 10,
    LowPriorityCall = 11,
    HighPriorityCall = 12,
}

/// What a consultation call is for.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ConsultOptions {
    Unrestricted = 0,
    ConsultOnly = 1,
    TransferOnly = 2,
    ConferenceOnly = 3,
    Unknown(i64),
}

octet_string! {
    /// How a call ended, as an agent entered it.
    pub struct CallQualifyingData;
}

/// The network beyond the switch.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkCapability {
    pub network_type: NetworkType,
    pub events_provided: Option<EventsProvided>,
    pub unknown: Unknowns,
}

/// Kind of network.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum NetworkType {
    #[asn1(name = "iSDNPublic")]
    IsdnPublic = 0,
    #[asn1(name = "nonISDNPublic")]
    NonIsdnPublic = 1,
    #[asn1(name = "iSDNPrivate")]
    IsdnPrivate = 2,
    #[asn1(name = "nonISDNPrivate")]
    NonIsdnPrivate = 3,
    Other = 4,
    Unknown(i64),
}

/// Events that can still come from beyond the switch.
pub type EventsProvided = Bits<EventProvided>;

/// A bit of [`EventsProvided`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventProvided {
    Bridged = 0,
    AllCleared = 1,
    Conferenced = 2,
    ConnectionCleared = 3,
    Delivered = 4,
    DigitsDialed = 5,
    Diverted = 6,
    Established = 7,
    Failed = 8,
    Held = 9,
    NetworkCapabilitiesChange = 10,
    NetworkReached = 11,
    Offered = 12,
    Originated = 13,
    Queued = 14,
    Retrieved = 15,
    ServiceInitiated = 16,
    Transferred = 17,
}

/// How far a call has come.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProgressIndicator {
    pub progress_location: ProgressLocation,
    pub progress_description: ProgressDescription,
    pub unknown: Unknowns,
}

/// Where the progress was made.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ProgressLocation {
    User = 0,
    PrivateNetServingLocal = 1,
    PublicNetServingLocal = 2,
    TransitNetwork = 3,
    PublicNetServingRemote = 4,
    PrivateNetServingRemote = 5,
    LocalInterface = 6,
    InternationalNetwork = 7,
    NetworkBeyondInterwk = 8,
    Other = 9,
    Unknown(i64),
}

/// In whose terms the progress is described.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ProgressDescription {
    #[asn1(name = "iSDNProgressDesc")]
    IsdnProgressDesc = 0,
    #[asn1(name = "qSIGProgressDesc")]
    QsigProgressDesc = 1,
    Other = 2,
    Unknown(i64),
}
