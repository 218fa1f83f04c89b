//! ECMA-285 `retrieve-call`: operation 14.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments};

/// Takes a held call back.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RetrieveCallArgument {
    pub call_to_be_retrieved: ConnectionId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
