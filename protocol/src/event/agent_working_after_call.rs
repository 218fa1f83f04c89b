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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, event, golden, party};

    #[test]
    fn agent_working_after_call_is_these_octets() {
        let agent_working_after_call = json!({
            "agentDevice": party("111"),
            "agentID": "34373131",
            "acdGroup": device("900"),
            "pendingAgentState": "ready",
            "cause": "normal"
        });
        golden(
            "A1 2E 02 01 01 02 01 15 30 26 55 04 11 00 00 12 A4 1E A5 1C 63 07 30 05 80 03 31 31 31 04 04 \
             34 37 31 31 30 05 80 03 39 30 30 82 01 01 83 01 4E",
            &event("logicalDeviceFeatureEvents", "agentWorkingAfterCall", &agent_working_after_call),
        );
    }
}
