//! How a switch is reached and spoken to.

use std::time::Duration;

use csta::{association, frame::Framing};

use super::Dialect;

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Host name or address, and port.
    pub address: String,
    /// How APDUs are cut out of the octet stream.
    pub framing: Framing,
    /// Send `B` and wait for `P` before anything else.
    pub prelude: bool,
    /// The association: ACSE, heartbeats, deadlines.
    pub association: association::Settings,
    /// What this switch wants said, or not said.
    pub dialect: Dialect,
    /// How long a TCP connection may take to come up (5 s).
    pub connect_timeout: Duration,
    /// TCP keep-alive: idle time and interval (5 s).
    pub keep_alive: Duration,
    /// TCP_USER_TIMEOUT: octets unacknowledged for this long end the connection (15 s).
    pub user_timeout: Duration,
    /// The first wait before trying again (1 s).
    pub retry_least: Duration,
    /// The longest wait before trying again (30 s).
    pub retry_most: Duration,
}
