//! The link to the switch: one task that keeps an association up, and the translation between the switchboard's words
//! and the standard's.

mod backoff;
mod dialect;
mod hearing;
pub mod link;
mod settings;
mod sighting;

pub use self::{
    backoff::Backoff,
    dialect::Dialect,
    settings::{Activation, Settings},
};
