//! Derives that let a Rust type read like its ASN.1 module.
//!
//! | Rust | ASN.1 |
//! |---|---|
//! | struct with named fields | SEQUENCE; the last field, `unknown: Unknowns`, keeps what the module does not know |
//! | struct with one unnamed field | a type of its own name |
//! | enum with numbers, and `Unknown(i64)` last | ENUMERATED; `#[repr(u8)]` lets it have both |
//! | any other enum | CHOICE; a variant without a field is a NULL, one with named fields a SEQUENCE |
//! | enum with numbers, under [`derive@NamedBits`] | the named bits of a BIT STRING |
//!
//! `Option<T>` is OPTIONAL. The attribute `#[asn1(…)]` says the rest:
//!
//! | attribute | on | ASN.1 |
//! |---|---|---|
//! | `implicit = 3`, `explicit = 3` | component, alternative, type | `[3] IMPLICIT`, `[3]` |
//! | `implicit = application(3)` | the same | `[APPLICATION 3] IMPLICIT`; also `universal`, `private` |
//! | `default = Prompt` | component | `DEFAULT prompt`; without a value, the type's own default |
//! | `size(1, 64)`, `range(0, 100)` | component, type | `(SIZE(1..64))`, `(0..100)` |
//! | `name = "callID"` | component, alternative, value | the module's name, where it is not the field's in camelCase |
//! | `kebab` | type | all names are-like-this |
//! | `open` | last component | of any type |
//! | `open` | alternative | whatever no other alternative takes |
//!
//! The code it writes is for the `csta` crate alone: it speaks of `crate::ber`.

mod attribute;
mod bits;
mod choice;
mod enumerated;
mod names;
mod newtype;
mod sequence;
mod slot;

use proc_macro::TokenStream;
use syn::{Data, DeriveInput, Error, Fields, parse_macro_input};

/// Writes `crate::ber::Asn1`; for every type but an untagged CHOICE also `crate::ber::Tagged`.
///
/// For a SEQUENCE also `new`, which takes the components that may not be absent; for an ENUMERATED `code`,
/// `name` and
/// `from_code`.
#[proc_macro_derive(Asn1, attributes(asn1))]
pub fn derive_asn1(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let expanded = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => sequence::expand(&input, fields),
            Fields::Unnamed(fields) => newtype::expand(&input, fields),
            Fields::Unit => Err(Error::new_spanned(&input, "a struct without fields is no ASN.1 type")),
        },
        Data::Enum(data) if enumerated::is_enumerated(data) => enumerated::expand(&input, data),
        Data::Enum(data) => choice::expand(&input, data),
        Data::Union(_) => Err(Error::new_spanned(&input, "a union is no ASN.1 type")),
    };
    expanded.unwrap_or_else(Error::into_compile_error).into()
}

/// Writes `crate::ber::NamedBits` for an enum whose discriminants are bit positions.
#[proc_macro_derive(NamedBits, attributes(asn1))]
pub fn derive_named_bits(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    bits::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}
