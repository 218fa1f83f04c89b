use super::jer::hex;
use super::{
    Asn1, Element, Fault, MAX_UNKNOWN, Malformed, Object, Octets, Reader, Result, Tag, Writer, bounded,
    explicit,
};

/// What a SEQUENCE says of one of its components.
#[derive(Debug, Clone, Copy)]
pub struct Component {
    /// The module's name for it.
    pub name: &'static str,
    /// Which elements it takes.
    pub accepts: Accepts,
    /// SIZE or range, where the module gives one.
    pub bounds: Option<(i64, i64)>,
}

/// Which elements a component takes.
#[derive(Debug, Clone, Copy)]
pub enum Accepts {
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
pub struct Fields<'a> {
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
    pub fn open(element: &Element<'a>, components: &'static [Component]) -> Result<Self> {
        let mut inside = element.open("SEQUENCE")?;
        let pending = inside.next()?;
        Ok(Self { components, inside, pending, due: None, unknown: Vec::new() })
    }

    /// # Errors
    /// When the component is missing, or its element is no value of the type.
    pub fn required<T: Asn1>(&mut self, index: usize) -> Result<T> {
        let element = self.expect(index)?;
        self.finish_component(index, &element, T::decode(&element))
    }

    /// # Errors
    /// When the component's element is no value of the type.
    pub fn optional<T: Asn1>(&mut self, index: usize) -> Result<Option<T>> {
        let Some(element) = self.take(index)? else { return Ok(None) };
        self.finish_component(index, &element, T::decode(&element)).map(Some)
    }

    /// The same for a component with an EXPLICIT tag.
    ///
    /// # Errors
    /// As [`required`](Self::required).
    pub fn required_explicit<T: Asn1>(&mut self, index: usize) -> Result<T> {
        let element = self.expect(index)?;
        self.finish_component(index, &element, explicit(&element, self.name(index)))
    }

    /// The same for a component with an EXPLICIT tag.
    ///
    /// # Errors
    /// As [`optional`](Self::optional).
    pub fn optional_explicit<T: Asn1>(&mut self, index: usize) -> Result<Option<T>> {
        let Some(element) = self.take(index)? else { return Ok(None) };
        self.finish_component(index, &element, explicit(&element, self.name(index))).map(Some)
    }

    /// What was there beside the components the module knows.
    ///
    /// # Errors
    /// When that is more than we keep, or no BER.
    pub fn finish(mut self) -> Result<Unknowns> {
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
    pub fn finish_closed(mut self) -> Result<()> {
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

    /// The pending element if it is of component `index`. An element that neither this component nor a later one
    /// takes is unknown: it is kept aside, and the one after it is looked at.
    fn take(&mut self, index: usize) -> Result<Option<Element<'a>>> {
        while let Some(element) = self.pending {
            if self.due.is_none() {
                self.due = self.component_of(&element, index);
            }
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

    /// The first component from `index` on that takes the element.
    fn component_of(&self, element: &Element<'_>, index: usize) -> Option<usize> {
        let later = self.components.get(index..)?;
        let last = self.inside.is_empty();
        let position = if last && matches!(later.last()?.accepts, Accepts::Last) {
            later.len() - 1
        } else {
            later.iter().position(|component| component.accepts(element.tag()))?
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
    pub fn encode_before(&self, index: usize, out: &mut Writer) {
        for unknown in self.0.iter().rev().filter(|unknown| unknown.before == index) {
            out.octets(unknown.raw.as_bytes());
        }
    }

    /// Shows them beside the components the module knows.
    pub fn put_into(&self, object: &mut Object) {
        if !self.is_empty() {
            object.insert("unknownElements", self.iter().map(hex).collect());
        }
    }
}
