//! ECMA-285 `set-agent-state`: operation 312.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AgentId, AgentPassword, CstaCommonArguments, DeviceId, PendingAgentState};

/// Logs an agent on or off, or changes the agent’s state.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetAgentStateArgument {
    pub device: DeviceId,
    pub requested_agent_state: ReqAgentState,
    #[asn1(implicit = 2)]
    pub agent_id: Option<AgentId>,
    #[asn1(implicit = 3)]
    pub password: Option<AgentPassword>,
    pub group: Option<DeviceId>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// State an agent is to have.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ReqAgentState {
    LoggedOn = 0,
    LoggedOff = 1,
    NotReady = 2,
    Ready = 3,
    WorkingAfterCall = 4,
    Unknown(i64),
}

/// The state is set, or will be when the call at hand ends.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetAgentStateResult {
    pub pending_agent_state: Option<PendingAgentState>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
