//! ECMA-285 `request-system-status`: operation 210.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SysStatRegisterId, SystemStatus};

/// Asks for the state of the system.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestSysStatArg {
    pub sys_stat_register_id: Option<SysStatRegisterId>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The state of the system.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestSysStatRes {
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
        let argument = json!({ "sysStatRegisterID": "01" });
        golden("A1 0C 02 01 01 02 02 00 D2 30 03 04 01 01", &invoke("requestSysStat", 210, &argument));
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({ "systemStatus": "normal" });
        golden("A2 0E 02 01 01 30 09 02 02 00 D2 30 03 0A 01 02", &result("requestSysStat", 210, &answer));
    }
}
