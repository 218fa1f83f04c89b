//! The four components of ROSE (X.880): [`Invoke`], [`ReturnResult`], [`ReturnError`], [`Reject`].
//!
//! Both sides invoke, and number their invokes each on its own: a reply belongs to an invoke of the other
//! direction with the same [`InvokeId`].

pub(crate) mod code;
mod invoke;
mod reject;
mod reply;

use std::fmt;

use serde_json::Value;

use crate::ber::{Asn1, Element, Fault, Malformed, Reader, Result, Tag};
use crate::service::Operation;

pub use self::code::Code;
pub use self::invoke::{Invoke, LinkedId};
pub use self::reject::{
    GeneralProblem, InvokeProblem, Problem, Reject, ReturnErrorProblem, ReturnResultProblem,
};
pub use self::reply::{ErrorParameter, ReturnError, ReturnResult};

pub(crate) const INVOKE: Tag = Tag::context(1);
pub(crate) const RETURN_RESULT: Tag = Tag::context(2);
pub(crate) const RETURN_ERROR: Tag = Tag::context(3);
pub(crate) const REJECT: Tag = Tag::context(4);

/// Number of an invoke, chosen by who invokes.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvokeId(pub i64);

impl fmt::Display for InvokeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Code {
    /// The number alone, or the object identifier under its name.
    fn to_json(&self) -> Value {
        match self {
            Self::Local(code) => Value::from(*code),
            Self::Global(_) => self.to_jer(),
        }
    }

    fn operation(&self) -> Option<Operation> {
        match self {
            Self::Local(code) => Operation::from_code(*code),
            Self::Global(_) => None,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(code) => code.fmt(f),
            Self::Global(code) => code.fmt(f),
        }
    }
}

/// The next element, which must be of the type.
fn next<T: Asn1>(inside: &mut Reader<'_>, component: &'static str) -> Result<T> {
    let element = next_element(inside, component)?;
    if !T::accepts(element.tag()) {
        return Err(element.instead_of(component));
    }
    T::decode(&element).map_err(|malformed| malformed.within(component))
}

fn next_element<'a>(inside: &mut Reader<'a>, component: &'static str) -> Result<Element<'a>> {
    let offset = inside.offset();
    inside.next()?.ok_or_else(|| Malformed::new(offset, Fault::Missing { component }))
}
