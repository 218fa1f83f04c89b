//! Service hours: pure civil-time arithmetic in the site's zone.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

/// When a queue's callbacks may be dialled.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    zone: TimeZone,
    /// Empty means always.
    spans: Vec<Span>,
    holidays: Vec<Date>,
}

/// Open from `from` to `to` (exclusive) on these days; `to` of midnight means the end of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The days of the week.
    pub days: Vec<Weekday>,
    /// First moment.
    pub from: Time,
    /// First moment after.
    pub to: Time,
}

impl Hours {
    /// Open at all times.
    #[must_use]
    pub fn always() -> Self {
        Self { zone: TimeZone::UTC, spans: Vec::new(), holidays: Vec::new() }
    }

    /// Open within `spans` of the week in `zone`, but not on `holidays`. No spans at all means always.
    #[must_use]
    pub fn new(zone: TimeZone, spans: Vec<Span>, holidays: Vec<Date>) -> Self {
        Self { zone, spans, holidays }
    }

    /// Is it open at this moment?
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        let local = at.to_zoned_datetime(self.zone.clone());
        if self.holidays.contains(&local.date()) {
            return false;
        }
        self.spans.is_empty() || self.spans.iter().any(|span| span.holds(local.weekday(), local.time()))
    }

    /// The next moment at which it opens, looked for over the coming year; `None` if it is open or never opens.
    #[must_use]
    pub fn opens_at(&self, at: Timestamp) -> Option<Timestamp> {
        if self.is_open(at) {
            return None;
        }
        let today = at.to_zoned_datetime(self.zone.clone()).date();
        (0..=366_i64).find_map(|day| {
            let date = today.checked_add(day.days()).ok()?;
            self.openings(date).filter(|opening| *opening > at && self.is_open(*opening)).min()
        })
    }

    fn openings(&self, date: Date) -> impl Iterator<Item = Timestamp> {
        let midnight = std::iter::once(Time::midnight());
        let starts =
            self.spans.iter().filter(move |span| span.days.contains(&date.weekday())).map(|span| span.from);
        midnight.chain(starts).filter_map(move |time| self.zone.to_timestamp(date.to_datetime(time)).ok())
    }
}

impl Span {
    fn holds(&self, day: Weekday, time: Time) -> bool {
        let before_end = self.to == Time::midnight() || time < self.to;
        self.days.contains(&day) && time >= self.from && before_end
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn office() -> Hours {
        use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
        let days = vec![Monday, Tuesday, Wednesday, Thursday, Friday];
        let span = Span { days, from: time(9, 0, 0, 0), to: time(17, 30, 0, 0) };
        Hours::new(TimeZone::get("Europe/London").unwrap(), vec![span], vec![date(2026, 12, 25)])
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn hours_are_read_in_the_sites_zone() {
        // July: London is one hour ahead of UTC.
        assert!(office().is_open(at("2026-07-01T08:00:00Z")));
        assert!(!office().is_open(at("2026-01-07T08:00:00Z")));
        assert!(!office().is_open(at("2026-07-01T16:30:00Z")), "the end is exclusive");
    }

    #[test]
    fn a_holiday_is_closed_all_day_and_the_next_opening_is_found() {
        // 25 December 2026 is a Friday.
        assert!(!office().is_open(at("2026-12-25T12:00:00Z")));
        assert_eq!(office().opens_at(at("2026-12-25T12:00:00Z")), Some(at("2026-12-28T09:00:00Z")));
        assert_eq!(office().opens_at(at("2026-12-28T10:00:00Z")), None, "open already");
    }

    #[test]
    fn no_spans_mean_always_and_an_end_at_midnight_means_the_whole_evening() {
        assert!(Hours::always().is_open(at("2026-12-25T03:00:00Z")));
        let all: Vec<Weekday> = Weekday::Monday.cycle_forward().take(7).collect();
        let late = Span { days: all, from: time(18, 0, 0, 0), to: Time::midnight() };
        let hours = Hours::new(TimeZone::UTC, vec![late], vec![]);
        assert!(hours.is_open(at("2026-12-25T23:59:59Z")));
        assert!(!hours.is_open(at("2026-12-25T00:00:00Z")));
    }
}
