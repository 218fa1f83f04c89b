//! ECMA-285 `system-register-abort`: operation 208.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SysStatRegisterId};

/// Tells that a registration has ended.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemRegisterAbortArgument {
    pub sys_stat_register_id: SysStatRegisterId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{golden, invoke};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "sysStatRegisterID": "01" });
        golden("A1 0C 02 01 01 02 02 00 D0 30 03 04 01 01", &invoke("systemRegisterAbort", 208, &argument));
    }
}
