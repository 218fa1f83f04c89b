//! A simulated switching function: it speaks CSTA Phase III to clients and moves calls between phones and trunks
//! that do not exist, so that a client can be tried without a PBX, faults included.
//!
//! From the inside out:
//!
//! - [`exchange`]: phones, trunks and calls; knows nothing of CSTA
//! - [`switch`]: links, associations, monitors and services in front of it; still without input and output
//! - [`observation`]: what was seen and done, in words
//! - [`Pbx`]: a TCP server around it, with a handle for tests
//! - [`config`], [`notation`], [`console`]: how it is set up and driven

pub mod config;
pub mod console;
pub mod exchange;
pub mod notation;
pub mod observation;
mod pbx;
mod profile;
pub mod switch;

pub use config::Config;
pub use pbx::{ControlError, Pbx};
pub use profile::Profile;
