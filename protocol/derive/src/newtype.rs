use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error, FieldsUnnamed, Result};

use crate::attribute::{Asn1Attribute, Tagging};
use crate::slot::Slot;

pub(crate) fn expand(input: &DeriveInput, fields: &FieldsUnnamed) -> Result<TokenStream> {
    let (Some(field), 1) = (fields.unnamed.first(), fields.unnamed.len()) else {
        return Err(Error::new_spanned(fields, "a type of its own name stands for one other type"));
    };
    let attribute = Asn1Attribute::read(&input.attrs)?;
    let (name, ty) = (&input.ident, &field.ty);
    let text = name.to_string();
    let slot = Slot { ty, tagging: attribute.tagging.as_ref() };
    let decode = slot.decode(&quote!(element), &text);
    let decode = match &attribute.bounds {
        Some((low, high)) => quote! {
            #decode.and_then(|value| crate::ber::bounded(element, value, (#low, #high)))
        },
        None => decode,
    };
    let inner_tag = quote!(<#ty as crate::ber::Tagged>::TAG);
    let inner_form = quote!(<#ty as crate::ber::Tagged>::CONSTRUCTED);
    let inner_content = quote!(<#ty as crate::ber::Tagged>::encode_content(&self.0, out));
    let (tag, constructed, content) = match &attribute.tagging {
        None => (inner_tag, inner_form, inner_content),
        Some(Tagging { implicit: true, tag }) => (tag.clone(), inner_form, inner_content),
        Some(Tagging { implicit: false, tag }) => {
            (tag.clone(), quote!(true), quote!(<#ty as crate::ber::Asn1>::encode(&self.0, out)))
        }
    };
    Ok(quote! {
        impl crate::ber::Asn1 for #name {
            fn accepts(tag: crate::ber::Tag) -> bool {
                tag == <Self as crate::ber::Tagged>::TAG
            }
            fn decode(element: &crate::ber::Element<'_>) -> crate::ber::Result<Self> {
                #decode.map(Self)
            }
            fn encode(&self, out: &mut crate::ber::Writer) {
                out.implicit(<Self as crate::ber::Tagged>::TAG, self);
            }
            fn to_jer(&self) -> serde_json::Value {
                <#ty as crate::ber::Asn1>::to_jer(&self.0)
            }
            fn magnitude(&self) -> i64 {
                <#ty as crate::ber::Asn1>::magnitude(&self.0)
            }
        }
        impl crate::ber::Tagged for #name {
            const TAG: crate::ber::Tag = #tag;
            const CONSTRUCTED: bool = #constructed;
            fn encode_content(&self, out: &mut crate::ber::Writer) {
                #content;
            }
        }
    })
}
