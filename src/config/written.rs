//! Values as people write them. Each type knows its bounds and says in its error what to write instead.

use std::{fmt, marker::PhantomData, time::Duration};

use jiff::{
    SignedDuration,
    civil::{Date, Time, Weekday},
};
use serde::{
    Deserialize, Deserializer,
    de::{self, Unexpected, Visitor},
};

/// One second in milliseconds, the unit of [`Span`]'s bounds.
pub(super) const S: u64 = 1000;
/// One minute.
pub(super) const M: u64 = 60 * S;
/// One hour.
pub(super) const H: u64 = 60 * M;

/// A value written as text.
pub(super) trait Spelling: Sized {
    /// Completes "write …".
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result;
    fn read(text: &str) -> Option<Self>;
}

/// Deserialises a [`Spelling`].
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

/// A length of time from `LEAST` to `MOST` milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span<const LEAST: u64, const MOST: u64>(pub(super) Duration);

impl<const LEAST: u64, const MOST: u64> Span<LEAST, MOST> {
    pub(super) const fn millis(count: u64) -> Self {
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

fn short(millis: u64) -> String {
    format!("{:#}", SignedDuration::from_millis(millis.try_into().unwrap_or(i64::MAX)))
}

/// A time that can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SpanOrOff<const LEAST: u64, const MOST: u64>(pub(super) Option<Duration>);

impl<const LEAST: u64, const MOST: u64> SpanOrOff<LEAST, MOST> {
    pub(super) const fn millis(count: u64) -> Self {
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

/// A whole number within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count<const LEAST: u32, const MOST: u32>(pub(super) u32);

impl<const LEAST: u32, const MOST: u32> Count<LEAST, MOST> {
    pub(super) fn size(self) -> usize {
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

/// A TCP port.
pub(super) type Port = Count<1, 65_535>;

/// An object identifier in dotted form, or `"none"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OidOrNone(pub(super) Option<String>);

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
pub(super) struct Oid(pub(super) String);

impl Spelling for Oid {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object identifier such as \"1.3.12.0.218\"")
    }

    fn read(text: &str) -> Option<Self> {
        let arcs: Vec<u32> = text.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        let valid = match arcs.as_slice() {
            [first @ 0..=1, second, ..] => *first < 2 && *second < 40,
            [2, _, ..] => true,
            _ => false,
        };
        valid.then(|| Self(text.to_owned()))
    }
}

deserialize_spelling!(Oid);

/// An absolute path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Absolute(pub(super) std::path::PathBuf);

impl Spelling for Absolute {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an absolute path, beginning with /")
    }

    fn read(text: &str) -> Option<Self> {
        let path = std::path::PathBuf::from(text);
        path.is_absolute().then_some(Self(path))
    }
}

deserialize_spelling!(Absolute);

/// Permission bits in octal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mode(pub(super) u32);

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

/// A directive list for [`tracing_subscriber::EnvFilter`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter(pub(super) String);

impl Spelling for Filter {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a log filter such as \"info\" or \"info,callbackd::pbx=debug\"")
    }

    fn read(text: &str) -> Option<Self> {
        tracing_subscriber::EnvFilter::try_new(text).ok().map(|_| Self(text.to_owned()))
    }
}

deserialize_spelling!(Filter);

/// One day of the week, or several in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Days(pub(super) Vec<Weekday>);

impl Spelling for Days {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a day or days in a row: \"mon\", \"mon-fri\"")
    }

    fn read(text: &str) -> Option<Self> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let (first, last) = (weekday(first)?, weekday(last)?);
        let days = first.cycle_forward().take(first.until(last).unsigned_abs().into());
        Some(Self(days.chain([last]).collect()))
    }
}

deserialize_spelling!(Days);

fn weekday(text: &str) -> Option<Weekday> {
    let place = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().position(|day| *day == text)?;
    Weekday::from_monday_zero_offset(place.try_into().ok()?).ok()
}

/// A time of day; `"24:00"` is the midnight that ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock(pub(super) Time);

impl Spelling for Clock {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a time of day such as \"08:30\" or \"24:00\"")
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "24:00" => Some(Self(Time::midnight())),
            _ => text.parse().ok().map(Self),
        }
    }
}

deserialize_spelling!(Clock);

/// A date, with or without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day(pub(super) Date);

impl Spelling for Day {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a date such as 2026-12-25")
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

deserialize_spelling!(Day);

/// A user or a group, by number or by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
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
    fn days_in_a_row_may_go_round_the_week() {
        use Weekday::{Friday, Monday, Saturday, Sunday};
        assert_eq!(Days::read("fri-mon"), Some(Days(vec![Friday, Saturday, Sunday, Monday])));
        assert_eq!(Days::read("sat"), Some(Days(vec![Saturday])));
        assert_eq!(Days::read("mon-"), None);
        assert_eq!(Days::read("Monday"), None);
    }

    #[test]
    fn times_are_bounded_on_both_sides() {
        type Few = Span<{ 5 * S }, { 10 * M }>;
        assert_eq!(Few::read("5s"), Some(Few::millis(5_000)));
        assert_eq!(Few::read("10m"), Some(Few::millis(600_000)));
        for wrong in ["4999ms", "601s", "-20s", "20", "", "5 parsecs"] {
            assert_eq!(Few::read(wrong), None, "{wrong}");
        }
        assert_eq!(SpanOrOff::<S, M>::read("off"), Some(SpanOrOff(None)));
    }

    #[test]
    fn object_identifiers_have_two_arcs_that_exist() {
        for right in ["1.3.12.0.218", "2.999", "0.39"] {
            assert!(Oid::read(right).is_some(), "{right}");
        }
        for wrong in ["", "1", "3.1", "1.40", "1.3.", "1.3.99999999999"] {
            assert!(Oid::read(wrong).is_none(), "{wrong}");
        }
        assert_eq!(OidOrNone::read("none"), Some(OidOrNone(None)));
    }

    #[test]
    fn permission_bits_are_octal_and_written_out() {
        assert_eq!(Mode::read("0660"), Some(Mode(0o660)));
        for wrong in ["660 ", "0888", "1777", "66"] {
            assert_eq!(Mode::read(wrong), None, "{wrong}");
        }
    }
}
