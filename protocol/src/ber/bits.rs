use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde_json::Value;

use super::jer::hex;
use super::{Asn1, Element, Object, Reader, Result, Tag, Tagged, Writer};

/// BIT STRING, exactly as long as it came: trailing zero bits mean nothing where bits have names, yet are
/// kept.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BitString {
    /// Bit 0 is the top bit of the first octet; bits past `length` are zero.
    octets: Vec<u8>,
    unused: u8,
}

impl BitString {
    /// How many bits there are.
    pub fn len(&self) -> usize {
        self.octets.len() * 8 - usize::from(self.unused)
    }

    /// Whether there is no bit at all.
    pub fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// Whether the bit is there and set.
    pub fn contains(&self, position: usize) -> bool {
        self.octets.get(position / 8).is_some_and(|octet| octet & mask(position) != 0)
    }

    /// Sets a bit, and makes the string as long as that needs.
    pub fn insert(&mut self, position: usize) {
        self.pad_to(position + 1);
        if let Some(octet) = self.octets.get_mut(position / 8) {
            *octet |= mask(position);
        }
    }

    /// Adds zero bits until there are `length`; a longer string stays as it is.
    pub fn pad_to(&mut self, length: usize) {
        if length > self.len() {
            self.octets.resize(length.div_ceil(8), 0);
            self.unused = u8::try_from(self.octets.len() * 8 - length).unwrap_or(0);
        }
    }

    fn append(&mut self, element: &Element<'_>) -> Result<()> {
        if element.is_constructed() {
            let mut segments: Reader<'_> = element.open("BIT STRING")?;
            while let Some(segment) = segments.next()? {
                self.append(&segment)?;
            }
            return Ok(());
        }
        let fault = || element.no_value_of("BIT STRING");
        let (unused @ 0..8, bits) = element.primitive("BIT STRING")?.split_first().ok_or_else(fault)? else {
            return Err(fault());
        };
        // Only the last segment may end inside an octet.
        if self.unused != 0 || (bits.is_empty() && *unused != 0) {
            return Err(fault());
        }
        self.octets.extend_from_slice(bits);
        self.unused = *unused;
        if let Some(last) = self.octets.last_mut() {
            *last &= 0xFF << unused;
        }
        Ok(())
    }
}

fn mask(position: usize) -> u8 {
    0x80 >> (position % 8)
}

impl fmt::Debug for BitString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BitString({}, {} bits)", hex(&self.octets), self.len())
    }
}

impl Asn1 for BitString {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::BIT_STRING
    }

    fn decode(element: &Element<'_>) -> Result<Self> {
        let mut bits = Self::default();
        bits.append(element)?;
        Ok(bits)
    }

    fn encode(&self, out: &mut Writer) {
        out.implicit(Self::TAG, self);
    }

    fn to_jer(&self) -> Value {
        let mut object = Object::new();
        object.insert("value", Value::String(hex(&self.octets)));
        object.insert("length", Value::from(self.len()));
        object.finish()
    }
}

impl Tagged for BitString {
    const TAG: Tag = Tag::BIT_STRING;
    const CONSTRUCTED: bool = false;

    fn encode_content(&self, out: &mut Writer) {
        out.octets(&self.octets);
        out.octet(self.unused);
    }
}

/// The names of a BIT STRING's bits: an enum whose discriminants are the positions.
pub trait NamedBits: Copy + 'static {
    /// All of them, in the module's order.
    const ALL: &'static [Self];

    /// Position of the bit; 0 is the first.
    fn position(self) -> usize;

    /// The module's name for the bit.
    fn name(self) -> &'static str;
}

/// BIT STRING with named bits: a set of `B`. Two are equal when they came alike, trailing zero bits included.
pub struct Bits<B> {
    bits: BitString,
    names: PhantomData<fn() -> B>,
}

impl<B: NamedBits> Bits<B> {
    /// Whether the bit is set.
    pub fn contains(&self, bit: B) -> bool {
        self.bits.contains(bit.position())
    }

    /// Sets the bit.
    pub fn insert(&mut self, bit: B) {
        self.bits.insert(bit.position());
    }

    /// Adds zero bits until there are `length`. They mean nothing, but some switches want to see them.
    pub fn pad_to(&mut self, length: usize) {
        self.bits.pad_to(length);
    }

    /// The named bits that are set.
    pub fn iter(&self) -> impl Iterator<Item = B> + '_ {
        B::ALL.iter().copied().filter(|bit| self.contains(*bit))
    }

    /// All bits, those without a name too.
    pub fn as_bit_string(&self) -> &BitString {
        &self.bits
    }
}

impl<B: NamedBits> FromIterator<B> for Bits<B> {
    fn from_iter<I: IntoIterator<Item = B>>(set: I) -> Self {
        let mut bits = Self::default();
        set.into_iter().for_each(|bit| bits.insert(bit));
        bits
    }
}

impl<B> From<BitString> for Bits<B> {
    fn from(bits: BitString) -> Self {
        Self { bits, names: PhantomData }
    }
}

impl<B> Default for Bits<B> {
    fn default() -> Self {
        BitString::default().into()
    }
}

impl<B> Clone for Bits<B> {
    fn clone(&self) -> Self {
        self.bits.clone().into()
    }
}

impl<B> PartialEq for Bits<B> {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits
    }
}

impl<B> Eq for Bits<B> {}

impl<B> PartialOrd for Bits<B> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<B> Ord for Bits<B> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bits.cmp(&other.bits)
    }
}

impl<B> Hash for Bits<B> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bits.hash(state);
    }
}

impl<B: NamedBits> fmt::Debug for Bits<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(B::name)).finish()
    }
}

impl<B: NamedBits> Asn1 for Bits<B> {
    fn accepts(tag: Tag) -> bool {
        BitString::accepts(tag)
    }

    fn decode(element: &Element<'_>) -> Result<Self> {
        BitString::decode(element).map(Self::from)
    }

    fn encode(&self, out: &mut Writer) {
        self.bits.encode(out);
    }

    fn to_jer(&self) -> Value {
        self.bits.to_jer()
    }
}

impl<B: NamedBits> Tagged for Bits<B> {
    const TAG: Tag = BitString::TAG;
    const CONSTRUCTED: bool = false;

    fn encode_content(&self, out: &mut Writer) {
        self.bits.encode_content(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ber::{from_octets, to_octets};
    use crate::types::{CallControlEvent, CallControlEvents};

    #[test]
    fn a_bit_is_found_by_its_name_however_long_the_string() {
        let filter: CallControlEvents = from_octets(&[0x03, 0x04, 0x06, 0x40, 0x04, 0x00]).unwrap();
        let set: Vec<_> = filter.iter().collect();
        assert_eq!(set, [CallControlEvent::Conferenced, CallControlEvent::Transferred]);
        assert!(!filter.contains(CallControlEvent::Offered));
        let short: CallControlEvents = from_octets(&[0x03, 0x02, 0x07, 0x80]).unwrap();
        assert!(!short.contains(CallControlEvent::Offered));
    }

    #[test]
    fn a_string_is_as_long_as_its_last_bit() {
        let filter: CallControlEvents =
            [CallControlEvent::Queued, CallControlEvent::Bridged].into_iter().collect();
        assert_eq!(to_octets(&filter), [0x03, 0x03, 0x00, 0x00, 0x21]);
        assert_eq!(to_octets(&CallControlEvents::default()), [0x03, 0x01, 0x00]);
    }

    #[test]
    fn zero_bits_at_the_end_are_sent_as_they_came_and_padding_is_not() {
        let octets = [0x03, 0x03, 0x04, 0x80, 0x00];
        assert_eq!(to_octets(&from_octets::<BitString>(&octets).unwrap()), octets);
        let padded: BitString = from_octets(&[0x03, 0x02, 0x04, 0x8F]).unwrap();
        assert_eq!(to_octets(&padded), [0x03, 0x02, 0x04, 0x80]);
    }

    #[test]
    fn segments_are_put_together_if_only_the_last_ends_inside_an_octet() {
        let whole: BitString =
            from_octets(&[0x23, 0x08, 0x03, 0x02, 0x00, 0xAA, 0x03, 0x02, 0x04, 0xF0]).unwrap();
        assert_eq!(whole.to_jer().to_string(), r#"{"value":"aaf0","length":12}"#);
        let broken = [0x23, 0x08, 0x03, 0x02, 0x04, 0xF0, 0x03, 0x02, 0x00, 0xAA];
        assert!(from_octets::<BitString>(&broken).is_err());
        assert!(from_octets::<BitString>(&[0x03, 0x00]).is_err());
        assert!(from_octets::<BitString>(&[0x03, 0x01, 0x01]).is_err());
        assert!(from_octets::<BitString>(&[0x03, 0x02, 0x08, 0x00]).is_err());
    }
}
