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
    pub fn new(first: u8, second: u32, others: &[u32]) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ber::{from_octets, to_octets};

    #[test]
    fn integers_take_as_few_octets_as_their_sign_allows() {
        for (number, octets) in [
            (0, &[0x02, 0x01, 0x00][..]),
            (127, &[0x02, 0x01, 0x7F]),
            (128, &[0x02, 0x02, 0x00, 0x80]),
            (211, &[0x02, 0x02, 0x00, 0xD3]),
            (-1, &[0x02, 0x01, 0xFF]),
            (-128, &[0x02, 0x01, 0x80]),
            (-129, &[0x02, 0x02, 0xFF, 0x7F]),
            (i64::MIN, &[0x02, 0x08, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ] {
            assert_eq!(to_octets(&number), octets);
            assert_eq!(from_octets::<i64>(octets), Ok(number));
        }
    }

    #[test]
    fn integers_may_have_sign_octets_to_spare_but_must_fit() {
        let spare = [0x02, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80];
        assert_eq!(from_octets::<i64>(&spare), Ok(128));
        assert!(from_octets::<i64>(&[0x02, 0x09, 1, 0, 0, 0, 0, 0, 0, 0, 0]).is_err());
        assert!(from_octets::<i64>(&[0x02, 0x00]).is_err());
    }

    #[test]
    fn an_object_identifier_shows_its_arcs() {
        let octets = [0x06, 0x07, 0x2B, 0x0C, 0x00, 0x82, 0x1D, 0x81, 0x48];
        let identifier: ObjectIdentifier = from_octets(&octets).unwrap();
        assert_eq!(identifier.to_string(), "1.3.12.0.285.200");
        assert_eq!(identifier, ObjectIdentifier::new(1, 3, &[12, 0, 285, 200]));
        assert_eq!(to_octets(&identifier), octets);
        assert_eq!(from_octets::<ObjectIdentifier>(&[0x06, 0x02, 0x88, 0x37]).unwrap().to_string(), "2.999");
    }

    #[test]
    fn an_object_identifier_without_end_or_out_of_bounds_is_refused() {
        assert!(from_octets::<ObjectIdentifier>(&[0x06, 0x00]).is_err());
        assert!(from_octets::<ObjectIdentifier>(&[0x06, 0x02, 0x2B, 0x80]).is_err());
        let endless = [&[0x06, 0x0B, 0x2B][..], &[0xFF; 9], &[0x7F]].concat();
        assert!(from_octets::<ObjectIdentifier>(&endless).is_err());
    }
}
