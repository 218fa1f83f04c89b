//! ECMA-285 `agent-ready-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AgentId, CstaCommonArguments, DeviceId, EventCause, SubjectDeviceId};

/// An agent is ready for calls.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentReadyEvent {
    pub agent_device: SubjectDeviceId,
    pub agent_id: Option<AgentId>,
    pub acd_group: Option<DeviceId>,
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
