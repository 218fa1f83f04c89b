//! ECMA-285 `change-monitor-filter`: operation 72.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, MonitorCrossRefId, MonitorFilter};

/// Changes which events a monitor suppresses.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeMonitorFilterArgument {
    pub cross_ref_identifier: MonitorCrossRefId,
    pub requested_filter_list: MonitorFilter,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// What the monitor now suppresses.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeMonitorFilterResult {
    pub actual_filter_list: Option<MonitorFilter>,
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
            "crossRefIdentifier": "11000012",
            "requestedFilterList": { "callControl": { "value": "8000", "length": 9 } }
        });
        golden(
            "A1 15 02 01 01 02 01 48 30 0D 55 04 11 00 00 12 30 05 80 03 07 80 00",
            &invoke("changeMonitorFilter", 72, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({});
        golden("A2 0A 02 01 01 30 05 02 01 48 30 00", &result("changeMonitorFilter", 72, &answer));
    }
}
