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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, event, golden, party};

    #[test]
    fn agent_not_ready_is_these_octets() {
        let agent_not_ready = json!({
            "agentDevice": party("111"),
            "agentID": "34373131",
            "acdGroup": device("900"),
            "cause": "normal"
        });
        golden(
            "A1 2B 02 01 01 02 01 15 30 23 55 04 11 00 00 12 A4 1B A3 19 63 07 30 05 80 03 31 31 31 04 04 \
             34 37 31 31 30 05 80 03 39 30 30 0A 01 4E",
            &event("logicalDeviceFeatureEvents", "agentNotReady", &agent_not_ready),
        );
    }
}
