//! ECMA-285 `agent-not-ready-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AgentId, CstaCommonArguments, DeviceId, EventCause, SubjectDeviceId};

/// An agent takes no calls for now.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentNotReadyEvent {
    pub agent_device: SubjectDeviceId,
    pub agent_id: Option<AgentId>,
    pub acd_group: Option<DeviceId>,
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
