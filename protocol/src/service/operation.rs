use super::{Operation, ServiceResult};
use crate::ber::{Asn1, Element, Result};
use crate::types::CstaCommonArguments;

/// Makes [`Operation`](super::Operation), [`Argument`](super::Argument) and
/// [`ServiceResult`](super::ServiceResult) of a table. A row is `code name Variant(Argument)`, then `->
/// Result`, or `=> empty` where the result is a NULL or the extensions alone, or nothing where the operation
/// has no result.
macro_rules! operations {
    ($(
        $code:literal $name:ident $variant:ident($argument:ident) $(-> $result:ident)? $(=> $empty:ident)?,
    )*) => {
        /// The operations of the modules.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operation {
            $($variant,)*
        }

        impl Operation {
            /// All operations, by code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The local code.
            pub const fn code(self) -> i64 {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// The module's name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($name),)*
                }
            }

            /// The operation with this local code.
            pub const fn from_code(code: i64) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        /// What an operation is invoked with.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Argument {
            $($variant(Box<$argument>),)*
            /// An operation the modules do not have.
            Unknown {
                /// Its code.
                opcode: Code,
                /// All octets after the code.
                raw: Octets,
            },
        }

        impl Argument {
            /// The operation, if the modules have it.
            pub fn operation(&self) -> Option<Operation> {
                match self {
                    $(Self::$variant(_) => Some(Operation::$variant),)*
                    Self::Unknown { .. } => None,
                }
            }

            /// Its code.
            pub fn opcode(&self) -> Code {
                match self {
                    $(Self::$variant(_) => Code::Local($code),)*
                    Self::Unknown { opcode, .. } => opcode.clone(),
                }
            }

            pub(crate) fn decode(operation: Operation, element: &Element<'_>) -> Result<Self> {
                match operation {
                    $(Operation::$variant => required(element, "argument").map(Self::$variant),)*
                }
            }

            pub(crate) fn encode(&self, out: &mut Writer) {
                match self {
                    $(Self::$variant(argument) => argument.encode(out),)*
                    Self::Unknown { raw, .. } => out.octets(raw.as_bytes()),
                }
            }

            /// JSON of the argument; of an unknown operation's, its octets.
            pub fn to_jer(&self) -> Value {
                match self {
                    $(Self::$variant(argument) => argument.to_jer(),)*
                    Self::Unknown { raw, .. } => raw.to_jer(),
                }
            }
        }

        /// What an operation gives when it succeeds.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum ServiceResult {
            $($($variant(Box<$result>),)?)*
            /// The operation has nothing to give.
            Empty {
                /// The operation.
                operation: Operation,
                /// What any message may carry; without it the result is a NULL.
                extensions: Option<CstaCommonArguments>,
            },
            /// An operation the modules do not have, or have no result for.
            Unknown {
                /// Its code.
                opcode: Code,
                /// All octets after the code.
                raw: Octets,
            },
        }

        impl ServiceResult {
            /// The operation, if the modules have it with a result.
            pub fn operation(&self) -> Option<Operation> {
                match self {
                    $($(Self::$variant(_) => Some(<$result as ResultOf>::OPERATION),)?)*
                    Self::Empty { operation, .. } => Some(*operation),
                    Self::Unknown { .. } => None,
                }
            }

            /// The operation's code.
            pub fn opcode(&self) -> Code {
                match self {
                    $($(Self::$variant(_) => Code::Local(<$result as ResultOf>::OPERATION.code()),)?)*
                    Self::Empty { operation, .. } => Code::Local(operation.code()),
                    Self::Unknown { opcode, .. } => opcode.clone(),
                }
            }

            /// `None` when the modules have no such result.
            pub(crate) fn decode(operation: Operation, element: &Element<'_>) -> Result<Option<Self>> {
                Ok(match operation {
                    $($(Operation::$variant => {
                        Some(Self::$variant(required::<Box<$result>>(element, "result")?))
                    })?)*
                    $($(Operation::$variant => Self::$empty(operation, element)?,)?)*
                    _ => None,
                })
            }

            pub(crate) fn encode(&self, out: &mut Writer) {
                match self {
                    $($(Self::$variant(result) => <$result as Asn1>::encode(result, out),)?)*
                    Self::Empty { extensions: Some(extensions), .. } => extensions.encode(out),
                    Self::Empty { extensions: None, .. } => ().encode(out),
                    Self::Unknown { raw, .. } => out.octets(raw.as_bytes()),
                }
            }

            /// JSON of the result; of an unknown operation's, its octets.
            pub fn to_jer(&self) -> Value {
                match self {
                    $($(Self::$variant(result) => <$result as Asn1>::to_jer(result),)?)*
                    Self::Empty { extensions: Some(extensions), .. } => {
                        Object::alternative("extensions", extensions.to_jer())
                    }
                    Self::Empty { extensions: None, .. } => Object::alternative("noData", Value::Null),
                    Self::Unknown { raw, .. } => raw.to_jer(),
                }
            }
        }

        $(
            impl From<$argument> for Argument {
                fn from(argument: $argument) -> Self {
                    Self::$variant(Box::new(argument))
                }
            }
        )*

        $($(
            impl ResultOf for $result {
                const OPERATION: Operation = Operation::$variant;
            }

            impl From<$result> for ServiceResult {
                fn from(result: $result) -> Self {
                    Self::$variant(Box::new(result))
                }
            }
        )?)*
    };
}

pub(super) use operations;

/// Reads what may be of no other type.
pub(super) fn required<T: Asn1>(element: &Element<'_>, expected: &'static str) -> Result<T> {
    if T::accepts(element.tag()) { T::decode(element) } else { Err(element.instead_of(expected)) }
}

/// The type of an operation's result.
pub(super) trait ResultOf {
    const OPERATION: Operation;
}

impl ServiceResult {
    /// A NULL, or the extensions. Whatever else a switch answers with is a success all the same.
    pub(super) fn empty(operation: Operation, element: &Element<'_>) -> Result<Option<Self>> {
        let extensions = if <()>::accepts(element.tag()) {
            <()>::decode(element).map(|()| None)?
        } else if CstaCommonArguments::accepts(element.tag()) {
            Some(CstaCommonArguments::decode(element)?)
        } else {
            return Ok(None);
        };
        Ok(Some(Self::Empty { operation, extensions }))
    }
}
