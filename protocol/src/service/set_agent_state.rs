//! ECMA-285 `set-agent-state`: operation 312.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AgentId, AgentPassword, CstaCommonArguments, DeviceId, PendingAgentState};

/// Logs an agent on or off, or changes the agent's state.
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "device": device("111"),
            "requestedAgentState": "loggedOff",
            "agentID": "34373131",
            "password": "736563726574",
            "group": device("900")
        });
        golden(
            "A1 28 02 01 01 02 02 01 38 30 1F 30 05 80 03 31 31 31 0A 01 01 82 04 34 37 31 31 83 06 73 65 \
             63 72 65 74 30 05 80 03 39 30 30",
            &invoke("setAgentState", 312, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({ "pendingAgentState": "agentNull" });
        golden("A2 0E 02 01 01 30 09 02 02 01 38 30 03 0A 01 01", &result("setAgentState", 312, &answer));
    }
}
