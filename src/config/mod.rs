//! The configuration: read, layered, checked, and turned into the settings of every other module.
//!
//! ```text
//!  profile ─┐ (embedded)
//!  file ────┤ sources ─▶ Layer (TOML with positions) ─▶ layers: one tree ─▶ shape ─▶ Mirror ─▶ check ─▶ Config
//!  *.d/ ────┤                    │ syntax                          types, ranges, │        relations, names,
//!  env ─────┘                    ▼                                 unknown keys   ▼        secrets │
//!                             faults ◀──────────────────────────────────────────────────────────────┘
//! ```
//!
//! A fault names file, line and column, the key, what is wrong and what to write instead; all faults of a configuration are
//! found in one run (save that nothing is looked at further while the TOML itself cannot be read).

mod check;
mod do_not_call;
mod fault;
mod key;
mod layer;
mod layers;
mod link;
mod mirror;
mod people;
mod shape;
mod sources;
mod written;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

pub use self::{
    do_not_call::{DoNotCallFile, LineFaults, Listed},
    fault::{Fault, Faults, Place},
    link::{Activation, Association, Authentication, Framing, Link, ProbeWith, Secret},
    sources::{DEFAULT_PATH, environment},
};
use crate::{
    api::{access::Access, server},
    dialplan::DialPlan,
    ids::QueueName,
    switchboard::settings::Settings,
};

/// Everything the daemon is told. Every value is checked.
#[derive(Debug)]
pub struct Config {
    /// Queues, agents, timers, limits.
    pub switchboard: Settings,
    /// How numbers are read, judged and dialled.
    pub dial_plan: DialPlan,
    /// The do-not-call file that `dial_plan` has in it.
    pub do_not_call: Option<DoNotCallFile>,
    /// Who may do what on the socket.
    pub access: Access,
    /// The socket.
    pub api: Api,
    /// The store.
    pub store: Store,
    /// What is forgotten when.
    pub retention: Retention,
    /// The link to the switch.
    pub link: Link,
    /// What is logged, and how.
    pub log: Log,
    /// Tells this configuration from others: sixteen hexadecimal digits, the same for the same effective settings on
    /// every machine. What files of passwords, codes, certificates and keys hold is not part of it.
    pub hash: String,
    /// What works but is probably not meant.
    pub warnings: Vec<Fault>,
}

/// `[api]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// Where the socket is bound, unless systemd hands one over.
    pub socket: PathBuf,
    /// Its permission bits.
    pub mode: u32,
    /// Bounds on what clients may take up.
    pub server: server::Settings,
}

/// `[store]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// The database file.
    pub path: PathBuf,
}

/// `[retention]`: how long after its end a session's data are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Numbers, names and texts. At least as long as closed sessions are shown.
    pub personal: Duration,
    /// The rest of the session, and the audit records of that time. At least as long as `personal`.
    pub records: Duration,
}

/// `[dialplan]` without the rest of a configuration.
#[derive(Debug)]
pub struct PlanOnly {
    /// How numbers are read, judged and dialled.
    pub dial_plan: DialPlan,
    /// The queues that the file has; none where it is but a dial plan.
    pub queues: Vec<QueueName>,
    /// What works but may not be meant: rules whose order decides, rules that may lead back into the switch.
    pub remarks: Vec<Fault>,
}

/// `[log]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// How lines look and where they go.
    pub format: LogFormat,
    /// Which are written: an `EnvFilter` directive list that has been parsed once.
    pub filter: String,
}

/// How log lines look and where they go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Reads the configuration: `path` or [`DEFAULT_PATH`], its drop-in directory (`callbackd.d/*.toml` beside
/// `callbackd.toml`, by name) and `CALLBACKD_SECTION__KEY` variables out of `environment`. Later ones win.
///
/// # Errors
/// Everything that is wrong.
pub fn load(
    path: Option<&Path>,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<Config, Faults> {
    let environment: Vec<(String, String)> = environment.collect();
    let credentials = environment.iter().find(|(name, _)| name == "CREDENTIALS_DIRECTORY");
    let credentials = credentials.map(|(_, directory)| PathBuf::from(directory));
    let layers = sources::read(path.unwrap_or(Path::new(DEFAULT_PATH)), &environment).map_err(Faults)?;
    let mut tree = layers.merge().map_err(|fault| Faults(vec![fault]))?;
    let shaped = shape::shape(&mut tree, &layers);
    let hash = hash(&tree);
    check::check(shaped, &layers, credentials.as_deref(), hash)
}

/// Reads the same sources and looks at `[dialplan]` alone, and what queues and switch tell of numbers, for whoever tries
/// out numbers without a daemon. Authorisation codes are not read.
///
/// # Errors
/// Everything that is wrong with that part.
pub fn load_plan(
    path: &Path,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<PlanOnly, Faults> {
    let environment: Vec<(String, String)> = environment.collect();
    let layers = sources::read(path, &environment).map_err(Faults)?;
    let tree = layers.merge().map_err(|fault| Faults(vec![fault]))?;
    let queues = tree.get("queues").and_then(toml::Value::as_array).into_iter().flatten();
    let queues = queues.filter_map(|queue| queue.get("name")?.as_str()?.parse().ok()).collect();
    let shaped = shape::shape(&mut about_numbers(&tree), &layers);
    check::check_plan(shaped, &layers, queues)
}

/// The part of the configuration that numbers are read and dialled by.
fn about_numbers(tree: &toml::Value) -> toml::Value {
    let only = |table: &toml::Value, keys: &[&str]| {
        let kept = keys.iter().filter_map(|key| Some(((*key).to_owned(), table.get(key)?.clone())));
        toml::Value::Table(kept.collect())
    };
    let mut part = only(tree, &["dialplan"]);
    if let toml::Value::Table(part) = &mut part {
        if let Some(pbx) = tree.get("pbx") {
            part.insert("pbx".to_owned(), only(pbx, &["dial-pause"]));
        }
        if let Some(queues) = tree.get("queues").and_then(toml::Value::as_array) {
            let queues = queues.iter().map(|queue| only(queue, &["name", "region"]));
            part.insert("queues".to_owned(), toml::Value::Array(queues.collect()));
        }
    }
    part
}

/// Tables are sorted by key, so the same settings give the same text.
fn hash(tree: &toml::Value) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(tree.to_string());
    digest.iter().take(8).map(|octet| format!("{octet:02x}")).collect()
}
