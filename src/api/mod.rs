//! The socket API: JSON-RPC 2.0, one JSON object per line, over a Unix stream socket.
//!
//! ```text
//!  line ─▶ message::read_request ─▶ method::decode ─▶ Call ─▶ daemon
//!  line ◀─ message::result | error | notification ◀─ server::Clients ◀─ daemon
//! ```
//!
//! [`message`], [`method`], [`params`], [`access`] and [`openrpc`] decide and do no I/O; [`server`] and [`client`]
//! do the I/O and decide nothing.

pub mod access;
pub mod method;
pub mod openrpc;
pub mod params;
pub mod server;
