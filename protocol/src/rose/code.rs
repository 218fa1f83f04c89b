//! Which operation or error a component is about.

use crate::ber::{Asn1, ObjectIdentifier};

/// Code of an operation or an error. CSTA has local ones alone.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A number.
    Local(i64),
    /// An object identifier.
    Global(ObjectIdentifier),
}
