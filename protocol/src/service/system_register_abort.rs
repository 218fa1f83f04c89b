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
