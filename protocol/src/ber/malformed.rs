use std::fmt;

use thiserror::Error;

use super::Tag;

/// Where and why octets are not the type they should be: always the sender's fault.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("at octet {offset}, {path}: {fault}")]
pub struct Malformed {
    /// Offset of the element at fault, in octets from the start of what was decoded.
    pub offset: usize,
    /// Components from the outside in, down to the one at fault.
    pub path: Path,
    /// What is wrong with it.
    pub fault: Fault,
}

impl Malformed {
    pub(crate) fn new(offset: usize, fault: Fault) -> Self {
        Self { offset, path: Path::default(), fault }
    }

    /// The same fault, seen from the type that has `component`.
    #[must_use]
    pub(crate) fn within(mut self, component: &'static str) -> Self {
        self.path.0.push(component);
        self
    }
}

/// Names of components, from the outside in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(Vec<&'static str>);

impl Path {
    /// The names, outermost first.
    pub fn components(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().rev().copied()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("the outermost element");
        }
        for (index, component) in self.components().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            f.write_str(component)?;
        }
        Ok(())
    }
}

/// What can be wrong with an element.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// The octets end inside the element.
    #[error("the octets end inside the element")]
    Truncated,
    /// The identifier or length octets are no BER.
    #[error("{0}")]
    Header(&'static str),
    /// Another element was due.
    #[error("expected {expected}, got {got}")]
    Expected {
        /// Name of the type or component that was due.
        expected: &'static str,
        /// The tag that stood there.
        got: Tag,
    },
    /// A component that may not be absent is absent.
    #[error("{component} is missing")]
    Missing {
        /// Its name.
        component: &'static str,
    },
    /// The content octets are no value of the type.
    #[error("expected {expected}, got {octets} content octets that are none")]
    Content {
        /// Name of the type.
        expected: &'static str,
        /// How many content octets there were.
        octets: usize,
    },
    /// A number or a size is outside what the standard allows.
    #[error("{value} is outside {low}..{high}")]
    OutOfRange {
        /// The number, or the size in octets, characters or elements.
        value: i64,
        /// Least that is allowed.
        low: i64,
        /// Most that is allowed.
        high: i64,
    },
    /// Octets follow where the element should have been the last.
    #[error("{octets} octets too many")]
    Trailing {
        /// How many.
        octets: usize,
    },
    /// Elements are nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    #[error("nested deeper than {}", super::MAX_DEPTH)]
    TooDeep,
    /// One type has more elements than we are willing to keep.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// The most we keep.
        limit: usize,
    },
}
