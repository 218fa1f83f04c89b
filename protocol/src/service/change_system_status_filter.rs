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
