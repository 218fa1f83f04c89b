//! ECMA-285 `change-system-status-filter`: operation 206.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SysStatRegisterId, SystemStatus};

/// Changes which states of the system are reported.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeSysStatFilterArg {
    pub sys_stat_register_id: SysStatRegisterId,
    pub requested_status_filter: SystemStatus,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// What is now reported.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeSysStatFilterRes {
    pub actual_status_filter: SystemStatus,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "sysStatRegisterID": "01", "requestedStatusFilter": "normal" });
        golden(
            "A1 0F 02 01 01 02 02 00 CE 30 06 04 01 01 0A 01 02",
            &invoke("changeSysStatFilter", 206, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({ "actualStatusFilter": "normal" });
        golden(
            "A2 0E 02 01 01 30 09 02 02 00 CE 30 03 0A 01 02",
            &result("changeSysStatFilter", 206, &answer),
        );
    }
}
