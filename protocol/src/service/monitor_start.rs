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
