//! Values as people write them. Each type knows its bounds, and says in its error what to write instead.
//!
//! Settings hold plain values: `#[serde(deserialize_with = "spelling::read::<Span<1000, 60_000>, _, _>")] wait: Duration`.

use std::{fmt, marker::PhantomData, path::PathBuf, time::Duration};

use jiff::SignedDuration;
use serde::{
    Deserialize, Deserializer,
    de::{self, Unexpected, Visitor},
};

/// One second in milliseconds, the unit of [`Span`]'s bounds.
pub const S: u64 = 1000;
/// One minute.
pub const M: u64 = 60 * S;
/// One hour.
pub const H: u64 = 60 * M;

/// A value written as text.
pub trait Spelling: Sized {
    /// Completes "write …".
    ///
    /// # Errors
    /// Those of the formatter.
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The value that the text spells; `None` where it spells none.
    fn read(text: &str) -> Option<Self>;
}

/// Reads a [`Spelling`] as `deserialize_spelling` has it.
///
/// # Errors
/// Something else than text, or text that spells no such value.
pub fn spelled<'de, D: Deserializer<'de>, T: Spelling>(deserializer: D) -> Result<T, D::Error> {
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

    deserializer.deserialize_str(Text(PhantomData))
}

/// Lets serde read a [`Spelling`]; after the type come the parameters that its `impl` needs.
#[macro_export]
macro_rules! deserialize_spelling {
    ($name:ty $(, $($generics:tt)*)?) => {
        impl<'de $(, $($generics)*)?> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::spelling::spelled(deserializer)
            }
        }
    };
}
pub use deserialize_spelling;

/// Reads a plain value the way `W` is written.
///
/// # Errors
/// Those of `W`.
pub fn read<'de, W, D, T>(deserializer: D) -> Result<T, D::Error>
where
    W: Deserialize<'de> + Into<T>,
    D: Deserializer<'de>,
{
    W::deserialize(deserializer).map(W::into)
}

/// A length of time from `LEAST` to `MOST` milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<const LEAST: u64, const MOST: u64>(pub Duration);

impl<const LEAST: u64, const MOST: u64> Span<LEAST, MOST> {
    /// So many milliseconds, for defaults.
    #[must_use]
    pub const fn millis(count: u64) -> Self {
        Self(Duration::from_millis(count))
    }
}

impl<const LEAST: u64, const MOST: u64> Spelling for Span<LEAST, MOST> {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a time from {} to {}, such as \"20s\", \"5m\" or \"24h\"", short(LEAST), short(MOST))
    }

    fn read(text: &str) -> Option<Self> {
        let span = Duration::try_from(text.parse::<SignedDuration>().ok()?).ok()?;
        let bounds = Duration::from_millis(LEAST)..=Duration::from_millis(MOST);
        bounds.contains(&span).then_some(Self(span))
    }
}

deserialize_spelling!(Span<LEAST, MOST>, const LEAST: u64, const MOST: u64);

impl<const LEAST: u64, const MOST: u64> From<Span<LEAST, MOST>> for Duration {
    fn from(span: Span<LEAST, MOST>) -> Self {
        span.0
    }
}

fn short(millis: u64) -> String {
    format!("{:#}", SignedDuration::from_millis(millis.try_into().unwrap_or(i64::MAX)))
}

/// A time that can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpanOrOff<const LEAST: u64, const MOST: u64>(pub Option<Duration>);

impl<const LEAST: u64, const MOST: u64> SpanOrOff<LEAST, MOST> {
    /// So many milliseconds, for defaults.
    #[must_use]
    pub const fn millis(count: u64) -> Self {
        Self(Some(Duration::from_millis(count)))
    }
}

impl<const LEAST: u64, const MOST: u64> Spelling for SpanOrOff<LEAST, MOST> {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"off\" or ")?;
        Span::<LEAST, MOST>::expecting(f)
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "off" => Some(Self(None)),
            _ => Span::<LEAST, MOST>::read(text).map(|span| Self(Some(span.0))),
        }
    }
}

deserialize_spelling!(SpanOrOff<LEAST, MOST>, const LEAST: u64, const MOST: u64);

/// A number of days from `LEAST` to `MOST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age<const LEAST: u64, const MOST: u64>(pub Duration);

impl<const LEAST: u64, const MOST: u64> Spelling for Age<LEAST, MOST> {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "days from \"{LEAST}d\" to \"{MOST}d\", such as \"30d\"")
    }

    fn read(text: &str) -> Option<Self> {
        let days = text.strip_suffix('d')?.parse().ok()?;
        (LEAST..=MOST).contains(&days).then(|| Self(Duration::from_millis(days * 24 * H)))
    }
}

deserialize_spelling!(Age<LEAST, MOST>, const LEAST: u64, const MOST: u64);

impl<const LEAST: u64, const MOST: u64> From<Age<LEAST, MOST>> for Duration {
    fn from(age: Age<LEAST, MOST>) -> Self {
        age.0
    }
}

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

impl<const LEAST: u32, const MOST: u32> From<Count<LEAST, MOST>> for u32 {
    fn from(count: Count<LEAST, MOST>) -> Self {
        count.0
    }
}

impl<const LEAST: u32, const MOST: u32> From<Count<LEAST, MOST>> for usize {
    fn from(count: Count<LEAST, MOST>) -> Self {
        count.size()
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

/// An absolute path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absolute(pub PathBuf);

impl Spelling for Absolute {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an absolute path, beginning with /")
    }

    fn read(text: &str) -> Option<Self> {
        let path = PathBuf::from(text);
        path.is_absolute().then_some(Self(path))
    }
}

deserialize_spelling!(Absolute);

impl From<Absolute> for PathBuf {
    fn from(path: Absolute) -> Self {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_bounded_on_both_sides() {
        type Few = Span<{ 5 * S }, { 10 * M }>;
        assert_eq!(Few::read("5s"), Some(Few::millis(5_000)));
        assert_eq!(Few::read("10m"), Some(Few::millis(600_000)));
        for wrong in ["4999ms", "601s", "-20s", "20", "", "5 parsecs"] {
            assert_eq!(Few::read(wrong), None, "{wrong}");
        }
        assert_eq!(SpanOrOff::<S, M>::read("off"), Some(SpanOrOff(None)));
        assert_eq!(Age::<1, 30>::read("30d"), Some(Age(Duration::from_secs(30 * 86_400))));
        for wrong in ["0d", "31d", "30", "-1d", "1.5d", "24h"] {
            assert_eq!(Age::<1, 30>::read(wrong), None, "{wrong}");
        }
    }
}
