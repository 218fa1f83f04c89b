//! ECMA-285 `monitor-stop`: operation 73.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, MonitorCrossRefId};

/// Ends a monitor. Both sides may send it.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonitorStopArgument {
    pub cross_ref_identifier: MonitorCrossRefId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
