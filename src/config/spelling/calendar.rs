//! Days and times of day.

use std::fmt;

use jiff::civil::{Date, Time, Weekday};

use super::{Spelling, deserialize_spelling};

/// One day of the week, or several in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::config) struct Days(pub(in crate::config) Vec<Weekday>);

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
pub(in crate::config) struct Clock(pub(in crate::config) Time);

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
pub(in crate::config) struct Day(pub(in crate::config) Date);

impl Spelling for Day {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a date such as 2026-12-25")
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

deserialize_spelling!(Day);

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
}
