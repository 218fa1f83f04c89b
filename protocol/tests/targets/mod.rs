//! What must hold for any octets whatsoever. Fuzzers (`protocol/fuzz`) come with octets of their own, the tests with a corpus
//! that is made of the vectors.
#![allow(dead_code, unreachable_pub, reason = "each program uses one of them")]

pub mod apdu;
pub mod association;
pub mod frame;
