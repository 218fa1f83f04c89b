use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Result};

use crate::attribute::Asn1Attribute;
use crate::enumerated::Named;

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "named bits are an enum of positions"));
    };
    let kebab = Asn1Attribute::read(&input.attrs)?.kebab;
    let named: Vec<_> =
        data.variants.iter().map(|variant| Named::read(variant, kebab)).collect::<Result<_>>()?;
    let idents: Vec<_> = named.iter().map(|bit| bit.ident).collect();
    let positions: Vec<_> = named.iter().map(|bit| bit.number).collect();
    let names: Vec<_> = named.iter().map(|bit| &bit.name).collect();
    let name = &input.ident;
    Ok(quote! {
        impl crate::ber::NamedBits for #name {
            const ALL: &'static [Self] = &[#(Self::#idents),*];
            fn position(self) -> usize {
                match self { #(Self::#idents => #positions,)* }
            }
            fn name(self) -> &'static str {
                match self { #(Self::#idents => #names,)* }
            }
        }
    })
}
