//! ECMA-285 `agent-logged-off-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AgentId, AgentPassword, CstaCommonArguments, DeviceId, EventCause, SubjectDeviceId};

/// An agent has logged off.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentLoggedOffEvent {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, event, golden, party};

    #[test]
    fn agent_logged_off_is_these_octets() {
        let agent_logged_off = json!({
            "agentDevice": party("111"),
            "agentID": "34373131",
            "acdGroup": device("900"),
            "agentPassword": "736563726574",
            "cause": "normal"
        });
        golden(
            "A1 33 02 01 01 02 01 15 30 2B 55 04 11 00 00 12 A4 23 A2 21 63 07 30 05 80 03 31 31 31 82 04 \
             34 37 31 31 30 05 80 03 39 30 30 83 06 73 65 63 72 65 74 0A 01 4E",
            &event("logicalDeviceFeatureEvents", "agentLoggedOff", &agent_logged_off),
        );
    }
}
