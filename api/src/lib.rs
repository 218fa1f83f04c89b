//! The contract of `callbackd`'s socket: JSON-RPC 2.0, one JSON object per line, over a Unix stream socket.
//!
//! | module | what |
//! |---|---|
//! | [`ids`] | what sessions, legs, agents, devices and queues are called |
//! | [`words`] | the stable words: states, reasons, outcomes |
//! | [`params`] | what a call takes |
//! | [`views`] | what it answers, and why it is refused |
//! | [`record`] | what becomes true: the journal's records, and the notifications made of them |
//! | [`story`] | the answer to `session.explain` |
//! | [`trace`] | `link.trace` |
//! | [`message`] | the envelope |
//! | [`client`] | calls and notifications over one connection |
//!
//! A program that talks to the daemon needs this crate and nothing else of it.

pub mod client;
pub mod ids;
pub mod lines;
pub mod message;
pub mod params;
pub mod record;
pub mod story;
pub mod trace;
pub mod views;
pub mod words;
