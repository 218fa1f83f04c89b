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
