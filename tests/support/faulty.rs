//! A journal whose commits wait or fail on demand: how tests see the daemon live through a full disk.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]

use std::{
    path::Path,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use callbackd::journal::{
    Checked, Checking, History, Page, Restored, Retention, SqliteStore, Store, StoreError, Tidied, Write,
};
use callbackd_api::{
    ids::{Seq, SessionId},
    record::Record,
};
use jiff::Timestamp;

/// A store behind a switch. The store itself is real; only [`Store::commit`] waits or fails, and before it is reached.
#[derive(Debug)]
pub struct Faulty {
    store: SqliteStore,
    faults: Faults,
}

/// The switch; clones throw the same one.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<(Mutex<State>, Condvar)>);

#[derive(Debug, Default)]
struct State {
    held: bool,
    waiting: bool,
    error: Option<StoreError>,
}

impl Faulty {
    /// Puts `store` behind the switch `faults`.
    pub fn new(store: SqliteStore, faults: Faults) -> Self {
        Self { store, faults }
    }
}

impl Faults {
    /// From now on every commit waits.
    pub fn hold(&self) {
        self.state().held = true;
    }

    /// Does a commit wait?
    pub fn holds_one(&self) -> bool {
        self.state().waiting
    }

    /// From now on every commit fails with this error, also one that waits.
    pub fn fail(&self, error: StoreError) {
        self.set(Some(error));
    }

    /// From now on commits reach the store again.
    pub fn mend(&self) {
        self.set(None);
    }

    fn set(&self, error: Option<StoreError>) {
        *self.state() = State { error, ..State::default() };
        self.0.1.notify_all();
    }

    fn passed(&self) -> Result<(), StoreError> {
        let mut state = self.state();
        while state.held {
            state.waiting = true;
            state = self.0.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.error.clone().map_or(Ok(()), Err)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Faulty {
    fn restore(&mut self, closed_since: Timestamp) -> Result<Restored, StoreError> {
        self.store.restore(closed_since)
    }

    fn calls_since(&mut self, since: Timestamp) -> Result<Vec<Record>, StoreError> {
        self.store.calls_since(since)
    }

    fn commit(&mut self, batch: &[Write]) -> Result<(), StoreError> {
        self.faults.passed()?;
        self.store.commit(batch)
    }

    fn records(&mut self, after: Seq, limit: u32) -> Result<Page, StoreError> {
        self.store.records(after, limit)
    }

    fn history(&mut self, session_id: SessionId, limit: u32) -> Result<History, StoreError> {
        self.store.history(session_id, limit)
    }

    fn tidy(&mut self, retention: Retention) -> Result<Tidied, StoreError> {
        self.store.tidy(retention)
    }

    fn check(&mut self, from: Checking) -> Result<Checked, StoreError> {
        self.store.check(from)
    }

    fn back_up(&mut self, to: &Path) -> Result<(), StoreError> {
        self.store.back_up(to)
    }

    fn close(&mut self) -> Result<(), StoreError> {
        self.store.close()
    }
}
