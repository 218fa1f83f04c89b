//! State of the system (ECMA-285 `device-feature-types`).

use super::octet_string;
use crate::ber::Asn1;

/// State of the switch or of the computer.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SystemStatus {
    Initializing = 0,
    Enabled = 1,
    Normal = 2,
    MessagesLost = 3,
    Disabled = 4,
    OverloadImminent = 5,
    OverloadReached = 6,
    OverloadRelieved = 7,
    PartiallyDisabled = 8,
    Unknown(i64),
}

octet_string! {
    /// A registration for reports on the state of the system.
    pub struct SysStatRegisterId;
}
