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
