//! The link to the switch: one task that keeps an association up, and the translation between the switchboard's words
//! and the standard's.

mod backoff;
mod dialect;
mod hearing;
pub mod line;
pub mod link;
mod lost;
mod redaction;
mod settings;
mod sighting;
mod tap;
mod tls;
mod wire;

pub use self::{
    backoff::Backoff,
    dialect::Dialect,
    redaction::redacted,
    settings::{Activation, LinkSettings},
    tap::{Passed, Tap},
    tls::{Fingerprint, Identity, Tls, TlsFault, Trust},
};
