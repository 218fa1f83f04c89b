use proc_macro2::TokenStream;
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, LitInt, LitStr, Result, Token, parenthesized};

/// What `#[asn1(…)]` says of a type, a component or an alternative.
#[derive(Default)]
pub(crate) struct Asn1Attribute {
    pub(crate) tagging: Option<Tagging>,
    pub(crate) name: Option<String>,
    pub(crate) default: Option<DefaultValue>,
    /// SIZE or range.
    pub(crate) bounds: Option<(LitInt, LitInt)>,
    pub(crate) open: bool,
    pub(crate) kebab: bool,
}

/// DEFAULT, with the value if it is not the type's own.
pub(crate) struct DefaultValue(pub(crate) Option<Expr>);

pub(crate) struct Tagging {
    pub(crate) implicit: bool,
    /// A `Tag`.
    pub(crate) tag: TokenStream,
}

impl Asn1Attribute {
    pub(crate) fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut read = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("asn1")) {
            attribute.parse_nested_meta(|meta| read.add(&meta))?;
        }
        Ok(read)
    }

    fn add(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let word = meta.path.require_ident()?.to_string();
        match word.as_str() {
            "implicit" | "explicit" => {
                let tag = tag(&meta.value()?.parse()?)?;
                self.tagging = Some(Tagging { implicit: word == "implicit", tag });
            }
            "name" => self.name = Some(meta.value()?.parse::<LitStr>()?.value()),
            "default" => {
                let given = meta.input.peek(Token![=]);
                let value = if given { Some(meta.value()?.parse()?) } else { None };
                self.default = Some(DefaultValue(value));
            }
            "size" | "range" => {
                let bounds;
                parenthesized!(bounds in meta.input);
                let low = bounds.parse()?;
                bounds.parse::<Token![,]>()?;
                self.bounds = Some((low, bounds.parse()?));
            }
            "open" => self.open = true,
            "kebab" => self.kebab = true,
            _ => {
                let known = "implicit, explicit, name, default, size, range, open, kebab";
                return Err(meta.error(format!("expected one of {known}")));
            }
        }
        Ok(())
    }

    /// `Option<(i64, i64)>`
    pub(crate) fn bounds(&self) -> TokenStream {
        match &self.bounds {
            Some((low, high)) => quote!(Some((#low, #high))),
            None => quote!(None),
        }
    }
}

fn tag(number: &Expr) -> Result<TokenStream> {
    let Expr::Call(call) = number else {
        return Ok(quote!(crate::ber::Tag::context(#number)));
    };
    let class = &call.func;
    match &*quote!(#class).to_string() {
        "application" | "universal" | "private" => {
            let numbers = &call.args;
            Ok(quote!(crate::ber::Tag::#class(#numbers)))
        }
        _ => Err(Error::new(number.span(), "expected a number, or application, universal or private of one")),
    }
}
