use std::fmt;

use serde_json::Value;

use super::{Asn1, Element, Octets, Result, Tag, Tagged, Writer};

impl Asn1 for bool {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::BOOLEAN
    }

    fn decode(element: &Element<'_>) -> Result<Self> {
        match element.primitive("BOOLEAN")? {
            [octet] => Ok(*octet != 0),
            _ => Err(element.no_value_of("BOOLEAN")),
        }
    }

    fn encode(&self, out: &mut Writer) {
        out.implicit(Self::TAG, self);
    }

    fn to_jer(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Tagged for bool {
    const TAG: Tag = Tag::BOOLEAN;
    const CONSTRUCTED: bool = false;

    fn encode_content(&self, out: &mut Writer) {
        out.octet(if *self { 0xFF } else { 0 });
    }
}

/// INTEGER; one that does not fit 64 bits is refused.
impl Asn1 for i64 {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::INTEGER
    }

    fn decode(element: &Element<'_>) -> Result<Self> {
        integer(element, "INTEGER of at most 64 bits")
    }

    fn encode(&self, out: &mut Writer) {
        out.implicit(Self::TAG, self);
    }

    fn to_jer(&self) -> Value {
        Value::from(*self)
    }

    fn magnitude(&self) -> i64 {
        *self
    }
}

impl Tagged for i64 {
    const TAG: Tag = Tag::INTEGER;
    const CONSTRUCTED: bool = false;

    fn encode_content(&self, out: &mut Writer) {
        let octets = self.to_be_bytes();
        out.octets(without_sign_octets(&octets));
    }
}

/// Content octets of an INTEGER or ENUMERATED; leading sign octets to spare are allowed.
pub(crate) fn integer(element: &Element<'_>, expected: &'static str) -> Result<i64> {
    let octets = without_sign_octets(element.primitive(expected)?);
    let Some(first) = octets.first().filter(|_| octets.len() <= size_of::<i64>()) else {
        return Err(element.no_value_of(expected));
    };
    let sign = if first & 0x80 == 0 { 0 } else { -1 };
    Ok(octets.iter().fold(sign, |sum, octet| sum << 8 | i64::from(*octet)))
}

/// Two's complement without the leading octets that say nothing (X.690 8.3.2).
fn without_sign_octets(mut octets: &[u8]) -> &[u8] {
    while let [0x00, second, ..] | [0xFF, second, ..] = octets {
        let (first, rest) = octets.split_at(1);
        if (first == [0xFF]) != (second & 0x80 != 0) {
            break;
        }
        octets = rest;
    }
    octets
}

/// NULL
impl Asn1 for () {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::NULL
    }

    fn decode(element: &Element<'_>) -> Result<Self> {
        if element.primitive("NULL")?.is_empty() { Ok(()) } else { Err(element.no_value_of("NULL")) }
    }

    fn encode(&self, out: &mut Writer) {
        out.implicit(Self::TAG, self);
    }

    fn to_jer(&self) -> Value {
        Value::Null
    }
}

impl Tagged for () {
    const TAG: Tag = Tag::NULL;
    const CONSTRUCTED: bool = false;

    fn encode_content(&self, _: &mut Writer) {}
}

/// OBJECT IDENTIFIER.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectIdentifier(Octets);

impl ObjectIdentifier {
    /// The identifier of these arcs; the first two share one number, as X.690 8.19.4 has it.
    pub fn new(first: u8, second: u8, others: &[u32]) -> Self {
        let mut out = Writer::new();
        for arc in others.iter().rev() {
            out.base128(u64::from(*arc));
        }
        out.base128(u64::from(first) * 40 + u64::from(second));
        Self(out.finish().into())
    }

    /// The arcs.
    pub fn arcs(&self) -> Vec<u64> {
        let mut numbers = Vec::new();
        let mut number: u64 = 0;
        for octet in self.0.as_bytes() {
            number = number << 7 | u64::from(octet & 0x7F);
            if octet & 0x80 == 0 {
                numbers.push(number);
                number = 0;
            }
        }
        if let Some(first) = numbers.first_mut() {
            let root = (*first / 40).min(2);
            *first -= root * 40;
            numbers.insert(0, root);
        }
        numbers
    }
}

impl fmt::Display for ObjectIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, arc) in self.arcs().iter().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            write!(f, "{dot}{arc}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ObjectIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectIdentifier({self})")
    }
}

impl Asn1 for ObjectIdentifier {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::OBJECT_IDENTIFIER
    }

    fn decode(element: &Element<'_>) -> Result<Self> {
        let octets = element.primitive("OBJECT IDENTIFIER")?;
        let arcs_end = octets.last().is_some_and(|last| last & 0x80 == 0);
        // Nine octets of seven bits fit a number of 64.
        let arcs_fit = octets.split(|octet| octet & 0x80 == 0).all(|arc| arc.len() < 9);
        if arcs_end && arcs_fit {
            Ok(Self(octets.into()))
        } else {
            Err(element.no_value_of("OBJECT IDENTIFIER"))
        }
    }

    fn encode(&self, out: &mut Writer) {
        out.implicit(Self::TAG, self);
    }

    fn to_jer(&self) -> Value {
        Value::String(self.to_string())
    }
}

impl Tagged for ObjectIdentifier {
    const TAG: Tag = Tag::OBJECT_IDENTIFIER;
    const CONSTRUCTED: bool = false;

    fn encode_content(&self, out: &mut Writer) {
        self.0.encode_content(out);
    }
}
