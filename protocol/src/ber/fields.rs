use super::jer::hex;
use super::{
    Asn1, Element, Fault, MAX_UNKNOWN, Malformed, Object, Octets, Reader, Result, Tag, Writer, bounded,
    explicit,
};

/// What a SEQUENCE says of one of its components.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Component {
    /// The module's name for it.
    pub(crate) name: &'static str,
    /// Which elements it takes.
    pub(crate) accepts: Accepts,
    /// SIZE or range, where the module gives one.
    pub(crate) bounds: Option<(i64, i64)>,
}

/// Which elements a component takes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Accepts {
    /// Those with the tag the module gives.
    Tag(Tag),
    /// Those of its type.
    Type(fn(Tag) -> bool),
    /// The last one, whatever it is.
    Last,
}

/// The components of a SEQUENCE, read in the module's order.
///
/// Not generic, so that it is compiled once and not for each of some three hundred types.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    components: &'static [Component],
    inside: Reader<'a>,
    /// The element that is next in turn.
    pending: Option<Element<'a>>,
    /// The component it is of, once looked up: those before it are then known to be absent.
    due: Option<usize>,
    unknown: Vec<Unknown>,
}

impl<'a> Fields<'a> {
    /// Opens a SEQUENCE.
    ///
    /// # Errors
    /// When the element is primitive, nested too deep, or begins with what is no element.
    pub(crate) fn open(element: &Element<'a>, components: &'static [Component]) -> Result<Self> {
        let mut inside = element.open("SEQUENCE")?;
        let pending = inside.next()?;
        Ok(Self { components, inside, pending, due: None, unknown: Vec::new() })
    }

    /// # Errors
    /// When the component is missing, or its element is no value of the type.
    pub(crate) fn required<T: Asn1>(&mut self, index: usize) -> Result<T> {
        let element = self.expect(index)?;
        self.finish_component(index, &element, T::decode(&element))
    }

    /// # Errors
    /// When the component's element is no value of the type.
    pub(crate) fn optional<T: Asn1>(&mut self, index: usize) -> Result<Option<T>> {
        let Some(element) = self.take(index)? else { return Ok(None) };
        self.finish_component(index, &element, T::decode(&element)).map(Some)
    }

    /// The same for a component with an EXPLICIT tag.
    ///
    /// # Errors
    /// As [`required`](Self::required).
    pub(crate) fn required_explicit<T: Asn1>(&mut self, index: usize) -> Result<T> {
        let element = self.expect(index)?;
        self.finish_component(index, &element, explicit(&element, self.name(index)))
    }

    /// The same for a component with an EXPLICIT tag.
    ///
    /// # Errors
    /// As [`optional`](Self::optional).
    pub(crate) fn optional_explicit<T: Asn1>(&mut self, index: usize) -> Result<Option<T>> {
        let Some(element) = self.take(index)? else { return Ok(None) };
        self.finish_component(index, &element, explicit(&element, self.name(index))).map(Some)
    }

    /// What was there beside the components the module knows.
    ///
    /// # Errors
    /// When that is more than we keep, or no BER.
    pub(crate) fn finish(mut self) -> Result<Unknowns> {
        while let Some(element) = self.pending {
            self.keep(self.components.len(), &element)?;
            self.pending = self.inside.next()?;
        }
        Ok(Unknowns(self.unknown.into()))
    }

    /// For a type that has no place to keep what it does not know.
    ///
    /// # Errors
    /// When there is anything of that kind.
    pub(crate) fn finish_closed(mut self) -> Result<()> {
        match self.pending.take() {
            Some(element) => Err(element.instead_of("the end of the SEQUENCE")),
            None => Ok(()),
        }
    }

    fn name(&self, index: usize) -> &'static str {
        self.components.get(index).map_or("component", |component| component.name)
    }

    fn expect(&mut self, index: usize) -> Result<Element<'a>> {
        let found = self.take(index)?;
        let offset = self.pending.map_or(self.inside.offset(), |element| element.offset());
        let component = self.name(index);
        found.ok_or_else(|| Malformed::new(offset, Fault::Missing { component }))
    }

    /// The pending element if it is of component `index`. An element that neither this component nor a later
    /// one takes is unknown: it is kept aside, and the one after it is looked at.
    fn take(&mut self, index: usize) -> Result<Option<Element<'a>>> {
        if self.due.is_some_and(|due| due > index) {
            return Ok(None);
        }
        while let Some(element) = self.pending {
            self.due = self.due.or_else(|| self.component_of(element.tag(), index));
            match self.due {
                Some(due) if due > index => return Ok(None),
                Some(_) => {
                    self.advance()?;
                    return Ok(Some(element));
                }
                None => {
                    self.keep(index, &element)?;
                    self.advance()?;
                }
            }
        }
        Ok(None)
    }

    /// The first component from `index` on that takes the pending element, which has this tag.
    fn component_of(&self, tag: Tag, index: usize) -> Option<usize> {
        let later = self.components.get(index..)?;
        let last = self.inside.is_empty();
        let position = if last && matches!(later.last()?.accepts, Accepts::Last) {
            later.len() - 1
        } else {
            later.iter().position(|component| component.accepts(tag))?
        };
        Some(index + position)
    }

    fn advance(&mut self) -> Result<()> {
        self.pending = self.inside.next()?;
        self.due = None;
        Ok(())
    }

    fn keep(&mut self, before: usize, element: &Element<'_>) -> Result<()> {
        if self.unknown.len() == MAX_UNKNOWN {
            let fault = Fault::TooMany { what: "unknown elements in a SEQUENCE", limit: MAX_UNKNOWN };
            return Err(Malformed::new(element.offset(), fault));
        }
        self.unknown.push(Unknown { before, raw: element.raw().into() });
        Ok(())
    }

    fn finish_component<T: Asn1>(&self, index: usize, element: &Element<'_>, value: Result<T>) -> Result<T> {
        let bounds = self.components.get(index).and_then(|component| component.bounds);
        let value = match bounds {
            Some(bounds) => value.and_then(|value| bounded(element, value, bounds)),
            None => value,
        };
        value.map_err(|malformed| malformed.within(self.name(index)))
    }
}

impl Component {
    fn accepts(&self, tag: Tag) -> bool {
        match self.accepts {
            Accepts::Tag(own) => tag == own,
            Accepts::Type(accepts) => accepts(tag),
            Accepts::Last => false,
        }
    }
}

/// Elements of a SEQUENCE that the module does not know, as they came and where they stood.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unknowns(Box<[Unknown]>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Unknown {
    /// Index of the component it stands before; the number of components for the last ones.
    before: usize,
    raw: Octets,
}

impl Unknowns {
    /// Whether the module knew everything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The elements, each with its identifier and length octets.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|unknown| unknown.raw.as_bytes())
    }

    /// Writes those that stand before a component.
    pub(crate) fn encode_before(&self, index: usize, out: &mut Writer) {
        for unknown in self.0.iter().rev().filter(|unknown| unknown.before == index) {
            out.octets(unknown.raw.as_bytes());
        }
    }

    /// Whether one stands right after a component.
    pub(crate) fn follow(&self, index: usize) -> bool {
        self.0.iter().any(|unknown| unknown.before == index + 1)
    }

    /// Shows them beside the components the module knows.
    pub(crate) fn put_into(&self, object: &mut Object) {
        if !self.is_empty() {
            object.insert("unknownElements", self.iter().map(hex).collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ber::{Bits, NamedBits, Open, from_octets, to_octets};

    #[derive(Asn1, Debug, Clone, PartialEq, Eq)]
    struct Sample {
        number: i64,
        #[asn1(implicit = 0)]
        text: Option<Octets>,
        #[asn1(explicit = 1, default = 5)]
        count: i64,
        #[asn1(implicit = 2, size(1, 2))]
        short: Option<Octets>,
        flag: Option<bool>,
        unknown: Unknowns,
    }

    #[derive(Asn1, Debug, Clone, PartialEq, Eq)]
    struct Carrier {
        flags: Option<Bits<Flag>>,
        #[asn1(open)]
        any: Open,
        unknown: Unknowns,
    }

    #[derive(NamedBits, Debug, Clone, Copy)]
    enum Flag {
        Up = 0,
    }

    fn fault_of(octets: &[u8]) -> (usize, String, Fault) {
        let malformed = from_octets::<Sample>(octets).unwrap_err();
        (malformed.offset, malformed.path.to_string(), malformed.fault)
    }

    #[test]
    fn unknown_elements_are_kept_where_they_stood() {
        // Before the first, between two, two in a row, and after the last.
        let octets = [
            0x30, 0x14, 0xA9, 0x00, 0x02, 0x01, 0x07, 0x8A, 0x01, 0xFF, 0x8B, 0x00, 0x82, 0x01, 0x00, 0x01,
            0x01, 0xFF, 0x04, 0x02, 0xCA, 0xFE,
        ];
        let sample: Sample = from_octets(&octets).unwrap();
        assert_eq!((sample.number, &sample.text, sample.count, sample.flag), (7, &None, 5, Some(true)));
        assert_eq!(sample.unknown.iter().count(), 4);
        assert_eq!(to_octets(&sample), octets);
        let json = sample.to_jer().to_string();
        assert_eq!(
            json,
            r#"{"number":7,"short":"00","flag":true,"unknownElements":["a900","8a01ff","8b00","0402cafe"]}"#
        );
    }

    #[test]
    fn a_default_is_not_sent() {
        let sample: Sample =
            from_octets(&[0x30, 0x08, 0x02, 0x01, 0x07, 0xA1, 0x03, 0x02, 0x01, 0x05]).unwrap();
        assert_eq!(sample, Sample::new(7));
        assert_eq!(to_octets(&sample), [0x30, 0x03, 0x02, 0x01, 0x07]);
    }

    #[test]
    fn a_default_stays_between_what_went_before_and_what_is_unknown() {
        // The unknown elements have the tags of the default itself and of the component before it.
        for unknown in [[0xA1, 0x03, 0x02, 0x01, 0x06], [0x80, 0x03, 0x02, 0x01, 0x06]] {
            let head = [0x30, 0x0D, 0x02, 0x01, 0x07, 0xA1, 0x03, 0x02, 0x01, 0x05];
            let octets = [&head[..], &unknown].concat();
            let sample: Sample = from_octets(&octets).unwrap();
            assert_eq!((sample.count, &sample.text), (5, &None));
            assert_eq!(sample.unknown.iter().collect::<Vec<_>>(), [unknown]);
            assert_eq!(to_octets(&sample), octets);
        }
    }

    #[test]
    fn a_fault_names_the_component_that_has_it() {
        let missing = Fault::Missing { component: "number" };
        assert_eq!(fault_of(&[0x30, 0x00]), (2, "the outermost element".into(), missing.clone()));
        assert_eq!(fault_of(&[0x30, 0x02, 0x80, 0x00]), (2, "the outermost element".into(), missing));

        let content = Fault::Content { expected: "BOOLEAN", octets: 2 };
        assert_eq!(
            fault_of(&[0x30, 0x07, 0x02, 0x01, 0x07, 0x01, 0x02, 0x00, 0x00]),
            (5, "flag".into(), content)
        );

        let got = Fault::Expected { expected: "count", got: Tag::OCTET_STRING };
        assert_eq!(
            fault_of(&[0x30, 0x07, 0x02, 0x01, 0x07, 0xA1, 0x02, 0x04, 0x00]),
            (7, "count".into(), got)
        );

        let size = Fault::OutOfRange { value: 3, low: 1, high: 2 };
        let octets = [0x30, 0x08, 0x02, 0x01, 0x07, 0x82, 0x03, 0x00, 0x00, 0x00];
        assert_eq!(fault_of(&octets), (5, "short".into(), size));
    }

    #[test]
    fn a_sender_of_too_many_unknown_elements_is_refused() {
        let count = u8::try_from(MAX_UNKNOWN).unwrap() + 1;
        let unknown = [0xA9, 0x00].repeat(count.into());
        let octets = [&[0x30, 0x81, 3 + 2 * count, 0x02, 0x01, 0x07][..], &unknown].concat();
        let limit = Fault::TooMany { what: "unknown elements in a SEQUENCE", limit: MAX_UNKNOWN };
        assert_eq!(fault_of(&octets).2, limit);
    }

    #[test]
    fn the_last_element_is_the_open_one_even_if_it_looks_like_another() {
        let carrier: Carrier = from_octets(&[0x30, 0x03, 0x03, 0x01, 0x00]).unwrap();
        assert_eq!((carrier.flags, carrier.any.as_bytes()), (None, &[0x03, 0x01, 0x00][..]));

        let carrier: Carrier = from_octets(&[0x30, 0x06, 0x03, 0x02, 0x07, 0x80, 0xE1, 0x00]).unwrap();
        assert!(carrier.flags.unwrap().contains(Flag::Up));
        assert_eq!(carrier.any.as_bytes(), [0xE1, 0x00]);
    }
}
