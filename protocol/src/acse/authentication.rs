use crate::ber::{
    Asn1, BitString, GraphicString, ObjectDescriptor, ObjectIdentifier, Octets, Open, Unknowns,
};
use crate::types::octet_string;

/// What proves who is asking, or answering.
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
pub enum AuthenticationValue {
    #[asn1(implicit = 0)]
    Charstring(GraphicString),
    #[asn1(implicit = 1)]
    Bitstring(BitString),
    #[asn1(implicit = 2)]
    External(AuthenticationExternal),
    /// A value named by a mechanism.
    #[asn1(open)]
    Other(Open),
}

/// EXTERNAL around a vendor's authentication value.
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(implicit = universal(8), kebab)]
pub struct AuthenticationExternal {
    pub direct_reference: Option<ObjectIdentifier>,
    pub indirect_reference: Option<i64>,
    pub data_value_descriptor: Option<ObjectDescriptor>,
    pub encoding: AuthenticationEncoding,
    pub unknown: Unknowns,
}

/// The value of an [`AuthenticationExternal`].
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(kebab)]
pub enum AuthenticationEncoding {
    #[asn1(explicit = 0, name = "single-ASN1-type")]
    SingleAsn1Type(VendorAuthentication),
    #[asn1(implicit = 1)]
    OctetAligned(Octets),
    #[asn1(implicit = 2)]
    Arbitrary(BitString),
}

/// No standard's: what HiPath 3000 puts there.
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
pub enum VendorAuthentication {
    #[asn1(implicit = 0)]
    Request(Credentials),
    #[asn1(implicit = 1)]
    Response(SwitchIdentity),
    /// Another vendor's.
    #[asn1(open)]
    Vendor(Open),
}

/// Name and password of a computer.
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    pub name: Octets,
    pub password: Password,
    pub unknown: Unknowns,
}

octet_string! {
    /// A computer's password.
    pub struct Password; secret
}

/// Which software a switch runs.
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
pub struct SwitchIdentity {
    pub stamp: Octets,
    pub version: Octets,
    pub unknown: Unknowns,
}

impl AuthenticationValue {
    /// The value HiPath 3000 expects.
    pub fn credentials(name: &[u8], password: &[u8]) -> Self {
        let credentials = Credentials::new(name.into(), Password::new(password));
        let encoding = AuthenticationEncoding::SingleAsn1Type(VendorAuthentication::Request(credentials));
        Self::External(AuthenticationExternal::new(encoding))
    }
}
