//! Moments in people's words: in their language, by the clocks of the centre. Pure.

use jiff::{Timestamp, ZonedDateTime, tz::TimeZone};

use crate::language::Language;

/// Reads moments for one page.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The reader's language.
    pub t: Language,
    /// Where the clocks are.
    pub zone: TimeZone,
    /// When it is read: moments of the same day are told without it.
    pub now: Timestamp,
}

impl Calendar {
    /// The zone's name, as people may know it.
    #[must_use]
    pub fn zone_name(&self) -> String {
        zone_name(&self.zone)
    }

    /// With seconds: `09:00:00`.
    #[must_use]
    pub fn clock(&self, at: Timestamp) -> String {
        self.at(at).strftime("%H:%M:%S").to_string()
    }

    /// When something happened: with seconds today, with its day before.
    #[must_use]
    pub fn stamp(&self, at: Timestamp) -> String {
        if self.is_one_day(at, self.now) { self.clock(at) } else { self.moment(at) }
    }

    /// `09:00`; of a time that the clocks show twice on that day also which, as `01:30 GMT`.
    #[must_use]
    pub fn time(&self, at: Timestamp) -> String {
        let there = self.at(at);
        let twice = self.zone.to_ambiguous_timestamp(there.datetime()).is_ambiguous();
        there.strftime(if twice { "%H:%M %Z" } else { "%H:%M" }).to_string()
    }

    /// `Tuesday 1 December 2026`.
    #[must_use]
    pub fn date(&self, at: Timestamp) -> String {
        self.fill("date.long", &self.at(at))
    }

    /// Are both on the same day here?
    #[must_use]
    pub fn is_one_day(&self, one: Timestamp, other: Timestamp) -> bool {
        self.at(one).date() == self.at(other).date()
    }

    /// When somebody wishes to be called: `from 09:00`, `until Tuesday 1 December 12:00`, `09:00 to 12:00`. `None` without a
    /// wish.
    #[must_use]
    pub fn window(&self, from: Option<Timestamp>, until: Option<Timestamp>) -> Option<String> {
        let told = match (from, until) {
            (None, None) => return None,
            (Some(from), None) => self.t.fill("window.from", "from", self.moment(from)),
            (None, Some(until)) => self.t.fill("window.until", "until", self.moment(until)),
            (Some(from), Some(until)) => {
                let end = if self.is_one_day(from, until) { self.time(until) } else { self.moment(until) };
                self.t.fill_in("window.both", &[("from", &self.moment(from)), ("until", &end)])
            }
        };
        Some(told)
    }

    /// `09:00` today, `Tuesday 1 December 09:00` this year, with the year in another.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> String {
        let (time, there, now) = (self.time(at), self.at(at), self.at(self.now));
        let date = match there.year() == now.year() {
            true if there.date() == now.date() => return time,
            true => self.fill("date.day", &there),
            false => self.fill("date.long", &there),
        };
        self.t.fill_in("date.moment", &[("date", &date), ("time", &time)])
    }

    fn at(&self, at: Timestamp) -> ZonedDateTime {
        at.to_zoned_datetime(self.zone.clone())
    }

    fn fill(&self, key: &str, at: &ZonedDateTime) -> String {
        let weekday = format!("weekday.{}", at.weekday().to_monday_one_offset());
        let month = format!("month.{}", at.month());
        let (day, year) = (at.day().to_string(), at.year().to_string());
        let (weekday, month) = (self.t.say(&weekday), self.t.say(&month));
        self.t.fill_in(key, &[("weekday", weekday), ("day", &day), ("month", month), ("year", &year)])
    }
}

/// A zone's name, as people may know it; one without a name is the reader's guess.
#[must_use]
pub fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(tag: &str, zone: &str, now: &str) -> Calendar {
        Calendar {
            t: Language::named(tag).expect("a language"),
            zone: TimeZone::get(zone).expect("a zone"),
            now: now.parse().expect("a moment"),
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[test]
    fn dates_are_told_as_people_of_each_language_write_them() {
        let moment = at("2026-12-01T08:00:00Z");
        let english = calendar("en", "Europe/London", "2026-11-27T12:00:00Z");
        assert_eq!(english.date(moment), "Tuesday 1 December 2026");
        assert_eq!(
            (english.time(moment), english.clock(moment)),
            ("08:00".to_owned(), "08:00:00".to_owned())
        );
        assert_eq!(english.stamp(at("2026-11-27T08:00:01Z")), "08:00:01");
        assert_eq!(english.stamp(at("2026-11-26T08:00:01Z")), "Thursday 26 November 08:00");
        let german = calendar("de", "Europe/Berlin", "2026-11-27T12:00:00Z");
        assert_eq!(german.date(moment), "Dienstag, 1. Dezember 2026");
        assert_eq!(german.time(moment), "09:00");
        let far = calendar("en", "Pacific/Auckland", "2026-11-27T12:00:00Z");
        assert_eq!(far.date(at("2026-12-01T12:00:00Z")), "Wednesday 2 December 2026", "it is tomorrow there");
        assert_eq!(
            calendar("en", "America/New_York", "2026-11-27T12:00:00Z").zone_name(),
            "America/New York"
        );
    }

    #[test]
    fn of_a_time_that_the_clocks_show_twice_it_is_told_which() {
        let calendar = calendar("en", "Europe/London", "2027-10-30T12:00:00Z");
        assert_eq!(calendar.time(at("2027-10-31T00:30:00Z")), "01:30 BST");
        assert_eq!(calendar.time(at("2027-10-31T01:30:00Z")), "01:30 GMT");
        assert_eq!(calendar.time(at("2027-10-31T02:00:00Z")), "02:00");
    }

    #[test]
    fn every_weekday_and_month_has_a_name_in_every_language() {
        for t in Language::all() {
            let weekdays = (1..=7).map(|day| format!("weekday.{day}"));
            for key in weekdays.chain((1..=12).map(|month| format!("month.{month}"))) {
                assert!(t.find(&key).is_some(), "{key} in {t:?}");
            }
        }
    }

    #[test]
    fn a_wish_is_told_with_the_day_only_where_it_is_another_one() {
        let calendar = calendar("en", "Europe/London", "2026-12-01T07:00:00Z");
        let told = |from: Option<&str>, until: Option<&str>| calendar.window(from.map(at), until.map(at));
        let nine = Some("2026-12-01T09:00:00Z");
        let tomorrow = Some("2026-12-02T12:30:00Z");
        assert_eq!(told(None, None), None);
        assert_eq!(told(nine, None).as_deref(), Some("from 09:00"));
        assert_eq!(told(None, tomorrow).as_deref(), Some("until Wednesday 2 December 12:30"));
        assert_eq!(told(nine, Some("2026-12-01T12:00:00Z")).as_deref(), Some("09:00 to 12:00"));
        assert_eq!(told(nine, tomorrow).as_deref(), Some("09:00 to Wednesday 2 December 12:30"));
        let next_year = told(Some("2027-01-04T09:00:00Z"), Some("2027-01-04T10:00:00Z"));
        assert_eq!(next_year.as_deref(), Some("Monday 4 January 2027 09:00 to 10:00"));
    }
}
