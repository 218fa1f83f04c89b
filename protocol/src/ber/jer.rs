use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::Asn1;

/// A JSON object in the making: absent components are left out, as X.697 has it.
#[derive(Debug, Default)]
pub(crate) struct Object(Map<String, Value>);

impl Object {
    /// An object without members.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a component.
    pub(crate) fn put<T: Asn1>(&mut self, name: &'static str, value: &T) {
        self.insert(name, value.to_jer());
    }

    /// Adds a component that may be absent.
    pub(crate) fn put_optional<T: Asn1>(&mut self, name: &'static str, value: Option<&T>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// Adds any member.
    pub(crate) fn insert(&mut self, name: &'static str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// The object, complete.
    pub(crate) fn finish(self) -> Value {
        Value::Object(self.0)
    }

    /// A CHOICE: an object with the chosen alternative alone.
    pub(crate) fn alternative(name: &'static str, value: Value) -> Value {
        let mut object = Self::new();
        object.insert(name, value);
        object.finish()
    }
}

/// Octets as X.697 writes them: lower-case hexadecimal.
pub(crate) fn hex(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len() * 2);
    for octet in octets {
        // Writing to a String cannot fail.
        let _ = write!(text, "{octet:02x}");
    }
    text
}
