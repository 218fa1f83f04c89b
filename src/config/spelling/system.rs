//! What systems name: object identifiers, permissions, log filters, people.

use std::fmt;

use csta::ber::ObjectIdentifier;
use serde::{
    Deserialize, Deserializer,
    de::{self, Unexpected, Visitor},
};

use super::{Spelling, deserialize_spelling};
use crate::pbx::Fingerprint;

/// An object identifier in dotted form, or `"none"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::config) struct OidOrNone(pub(in crate::config) Option<ObjectIdentifier>);

impl Spelling for OidOrNone {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"none\" or an object identifier such as \"1.3.12.0.285.200\"")
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "none" => Some(Self(None)),
            _ => Oid::read(text).map(|oid| Self(Some(oid.0))),
        }
    }
}

deserialize_spelling!(OidOrNone);

/// An object identifier in dotted form (ITU-T X.660: the first arc is at most 2, the second below 40 unless it is 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::config) struct Oid(pub(in crate::config) ObjectIdentifier);

impl Spelling for Oid {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object identifier such as \"1.3.12.0.218\"")
    }

    fn read(text: &str) -> Option<Self> {
        let arcs: Vec<u32> = text.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        match arcs.as_slice() {
            [first @ 0..=1, second @ 0..=39, others @ ..] | [first @ 2, second, others @ ..] => {
                Some(Self(ObjectIdentifier::new((*first).try_into().ok()?, *second, others)))
            }
            _ => None,
        }
    }
}

deserialize_spelling!(Oid);

/// Octets as pairs of hexadecimal digits, at most `MOST` of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::config) struct Hex<const MOST: usize>(pub(in crate::config) Vec<u8>);

impl<const MOST: usize> Spelling for Hex<MOST> {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at most {MOST} octets as pairs of hexadecimal digits, such as \"1a04\"")
    }

    fn read(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
        let (pairs, rest) = digits.as_chunks::<2>();
        let octets: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        (rest.is_empty() && octets.len() <= MOST).then_some(Self(octets))
    }
}

deserialize_spelling!(Hex<MOST>, const MOST: usize);

/// The character that stands for a pause in what is dialled, or `"none"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) struct PauseOrNone(pub(in crate::config) Option<char>);

impl Spelling for PauseOrNone {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"none\" or one character such as \",\" that is neither a digit nor * or #")
    }

    fn read(text: &str) -> Option<Self> {
        let dialled = |c: char| c.is_ascii_digit() || c == '*' || c == '#';
        match (text, text.parse::<char>()) {
            ("none", _) => Some(Self(None)),
            (_, Ok(c)) if c.is_ascii_graphic() && !dialled(c) => Some(Self(Some(c))),
            _ => None,
        }
    }
}

deserialize_spelling!(PauseOrNone);

/// A certificate's fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) struct Pin(pub(in crate::config) Fingerprint);

impl Spelling for Pin {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a SHA-256 fingerprint: 64 hexadecimal digits, with or without colons")
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

deserialize_spelling!(Pin);

/// Permission bits in octal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) struct Mode(pub(in crate::config) u32);

impl Spelling for Mode {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "permission bits in octal, in quotes, such as \"0660\"")
    }

    fn read(text: &str) -> Option<Self> {
        let bits = u32::from_str_radix(text, 8).ok().filter(|bits| *bits <= 0o777)?;
        (text.len() >= 3).then_some(Self(bits))
    }
}

deserialize_spelling!(Mode);

impl From<Mode> for u32 {
    fn from(mode: Mode) -> Self {
        mode.0
    }
}

/// A directive list for [`tracing_subscriber::EnvFilter`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::config) struct Filter(pub(in crate::config) String);

impl Spelling for Filter {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a log filter such as \"info\" or \"info,callbackd::pbx=debug\"")
    }

    fn read(text: &str) -> Option<Self> {
        tracing_subscriber::EnvFilter::try_new(text).ok().map(|_| Self(text.to_owned()))
    }
}

deserialize_spelling!(Filter);

impl From<Filter> for String {
    fn from(filter: Filter) -> Self {
        filter.0
    }
}

/// A user or a group, by number or by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::config) enum Who {
    Id(u32),
    Name(String),
}

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrName;

        impl Visitor<'_> for NumberOrName {
            type Value = Who;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a name in quotes or a number such as 33")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Who, E> {
                let id = u32::try_from(number).map(Who::Id);
                id.map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Who, E> {
                match name {
                    "" => Err(E::invalid_value(Unexpected::Str(name), &self)),
                    _ => Ok(Who::Name(name.to_owned())),
                }
            }
        }

        deserializer.deserialize_any(NumberOrName)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers_have_two_arcs_that_exist() {
        for right in ["1.3.12.0.218", "2.999", "0.39"] {
            assert_eq!(Oid::read(right).unwrap().0.to_string(), right);
        }
        for wrong in ["", "1", "3.1", "1.40", "1.3.", "1.3.99999999999"] {
            assert!(Oid::read(wrong).is_none(), "{wrong}");
        }
        assert_eq!(OidOrNone::read("none"), Some(OidOrNone(None)));
    }

    #[test]
    fn a_pause_is_no_digit() {
        assert_eq!(PauseOrNone::read("none"), Some(PauseOrNone(None)));
        assert_eq!(PauseOrNone::read("p"), Some(PauseOrNone(Some('p'))));
        for wrong in ["", "5", "*", "#", ",,", " ", "é"] {
            assert_eq!(PauseOrNone::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn octets_are_pairs_of_digits() {
        assert_eq!(Hex::<2>::read("1A04"), Some(Hex(vec![0x1a, 0x04])));
        for wrong in ["1a0", "1g", "1a0405", "é0"] {
            assert_eq!(Hex::<2>::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn permission_bits_are_octal_and_written_out() {
        assert_eq!(Mode::read("0660"), Some(Mode(0o660)));
        for wrong in ["660 ", "0888", "1777", "66"] {
            assert_eq!(Mode::read(wrong), None, "{wrong}");
        }
    }
}
