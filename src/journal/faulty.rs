//! A journal whose commits fail on demand: how tests see the daemon live through a full disk.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Journal, Store, StoreError, Write};

/// A store behind a switch. The store itself is real; only [`Journal::commit`] fails, and before it is reached.
#[derive(Debug)]
pub struct Faulty {
    store: Store,
    faults: Faults,
}

/// The switch; clones throw the same one.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<Option<StoreError>>>);

impl Faulty {
    /// Puts `store` behind the switch `faults`.
    #[must_use]
    pub fn new(store: Store, faults: Faults) -> Self {
        Self { store, faults }
    }
}

impl Faults {
    /// From now on every commit fails with this error.
    pub fn fail(&self, error: StoreError) {
        self.set(Some(error));
    }

    /// From now on commits reach the store again.
    pub fn mend(&self) {
        self.set(None);
    }

    fn set(&self, error: Option<StoreError>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = error;
    }

    fn now(&self) -> Option<StoreError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Journal for Faulty {
    fn commit(&mut self, batch: &[Write]) -> Result<(), StoreError> {
        match self.faults.now() {
            Some(error) => Err(error),
            None => self.store.commit(batch),
        }
    }

    fn store(&mut self) -> &mut Store {
        &mut self.store
    }
}
