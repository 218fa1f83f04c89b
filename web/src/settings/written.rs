//! Values as people write them. Each type knows its bounds and says in its error what to write instead.

use std::{fmt, marker::PhantomData, net::SocketAddr, path::PathBuf, time::Duration};

use callbackd::ids::QueueName;
use serde::{
    Deserialize, Deserializer,
    de::{self, Unexpected, Visitor},
};

/// A value written as text.
trait Spelling: Sized {
    /// Completes "write …".
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result;
    fn read(text: &str) -> Option<Self>;
}

struct Text<T>(PhantomData<T>);

impl<T: Spelling> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::expecting(f)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        T::read(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

macro_rules! deserialize_spelling {
    ($name:ty $(, $($generics:tt)*)?) => {
        impl<'de $(, $($generics)*)?> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Text(PhantomData))
            }
        }
    };
}

/// A path from the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absolute(pub PathBuf);

impl Spelling for Absolute {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a path that begins with /")
    }

    fn read(text: &str) -> Option<Self> {
        text.starts_with('/').then(|| Self(PathBuf::from(text)))
    }
}

deserialize_spelling!(Absolute);

/// An address and a port to listen at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen(pub SocketAddr);

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Spelling for Listen {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address and a port, such as \"127.0.0.1:8080\" or \"[::1]:8080\"")
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

deserialize_spelling!(Listen);

/// A country by its two letters (ISO 3166), in capitals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country(pub String);

impl Spelling for Country {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a country as its two ISO 3166 letters, such as \"GB\"")
    }

    fn read(text: &str) -> Option<Self> {
        let letters = text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase());
        letters.then(|| Self(text.to_owned()))
    }
}

deserialize_spelling!(Country);

/// The name of a request's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header(pub String);

impl Spelling for Header {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a header's name, such as \"x-forwarded-for\"")
    }

    fn read(text: &str) -> Option<Self> {
        axum::http::HeaderName::try_from(text).ok().map(|name| Self(name.as_str().to_owned()))
    }
}

deserialize_spelling!(Header);

/// Where a page may load something from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source(pub String);

impl Spelling for Source {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address such as \"https://captcha.example.com\", without spaces, quotes, commas and semicolons")
    }

    fn read(text: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, ';' | ',' | '\'' | '"' | '<' | '>');
        (text.starts_with("https://") && text.chars().all(plain)).then(|| Self(text.to_owned()))
    }
}

deserialize_spelling!(Source);

/// The name of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue(pub QueueName);

impl Spelling for Queue {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a queue's name: up to 64 characters without spaces")
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

deserialize_spelling!(Queue);

/// A length of time from `LEAST` to `MOST` seconds, written as "20s", "5m" or "24h".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<const LEAST: u64, const MOST: u64>(pub Duration);

impl<const LEAST: u64, const MOST: u64> Spelling for Span<LEAST, MOST> {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a time from {LEAST} s to {MOST} s, such as \"20s\", \"5m\" or \"24h\"")
    }

    fn read(text: &str) -> Option<Self> {
        let units = [("s", 1), ("m", 60), ("h", 3600)];
        let (digits, unit) =
            units.iter().find_map(|(letter, unit)| Some((text.strip_suffix(letter)?, unit)))?;
        let seconds = digits.parse::<u64>().ok()?.checked_mul(*unit)?;
        (LEAST..=MOST).contains(&seconds).then(|| Self(Duration::from_secs(seconds)))
    }
}

deserialize_spelling!(Span<LEAST, MOST>, const LEAST: u64, const MOST: u64);

/// A whole number within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count<const LEAST: u32, const MOST: u32>(pub u32);

impl<const LEAST: u32, const MOST: u32> Count<LEAST, MOST> {
    /// As a length or number of things.
    #[must_use]
    pub fn size(self) -> usize {
        self.0.try_into().unwrap_or(usize::MAX)
    }
}

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Count<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole<const LEAST: u32, const MOST: u32>;

        impl<const LEAST: u32, const MOST: u32> Visitor<'_> for Whole<LEAST, MOST> {
            type Value = Count<LEAST, MOST>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a whole number from {LEAST} to {MOST}")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
                let count = u32::try_from(number).ok().filter(|count| (LEAST..=MOST).contains(count));
                count.map(Count).ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
            }
        }

        deserializer.deserialize_i64(Whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_bounded_on_both_sides() {
        type Few = Span<5, 600>;
        assert_eq!(Few::read("5s"), Some(Span(Duration::from_secs(5))));
        assert_eq!(Few::read("10m"), Some(Span(Duration::from_secs(600))));
        for wrong in ["4s", "601s", "-20s", "20", "", "1h", "99999999999999999999h", "18446744073709551615h"]
        {
            assert_eq!(Few::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_country_is_two_capitals() {
        assert_eq!(Country::read("DE"), Some(Country("DE".to_owned())));
        for wrong in ["de", "DEU", "D1", "", "Ä"] {
            assert_eq!(Country::read(wrong), None, "{wrong}");
        }
    }
}
