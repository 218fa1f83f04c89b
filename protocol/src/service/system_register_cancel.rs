//! ECMA-285 `system-register-cancel`: operation 209.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SysStatRegisterId};

/// Ends a registration.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemRegisterCancelArgument {
    pub sys_stat_register_id: SysStatRegisterId,
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
        golden("A1 0C 02 01 01 02 02 00 D1 30 03 04 01 01", &invoke("systemRegisterCancel", 209, &argument));
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0B 02 01 01 30 06 02 02 00 D1 05 00", &result("systemRegisterCancel", 209, &nothing));
    }
}
