use serde_json::Value;

use super::{Element, Fault, MAX_ELEMENTS, Malformed, Octets, Reader, Result, Tag, Writer};

/// A type of an ASN.1 module: how it looks in BER and in JSON.
pub trait Asn1: Sized {
    /// Whether an element with this tag is of the type.
    fn accepts(tag: Tag) -> bool;

    /// Reads the value. Only an untagged CHOICE looks at the element's tag: for any other type it has been
    /// accepted, or an IMPLICIT tag stands in its place.
    ///
    /// # Errors
    /// When the element is no value of the type.
    fn decode(element: &Element<'_>) -> Result<Self>;

    /// Writes the value with its own tag.
    fn encode(&self, out: &mut Writer);

    /// The value in the JSON Encoding Rules (X.697), with the module's own names.
    fn to_jer(&self) -> Value;

    /// What SIZE and range constraints speak of: the number itself, or the size of a string or list.
    fn magnitude(&self) -> i64 {
        0
    }
}

/// A type that has one outermost tag, so that `[n] IMPLICIT` may replace it: every type but the untagged
/// CHOICE.
pub trait Tagged: Asn1 {
    /// The outermost tag.
    const TAG: Tag;
    /// Whether elements stand inside it.
    const CONSTRUCTED: bool;

    /// Writes what stands inside the outermost tag.
    fn encode_content(&self, out: &mut Writer);
}

/// Reads octets that are one value of a type.
///
/// # Errors
/// When they are none, or more than one.
pub fn from_octets<T: Asn1>(octets: &[u8]) -> Result<T> {
    let element = Reader::whole(octets)?;
    if T::accepts(element.tag()) { T::decode(&element) } else { Err(element.instead_of("another type")) }
}

/// The octets of a value.
pub fn to_octets<T: Asn1>(value: &T) -> Vec<u8> {
    let mut out = Writer::new();
    value.encode(&mut out);
    out.finish()
}

/// Reads a value inside an EXPLICIT tag.
///
/// # Errors
/// When the element holds anything but one value of the type.
pub(crate) fn explicit<T: Asn1>(element: &Element<'_>, expected: &'static str) -> Result<T> {
    let inner = element.inner(expected)?;
    if T::accepts(inner.tag()) { T::decode(&inner) } else { Err(inner.instead_of(expected)) }
}

/// Holds a value to a SIZE or range constraint.
///
/// # Errors
/// When it is outside.
pub(crate) fn bounded<T: Asn1>(element: &Element<'_>, value: T, (low, high): (i64, i64)) -> Result<T> {
    let magnitude = value.magnitude();
    if (low..=high).contains(&magnitude) {
        return Ok(value);
    }
    Err(Malformed::new(element.offset(), Fault::OutOfRange { value: magnitude, low, high }))
}

impl<T: Asn1> Asn1 for Box<T> {
    fn accepts(tag: Tag) -> bool {
        T::accepts(tag)
    }

    fn decode(element: &Element<'_>) -> Result<Self> {
        T::decode(element).map(Self::new)
    }

    fn encode(&self, out: &mut Writer) {
        T::encode(self, out);
    }

    fn to_jer(&self) -> Value {
        T::to_jer(self)
    }

    fn magnitude(&self) -> i64 {
        T::magnitude(self)
    }
}

impl<T: Tagged> Tagged for Box<T> {
    const TAG: Tag = T::TAG;
    const CONSTRUCTED: bool = T::CONSTRUCTED;

    fn encode_content(&self, out: &mut Writer) {
        T::encode_content(self, out);
    }
}

/// SEQUENCE OF
impl<T: Asn1> Asn1 for Vec<T> {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::SEQUENCE
    }

    fn decode(element: &Element<'_>) -> Result<Self> {
        let mut inside = element.open("SEQUENCE OF")?;
        let mut list = Self::new();
        while let Some(entry) = inside.next()? {
            if list.len() == MAX_ELEMENTS {
                let fault = Fault::TooMany { what: "elements of a SEQUENCE OF", limit: MAX_ELEMENTS };
                return Err(Malformed::new(entry.offset(), fault));
            }
            if !T::accepts(entry.tag()) {
                return Err(entry.instead_of("another element of the SEQUENCE OF"));
            }
            list.push(T::decode(&entry)?);
        }
        Ok(list)
    }

    fn encode(&self, out: &mut Writer) {
        out.implicit(Self::TAG, self);
    }

    fn to_jer(&self) -> Value {
        self.iter().map(T::to_jer).collect()
    }

    fn magnitude(&self) -> i64 {
        i64::try_from(self.len()).unwrap_or(i64::MAX)
    }
}

impl<T: Asn1> Tagged for Vec<T> {
    const TAG: Tag = Tag::SEQUENCE;
    const CONSTRUCTED: bool = true;

    fn encode_content(&self, out: &mut Writer) {
        for entry in self.iter().rev() {
            entry.encode(out);
        }
    }
}

/// An element of a type that is not ours to know, as it came: a vendor's, or a later edition's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Open(Octets);

impl Open {
    /// Takes octets that are one element.
    ///
    /// # Errors
    /// When they are none.
    pub fn new(octets: &[u8]) -> Result<Self> {
        Reader::whole(octets).map(|element| Self::keep(&element))
    }

    /// The element that `value` is sent as.
    pub fn of<T: Asn1>(value: &T) -> Self {
        Self(to_octets(value).into())
    }

    pub(crate) fn keep(element: &Element<'_>) -> Self {
        Self(element.raw().into())
    }

    /// All octets of the element.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Asn1 for Open {
    fn accepts(_: Tag) -> bool {
        true
    }

    fn decode(element: &Element<'_>) -> Result<Self> {
        Ok(Self::keep(element))
    }

    fn encode(&self, out: &mut Writer) {
        out.octets(self.as_bytes());
    }

    fn to_jer(&self) -> Value {
        self.0.to_jer()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ber::from_octets;

    #[test]
    fn a_list_has_a_bound() {
        let list = |count: usize| {
            let content = [0x05, 0x00].repeat(count);
            let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
            [&[0x30, 0x82, high, low][..], &content].concat()
        };
        assert_eq!(from_octets::<Vec<()>>(&list(MAX_ELEMENTS)).map(|list| list.len()), Ok(MAX_ELEMENTS));
        let refused = from_octets::<Vec<()>>(&list(MAX_ELEMENTS + 1)).unwrap_err();
        assert!(refused.to_string().contains("more than 4096 elements"), "{refused}");
    }
}
