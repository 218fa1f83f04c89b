use super::{Asn1, Tag, Tagged};

/// Writes BER from its last octet to its first: when an element's content stands, its length is known.
///
/// Lengths are definite and of the shortest form (DER).
#[derive(Debug, Default)]
pub struct Writer {
    /// The octets written so far, the last first.
    reversed: Vec<u8>,
}

/// How much had been written when an element's content was begun.
#[derive(Debug, Clone, Copy)]
pub struct Mark(usize);

impl Writer {
    /// A writer that has written nothing.
    pub fn new() -> Self {
        Self { reversed: Vec::with_capacity(256) }
    }

    /// What was written, first octet first.
    pub fn finish(mut self) -> Vec<u8> {
        self.reversed.reverse();
        self.reversed
    }

    /// Puts octets before everything written so far.
    pub fn octets(&mut self, octets: &[u8]) {
        self.reversed.extend(octets.iter().rev());
    }

    /// Puts one octet before everything written so far.
    pub fn octet(&mut self, octet: u8) {
        self.reversed.push(octet);
    }

    /// The end of an element whose content is written next.
    pub fn mark(&self) -> Mark {
        Mark(self.reversed.len())
    }

    /// Puts identifier and length before the content written since `mark`.
    pub fn header(&mut self, tag: Tag, constructed: bool, mark: Mark) {
        self.length(self.reversed.len().saturating_sub(mark.0));
        let first = tag.class.bits() | if constructed { 0x20 } else { 0 };
        match u8::try_from(tag.number) {
            Ok(number) if number < 0x1F => self.octet(first | number),
            _ => {
                self.base128(u64::from(tag.number));
                self.octet(first | 0x1F);
            }
        }
    }

    /// `[tag] IMPLICIT`: the value's own outermost tag is replaced.
    pub fn implicit<T: Tagged>(&mut self, tag: Tag, value: &T) {
        let mark = self.mark();
        value.encode_content(self);
        self.header(tag, T::CONSTRUCTED, mark);
    }

    /// `[tag] EXPLICIT`: the value stands whole inside another element.
    pub fn explicit<T: Asn1>(&mut self, tag: Tag, value: &T) {
        let mark = self.mark();
        value.encode(self);
        self.header(tag, true, mark);
    }

    /// X.690 8.1.2.4 and 8.19: seven bits an octet, the top bit on all but the last.
    pub(crate) fn base128(&mut self, mut number: u64) {
        self.octet(low_octet(number & 0x7F));
        number >>= 7;
        while number != 0 {
            self.octet(low_octet(number & 0x7F) | 0x80);
            number >>= 7;
        }
    }

    fn length(&mut self, mut length: usize) {
        if let Ok(short @ 0..0x80) = u8::try_from(length) {
            return self.octet(short);
        }
        let mut octets: u8 = 0;
        while length != 0 {
            self.octet(low_octet(length as u64 & 0xFF));
            length >>= 8;
            octets += 1;
        }
        self.octet(0x80 | octets);
    }
}

fn low_octet(value: u64) -> u8 {
    let [.., low] = value.to_be_bytes();
    low
}
