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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, event, golden, party};

    #[test]
    fn agent_busy_is_these_octets() {
        let agent_busy = json!({
            "agentDevice": party("111"),
            "agentID": "34373131",
            "acdGroup": device("900"),
            "pendingAgentState": "agentNull",
            "cause": "normal"
        });
        golden(
            "A1 2E 02 01 01 02 01 15 30 26 55 04 11 00 00 12 A4 1E A0 1C 63 07 30 05 80 03 31 31 31 04 04 \
             34 37 31 31 30 05 80 03 39 30 30 82 01 01 83 01 4E",
            &event("logicalDeviceFeatureEvents", "agentBusy", &agent_busy),
        );
    }
}
