//! ECMA-285 `escape`: operation 51.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaPrivateData, CstaSecurityData, EscapeRegisterId};

/// Carries a service of the vendor’s own.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EscapeArgument {
    pub escape_register_id: Option<EscapeRegisterId>,
    pub security: Option<CstaSecurityData>,
    #[asn1(open)]
    pub private_data: CstaPrivateData,
    pub unknown: Unknowns,
}
