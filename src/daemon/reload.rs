//! Reading the configuration again, away from the engine's task: a long do-not-call list takes seconds.

use std::path::PathBuf;

use callbackd_api::message::RequestId;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::{
    config::{self, Config, ConfigFaults},
    ids::ClientId,
    pbx::LinkSettings,
};

/// The sections that are read once, at start.
#[derive(Debug)]
pub(super) struct AtStart {
    link: LinkSettings,
    api: config::Api,
    store: config::Store,
    log: config::Log,
}

impl AtStart {
    pub(super) fn of(config: &Config) -> Self {
        Self {
            link: config.link.clone(),
            api: config.api.clone(),
            store: config.store.clone(),
            log: config.log.clone(),
        }
    }

    /// Those in which this configuration says something else: only a restart applies it.
    pub(super) fn changed_in(&self, config: &Config) -> Vec<String> {
        let sections = [
            ("pbx", self.link != config.link),
            ("api", self.api != config.api),
            ("store", self.store != config.store),
            ("log", self.log != config.log),
        ];
        sections.iter().filter(|(_, changed)| *changed).map(|(name, _)| (*name).to_owned()).collect()
    }
}

/// A client that asked for it, and the number of its call.
#[derive(Debug)]
pub(super) struct ReloadWanted {
    pub(super) client: ClientId,
    pub(super) id: RequestId,
}

/// What a reading came to.
pub(super) struct Applied {
    /// Hash of the configuration.
    pub(super) configuration: String,
    /// Sections that wait for a restart.
    pub(super) after_restart: Vec<String>,
}

/// At most one reading runs. What is wished meanwhile may come after what it has read, so another follows.
#[derive(Debug)]
pub(super) struct Reload {
    path: Option<PathBuf>,
    running: Option<JoinHandle<Result<Config, ConfigFaults>>>,
    asked: Vec<ReloadWanted>,
    /// Wished while one runs; not `None`, even where nobody waits for an answer.
    next: Option<Vec<ReloadWanted>>,
}

/// A reading that has ended, and who waits for it.
pub(super) struct Reloaded {
    pub(super) result: Result<Config, String>,
    pub(super) asked: Vec<ReloadWanted>,
    /// Another reading has begun.
    pub(super) again: bool,
}

impl Reload {
    pub(super) fn new(path: Option<PathBuf>) -> Self {
        Self { path, running: None, asked: Vec::new(), next: None }
    }

    /// Reads now, or once more when the present reading is over.
    pub(super) fn want(&mut self, wanted: Option<ReloadWanted>) {
        match self.running {
            Some(_) => self.next.get_or_insert_default().extend(wanted),
            None => self.start(wanted.into_iter().collect()),
        }
    }

    fn start(&mut self, asked: Vec<ReloadWanted>) {
        let path = self.path.clone();
        self.asked = asked;
        self.running = Some(spawn_blocking(move || config::load(path.as_deref(), config::environment())));
    }

    /// Waits for the end of the reading that runs; for ever where none does. May be dropped and called again.
    pub(super) async fn done(&mut self) -> Reloaded {
        let Some(running) = &mut self.running else { return std::future::pending().await };
        let result = match running.await {
            Ok(result) => result.map_err(|faults| faults.to_string()),
            Err(error) => Err(format!("the configuration could not be read: {error}")),
        };
        self.running = None;
        let asked = std::mem::take(&mut self.asked);
        let next = self.next.take();
        let again = next.is_some();
        if let Some(next) = next {
            self.start(next);
        }
        Reloaded { result, asked, again }
    }
}
