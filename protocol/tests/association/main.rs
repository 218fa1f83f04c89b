//! The association on a virtual clock: what goes out and what is told, for every way the other end behaves.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "helpers of tests may panic"
)]

mod bind;
mod chaos;
mod end;
mod invoke;
mod replay;
mod serve;
mod support;
