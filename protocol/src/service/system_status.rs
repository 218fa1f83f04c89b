//! ECMA-285 `system-status`: operation 211.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SysStatRegisterId, SystemStatus};

/// Reports the state of the system. Switches send it as a heartbeat and drop the link of who does not answer.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemStatusArg {
    pub sys_stat_register_id: Option<SysStatRegisterId>,
    pub system_status: SystemStatus,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "sysStatRegisterID": "01", "systemStatus": "normal" });
        golden("A1 0F 02 01 01 02 02 00 D3 30 06 04 01 01 0A 01 02", &invoke("systemStatus", 211, &argument));
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0B 02 01 01 30 06 02 02 00 D3 05 00", &result("systemStatus", 211, &nothing));
    }
}
