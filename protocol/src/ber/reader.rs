use std::borrow::Cow;

use nom::bytes::complete::take;
use nom::error::{Error as NomError, ErrorKind};
use nom::number::complete::be_u8;
use nom::{IResult, Parser};

use super::tag::{Class, Tag};
use super::{Fault, MAX_DEPTH, Malformed, Result};

/// Elements that stand one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
    depth: u8,
}

/// One element: identifier, length and content octets, with a length of whatever form.
#[derive(Debug, Clone, Copy)]
pub struct Element<'a> {
    tag: Tag,
    constructed: bool,
    raw: &'a [u8],
    content: &'a [u8],
    offset: usize,
    content_offset: usize,
    depth: u8,
}

impl<'a> Reader<'a> {
    /// Reads `octets` from their start.
    pub fn new(octets: &'a [u8]) -> Self {
        Self { rest: octets, offset: 0, depth: 0 }
    }

    /// The one element that `octets` are.
    ///
    /// # Errors
    /// When they are no element, or when octets follow it.
    pub fn whole(octets: &'a [u8]) -> Result<Element<'a>> {
        let mut reader = Self::new(octets);
        let element = reader.next()?.ok_or_else(|| Malformed::new(0, Fault::Truncated))?;
        reader.end()?;
        Ok(element)
    }

    /// The next element, or `None` at the end.
    ///
    /// # Errors
    /// When what follows is no element.
    #[expect(clippy::should_implement_trait, reason = "an iterator would go on after an error")]
    pub fn next(&mut self) -> Result<Option<Element<'a>>> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let fault = |error| fault_at(self.rest, self.offset, &error);
        let (after_header, header) = header(self.rest).map_err(fault)?;
        let header_octets = self.rest.len() - after_header.len();
        let (rest, content) = match header.length {
            Some(length) => take(length).parse(after_header).map_err(fault)?,
            None => {
                let levels = MAX_DEPTH.saturating_sub(self.depth);
                indefinite(after_header, levels).map_err(fault)?
            }
        };
        let (raw, _) = self.rest.split_at(self.rest.len() - rest.len());
        let element = Element {
            tag: header.tag,
            constructed: header.constructed,
            raw,
            content,
            offset: self.offset,
            content_offset: self.offset + header_octets,
            depth: self.depth,
        };
        self.rest = rest;
        self.offset += raw.len();
        Ok(Some(element))
    }

    /// Offset of the next element, in octets from the start of what is decoded.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The octets that have not been read.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether every element has been read.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// # Errors
    /// When octets are left.
    pub fn end(&self) -> Result<()> {
        match self.rest.len() {
            0 => Ok(()),
            octets => Err(Malformed::new(self.offset, Fault::Trailing { octets })),
        }
    }
}

impl<'a> Element<'a> {
    /// Class and number.
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// All octets, as they came.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Offset of the identifier octet, from the start of what is decoded.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Whether the content octets are elements.
    pub fn is_constructed(&self) -> bool {
        self.constructed
    }

    /// The elements inside.
    ///
    /// # Errors
    /// When the element is primitive (`expected` then says what was due), or nested too deep.
    pub fn open(&self, expected: &'static str) -> Result<Reader<'a>> {
        if !self.constructed {
            return Err(self.no_value_of(expected));
        }
        if self.depth >= MAX_DEPTH {
            return Err(Malformed::new(self.offset, Fault::TooDeep));
        }
        Ok(Reader { rest: self.content, offset: self.content_offset, depth: self.depth + 1 })
    }

    /// The one element inside an explicit tag.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn inner(&self, expected: &'static str) -> Result<Element<'a>> {
        let mut inside = self.open(expected)?;
        let element = inside.next()?.ok_or_else(|| self.no_value_of(expected))?;
        inside.end()?;
        Ok(element)
    }

    /// The content octets of a value that has no segments.
    ///
    /// # Errors
    /// When the element is constructed.
    pub fn primitive(&self, expected: &'static str) -> Result<&'a [u8]> {
        if self.constructed { Err(self.no_value_of(expected)) } else { Ok(self.content) }
    }

    /// The octets of a string; segments, which BER allows a sender to use, are put together.
    ///
    /// # Errors
    /// When a segment is no OCTET STRING.
    pub fn string(&self, expected: &'static str) -> Result<Cow<'a, [u8]>> {
        if !self.constructed {
            return Ok(Cow::Borrowed(self.content));
        }
        let mut whole = Vec::with_capacity(self.content.len());
        let mut segments = self.open(expected)?;
        while let Some(segment) = segments.next()? {
            if segment.tag != Tag::OCTET_STRING && segment.tag != self.tag {
                return Err(segment.instead_of("a segment of the string"));
            }
            whole.extend_from_slice(&segment.string(expected)?);
        }
        Ok(Cow::Owned(whole))
    }

    /// The fault of an element that stands where `expected` was due.
    pub fn instead_of(&self, expected: &'static str) -> Malformed {
        Malformed::new(self.offset, Fault::Expected { expected, got: self.tag })
    }

    /// The fault of content octets that are no value of the type.
    pub fn no_value_of(&self, expected: &'static str) -> Malformed {
        Malformed::new(self.offset, Fault::Content { expected, octets: self.content.len() })
    }
}

/// Identifier and length octets; no length means the indefinite form.
struct Header {
    tag: Tag,
    constructed: bool,
    length: Option<usize>,
}

fn header(input: &[u8]) -> IResult<&[u8], Header> {
    let (after_first, first) = be_u8(input)?;
    let (rest, number) = match first & 0x1F {
        0x1F => high_tag_number(after_first)?,
        number => (after_first, u32::from(number)),
    };
    let tag = Tag { class: Class::from_octet(first), number };
    if tag == Tag::universal(0) {
        return Err(failure(input, ErrorKind::Tag));
    }
    let constructed = first & 0x20 != 0;
    let (rest, length) = length(rest)?;
    if length.is_none() && !constructed {
        return Err(failure(input, ErrorKind::LengthValue));
    }
    Ok((rest, Header { tag, constructed, length }))
}

/// X.690 8.1.2.4: base 128, the top bit set on all octets but the last.
fn high_tag_number(mut input: &[u8]) -> IResult<&[u8], u32> {
    let mut number: u32 = 0;
    loop {
        let (rest, octet) = be_u8(input)?;
        if number >> 25 != 0 {
            return Err(failure(input, ErrorKind::TooLarge));
        }
        number = number << 7 | u32::from(octet & 0x7F);
        input = rest;
        if octet & 0x80 == 0 {
            return Ok((input, number));
        }
    }
}

/// X.690 8.1.3; leading zeros in the long form are the sender's right.
fn length(input: &[u8]) -> IResult<&[u8], Option<usize>> {
    let (rest, first) = be_u8(input)?;
    match first {
        0..0x80 => Ok((rest, Some(usize::from(first)))),
        0x80 => Ok((rest, None)),
        0xFF => Err(failure(input, ErrorKind::LengthValue)),
        _ => {
            let (rest, octets) = take(usize::from(first & 0x7F)).parse(rest)?;
            let length = octets
                .iter()
                .try_fold(0_u32, |sum, octet| (sum >> 24 == 0).then_some(sum << 8 | u32::from(*octet)));
            let length = length.and_then(|length| usize::try_from(length).ok());
            length.map(|length| (rest, Some(length))).ok_or_else(|| failure(input, ErrorKind::TooLarge))
        }
    }
}

/// Content of an element of indefinite length: what stands before its end-of-contents octets.
fn indefinite(input: &[u8], levels: u8) -> IResult<&[u8], &[u8]> {
    let mut rest = input;
    loop {
        if let Some(after) = rest.strip_prefix(&[0, 0]) {
            let (content, _) = input.split_at(input.len() - rest.len());
            return Ok((after, content));
        }
        let (after_header, header) = header(rest)?;
        rest = match header.length {
            Some(length) => take(length).parse(after_header)?.0,
            None if levels == 0 => return Err(failure(rest, ErrorKind::Many0)),
            None => indefinite(after_header, levels - 1)?.0,
        };
    }
}

fn failure(input: &[u8], kind: ErrorKind) -> nom::Err<NomError<&[u8]>> {
    nom::Err::Failure(NomError { input, code: kind })
}

fn fault_at(input: &[u8], offset: usize, error: &nom::Err<NomError<&[u8]>>) -> Malformed {
    let (nom::Err::Error(error) | nom::Err::Failure(error)) = error else {
        return Malformed::new(offset, Fault::Truncated);
    };
    let fault = match error.code {
        ErrorKind::Tag => Fault::Header("end-of-contents octets where no indefinite length was begun"),
        ErrorKind::LengthValue => {
            Fault::Header("the length octets are reserved, or indefinite on a primitive")
        }
        ErrorKind::TooLarge => Fault::Header("the tag number or the length exceeds 32 bits"),
        ErrorKind::Many0 => Fault::TooDeep,
        _ => return Malformed::new(offset, Fault::Truncated),
    };
    Malformed::new(offset + input.len().saturating_sub(error.input.len()), fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(octets: &[u8]) -> (usize, Fault) {
        let malformed = Reader::whole(octets).unwrap_err();
        (malformed.offset, malformed.fault)
    }

    #[test]
    fn lengths_of_every_form_are_the_same_element() {
        for octets in [
            &b"\x04\x02hi"[..],
            b"\x04\x81\x02hi",
            b"\x04\x84\x00\x00\x00\x02hi",
            b"\x24\x80\x04\x01h\x04\x01i\x00\x00",
            b"\x24\x06\x04\x01h\x04\x01i",
            b"\x24\x80\x24\x80\x04\x01h\x00\x00\x04\x01i\x00\x00",
        ] {
            let element = Reader::whole(octets).unwrap();
            assert_eq!(element.tag(), Tag::OCTET_STRING);
            assert_eq!(*element.string("OCTET STRING").unwrap(), *b"hi", "{octets:02X?}");
            assert_eq!(element.raw(), octets);
        }
    }

    #[test]
    fn tag_numbers_beyond_thirty_take_more_octets() {
        let element = Reader::whole(&[0xBF, 0x81, 0x05, 0x00]).unwrap();
        assert_eq!(element.tag(), Tag::context(133));
    }

    #[test]
    fn faults_are_told_with_the_offset_of_the_element() {
        assert_eq!(fault_of(&[]), (0, Fault::Truncated));
        assert_eq!(fault_of(&[0x04, 0x03, 0x00]), (0, Fault::Truncated));
        assert_eq!(fault_of(&[0x30, 0x80, 0x04, 0x01, 0x00]), (0, Fault::Truncated));
        assert_eq!(fault_of(&[0x05, 0x00, 0x05, 0x00]), (2, Fault::Trailing { octets: 2 }));
        assert!(matches!(fault_of(&[0x00, 0x00]), (0, Fault::Header(_))));
        assert!(matches!(fault_of(&[0x04, 0x80, 0x00, 0x00]), (0, Fault::Header(_))));
        assert!(matches!(fault_of(&[0x04, 0xFF]), (1, Fault::Header(_))));
        assert!(matches!(fault_of(&[0x04, 0x85, 1, 0, 0, 0, 0]), (1, Fault::Header(_))));
        assert!(matches!(fault_of(&[0x9F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x00]), (_, Fault::Header(_))));
    }

    #[test]
    fn a_fault_inside_counts_from_the_start_of_the_message() {
        let outer = Reader::whole(&[0x30, 0x06, 0x30, 0x04, 0x02, 0x01, 0x01, 0x04]).unwrap();
        let mut inside = outer.inner("SEQUENCE").unwrap().open("SEQUENCE").unwrap();
        assert_eq!(inside.next().unwrap().unwrap().offset(), 4);
        assert_eq!(inside.next().unwrap_err().offset, 7);
    }

    #[test]
    fn nesting_ends_at_the_limit_whatever_the_form_of_length() {
        let levels = usize::from(MAX_DEPTH) + 2;
        let indefinite = [[0x24, 0x80].repeat(levels), [0x00, 0x00].repeat(levels)].concat();
        assert_eq!(fault_of(&indefinite).1, Fault::TooDeep);

        let mut definite = vec![0x04, 0x00];
        while definite.len() < 2 * levels {
            definite.splice(0..0, [0x24, u8::try_from(definite.len()).unwrap()]);
        }
        let fault = Reader::whole(&definite).unwrap().string("OCTET STRING").unwrap_err().fault;
        assert_eq!(fault, Fault::TooDeep);
    }

    #[test]
    fn what_is_not_opened_need_not_be_ber() {
        let element = Reader::whole(&[0xE1, 0x03, 0xFF, 0xFF, 0xFF]).unwrap();
        assert!(element.is_constructed());
        assert!(element.open("anything").unwrap().next().is_err());
    }
}
