//! What any message may carry (ECMA-285 `extension-types`, `security`, `escape-types`).

use super::octet_string;
use crate::ber::{Asn1, GeneralizedTime, ObjectIdentifier, Octets, Open, Unknowns, from_octets};

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

impl CstaPrivateData {
    /// Octets under an object identifier that names them, as Siemens sends them.
    pub fn named(name: ObjectIdentifier, data: Octets) -> Self {
        Self::Vendor(Open::of(&NamedData::new(name, data)))
    }

    /// The octets, where they are named so.
    pub fn as_named(&self) -> Option<NamedData> {
        let Self::Vendor(open) = self else { return None };
        from_octets(open.as_bytes()).ok()
    }
}

/// No standard's: how Siemens writes private data.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(implicit = private(1))]
pub struct NamedData {
    pub name: ObjectIdentifier,
    pub data: Octets,
    pub unknown: Unknowns,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siemens_private_data_are_these_octets() {
        let object = ObjectIdentifier::new(1, 3, &[12, 2, 1107, 15]);
        let data = CstaPrivateData::named(object, Octets::from([0x1a, 0x04, 0x01, 0xc0]));
        let CstaPrivateData::Vendor(open) = &data else { panic!("{data:?}") };
        assert_eq!(open.as_bytes(), crate::golden::octets("E1 0E 06 06 2B 0C 02 88 53 0F 04 04 1A 04 01 C0"));
        assert_eq!(data.as_named().unwrap().data.as_bytes(), [0x1a, 0x04, 0x01, 0xc0]);
    }
}
