//! Work on a store while no daemon holds it: is it sound, what does it hold, forget what is old.
//!
//! Everything here takes the store's lock, so a running daemon is never disturbed; it refuses instead.

mod export;
mod prune;
mod verify;

pub use self::{
    export::{Broken, Exported, export},
    prune::{Ages, Pruned, prune},
    verify::{Fault, Report, verify},
};

/// Rows that are read at a time.
const PAGE: u32 = 500;
