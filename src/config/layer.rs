//! One source of settings: its text, and where in it each key stands.

use std::{collections::BTreeMap, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    fault::{ConfigFault, Place},
    key::KeyPath,
};

/// A file, an embedded profile or one environment variable, as TOML.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub(super) origin: Origin,
    pub(super) text: String,
    positions: BTreeMap<KeyPath, Position>,
}

#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// Comes with the daemon; nobody can correct anything there.
    Profile(&'static str),
    File(String),
    Variable {
        name: String,
        /// As the environment has it.
        value: String,
    },
}

/// Octets of the text.
#[derive(Debug, Clone)]
struct Position {
    key: Range<usize>,
    value: Range<usize>,
}

/// Which half of `key = value` is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Key,
    Value,
}

impl Layer {
    /// Reads the text.
    ///
    /// # Errors
    /// Every fault of its syntax, and every number that is too large to be one.
    pub(super) fn new(origin: Origin, text: String) -> Result<Self, Vec<ConfigFault>> {
        let (table, errors) = DeTable::parse_recoverable(&text);
        let mut index = Index::default();
        index.table(&KeyPath::default(), table.get_ref());
        let syntax = errors.iter().map(|error| {
            let message = format!("not TOML: {}", error.message().trim_end_matches(", expected nothing"));
            (error.span().unwrap_or_default().start, String::new(), message)
        });
        let too_large = index.too_large.into_iter().map(|(path, at)| {
            (at, path.to_string(), "this number is too large: write a smaller one".to_owned())
        });
        let mut found: Vec<_> = syntax.chain(too_large).collect();
        found.sort();
        let layer = Self { origin, text, positions: index.positions };
        if found.is_empty() {
            return Ok(layer);
        }
        let fault = |(at, key, message)| ConfigFault { place: layer.place_of(at), key, message };
        Err(found.into_iter().map(fault).collect())
    }

    /// Does this layer set the key, or a part of it?
    pub(super) fn sets(&self, path: &KeyPath) -> bool {
        self.positions.contains_key(path)
    }

    /// Where this layer sets the key, if it does.
    pub(super) fn place(&self, path: &KeyPath, half: Half) -> Option<Place> {
        let position = self.positions.get(path)?;
        let at = match half {
            Half::Key => position.key.start,
            Half::Value => position.value.start,
        };
        Some(self.place_of(at))
    }

    /// The layer as a whole.
    pub(super) fn whole(&self) -> Place {
        match &self.origin {
            Origin::Profile(name) => Place::File(format!("profile {name}")),
            Origin::File(file) => Place::File(file.clone()),
            Origin::Variable { name, .. } => Place::Variable(name.clone()),
        }
    }

    fn place_of(&self, octet: usize) -> Place {
        let Place::File(file) = self.whole() else { return self.whole() };
        let before = self.text.get(..octet).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        Place::Line { file, line: before.matches('\n').count() + 1, column }
    }
}

/// Collects positions while walking down the document.
#[derive(Default)]
struct Index {
    positions: BTreeMap<KeyPath, Position>,
    too_large: Vec<(KeyPath, usize)>,
}

impl Index {
    fn table(&mut self, path: &KeyPath, table: &DeTable<'_>) {
        for (key, value) in table {
            self.value(path.key(key.get_ref()), key.span(), value);
        }
    }

    fn value(&mut self, path: KeyPath, key: Range<usize>, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(table) => self.table(&path, table),
            DeValue::Array(list) => {
                for (index, element) in list.iter().enumerate() {
                    self.value(path.index(index), element.span(), element);
                }
            }
            DeValue::Integer(number) if i64::from_str_radix(number.as_str(), number.radix()).is_err() => {
                self.too_large.push((path.clone(), value.span().start));
            }
            DeValue::Float(number) if number.as_str().parse().is_ok_and(f64::is_infinite) => {
                self.too_large.push((path.clone(), value.span().start));
            }
            _ => {}
        }
        self.positions.insert(path, Position { key, value: value.span() });
    }
}
