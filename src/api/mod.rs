//! The socket API: JSON-RPC 2.0, one JSON object per line, over a Unix stream socket.
//!
//! ```text
//!  line ─▶ message::read_request ─▶ method::decode ─▶ Call ─▶ daemon
//!  line ◀─ message::result | error | notification ◀─ server::Clients ◀─ daemon
//! ```
//!
//! [`method`], [`params`], [`access`] and [`openrpc`] decide and do no I/O; [`server`] does the I/O and decides nothing. Lines and
//! their envelope are the contract's: [`callbackd_api::message`], [`callbackd_api::lines`].

pub mod access;
pub mod method;
pub mod openrpc;
pub mod params;
pub mod server;
