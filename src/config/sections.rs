//! Sections whose values are nobody's but the daemon's own. Each is read from the file as it stands here.

use std::{path::PathBuf, time::Duration};

use callbackd_settings::spelling::{self, Absolute, Age, Count, Span};
use serde::Deserialize;

use super::spelling::{Filter, Mode};
use crate::api::server;

/// `[api]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Api {
    /// Where the socket is bound, unless systemd hands one over.
    #[serde(deserialize_with = "spelling::read::<Absolute, _, _>")]
    pub socket: PathBuf,
    /// Its permission bits.
    #[serde(deserialize_with = "spelling::read::<Mode, _, _>")]
    pub mode: u32,
    /// Connections at once.
    #[serde(deserialize_with = "spelling::read::<Count<1, 10_000>, _, _>")]
    pub max_clients: usize,
    /// Calls of one client that may await their answer.
    #[serde(deserialize_with = "spelling::read::<Count<1, 1024>, _, _>")]
    pub in_flight: usize,
    /// Notifications that may wait for one client.
    #[serde(deserialize_with = "spelling::read::<Count<16, 65_536>, _, _>")]
    pub outbound: usize,
    /// A client that takes nothing for this long is closed.
    #[serde(deserialize_with = "spelling::read::<Span<1000, 300_000>, _, _>")]
    pub write_timeout: Duration,
}

impl Default for Api {
    fn default() -> Self {
        let server::Settings { max_clients, in_flight, outbound, write_timeout, .. } =
            server::Settings::default();
        let socket = "/run/callbackd/api.sock".into();
        Self { socket, mode: 0o660, max_clients, in_flight, outbound, write_timeout }
    }
}

impl Api {
    /// Bounds on what clients may take up.
    #[must_use]
    pub fn server(&self) -> server::Settings {
        let Self { max_clients, in_flight, outbound, write_timeout, .. } = *self;
        server::Settings { max_clients, in_flight, outbound, write_timeout, ..server::Settings::default() }
    }
}

/// `[store]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Store {
    /// The database file.
    #[serde(deserialize_with = "spelling::read::<Absolute, _, _>")]
    pub path: PathBuf,
}

impl Default for Store {
    fn default() -> Self {
        Self { path: "/var/lib/callbackd/callbackd.db".into() }
    }
}

/// `[retention]`: how long after its end a session's data are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Retention {
    /// Numbers, names and texts. At least as long as closed sessions are shown.
    #[serde(deserialize_with = "spelling::read::<Age<1, 3650>, _, _>")]
    pub personal: Duration,
    /// The rest of the session, and the audit records of that time. At least as long as `personal`.
    #[serde(deserialize_with = "spelling::read::<Age<1, 3650>, _, _>")]
    pub records: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        let days = |count: u64| Duration::from_secs(count * 24 * 3600);
        Self { personal: days(30), records: days(400) }
    }
}

/// `[log]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Log {
    /// How lines look and where they go.
    pub format: LogFormat,
    /// Which are written: an `EnvFilter` directive list that has been parsed once.
    #[serde(deserialize_with = "spelling::read::<Filter, _, _>")]
    pub filter: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Auto, filter: "info".to_owned() }
    }
}

/// How log lines look and where they go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// To the journal with fields if stderr is connected to it, else as text.
    Auto,
    /// To the journal with fields.
    Journal,
    /// To stderr, for people.
    Text,
    /// To stderr, one JSON object a line.
    Json,
}
