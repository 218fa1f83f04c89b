//! ECMA-285 `system-register-cancel`: operation 209.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SysStatRegisterId};

/// Ends a registration.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemRegisterCancelArgument {
    pub sys_stat_register_id: SysStatRegisterId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
