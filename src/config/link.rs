//! `[pbx]`, checked: the link to the switch.

use std::{collections::BTreeMap, fmt, time::Duration};

use crate::{leg::FailureReason, pbx::Tls};

/// How the switch is reached and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Host name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Encrypts the link, to the switch or to what ends TLS before it.
    pub tls: Option<Tls>,
    /// The header before each APDU.
    pub framing: Framing,
    /// Does the link begin with the octets `B` and `P`?
    pub prelude: bool,
    /// The ACSE association; `None` for switches that want ROSE at once.
    pub association: Option<Association>,
    /// Wait for the TCP connection, and once more for TLS on it.
    pub connect_timeout: Duration,
    /// Wait for the answer to the association request.
    pub bind_timeout: Duration,
    /// Wait for the answer to any other request.
    pub request_timeout: Duration,
    /// TCP keep-alive: idle time and interval.
    pub keep_alive: Duration,
    /// TCP_USER_TIMEOUT: octets unacknowledged for this long end the connection.
    pub user_timeout: Duration,
    /// HiPath 3000: after the association nothing is sent before its first systemStatus, or for so long at most.
    pub status_first: Option<Duration>,
    /// The Escape that makes a silent switch send heartbeats.
    pub activation: Option<Activation>,
    /// When nothing was heard for this long, ask.
    pub probe_every: Option<Duration>,
    /// What is asked.
    pub probe_with: ProbeWith,
    /// Is the switch known to answer probes? Two without an answer then end the connection.
    pub probes_answered: bool,
    /// An operation that the switch invokes as its heartbeat beside systemStatus.
    pub heartbeat_opcode: Option<u16>,
    /// Are the switch's Escapes answered?
    pub answer_escape: bool,
    /// When nothing was heard for this long, the peer hangs.
    pub silence_limit: Option<Duration>,
    /// First wait before connecting again.
    pub backoff_min: Duration,
    /// Longest wait before connecting again.
    pub backoff_max: Duration,
    /// Causes of failure that mean something else here than in the standard.
    pub causes: BTreeMap<i64, FailureReason>,
}

/// A heartbeat that must be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activation {
    /// Object identifier of the private data, dotted.
    pub object: String,
    /// What they hold before the period, which is sent as seconds in two octets, least significant first.
    pub payload: Vec<u8>,
    /// The period.
    pub every: Duration,
}

/// The service that probes ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeWith {
    /// systemStatus (211).
    SystemStatus,
    /// requestSystemStatus (210).
    RequestSystemStatus,
}

/// The header before each APDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Two octets of length.
    Len16,
    /// HiPath 3000: the octet 26, then the length with the top bit set.
    Hipath26,
}

/// What the association request (AARQ) holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Association {
    /// Send protocol-version.
    pub protocol_version: bool,
    /// application-context-name, dotted.
    pub context: String,
    /// direct-reference of the user information, dotted; `None` leaves it out.
    pub user_information: Option<String>,
    /// The bits of CSTAVersion that are offered.
    pub versions: Vec<u8>,
    /// How many bits CSTAVersion has; more than any of `versions`.
    pub version_width: u8,
    /// Send sender-acse-requirements with the authentication bit.
    pub requirements: bool,
    /// calling-authentication-value.
    pub authentication: Option<Authentication>,
}

/// calling-authentication-value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authentication {
    /// A name and a password, as octet strings.
    Password {
        /// The name.
        name: String,
        /// The password.
        password: Secret,
    },
    /// A charstring that tells the product.
    Text(String),
}

/// A password: readable only on purpose.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// The password, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
