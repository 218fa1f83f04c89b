//! Data of calls and features of devices (ECMA-285 `device-feature-types`).

use super::octet_string;
use crate::ber::{Asn1, Bits, Ia5String, NamedBits, Unknowns};
use crate::types::{ConnectionId, DeviceId, EventCause};

octet_string! {
    /// Data a computer hangs on a call; the switch brings them back with its events, to whoever has the call.
    pub struct CorrelatorData;
}

octet_string! {
    /// Data from one party of a call to another.
    #[asn1(explicit = application(29))]
    pub struct UserData;
}

octet_string! {
    /// An account the call is charged to.
    pub struct AccountInfo; secret
}

octet_string! {
    /// A code that permits a call.
    pub struct AuthCode; secret
}

octet_string! {
    /// A message of a voice unit.
    pub struct MessageId;
}

/// What a call is about.
pub type SubjectOfCall = Ia5String;

/// Languages, the preferred one first.
pub type LanguagePreferences = Ia5String;

/// A resource of a voice unit.
pub type ResourceId = Ia5String;

/// How a device that joins takes part.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ParticipationType {
    Silent = 0,
    Active = 1,
    None = 2,
    Unknown(i64),
}

/// A message that comes with a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageInfo {
    pub contents: Ia5String,
    pub content_type_and_subtype: Option<Ia5String>,
    pub contents_length: Option<i64>,
    pub unknown: Unknowns,
}

/// The device a call was at before, and why it left.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceHistory {
    pub old_device_id: DeviceId,
    #[asn1(implicit = 1)]
    pub event_cause: Option<EventCause>,
    #[asn1(implicit = 2)]
    pub old_connection_id: Option<ConnectionId>,
    pub unknown: Unknowns,
}

/// From where calls come.
pub type CallOrigination = Bits<CallOriginationBit>;

/// A bit of [`CallOrigination`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallOriginationBit {
    Internal = 0,
    External = 1,
}

/// When calls are forwarded.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ForwardingType {
    ForwardImmediate = 0,
    ForwardBusy = 1,
    ForwardNoAns = 2,
    ForwardBusyInt = 3,
    ForwardBusyExt = 4,
    ForwardNoAnsInt = 5,
    ForwardNoAnsExt = 6,
    ForwardImmInt = 7,
    ForwardImmExt = 8,
    #[asn1(name = "forwardDND")]
    ForwardDnd = 9,
    #[asn1(name = "forwardDNDInt")]
    ForwardDndInt = 10,
    #[asn1(name = "forwardDNDExt")]
    ForwardDndExt = 11,
    Unknown(i64),
}

/// What of a forwarding is the switch's default.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ForwardDefault {
    #[asn1(name = "forwardingTypeAndForwardDN")]
    ForwardingTypeAndForwardDn = 0,
    ForwardingType = 1,
    #[asn1(name = "forwardDN")]
    ForwardDn = 2,
    Unknown(i64),
}

/// How available someone is.
pub type PresenceState = Bits<PresenceStateBit>;

/// A bit of [`PresenceState`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PresenceStateBit {
    Available = 0,
    Away = 1,
    Busy = 2,
    Calling = 3,
    Dnd = 4,
    Meeting = 5,
    Offline = 6,
    Unknown = 7,
    Vacation = 8,
    ApplicationSpec0 = 9,
    ApplicationSpec1 = 10,
    ApplicationSpec2 = 11,
    ApplicationSpec3 = 12,
    ApplicationSpec4 = 13,
    ApplicationSpec5 = 14,
    ApplicationSpec6 = 15,
    ApplicationSpec7 = 16,
    ApplicationSpec8 = 17,
    ApplicationSpec9 = 18,
    ApplicationSpec10 = 19,
}
