//! ECMA-285 `private-data-version-selection`: operation 368.

use crate::ber::Asn1;

/// Chooses the version of the vendor’s private data.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrivateDataVersionSelectionArgument(pub i64);
