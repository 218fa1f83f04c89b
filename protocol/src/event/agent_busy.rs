//! ECMA-285 `agent-busy-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AgentId, CstaCommonArguments, DeviceId, EventCause, PendingAgentState, SubjectDeviceId};

/// An agent has begun to handle a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentBusyEvent {
    pub agent_device: SubjectDeviceId,
    pub agent_id: Option<AgentId>,
    pub acd_group: Option<DeviceId>,
    #[asn1(implicit = 2)]
    pub pending_agent_state: Option<PendingAgentState>,
    #[asn1(implicit = 3)]
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
