//! Forgetting by hand what the daemon forgets by itself while it runs (`[retention]`).

use jiff::Timestamp;

use super::PAGE;
use crate::journal::{SqliteStore, StoreError};

/// Since when things are kept; what is absent is left alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ages {
    /// Personal data of sessions closed before.
    pub numbers: Option<Timestamp>,
    /// Sessions closed before, with what is left of their personal data, and older records.
    pub records: Option<Timestamp>,
}

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Sessions whose numbers, names and texts were erased.
    pub personal: usize,
    /// Sessions.
    pub sessions: usize,
    /// Records.
    pub records: usize,
}

impl Pruned {
    fn rows(self) -> u64 {
        u64::try_from(self.personal + self.sessions + self.records).unwrap_or(u64::MAX)
    }
}

/// Removes what is older, in the daemon's own steps. Open sessions stay whatever their age. `progress` is told how many
/// rows are gone so far.
///
/// # Errors
/// The store fails; what was removed until then stays removed.
pub fn prune(
    store: &mut SqliteStore,
    ages: Ages,
    progress: &mut dyn FnMut(u64),
) -> Result<Pruned, StoreError> {
    let mut pruned = Pruned::default();
    if let Some(before) = ages.numbers {
        pruned.personal = steps(progress, 0, || store.erase_personal(before, PAGE))?;
    }
    if let Some(before) = ages.records {
        pruned.sessions = steps(progress, pruned.rows(), || store.prune_sessions(before, PAGE))?;
        pruned.records = steps(progress, pruned.rows(), || store.prune_records(before, PAGE))?;
    }
    store.checkpoint()?;
    Ok(pruned)
}

/// One step after the other until one finds nothing more.
fn steps(
    progress: &mut dyn FnMut(u64),
    before: u64,
    mut step: impl FnMut() -> Result<usize, StoreError>,
) -> Result<usize, StoreError> {
    let mut removed = 0;
    loop {
        match step()? {
            0 => return Ok(removed),
            more => removed += more,
        }
        progress(before.saturating_add(u64::try_from(removed).unwrap_or(u64::MAX)));
    }
}
