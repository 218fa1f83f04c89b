use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, DeriveInput, Error, Fields, Ident, Result, Type, Variant, parse_quote};

use crate::attribute::{Asn1Attribute, Tagging};
use crate::names;
use crate::sequence::Components;
use crate::slot::Slot;

struct Alternative<'a> {
    ident: &'a Ident,
    name: String,
    attribute: Asn1Attribute,
    form: Form<'a>,
}

enum Form<'a> {
    /// NULL
    Unit(Type),
    One(&'a Type),
    /// A SEQUENCE written in place.
    Inline(Components<'a>),
}

impl<'a> Alternative<'a> {
    fn read(variant: &'a Variant, kebab: bool) -> Result<Self> {
        let attribute = Asn1Attribute::read(&variant.attrs)?;
        let form = match &variant.fields {
            Fields::Unit => Form::Unit(parse_quote!(())),
            Fields::Unnamed(fields) => match (fields.unnamed.first(), fields.unnamed.len()) {
                (Some(field), 1) => Form::One(&field.ty),
                _ => return Err(Error::new_spanned(variant, "an alternative is of one type")),
            },
            Fields::Named(_) if attribute.tagging.is_some() => {
                return Err(Error::new_spanned(variant, "a SEQUENCE in place has no tag but its own"));
            }
            Fields::Named(fields) => Form::Inline(Components::read(fields, kebab)?),
        };
        let name = attribute.name.clone();
        let name = name.unwrap_or_else(|| names::from_variant(&variant.ident.to_string(), kebab));
        Ok(Self { ident: &variant.ident, name, attribute, form })
    }

    fn slot(&self) -> Option<Slot<'_>> {
        let tagging = self.attribute.tagging.as_ref();
        match &self.form {
            Form::Unit(ty) => Some(Slot { ty, tagging }),
            Form::One(ty) => Some(Slot { ty, tagging }),
            Form::Inline(_) => None,
        }
    }

    fn accepts(&self) -> TokenStream {
        match self.slot() {
            Some(slot) => slot.accepts(&quote!(tag)),
            None => quote!(tag == crate::ber::Tag::SEQUENCE),
        }
    }

    /// A branch of the chain that reads `element`, whose tag is `tag`.
    fn decode(&self) -> TokenStream {
        let (ident, name, accepts) = (self.ident, &self.name, self.accepts());
        let value = self.slot().map(|slot| slot.decode(&quote!(element), name));
        let read = match &self.form {
            Form::Unit(_) => quote!(#value.map(|()| Self::#ident)),
            Form::One(_) => quote!(#value.map(Self::#ident)),
            Form::Inline(components) => {
                let read = components.decode(&quote!(Self::#ident));
                quote!((|| -> crate::ber::Result<Self> { #read })())
            }
        };
        quote!(if #accepts { return #read.map_err(|malformed| malformed.within(#name)); })
    }

    fn encode(&self) -> TokenStream {
        let ident = self.ident;
        match (&self.form, self.slot()) {
            (Form::Unit(_), Some(slot)) => {
                let write = slot.encode(&quote!(&()));
                quote!(Self::#ident => #write,)
            }
            (Form::Inline(components), _) => {
                let fields = components.fields();
                let unknown = components.open.then(|| quote!(unknown,));
                let write = components.encode();
                quote! {
                    Self::#ident { #(#fields,)* #unknown } => {
                        let mark = out.mark();
                        #write
                        out.header(crate::ber::Tag::SEQUENCE, true, mark);
                    }
                }
            }
            (_, slot) => {
                let write = slot.map(|slot| slot.encode(&quote!(value)));
                quote!(Self::#ident(value) => #write,)
            }
        }
    }

    fn to_jer(&self) -> TokenStream {
        let (ident, name) = (self.ident, &self.name);
        match &self.form {
            Form::Unit(_) => {
                quote!(Self::#ident => crate::ber::Object::alternative(#name, serde_json::Value::Null),)
            }
            Form::One(ty) => quote! {
                Self::#ident(value) => {
                    crate::ber::Object::alternative(#name, <#ty as crate::ber::Asn1>::to_jer(value))
                }
            },
            Form::Inline(components) => {
                let fields = components.fields();
                let unknown = components.open.then(|| quote!(unknown,));
                let object = components.to_jer();
                quote! {
                    Self::#ident { #(#fields,)* #unknown } => crate::ber::Object::alternative(#name, #object),
                }
            }
        }
    }
}

pub(crate) fn expand(input: &DeriveInput, data: &DataEnum) -> Result<TokenStream> {
    let attribute = Asn1Attribute::read(&input.attrs)?;
    let read = data.variants.iter().map(|variant| Alternative::read(variant, attribute.kebab));
    let mut alternatives: Vec<_> = read.collect::<Result<_>>()?;
    // Whatever takes any element must be asked last.
    alternatives.sort_by_key(|alternative| alternative.attribute.open);
    let accepts = alternatives.iter().map(Alternative::accepts);
    let decodes = alternatives.iter().map(Alternative::decode);
    let encodes = alternatives.iter().map(Alternative::encode);
    let jers = alternatives.iter().map(Alternative::to_jer);
    let name = &input.ident;
    let text = name.to_string();
    let untagged = Untagged {
        accepts: quote!(#(#accepts)||*),
        decode: quote!(#(#decodes)* Err(element.instead_of(#text))),
        encode: quote!(match self { #(#encodes)* }),
        to_jer: quote!(match self { #(#jers)* }),
    };
    match &attribute.tagging {
        None => Ok(untagged.expand(input)),
        Some(Tagging { implicit: false, tag }) => Ok(untagged.expand_tagged(input, tag)),
        Some(_) => Err(Error::new_spanned(name, "the tag of a CHOICE is always EXPLICIT")),
    }
}

/// The bodies of `Asn1` for the alternatives themselves.
struct Untagged {
    accepts: TokenStream,
    decode: TokenStream,
    encode: TokenStream,
    to_jer: TokenStream,
}

impl Untagged {
    fn expand(&self, input: &DeriveInput) -> TokenStream {
        let Self { accepts, decode, encode, to_jer } = self;
        let name = &input.ident;
        let (generics, arguments, bounds) = input.generics.split_for_impl();
        quote! {
            impl #generics crate::ber::Asn1 for #name #arguments #bounds {
                fn accepts(tag: crate::ber::Tag) -> bool {
                    #accepts
                }
                fn decode(element: &crate::ber::Element<'_>) -> crate::ber::Result<Self> {
                    let tag = element.tag();
                    #decode
                }
                fn encode(&self, out: &mut crate::ber::Writer) {
                    #encode
                }
                fn to_jer(&self) -> serde_json::Value {
                    #to_jer
                }
            }
        }
    }

    /// The alternatives inside the tag of the CHOICE.
    fn expand_tagged(&self, input: &DeriveInput, own: &TokenStream) -> TokenStream {
        let Self { decode, encode, to_jer, .. } = self;
        let name = &input.ident;
        let text = name.to_string();
        let (generics, arguments, bounds) = input.generics.split_for_impl();
        quote! {
            impl #generics crate::ber::Asn1 for #name #arguments #bounds {
                fn accepts(tag: crate::ber::Tag) -> bool {
                    tag == <Self as crate::ber::Tagged>::TAG
                }
                fn decode(element: &crate::ber::Element<'_>) -> crate::ber::Result<Self> {
                    let element = &element.inner(#text)?;
                    let tag = element.tag();
                    #decode
                }
                fn encode(&self, out: &mut crate::ber::Writer) {
                    out.implicit(<Self as crate::ber::Tagged>::TAG, self);
                }
                fn to_jer(&self) -> serde_json::Value {
                    #to_jer
                }
            }
            impl #generics crate::ber::Tagged for #name #arguments #bounds {
                const TAG: crate::ber::Tag = #own;
                const CONSTRUCTED: bool = true;
                fn encode_content(&self, out: &mut crate::ber::Writer) {
                    #encode
                }
            }
        }
    }
}
