//! The configuration: read, layered, checked, and turned into the settings of every other module.
//!
//! ```text
//!  profile ─┐ (embedded)
//!  file ────┤ sources ─▶ Layer (TOML with positions) ─▶ layers: one tree ─▶ parse ─▶ Tables ─▶ check ─▶ Config
//!  *.d/ ────┤                    │ syntax                          types, ranges, │        relations, names,
//!  env ─────┘                    ▼                                 unknown keys   ▼        secrets │
//!                             faults ◀──────────────────────────────────────────────────────────────┘
//! ```
//!
//! A fault names file, line and column, the key, what is wrong and what to write instead; all faults of a configuration are
//! found in one run (save that nothing is looked at further while the TOML itself cannot be read).

mod accounts;
mod check;
mod do_not_call;
mod fault;
mod key;
mod layer;
mod layers;
mod parse;
mod sections;
mod sources;
mod spelling;
mod tables;

use std::path::{Path, PathBuf};

pub use self::{
    do_not_call::{DoNotCallFile, LineFaults, Listed},
    fault::{ConfigFault, ConfigFaults, Place},
    sections::{Api, Log, LogFormat, Retention, Store},
    sources::{DEFAULT_PATH, environment},
};
use callbackd_api::ids::QueueName;

use crate::{api::access::Access, dialplan::DialPlan, pbx::LinkSettings, switchboard::settings::Settings};

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
    pub link: LinkSettings,
    /// What is logged, and how.
    pub log: Log,
    /// Tells this configuration from others: sixteen hexadecimal digits, the same for the same effective settings on
    /// every machine. What files of passwords, codes, certificates and keys hold is not part of it.
    pub hash: String,
    /// What works but is probably not meant.
    pub warnings: Vec<ConfigFault>,
}

/// `[dialplan]` without the rest of a configuration.
#[derive(Debug)]
pub struct PlanOnly {
    /// How numbers are read, judged and dialled.
    pub dial_plan: DialPlan,
    /// The queues that the file has; none where it is but a dial plan.
    pub queues: Vec<QueueName>,
    /// What works but may not be meant: rules whose order decides, rules that may lead back into the switch.
    pub remarks: Vec<ConfigFault>,
}

/// Reads the configuration: `path` or [`DEFAULT_PATH`], its drop-in directory (`callbackd.d/*.toml` beside
/// `callbackd.toml`, by name) and `CALLBACKD_SECTION__KEY` variables out of `environment`. Later ones win.
///
/// # Errors
/// Everything that is wrong.
pub fn load(
    path: Option<&Path>,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<Config, ConfigFaults> {
    let environment: Vec<(String, String)> = environment.collect();
    let credentials = environment.iter().find(|(name, _)| name == "CREDENTIALS_DIRECTORY");
    let credentials = credentials.map(|(_, directory)| PathBuf::from(directory));
    let layers =
        sources::read(path.unwrap_or(Path::new(DEFAULT_PATH)), &environment).map_err(ConfigFaults)?;
    let mut tree = layers.merge().map_err(|fault| ConfigFaults(vec![fault]))?;
    let parsed = parse::parse(&mut tree, &layers);
    let hash = hash(&tree);
    check::check(parsed, &layers, credentials.as_deref(), hash)
}

/// Reads the same sources and looks at `[dialplan]` alone, and what queues and switch tell of numbers, for whoever tries
/// out numbers without a daemon. Authorisation codes are not read.
///
/// # Errors
/// Everything that is wrong with that part.
pub fn load_plan(
    path: &Path,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<PlanOnly, ConfigFaults> {
    let environment: Vec<(String, String)> = environment.collect();
    let layers = sources::read(path, &environment).map_err(ConfigFaults)?;
    let tree = layers.merge().map_err(|fault| ConfigFaults(vec![fault]))?;
    let queues = tree.get("queues").and_then(toml::Value::as_array).into_iter().flatten();
    let queues = queues.filter_map(|queue| queue.get("name")?.as_str()?.parse().ok()).collect();
    let parsed = parse::parse(&mut about_numbers(&tree), &layers);
    check::check_plan(parsed, &layers, queues)
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
