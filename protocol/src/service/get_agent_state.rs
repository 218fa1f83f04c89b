//! ECMA-285 `get-agent-state`: operation 304.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AgentId, AgentState, CstaCommonArguments, DeviceId, PendingAgentState};

/// Asks for the state of the agent at a device.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GetAgentStateArgument {
    pub device: DeviceId,
    pub acd_group: Option<DeviceId>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The states, one for each agent.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GetAgentStateResult {
    pub agent_state_list: AgentStateList,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// Agents at a device.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(size(1, 32))]
pub struct AgentStateList(pub Vec<AgentStateEntry>);

/// One agent at a device.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentStateEntry {
    pub agent_id: Option<AgentId>,
    pub logged_on: bool,
    pub agent_info: Option<Vec<AgentInfo>>,
    pub unknown: Unknowns,
}

/// State of an agent in one group.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentInfo {
    pub acd_group: Option<DeviceId>,
    pub agent_state: AgentState,
    #[asn1(implicit = 0)]
    pub pending_agent_state: Option<PendingAgentState>,
    #[asn1(implicit = 1)]
    pub agent_state_condition: Option<AgentStateCondition>,
    pub unknown: Unknowns,
}

/// Why an agent is in a state.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AgentStateCondition {
    ForcedPause = 0,
    Other = 1,
    Unknown(i64),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "device": device("111"), "acdGroup": device("900") });
        golden(
            "A1 17 02 01 01 02 02 01 30 30 0E 30 05 80 03 31 31 31 30 05 80 03 39 30 30",
            &invoke("getAgentState", 304, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({ "agentStateList": [{ "loggedOn": true }] });
        golden(
            "A2 12 02 01 01 30 0D 02 02 01 30 30 07 30 05 30 03 01 01 FF",
            &result("getAgentState", 304, &answer),
        );
    }
}
