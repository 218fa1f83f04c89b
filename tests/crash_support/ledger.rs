//! What clients were told: the daemon is held to every word of it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use callbackd_api::{
    client::Notification,
    ids::{LegId, SessionId},
};
use serde_json::Value;

/// Kept by everybody together.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Entries>);

/// The entries.
#[derive(Default)]
pub(crate) struct Entries {
    /// Requests that were answered with an id.
    pub(crate) requests: Vec<SessionId>,
    /// Withdrawals that were answered.
    pub(crate) withdrawn: Vec<SessionId>,
    /// Call Backs that were answered with a leg.
    pub(crate) pressed: Vec<(SessionId, LegId)>,
    /// Notifications by their places.
    pub(crate) heard: BTreeMap<u64, (String, Value)>,
    /// What the one who never misses anything was told, in its order.
    pub(crate) watched: Vec<u64>,
    /// What needs no journal to be wrong.
    pub(crate) faults: Vec<String>,
}

/// How much that is.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) requests: usize,
    pub(crate) withdrawn: usize,
    pub(crate) pressed: usize,
    pub(crate) notified: usize,
}

impl Ledger {
    pub(crate) fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap()
    }

    pub(crate) fn counts(&self) -> Counts {
        let entries = self.entries();
        Counts {
            requests: entries.requests.len(),
            withdrawn: entries.withdrawn.len(),
            pressed: entries.pressed.len(),
            notified: entries.heard.len(),
        }
    }

    /// A notification. Two at one place must be one and the same.
    pub(crate) fn heard(&self, told: Notification) {
        let Some(seq) = told.params["seq"].as_u64().filter(|_| !told.method.starts_with("events.")) else {
            return;
        };
        let mut entries = self.entries();
        let told = (told.method, told.params);
        if let Some(before) = entries.heard.insert(seq, told.clone())
            && before != told
        {
            entries.faults.push(format!("place {seq} was told as {before:?} and as {told:?}"));
        }
    }
}
