//! ECMA-285 `private-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaPrivateData, CstaSecurityData};

/// An event of the vendor’s own.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrivateEvent {
    pub security: Option<CstaSecurityData>,
    #[asn1(open)]
    pub private_data: CstaPrivateData,
    pub unknown: Unknowns,
}
