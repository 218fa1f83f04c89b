//! Calls and connections (ECMA-285 `call-connection-identifiers`, `connection-states`).

use super::octet_string;
use crate::ber::{Asn1, Octets, Unknowns};
use crate::types::{ConnectionInformation, DeviceId};

/// A device's part in a call. Nearly every switch sends both halves.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(explicit = application(11))]
pub enum ConnectionId {
    #[asn1(implicit = 0)]
    CallId(CallId),
    #[asn1(explicit = 1)]
    DeviceId(LocalDeviceId),
    Both {
        #[asn1(implicit = 0)]
        call_id: CallId,
        #[asn1(explicit = 1)]
        device_id: LocalDeviceId,
    },
}

octet_string! {
    /// A call: octets that mean nothing but themselves. Switches reuse them after the call.
    pub struct CallId;
}

/// The device half of a connection.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LocalDeviceId {
    StaticId(DeviceId),
    #[asn1(implicit = 3)]
    DynamicId(Octets),
}

/// The connections of a transfer or conference, each with the one it replaces.
pub type ConnectionList = Vec<ConnectionListEntry>;

/// One connection of a transfer or conference.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionListEntry {
    #[asn1(explicit = 0)]
    pub new_connection: Option<ConnectionId>,
    #[asn1(explicit = 1)]
    pub old_connection: Option<ConnectionId>,
    #[asn1(explicit = 2)]
    pub endpoint: Option<Endpoint>,
    #[asn1(explicit = 3, name = "associatedNID")]
    pub associated_nid: Option<AssociatedNid>,
    pub resulting_connection_info: Option<ConnectionInformation>,
    pub unknown: Unknowns,
}

/// The device at the end of a connection.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    DeviceId(DeviceId),
    NotKnown,
    #[asn1(explicit = 1)]
    Restricted,
}

/// The network interface a device outside the switch is reached through.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssociatedNid {
    DeviceId(DeviceId),
    NotKnown,
}

/// State of a connection.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(implicit = application(14))]
#[repr(u8)]
pub enum LocalConnectionState {
    Null = 0,
    Initiated = 1,
    Alerting = 2,
    Connected = 3,
    Hold = 4,
    Queued = 5,
    Fail = 6,
    Unknown(i64),
}

impl ConnectionId {
    /// The part of `device` in a call.
    pub fn both(call_id: CallId, device: DeviceId) -> Self {
        Self::Both { call_id, device_id: LocalDeviceId::StaticId(device) }
    }

    /// The call, if the switch gives it.
    pub fn call_id(&self) -> Option<&CallId> {
        match self {
            Self::CallId(call_id) | Self::Both { call_id, .. } => Some(call_id),
            Self::DeviceId(_) => None,
        }
    }

    /// The device, if the switch gives it.
    pub fn device(&self) -> Option<&LocalDeviceId> {
        match self {
            Self::DeviceId(device_id) | Self::Both { device_id, .. } => Some(device_id),
            Self::CallId(_) => None,
        }
    }
}

impl LocalDeviceId {
    /// The device's number, if it is a static one and has digits.
    pub fn digits(&self) -> Option<&str> {
        match self {
            Self::StaticId(device) => device.digits(),
            Self::DynamicId(_) => None,
        }
    }
}
