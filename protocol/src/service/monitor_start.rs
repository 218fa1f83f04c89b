//! ECMA-285 `monitor-start`: operation 71.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CstaCommonArguments, MonitorCrossRefId, MonitorFilter, MonitorMediaClass, MonitorObject, MonitorType,
};

/// Asks for the events of a device or a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonitorStartArgument {
    pub monitor_object: MonitorObject,
    #[asn1(implicit = 0)]
    pub requested_monitor_filter: Option<MonitorFilter>,
    pub monitor_type: Option<MonitorType>,
    #[asn1(implicit = 1)]
    pub requested_monitor_media_class: Option<MonitorMediaClass>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The monitor is on. The filter lists what this switch will not send, whatever was asked.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonitorStartResult {
    pub cross_ref_identifier: MonitorCrossRefId,
    #[asn1(implicit = 0)]
    pub actualmonitor_filter: Option<MonitorFilter>,
    #[asn1(implicit = 1)]
    pub actual_monitor_media_class: Option<MonitorMediaClass>,
    pub monitor_existing_calls: Option<bool>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "monitorObject": { "deviceObject": device("111") },
            "requestedMonitorFilter": { "callControl": { "value": "8000", "length": 9 } },
            "monitorType": "device",
            "requestedMonitorMediaClass": { "value": "c0", "length": 2 }
        });
        golden(
            "A1 1D 02 01 01 02 01 47 30 15 30 05 80 03 31 31 31 A0 05 80 03 07 80 00 0A 01 01 81 02 06 C0",
            &invoke("monitorStart", 71, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({
            "crossRefIdentifier": "11000012",
            "actualmonitorFilter": { "callControl": { "value": "8000", "length": 9 } },
            "actualMonitorMediaClass": { "value": "c0", "length": 2 },
            "monitorExistingCalls": true
        });
        golden(
            "A2 1E 02 01 01 30 19 02 01 47 30 14 55 04 11 00 00 12 A0 05 80 03 07 80 00 81 02 06 C0 01 01 \
             FF",
            &result("monitorStart", 71, &answer),
        );
    }
}
