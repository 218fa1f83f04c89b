//! What any message may carry (ECMA-285 `extension-types`, `security`, `escape-types`).

use super::octet_string;
use crate::ber::{Asn1, GeneralizedTime, Octets, Open, Unknowns};

/// What any message may carry beside its own components; nearly always its last component.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(implicit = application(30))]
pub struct CstaCommonArguments {
    #[asn1(implicit = 0)]
    pub security: Option<CstaSecurityData>,
    #[asn1(implicit = 1)]
    pub private_data: Option<Vec<CstaPrivateData>>,
    pub unknown: Unknowns,
}

/// Data of a vendor's own.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CstaPrivateData {
    String(Octets),
    Private,
    /// What a vendor puts in place of the NULL; kept as it came.
    #[asn1(open)]
    Vendor(Open),
}

/// Sequence number, time and security data of a message.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CstaSecurityData {
    #[asn1(implicit = 0)]
    pub message_sequence_number: Option<i64>,
    pub timestamp: Option<TimeInfo>,
    pub security_info: Option<SecurityInfo>,
    pub unknown: Unknowns,
}

/// Security data of a vendor's own.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecurityInfo {
    String(Octets),
    Private,
    /// What a vendor puts in place of the NULL; kept as it came.
    #[asn1(open)]
    Vendor(Open),
}

/// A time, as the switch wrote it.
pub type TimeInfo = GeneralizedTime;

octet_string! {
    /// Under which registration a vendor's service is asked for.
    #[asn1(explicit = 0)]
    pub struct EscapeRegisterId;
}
