//! ECMA-285 `system-status`: operation 211.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SysStatRegisterId, SystemStatus};

/// Reports the state of the system. Switches send it as a heartbeat and drop the link of who does not answer.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemStatusArg {
    pub sys_stat_register_id: Option<SysStatRegisterId>,
    pub system_status: SystemStatus,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
