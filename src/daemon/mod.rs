//! The only place where what decides and what does I/O meet: select, handle, commit, execute.
//!
//! One task owns the switchboard. Each input is handled at once; what it writes joins the next batch, and what must not be
//! seen before it is on disk waits for that batch's commit. While one commit runs, the next batch fills: group commit falls
//! out by itself.
#![expect(
    clippy::disallowed_methods,
    reason = "the engine's clock and entropy are read here and handed on as values"
)]

mod check;
pub mod descriptors;
mod do_not_call;
mod engine;
mod link_traces;
mod narrate;
#[doc(hidden)]
pub mod pending;
pub mod places;
mod reload;
#[doc(hidden)]
pub mod replay;
mod signals;
mod start;
mod stories;
mod tidy;

use std::time::{Duration, Instant};

use jiff::Timestamp;

pub use self::{
    engine::Fatal,
    signals::{END_WITHIN, Signals, end_within},
    start::{Daemon, StartError, run},
};
use crate::ids::{Entropy, Now};

/// Both clocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    start: Instant,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now() }
    }

    pub(crate) fn now(&self) -> Now {
        Now { mono: self.start.elapsed(), wall: Timestamp::now() }
    }

    /// A moment of the monotonic clock as tokio's timers want it.
    pub(crate) fn instant(&self, mono: Duration) -> tokio::time::Instant {
        tokio::time::Instant::from_std(self.start + mono)
    }
}

/// Fresh random octets.
///
/// # Errors
/// The operating system has none, which no daemon survives.
pub(crate) fn entropy() -> Result<Entropy, getrandom::Error> {
    let mut octets = [0; 32];
    getrandom::fill(&mut octets)?;
    Ok(Entropy(octets))
}
