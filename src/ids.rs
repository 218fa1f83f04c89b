//! Identifiers and the two clocks: values that every module shares and none of them makes up.

use std::{fmt, time::Duration};

use callbackd_api::ids::{SessionId, StatusToken};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The moment an input is handled.
///
/// `mono` never jumps and serves protocol and ring timers; `wall` is civil time and serves expiry,
/// service hours, rate windows and everything that must survive a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Time since an arbitrary start of this process.
    pub mono: Duration,
    /// Civil time, UTC.
    pub wall: Timestamp,
}

/// Thirty-two random octets for one input: whatever that input must mint comes out of them.
#[derive(Clone, Copy)]
pub struct Entropy(pub [u8; 32]);

impl Entropy {
    /// A time-ordered id (UUID version 7, RFC 9562).
    #[must_use]
    pub fn id(&self, wall: Timestamp) -> Uuid {
        let [a, b, c, d, e, f, g, h, i, j, ..] = self.0;
        let millis = u64::try_from(wall.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &[a, b, c, d, e, f, g, h, i, j]).into_uuid()
    }

    /// A bearer token of 128 random bits, in hexadecimal.
    #[must_use]
    pub fn token(&self) -> StatusToken {
        let (_, tail) = self.0.split_at(16);
        StatusToken::new(tail.iter().map(|octet| format!("{octet:02x}")).collect())
    }
}

/// When an id of ours was minted, to the millisecond (RFC 9562, clause 5.7).
#[must_use]
pub fn minted_at(id: SessionId) -> Option<Timestamp> {
    let [a, b, c, d, e, f, ..] = *id.octets();
    Timestamp::from_millisecond(i64::from_be_bytes([0, 0, a, b, c, d, e, f])).ok()
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy(…)")
    }
}

/// One connection of a layer to the socket; never reused within a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(pub u64);

/// One association with the switch; call ids mean something only within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Epoch(pub u64);
