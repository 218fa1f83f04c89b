//! Checksums over what is stored: a disk that alters a row is found out before anybody is called because of it.
//!
//! They are SHA-256 without a key: they tell damage, and not what somebody writes who may write the store anyway.

use sha2::{Digest, Sha256};

/// A checksum.
pub(super) type Sum = [u8; 32];

/// Each part with its length before it, so that no two lists of parts are the same octets.
pub(super) fn sum<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Sum {
    let mut hash = Sha256::new();
    for part in parts {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        hash.update(length.to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Where the chain of a store begins.
pub(super) fn root(store: &[u8]) -> Sum {
    sum([b"records".as_slice(), store])
}

/// The chain at a record, of the chain at the one before it.
pub(super) fn link(before: &Sum, seq: i64, body: &str) -> Sum {
    sum([before.as_slice(), &seq.to_be_bytes(), body.as_bytes()])
}

/// Over a session's row.
pub(super) fn of_session(session_id: &str, closed_at_ms: Option<i64>, as_of: Option<i64>, body: &str) -> Sum {
    let (closed, as_of) = (octets(closed_at_ms), octets(as_of));
    sum([b"session".as_slice(), session_id.as_bytes(), &closed, &as_of, body.as_bytes()])
}

/// Over a personal row. Its column for the end is the session's and serves only retention.
pub(super) fn of_personal(session_id: &str, as_of: Option<i64>, body: &str) -> Sum {
    sum([b"personal".as_slice(), session_id.as_bytes(), &octets(as_of), body.as_bytes()])
}

fn octets(number: Option<i64>) -> Vec<u8> {
    number.map(|number| number.to_be_bytes().to_vec()).unwrap_or_default()
}

/// Over what is kept beside sessions.
pub(super) fn of_state(key: &str, body: &str) -> Sum {
    sum([b"state".as_slice(), key.as_bytes(), body.as_bytes()])
}

/// A checksum as it was stored, unless that is none.
pub(super) fn stored(octets: Option<Vec<u8>>) -> Option<Sum> {
    octets?.try_into().ok()
}
