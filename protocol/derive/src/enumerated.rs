use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, DeriveInput, Error, Expr, Ident, Result, Variant};

use crate::attribute::{Asn1Attribute, Tagging};
use crate::names;

/// An enum with numbers is an ENUMERATED.
pub(crate) fn is_enumerated(data: &DataEnum) -> bool {
    data.variants.iter().any(|variant| variant.discriminant.is_some())
}

/// A variant with a number.
pub(crate) struct Named<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) number: &'a Expr,
    pub(crate) name: String,
}

impl<'a> Named<'a> {
    pub(crate) fn read(variant: &'a Variant, kebab: bool) -> Result<Self> {
        let Some((_, number)) = &variant.discriminant else {
            return Err(Error::new_spanned(variant, "give the variant its number"));
        };
        let name = Asn1Attribute::read(&variant.attrs)?.name;
        let name = name.unwrap_or_else(|| names::from_variant(&variant.ident.to_string(), kebab));
        Ok(Self { ident: &variant.ident, number, name })
    }
}

pub(crate) fn expand(input: &DeriveInput, data: &DataEnum) -> Result<TokenStream> {
    let attribute = Asn1Attribute::read(&input.attrs)?;
    let unknown = data.variants.last().filter(|variant| variant.ident == "Unknown");
    if unknown.is_none_or(|variant| variant.fields.len() != 1) {
        let message = "an ENUMERATED keeps numbers it does not know: let `Unknown(i64)` be the last variant";
        return Err(Error::new_spanned(&input.ident, message));
    }
    let named = data.variants.iter().take(data.variants.len() - 1);
    let named: Vec<_> = named.map(|variant| Named::read(variant, attribute.kebab)).collect::<Result<_>>()?;
    let idents: Vec<_> = named.iter().map(|value| value.ident).collect();
    let numbers: Vec<_> = named.iter().map(|value| value.number).collect();
    let names: Vec<_> = named.iter().map(|value| &value.name).collect();
    let tag = match &attribute.tagging {
        None => quote!(crate::ber::Tag::ENUMERATED),
        Some(Tagging { implicit: true, tag }) => tag.clone(),
        Some(Tagging { implicit: false, .. }) => {
            return Err(Error::new_spanned(&input.ident, "no ENUMERATED of CSTA has an EXPLICIT tag"));
        }
    };
    let name = &input.ident;
    let text = name.to_string();
    let inherent = quote! {
        impl #name {
            /// The number on the wire.
            pub const fn code(self) -> i64 {
                match self {
                    #(Self::#idents => #numbers,)*
                    Self::Unknown(code) => code,
                }
            }
            /// The value with this number.
            pub const fn from_code(code: i64) -> Self {
                match code {
                    #(#numbers => Self::#idents,)*
                    _ => Self::Unknown(code),
                }
            }
            /// The module's name; "unknown" for a number it does not have.
            pub const fn name(self) -> &'static str {
                match self {
                    #(Self::#idents => #names,)*
                    Self::Unknown(_) => "unknown",
                }
            }
        }
    };
    Ok(quote! {
        #inherent
        impl crate::ber::Asn1 for #name {
            fn accepts(tag: crate::ber::Tag) -> bool {
                tag == <Self as crate::ber::Tagged>::TAG
            }
            fn decode(element: &crate::ber::Element<'_>) -> crate::ber::Result<Self> {
                crate::ber::integer(element, #text).map(Self::from_code)
            }
            fn encode(&self, out: &mut crate::ber::Writer) {
                out.implicit(<Self as crate::ber::Tagged>::TAG, self);
            }
            fn to_jer(&self) -> serde_json::Value {
                match self {
                    Self::Unknown(code) => (*code).into(),
                    known => known.name().into(),
                }
            }
        }
        impl crate::ber::Tagged for #name {
            const TAG: crate::ber::Tag = #tag;
            const CONSTRUCTED: bool = false;
            fn encode_content(&self, out: &mut crate::ber::Writer) {
                crate::ber::Tagged::encode_content(&self.code(), out);
            }
        }
    })
}
