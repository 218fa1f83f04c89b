use std::fmt;

use serde_json::Value;

use super::jer::hex;
use super::{Asn1, Element, Result, Tag, Tagged, Writer};

/// OCTET STRING: opaque octets, compared octet for octet.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Octets(Box<[u8]>);

impl Octets {
    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<T: Into<Box<[u8]>>> From<T> for Octets {
    fn from(octets: T) -> Self {
        Self(octets.into())
    }
}

/// Hexadecimal.
impl fmt::Display for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Octets({self})")
    }
}

impl Asn1 for Octets {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::OCTET_STRING
    }

    fn decode(element: &Element<'_>) -> Result<Self> {
        Ok(Self(element.string("OCTET STRING")?.into()))
    }

    fn encode(&self, out: &mut Writer) {
        out.implicit(Self::TAG, self);
    }

    fn to_jer(&self) -> Value {
        Value::String(hex(&self.0))
    }

    fn magnitude(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }
}

impl Tagged for Octets {
    const TAG: Tag = Tag::OCTET_STRING;
    const CONSTRUCTED: bool = false;

    fn encode_content(&self, out: &mut Writer) {
        out.octets(&self.0);
    }
}

/// Text of one octet a character.
///
/// IA5 ends at 7F, but switches send names in ISO 8859-1: such octets are read as that, and written back as
/// they were. A character beyond U+00FF cannot be sent; it is replaced by a question mark.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ia5String(Box<str>);

impl Ia5String {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn read(element: &Element<'_>, expected: &'static str) -> Result<Self> {
        let octets = element.string(expected)?;
        let text = match str::from_utf8(&octets) {
            Ok(text) if text.is_ascii() => text.into(),
            _ => octets.iter().copied().map(char::from).collect(),
        };
        Ok(Self(text))
    }

    fn write(&self, out: &mut Writer) {
        for character in self.0.chars().rev() {
            out.octet(u8::try_from(character).unwrap_or(b'?'));
        }
    }
}

impl From<&str> for Ia5String {
    fn from(text: &str) -> Self {
        Self(text.chars().map(|c| if u32::from(c) > 0xFF { '?' } else { c }).collect())
    }
}

impl fmt::Display for Ia5String {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Ia5String {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Asn1 for Ia5String {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::IA5_STRING
    }

    fn decode(element: &Element<'_>) -> Result<Self> {
        Self::read(element, "IA5String")
    }

    fn encode(&self, out: &mut Writer) {
        out.implicit(Self::TAG, self);
    }

    fn to_jer(&self) -> Value {
        Value::String(self.0.to_string())
    }

    fn magnitude(&self) -> i64 {
        i64::try_from(self.0.chars().count()).unwrap_or(i64::MAX)
    }
}

impl Tagged for Ia5String {
    const TAG: Tag = Tag::IA5_STRING;
    const CONSTRUCTED: bool = false;

    fn encode_content(&self, out: &mut Writer) {
        self.write(out);
    }
}

/// GraphicString; ACSE uses it.
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(implicit = universal(25))]
pub struct GraphicString(pub Ia5String);

/// ObjectDescriptor; EXTERNAL has one.
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(implicit = universal(7))]
pub struct ObjectDescriptor(pub Ia5String);

/// GeneralizedTime, kept as the text that came: some switches leave the zone out, others set their clock to a
/// past century, and none of that is a reason to refuse a message.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(implicit = universal(24))]
pub struct GeneralizedTime(pub Ia5String);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ber::{from_octets, to_octets};

    #[test]
    fn a_name_in_latin_1_survives() {
        let octets = [0x16, 0x06, b'M', 0xFC, b'l', b'l', b'e', b'r'];
        let name: Ia5String = from_octets(&octets).unwrap();
        assert_eq!(name.as_str(), "Müller");
        assert_eq!(name.magnitude(), 6);
        assert_eq!(to_octets(&name), octets);
    }

    #[test]
    fn a_character_that_cannot_be_sent_becomes_a_question_mark() {
        let name = Ia5String::from("Łódź");
        assert_eq!(name.as_str(), "?ód?");
        assert_eq!(to_octets(&name), [0x16, 0x04, b'?', 0xF3, b'd', b'?']);
    }
}
