//! A contact centre that lives in virtual time: the real switchboard, line and journal queue between a simulated switch, a
//! store and people, all driven by one seed.
//!
//! | module | what |
//! |---|---|
//! | `scenario` | what a seed decides beforehand |
//! | `world` | time; what happens next |
//! | `outside` | what is on its way: the wire, the socket, the disk's answers |
//! | `daemon` | the daemon's tasks, which may end between any two outputs |
//! | `store` | the store as a value |
//! | `people`, `phones` | who uses it |
//! | `weather` | what goes wrong |
//! | `judge` | what must hold |
//! | `guard` | what can be taken away to show that the judge notices |
//! | `runner` | many seeds, the table, and a failing seed in words |

pub(crate) use crate::support::chance;

mod daemon;
pub(crate) mod guard;
mod judge;
mod outside;
mod people;
mod phones;
pub(crate) mod runner;
pub(crate) mod scenario;
mod store;
pub(crate) mod tally;
mod trace;
mod weather;
pub(crate) mod world;
