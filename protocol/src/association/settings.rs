//! What an association is told before it begins: usually one per PBX profile.

use std::time::Duration;

use crate::acse::{ecma, ecma_user_information};
use crate::ber::ObjectIdentifier;

/// Settings of an [`Association`](super::Association). The defaults suit a Panasonic KX, whose AARQ is the
/// plainest one seen in the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The association to ask for; `None` where the PBX has none and ROSE comes first.
    pub acse: Option<Acse>,
    /// How long the AARE may take.
    pub bind_timeout: Duration,
    /// How long the RLRE may take.
    pub release_timeout: Duration,
    /// How long an answer may take, where the caller does not say.
    pub answer_timeout: Duration,
    /// Callers' invokes that may wait for an answer at once, up to [`LARGEST_WINDOW`].
    pub window: usize,
    /// Our own probes, if any.
    pub probe: Option<Probe>,
    /// The link is given up when nothing was received for this long.
    pub silence_limit: Option<Duration>,
    /// HiPath: after the AARE nothing of ours goes out until the switch's first systemStatus was answered,
    /// or until this long has passed.
    pub status_first: Option<Duration>,
    /// An operation that the switch invokes as its heartbeat in place of systemStatus, such as 52, the
    /// systemStatus of CSTA I and II. It is answered with a NULL.
    pub heartbeat_opcode: Option<i64>,
    /// Whether escape invokes of the switch are answered. The standard wants it; HiPath 3000 does not.
    pub answer_escape: bool,
}

/// Most that [`Settings::window`] can be.
pub const LARGEST_WINDOW: usize = 1024;

/// Least time between two probes.
pub const SHORTEST_PROBE_PERIOD: Duration = Duration::from_secs(1);

impl Default for Settings {
    fn default() -> Self {
        Self {
            acse: Some(Acse::default()),
            bind_timeout: Duration::from_secs(10),
            release_timeout: Duration::from_secs(5),
            answer_timeout: Duration::from_secs(10),
            window: 16,
            probe: None,
            silence_limit: None,
            status_first: None,
            heartbeat_opcode: None,
            answer_escape: true,
        }
    }
}

/// What the AARQ says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acse {
    /// application-context-name. Switches of Phase III were only ever seen with 1.3.12.0.218.
    pub application_context: ObjectIdentifier,
    /// Whether protocol-version {version1} is sent.
    pub protocol_version: bool,
    /// Whether sender-acse-requirements {authentication} is sent.
    pub requirements: bool,
    /// calling-authentication-value.
    pub authentication: Option<Authentication>,
    /// direct-reference of the EXTERNAL in user-information; HiPath 3000 sends none.
    pub user_information: Option<ObjectIdentifier>,
    /// The CSTA versions offered.
    pub versions: Versions,
}

/// Who we say we are.
#[derive(Clone, PartialEq, Eq)]
pub enum Authentication {
    /// A name and a password (HiPath 3000).
    NamePassword {
        /// Name of the application.
        name: String,
        /// Its password.
        password: String,
    },
    /// A character string (HiPath 4000).
    Text(String),
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Authentication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NamePassword { name, .. } => write!(f, "NamePassword({name:?}, …)"),
            Self::Text(_) => f.write_str("Text(…)"),
        }
    }
}

/// cSTAVersion: which bits are set, and in how many bits they are sent. Some switches care for the width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// Positions set: 2 is ECMA-285 1st edition, 3 ISO/IEC 18052, 4 ECMA-285 2nd edition.
    pub bits: Vec<u8>,
    /// Bits sent; never fewer than the highest position needs.
    pub width: u8,
}

impl Default for Acse {
    fn default() -> Self {
        Self {
            application_context: ecma(218),
            protocol_version: true,
            requirements: false,
            authentication: None,
            user_information: Some(ecma_user_information(285)),
            versions: Versions { bits: vec![4], width: 16 },
        }
    }
}

/// Invokes of our own that show whether the switch still listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// From one to the next; at least [`SHORTEST_PROBE_PERIOD`].
    pub every: Duration,
    /// How long an answer may take.
    pub answer_timeout: Duration,
    /// What is invoked.
    pub with: ProbeOperation,
    /// The link is given up when this many in a row were not answered; `None` where the switch is not
    /// known to answer.
    pub give_up_after: Option<u32>,
}

/// What a probe invokes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeOperation {
    /// requestSysStat (210).
    RequestSystemStatus,
    /// systemStatus (211), status normal.
    SystemStatus,
}
