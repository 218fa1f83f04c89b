use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error, Field, FieldsNamed, Ident, Result, Type};

use crate::attribute::{Asn1Attribute, DefaultValue, Tagging};
use crate::names;
use crate::slot::{Slot, optional};

/// Components above which `new` would be a riddle.
const MOST_ARGUMENTS: usize = 7;

struct Component<'a> {
    field: &'a Ident,
    /// The type without its `Option`.
    ty: &'a Type,
    name: String,
    optional: bool,
    attribute: Asn1Attribute,
}

/// The components of a SEQUENCE, and whether it has a place for what the module does not know.
pub(crate) struct Components<'a> {
    list: Vec<Component<'a>>,
    pub(crate) open: bool,
}

impl<'a> Components<'a> {
    pub(crate) fn read(fields: &'a FieldsNamed, kebab: bool) -> Result<Self> {
        let is_unknown = |field: &Field| field.ident.as_ref().is_some_and(|name| name == "unknown");
        let open = fields.named.last().is_some_and(is_unknown);
        let list = fields.named.iter().filter(|field| !is_unknown(field));
        let list = list.map(|field| Component::read(field, kebab)).collect::<Result<_>>()?;
        Ok(Self { list, open })
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = &Ident> {
        self.list.iter().map(|component| component.field)
    }

    /// An expression that reads `element` and gives `constructor { … }`.
    pub(crate) fn decode(&self, constructor: &TokenStream) -> TokenStream {
        let table = self.list.iter().map(Component::table_row);
        let fields = self.fields();
        let reads = self.list.iter().enumerate().map(|(index, component)| component.read_from_fields(index));
        let names = self.fields();
        let (finish, unknown) = if self.open {
            (quote!(let unknown = fields.finish()?;), quote!(unknown))
        } else {
            (quote!(fields.finish_closed()?;), quote!())
        };
        quote! {{
            const COMPONENTS: &[crate::ber::Component] = &[#(#table),*];
            let mut fields = crate::ber::Fields::open(element, COMPONENTS)?;
            #(let #fields = #reads;)*
            #finish
            Ok(#constructor { #(#names,)* #unknown })
        }}
    }

    /// Statements that write the components, each bound to a reference of its field's name, last first.
    pub(crate) fn encode(&self) -> TokenStream {
        let count = self.list.len();
        let after = self.open.then(|| quote!(unknown.encode_before(#count, out);));
        let each = self.list.iter().enumerate().rev().map(|(index, component)| {
            let write = component.write(self.open.then_some(index));
            let before = self.open.then(|| quote!(unknown.encode_before(#index, out);));
            quote!(#write #before)
        });
        quote!(#after #(#each)*)
    }

    /// An expression of the JSON object of the components, bound likewise.
    pub(crate) fn to_jer(&self) -> TokenStream {
        let puts = self.list.iter().map(Component::put);
        let unknown = self.open.then(|| quote!(unknown.put_into(&mut object);));
        quote! {{
            let mut object = crate::ber::Object::new();
            #(#puts)*
            #unknown
            object.finish()
        }}
    }

    /// `new`, or `Default` where nothing is required.
    fn constructor(&self, name: &Ident) -> TokenStream {
        let required: Vec<_> = self.list.iter().filter(|component| component.is_required()).collect();
        let arguments = required.iter().map(|Component { field, ty, .. }| quote!(#field: #ty));
        let values = self.list.iter().map(Component::initial);
        let fields = self.fields();
        let all = quote!(Self { #(#fields: #values,)* unknown: Default::default() });
        match required.len() {
            0 => quote!(impl Default for #name { fn default() -> Self { #all } }),
            1..=MOST_ARGUMENTS => quote! {
                impl #name {
                    /// A value with these components, and none of those that may be absent.
                    pub fn new(#(#arguments),*) -> Self { #all }
                }
            },
            _ => quote!(),
        }
    }
}

impl<'a> Component<'a> {
    fn read(field: &'a Field, kebab: bool) -> Result<Self> {
        let Some(ident) = &field.ident else {
            return Err(Error::new_spanned(field, "a component has a name"));
        };
        let attribute = Asn1Attribute::read(&field.attrs)?;
        let name = attribute.name.clone().unwrap_or_else(|| names::from_field(&ident.to_string(), kebab));
        let inner = optional(&field.ty);
        if let (Some(_), Some(_)) = (inner, &attribute.default) {
            return Err(Error::new_spanned(
                field,
                "a component with a DEFAULT is never absent: drop the Option",
            ));
        }
        Ok(Self { field: ident, ty: inner.unwrap_or(&field.ty), name, optional: inner.is_some(), attribute })
    }

    fn slot(&self) -> Slot<'_> {
        Slot { ty: self.ty, tagging: self.attribute.tagging.as_ref() }
    }

    fn is_required(&self) -> bool {
        !self.optional && self.attribute.default.is_none()
    }

    fn table_row(&self) -> TokenStream {
        let (name, ty, bounds) = (&self.name, self.ty, self.attribute.bounds());
        let accepts = match &self.attribute.tagging {
            _ if self.attribute.open => quote!(Last),
            Some(Tagging { tag, .. }) => quote!(Tag(#tag)),
            None => quote!(Type(<#ty as crate::ber::Asn1>::accepts)),
        };
        quote! {
            crate::ber::Component { name: #name, accepts: crate::ber::Accepts::#accepts, bounds: #bounds }
        }
    }

    fn read_from_fields(&self, index: usize) -> TokenStream {
        let ty = self.ty;
        let explicit = matches!(self.attribute.tagging, Some(Tagging { implicit: false, .. }));
        let read = match (self.is_required(), explicit) {
            (true, false) => quote!(required),
            (true, true) => quote!(required_explicit),
            (false, false) => quote!(optional),
            (false, true) => quote!(optional_explicit),
        };
        let default = self.attribute.default.as_ref().map(|default| {
            let value = default_value(default);
            quote!(.unwrap_or_else(|| #value))
        });
        quote!(fields.#read::<#ty>(#index)? #default)
    }

    /// Statements that write the component, whose place is given where unknown elements may follow it. Without the default
    /// between them, such an element could be taken for the component or for one before it.
    fn write(&self, place: Option<usize>) -> TokenStream {
        let (field, ty) = (self.field, self.ty);
        if let Some(default) = &self.attribute.default {
            let write = self.slot().encode(&quote!(#field));
            let value = default_value(default);
            let spelled_out = place.map(|index| quote!(|| unknown.follow(#index)));
            return quote! { let default: #ty = #value; if *#field != default #spelled_out { #write; } };
        }
        if self.optional {
            let write = self.slot().encode(&quote!(value));
            return quote! { if let Some(value) = #field { #write; } };
        }
        let write = self.slot().encode(&quote!(#field));
        quote!(#write;)
    }

    fn put(&self) -> TokenStream {
        let (field, ty, name) = (self.field, self.ty, &self.name);
        if let Some(default) = &self.attribute.default {
            let value = default_value(default);
            return quote! { let default: #ty = #value; if *#field != default { object.put(#name, #field); } };
        }
        if self.optional {
            return quote!(object.put_optional(#name, #field.as_ref()););
        }
        quote!(object.put(#name, #field);)
    }

    /// The component's value in `new`.
    fn initial(&self) -> TokenStream {
        let field = self.field;
        match &self.attribute.default {
            Some(default) => default_value(default),
            None if self.optional => quote!(None),
            None => quote!(#field),
        }
    }
}

fn default_value(default: &DefaultValue) -> TokenStream {
    match &default.0 {
        Some(value) => quote!(#value),
        None => quote!(Default::default()),
    }
}

pub(crate) fn expand(input: &DeriveInput, fields: &FieldsNamed) -> Result<TokenStream> {
    let attribute = Asn1Attribute::read(&input.attrs)?;
    let components = Components::read(fields, attribute.kebab)?;
    if !components.open {
        let message = "a SEQUENCE keeps what it does not know: let `pub unknown: Unknowns` be the last field";
        return Err(Error::new_spanned(&input.ident, message));
    }
    let tag = match &attribute.tagging {
        None => quote!(crate::ber::Tag::SEQUENCE),
        Some(Tagging { implicit: true, tag }) => tag.clone(),
        Some(Tagging { implicit: false, .. }) => {
            return Err(Error::new_spanned(&input.ident, "no SEQUENCE of CSTA has an EXPLICIT tag"));
        }
    };
    let name = &input.ident;
    let constructor = components.constructor(name);
    let decode = components.decode(&quote!(Self));
    let (encode, to_jer) = (components.encode(), components.to_jer());
    let fields: Vec<_> = components.fields().collect();
    Ok(quote! {
        impl crate::ber::Asn1 for #name {
            fn accepts(tag: crate::ber::Tag) -> bool {
                tag == <Self as crate::ber::Tagged>::TAG
            }
            fn decode(element: &crate::ber::Element<'_>) -> crate::ber::Result<Self> {
                #decode
            }
            fn encode(&self, out: &mut crate::ber::Writer) {
                out.implicit(<Self as crate::ber::Tagged>::TAG, self);
            }
            fn to_jer(&self) -> serde_json::Value {
                let Self { #(#fields,)* unknown } = self;
                #to_jer
            }
        }
        impl crate::ber::Tagged for #name {
            const TAG: crate::ber::Tag = #tag;
            const CONSTRUCTED: bool = true;
            fn encode_content(&self, out: &mut crate::ber::Writer) {
                let Self { #(#fields,)* unknown } = self;
                #encode
            }
        }
        #constructor
    })
}
