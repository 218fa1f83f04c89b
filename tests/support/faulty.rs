//! A journal whose commits wait or fail on demand: how tests see the daemon live through a full disk.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use callbackd::journal::{Journal, Store, StoreError, Write};

/// A store behind a switch. The store itself is real; only [`Journal::commit`] waits or fails, and before it is reached.
#[derive(Debug)]
pub struct Faulty {
    store: Store,
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
    pub fn new(store: Store, faults: Faults) -> Self {
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

impl Journal for Faulty {
    fn commit(&mut self, batch: &[Write]) -> Result<(), StoreError> {
        self.faults.passed()?;
        self.store.commit(batch)
    }

    fn store(&mut self) -> &mut Store {
        &mut self.store
    }
}
