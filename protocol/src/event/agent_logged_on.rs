//! ECMA-285 `agent-logged-on-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AgentId, AgentPassword, CstaCommonArguments, DeviceId, EventCause, SubjectDeviceId};

/// An agent has logged on.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentLoggedOnEvent {
    pub agent_device: SubjectDeviceId,
    #[asn1(implicit = 2)]
    pub agent_id: Option<AgentId>,
    pub acd_group: Option<DeviceId>,
    #[asn1(implicit = 3)]
    pub agent_password: Option<AgentPassword>,
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
