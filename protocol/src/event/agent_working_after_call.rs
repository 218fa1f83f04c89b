//! ECMA-285 `agent-working-after-call-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AgentId, CstaCommonArguments, DeviceId, EventCause, SubjectDeviceId};

/// An agent works on what a call has left.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentWorkingAfterCallEvent {
    pub agent_device: SubjectDeviceId,
    pub agent_id: Option<AgentId>,
    pub acd_group: Option<DeviceId>,
    #[asn1(implicit = 2)]
    pub pending_agent_state: Option<StateAfterWork>,
    #[asn1(implicit = 3)]
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The state an agent will have after the work; a list of its own.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(implicit = 2)]
#[repr(u8)]
pub enum StateAfterWork {
    NotReady = 0,
    Ready = 1,
    Null = 2,
    Unknown(i64),
}
