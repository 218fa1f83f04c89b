use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericArgument, PathArguments, Type};

use crate::attribute::Tagging;

/// A place where a type stands, with the tag the place gives it: component, alternative or definition.
pub(crate) struct Slot<'a> {
    pub(crate) ty: &'a Type,
    pub(crate) tagging: Option<&'a Tagging>,
}

impl Slot<'_> {
    /// Whether `tag` (an expression) may stand here.
    pub(crate) fn accepts(&self, tag: &TokenStream) -> TokenStream {
        let ty = self.ty;
        match self.tagging {
            Some(Tagging { tag: own, .. }) => quote!(#tag == #own),
            None => quote!(<#ty as crate::ber::Asn1>::accepts(#tag)),
        }
    }

    /// Reads `element`, an expression of type `&Element`.
    pub(crate) fn decode(&self, element: &TokenStream, name: &str) -> TokenStream {
        let ty = self.ty;
        match self.tagging {
            Some(Tagging { implicit: false, .. }) => quote!(crate::ber::explicit::<#ty>(#element, #name)),
            _ => quote!(<#ty as crate::ber::Asn1>::decode(#element)),
        }
    }

    /// Writes `value`, an expression of type `&T`, to `out`.
    pub(crate) fn encode(&self, value: &TokenStream) -> TokenStream {
        let ty = self.ty;
        match self.tagging {
            Some(Tagging { implicit: true, tag }) => quote!(out.implicit::<#ty>(#tag, #value)),
            Some(Tagging { implicit: false, tag }) => quote!(out.explicit::<#ty>(#tag, #value)),
            None => quote!(<#ty as crate::ber::Asn1>::encode(#value, out)),
        }
    }
}

/// `T` of `Option<T>`.
pub(crate) fn optional(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(inner) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}
