//! Why an attempt or an association ended, for people.

use std::{io, time::Duration};

use csta::association::Reason;

use super::tls;

#[derive(Debug, thiserror::Error)]
pub(super) enum Lost {
    #[error("cannot connect to {address}: {source}")]
    Connect { address: String, source: io::Error },
    #[error("no connection to {address} within {} s: check the address, the port and firewalls", limit.as_secs())]
    ConnectTimeout { address: String, limit: Duration },
    #[error("no TLS: {0}")]
    Handshake(String),
    #[error("no TLS within {} s: check that the switch speaks it at this port, or switch [pbx.tls] off", limit.as_secs())]
    HandshakeTimeout { limit: Duration },
    #[error("the connection broke: {0}")]
    Broken(io::Error),
    #[error("the switch ended TLS: {0}")]
    Tls(String),
    #[error("the switch closed the connection")]
    Closed,
    #[error("the switch takes no octets")]
    Stuck,
    #[error("what the switch sends is not framed as configured: {0}")]
    Framing(#[from] csta::frame::FrameError),
    #[error("an APDU of ours does not fit a frame: {0}")]
    TooLong(#[from] csta::frame::FrameFault),
    #[error("{0}")]
    Association(Reason),
    #[error("callbackd is going down")]
    Released,
}

impl From<io::Error> for Lost {
    fn from(error: io::Error) -> Self {
        match tls::in_words(&error) {
            Some(words) => Self::Tls(words),
            // TLS without its close_notify: whoever cut the connection short could not change what came before.
            None if error.kind() == io::ErrorKind::UnexpectedEof => Self::Closed,
            None => Self::Broken(error),
        }
    }
}
