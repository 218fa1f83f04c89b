//! BER (X.690): a reader that knows where it is, a writer, and the types every ASN.1 module is built of.
//!
//! A type is declared like its ASN.1 module declares it, and [`derive@Asn1`] does the rest:
//!
//! ```text
//! #[derive(Asn1, Debug, Clone, PartialEq, Eq)]
//! pub struct GlobalCallData {
//!     #[asn1(size(1, 64))]
//!     pub global_call_switching_sub_domain_name: Option<Ia5String>,
//!     pub global_call_linkage_id: GlobalCallLinkageId,
//!     pub call_linkage_id_timestamp: Option<TimeInfo>,
//!     pub unknown: Unknowns,
//! }
//! ```
//!
//! What is accepted is BER in all its forms: lengths of any form, strings in segments, integers with leading
//! octets to spare. What is sent is DER. A sender of a later edition, or a vendor, may add elements to a
//! SEQUENCE: they are kept in its [`Unknowns`] and sent again in their place.

mod asn1;
mod bits;
mod fields;
mod jer;
mod malformed;
mod named_integer;
mod primitive;
mod reader;
mod string;
mod tag;
mod writer;

pub use csta_derive::{Asn1, NamedBits};

pub use self::asn1::{Asn1, Open, Tagged, from_octets, to_octets};
pub(crate) use self::asn1::{bounded, explicit};
pub use self::bits::{BitString, Bits, NamedBits};
pub use self::fields::Unknowns;
pub(crate) use self::fields::{Accepts, Component, Fields};
pub(crate) use self::jer::{Object, hex};
pub use self::malformed::{Fault, Malformed, Path};
pub(crate) use self::named_integer::named_integer;
pub use self::primitive::ObjectIdentifier;
pub(crate) use self::primitive::integer;
pub use self::reader::{Element, Reader};
pub use self::string::{GeneralizedTime, GraphicString, Ia5String, ObjectDescriptor, Octets};
pub use self::tag::{Class, Tag};
pub use self::writer::{Mark, Writer};

/// How deep elements may be nested. The deepest message of the modules has 13 levels; strings in segments add
/// theirs.
pub const MAX_DEPTH: u8 = 32;

/// How many unknown elements of one SEQUENCE are kept; a sender of more is refused.
pub const MAX_UNKNOWN: usize = 64;

/// How many elements one SEQUENCE OF may have.
pub const MAX_ELEMENTS: usize = 4096;

/// What decoding gives.
pub type Result<T> = std::result::Result<T, Malformed>;
