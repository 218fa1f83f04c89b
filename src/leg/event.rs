//! What the switch says about one call, reduced to what a leg acts on.

use std::fmt;

use callbackd_api::{ids::Device, words::FailureReason};
use csta::types::{CallId, EventCause, LocalConnectionState};
use serde::{Deserialize, Serialize};

use crate::ids::Epoch;

/// A call-control event (ECMA-269 clause 15.2) seen through the monitor of one device. Its devices may be customers'
/// numbers, so it hides them from `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct CallEvent {
    /// Which event.
    pub kind: CallEventKind,
    /// The call it is about.
    pub call_id: CallId,
    /// The device whose connection it is about: the connection's own, else the event's subject device.
    pub subject: Option<String>,
    /// State of the monitored device's own connection (`localConnectionInfo`).
    pub local: Option<LocalConnectionState>,
    /// Why.
    pub cause: Option<EventCause>,
    /// What this switch means by the cause, where that is not what the standard says.
    pub means: Option<FailureReason>,
    /// The called device, as the switch writes it.
    pub called: Option<String>,
    /// Correlator data, brought back from MakeCall where the switch does so.
    pub correlator: Option<Vec<u8>>,
    /// Global call linkage id, unique beyond the life of a call id.
    pub linkage: Option<Vec<u8>>,
}

/// Which event. The order of variants says nothing: switches send them in any order and leave out most.
#[derive(Clone, PartialEq, Eq)]
pub enum CallEventKind {
    /// The phone is prompted or off hook.
    ServiceInitiated,
    /// Digits are complete.
    Originated,
    /// A trunk was seized; perhaps nothing more will be heard.
    NetworkReached,
    /// A phone rings.
    Delivered,
    /// A phone was answered.
    Established,
    /// Somebody put the call on hold.
    Held,
    /// Somebody took it back.
    Retrieved,
    /// It cannot be completed, or a party is gone and tone is heard.
    Failed,
    /// It rings elsewhere.
    Diverted,
    /// It waits in a queue of the switch.
    Queued,
    /// Parties changed places; the call may go on under another id.
    Transferred {
        /// Who transferred.
        by: Option<String>,
        /// The id under which our device's connection goes on, if it does.
        becomes: Option<CallId>,
    },
    /// A party joined; the call may go on under another id.
    Conferenced {
        /// The id under which our device's connection goes on, if it does.
        becomes: Option<CallId>,
    },
    /// One party is gone.
    ConnectionCleared,
    /// All are gone.
    CallCleared,
}

impl fmt::Debug for CallEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallEvent")
            .field("kind", &self.kind)
            .field("call_id", &self.call_id)
            .field("local", &self.local)
            .field("cause", &self.cause)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CallEventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ServiceInitiated => "serviceInitiated",
            Self::Originated => "originated",
            Self::NetworkReached => "networkReached",
            Self::Delivered => "delivered",
            Self::Established => "established",
            Self::Held => "held",
            Self::Retrieved => "retrieved",
            Self::Failed => "failed",
            Self::Diverted => "diverted",
            Self::Queued => "queued",
            Self::Transferred { .. } => "transferred",
            Self::Conferenced { .. } => "conferenced",
            Self::ConnectionCleared => "connectionCleared",
            Self::CallCleared => "callCleared",
        })
    }
}

impl CallEvent {
    /// Is it about the connection of this device?
    #[must_use]
    pub fn is_about(&self, device: &Device) -> bool {
        self.subject.as_deref() == Some(device.as_str())
    }
}

/// A call the switch has named. Ids mean something only within their association.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The association.
    pub epoch: Epoch,
    /// Opaque octets, compared octet for octet.
    #[serde(with = "hex")]
    pub call_id: Vec<u8>,
    /// Global call linkage id, where the switch gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkage: Option<Vec<u8>>,
}

impl Call {
    /// The id as the wire's type.
    #[must_use]
    pub fn id(&self) -> CallId {
        CallId::new(&self.call_id)
    }
}

/// One connection of a device in a snapshot (ECMA-269 clause 16.1). Hides the other party's number from `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The call.
    pub call_id: CallId,
    /// What the device does in it.
    pub local: Option<LocalConnectionState>,
    /// The other party was reached and answered, as far as the snapshot tells.
    pub answered: Option<bool>,
    /// The device called, or the party at the other end.
    pub called: Option<String>,
    /// Correlator data.
    pub correlator: Option<Vec<u8>>,
    /// Global call linkage id.
    pub linkage: Option<Vec<u8>>,
}

impl Sighting {
    /// The call it shows, as this association names it.
    pub(super) fn named(&self, epoch: Epoch) -> Call {
        Call { epoch, call_id: self.call_id.as_bytes().to_vec(), linkage: self.linkage.clone() }
    }
}

impl fmt::Debug for Sighting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sighting")
            .field("call_id", &self.call_id)
            .field("local", &self.local)
            .field("answered", &self.answered)
            .finish_non_exhaustive()
    }
}

mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.as_bytes()
            .chunks(2)
            .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
            .collect::<Option<Vec<u8>>>()
            .ok_or_else(|| D::Error::custom("expected pairs of hexadecimal digits"))
    }
}
