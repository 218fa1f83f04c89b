//! ECMA-285 `system-register`: operation 207.

use crate::ber::{Asn1, Bits, NamedBits, Unknowns};
use crate::types::{CstaCommonArguments, SysStatRegisterId};

/// Asks for reports on the state of the system.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemRegisterArgument {
    pub request_types: RequestTypes,
    pub requested_status_filter: Option<StatusFilter>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// What is registered for.
pub type RequestTypes = Bits<RequestType>;

/// A bit of [`RequestTypes`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestType {
    SystemStatus = 0,
    RequestSystemStatus = 1,
    SwitchingFunctionCapsChanged = 2,
    SwitchingFunctionDevicesChanged = 3,
}

/// States of the system a registration filters.
pub type StatusFilter = Bits<StatusFilterBit>;

/// A bit of [`StatusFilter`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusFilterBit {
    Initializing = 0,
    Enabled = 1,
    Normal = 2,
    MessageLost = 3,
    Disabled = 4,
    PartiallyDisabled = 5,
    OverloadImminent = 6,
    OverloadReached = 7,
    OverloadRelieved = 8,
}

/// The registration is on.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemRegisterResult {
    pub sys_stat_register_id: SysStatRegisterId,
    pub actual_status_filter: Option<StatusFilter>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "requestTypes": { "value": "c0", "length": 2 },
            "requestedStatusFilter": { "value": "c0", "length": 2 }
        });
        golden(
            "A1 11 02 01 01 02 02 00 CF 30 08 03 02 06 C0 03 02 06 C0",
            &invoke("systemRegister", 207, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({
            "sysStatRegisterID": "01",
            "actualStatusFilter": { "value": "c0", "length": 2 }
        });
        golden(
            "A2 12 02 01 01 30 0D 02 02 00 CF 30 07 04 01 01 03 02 06 C0",
            &result("systemRegister", 207, &answer),
        );
    }
}
