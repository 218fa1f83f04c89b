//! What things are called, and texts about people.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes a value that the daemon has minted.
            #[must_use]
            pub fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The sixteen octets, as sent in correlator data.
            #[must_use]
            pub fn octets(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Uuid::parse_str(text).map(Self).map_err(|_| BadId::NotAUuid)
            }
        }

        string_schema!($name, "format": "uuid");
    };
}

/// How ids and texts look in the schema of the socket: in place, as the plain strings that they are.
macro_rules! string_schema {
    ($name:ident, $($keyword:tt)*) => {
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", $($keyword)* })
            }
        }
    };
}

/// Stands for `jiff::Timestamp` in schemas: `schemars` knows older versions of `jiff` only.
pub struct TimestampSchema;

string_schema!(TimestampSchema, "format": "date-time");

uuid_id!(
    /// One customer's request, from the web page to its disposition.
    SessionId
);
uuid_id!(
    /// One outbound call attempt. Its octets travel to the switch as correlator data.
    LegId
);

/// Longest agent id, device number or queue name, in characters.
pub const MAX_NAME: usize = 64;

/// Why a text is no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadId {
    /// Session and leg ids are UUIDs.
    #[error("expected a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057")]
    NotAUuid,
    /// Names are neither empty nor endless.
    #[error("expected 1 to {MAX_NAME} characters")]
    Length,
    /// Names go into logs and terminals.
    #[error("expected no control characters and no spaces")]
    Character,
}

macro_rules! name_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                let length = text.chars().count();
                if length == 0 || length > MAX_NAME {
                    return Err(BadId::Length);
                }
                if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
                    return Err(BadId::Character);
                }
                Ok(Self(text))
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        string_schema!($name, "minLength": 1, "maxLength": MAX_NAME, "format": "callbackd-name");
    };
}

name_id!(
    /// A person who takes callbacks, as named in `[[agents]]`.
    AgentId
);
name_id!(
    /// The directory number of an extension: what `MonitorStart` and `MakeCall` address.
    Device
);
name_id!(
    /// A queue of callback requests, as named in `[[queues]]`.
    QueueName
);

/// Place of a record in the journal: monotonic, durable, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Seq(pub u64);

/// Text about a person (a number as typed, a name): readable only on purpose.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private(String);

impl Private {
    /// Wraps what somebody told us about themselves.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Private({} characters)", self.0.chars().count())
    }
}

string_schema!(Private,);

/// What lets a web layer show one customer the truth about their own request.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatusToken(String);

impl StatusToken {
    /// Takes a text that the daemon has minted.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the customer's browser and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for StatusToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatusToken(…)")
    }
}

string_schema!(StatusToken, "maxLength": 64);

impl FromStr for StatusToken {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}
