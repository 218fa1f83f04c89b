//! When a customer wants to be called: read from the form, carried by the cookie, told as a promise. Pure.

use jiff::{
    SignedDuration, Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};

use super::complaint::{Complaint, Field};
use crate::calendar::Calendar;

/// Longest text of a moment: that of browsers has 16 to 23 characters.
const MOMENT: usize = 32;
/// As browsers write a moment, and as people do who have no field for one.
const FORMATS: [&str; 3] = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M"];
/// A form takes time to fill: what is over for no longer than this was meant as soon as possible.
const FILLED_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// Most digits of a moment in a cookie: seconds, until the year 2286.
const DIGITS: usize = 10;
/// Nobody plans further ahead, whatever the daemon's configuration says.
const AHEAD: SignedDuration = SignedDuration::from_hours(366 * 24);

/// The times between which somebody wants to be called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CallWindow {
    /// Not before.
    pub(super) from: Option<Timestamp>,
    /// Not after.
    pub(super) until: Option<Timestamp>,
}

impl CallWindow {
    /// Reads both fields by the clocks of this zone; empty ones are no window. Of a time that the clocks show twice, the first
    /// is meant that can still be.
    ///
    /// # Errors
    /// What the customer can mend, without asking the daemon.
    pub(super) fn read(
        not_before: &str,
        not_after: &str,
        zone: &TimeZone,
        now: Timestamp,
    ) -> Result<Self, Vec<Complaint>> {
        let mut found = Vec::new();
        let mut read = |field, text| {
            moment(text, zone).unwrap_or_else(|complaint| {
                found.push(Complaint::of(field, complaint));
                None
            })
        };
        let (from, until) = (read(Field::NotBefore, not_before), read(Field::NotAfter, not_after));
        let earliest = now - FILLED_WITHIN;
        let from = from.map(|from| from.first_that(|at| at >= earliest));
        let until = until.map(|until| until.first_that(|at| at > from.map_or(now, |from| from.max(now))));
        if from.is_some_and(|from| from < earliest) {
            found.push(Complaint::of(Field::NotBefore, "complaint.time.over"));
        }
        if until.is_some_and(|until| until <= now) {
            found.push(Complaint::of(Field::NotAfter, "complaint.time.over"));
        } else if from.zip(until).is_some_and(|(from, until)| until <= from) {
            found.push(Complaint::of(Field::NotAfter, "complaint.time.order"));
        }
        if found.is_empty() { Ok(Self { from, until }) } else { Err(found) }
    }

    /// Seconds until the last moment that it or `opens_at` names, none if that is over.
    pub(super) fn seconds_ahead(self, now: Timestamp, opens_at: Option<Timestamp>) -> u32 {
        let last = self.from.max(self.until).max(opens_at).unwrap_or(now);
        let ahead = last.duration_since(now).clamp(SignedDuration::ZERO, AHEAD);
        u32::try_from(ahead.as_secs()).unwrap_or(0)
    }

    /// For the cookie: nothing, or its moments, each with a dot, a letter and its seconds.
    pub(super) fn written(self) -> String {
        let part = |letter, at: Option<Timestamp>| at.map(|at| format!(".{letter}{}", at.as_second()));
        [part('f', self.from), part('u', self.until)].into_iter().flatten().collect()
    }

    /// Reads what [`CallWindow::written`] wrote; `None` for anything else.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut window = Self::default();
        let Some(parts) = text.strip_prefix('.') else { return text.is_empty().then_some(window) };
        for part in parts.split('.') {
            let (place, digits) = match part.strip_prefix('f') {
                Some(digits) => (&mut window.from, digits),
                None => (&mut window.until, part.strip_prefix('u')?),
            };
            if place.is_some() {
                return None;
            }
            *place = Some(moment_of(digits)?);
        }
        Some(window)
    }

    /// When we will call, as a sentence; `None` where that is as soon as possible.
    pub(super) fn promise(self, calendar: &Calendar) -> Option<String> {
        let from = self.from.filter(|from| *from > calendar.now)?;
        let (date, time) = (calendar.date(from), calendar.time(from));
        let mut gaps = vec![("date", date.as_str()), ("time", time.as_str())];
        let Some(until) = self.until else { return Some(calendar.t.fill_in("promise.after", &gaps)) };
        let (last_date, last_time) = (calendar.date(until), calendar.time(until));
        gaps.extend([("last_date", last_date.as_str()), ("last_time", last_time.as_str())]);
        let key = if calendar.is_one_day(from, until) { "promise.between" } else { "promise.across" };
        Some(calendar.t.fill_in(key, &gaps))
    }

    /// When we will not call any more, as a sentence, where the promise does not tell it.
    pub(super) fn end(self, calendar: &Calendar) -> Option<String> {
        let until = self.until.filter(|until| *until > calendar.now)?;
        let (date, time) = (calendar.date(until), calendar.time(until));
        Some(calendar.t.fill_in("promise.until", &[("date", &date), ("time", &time)]))
    }
}

/// The moment of a cookie: its seconds.
pub(super) fn moment_of(digits: &str) -> Option<Timestamp> {
    let is_number = digits.len() <= DIGITS && digits.bytes().all(|octet| octet.is_ascii_digit());
    is_number.then(|| Timestamp::from_second(digits.parse().ok()?).ok()).flatten()
}

/// What a time by the clocks may mean: twice the same moment, but where the clocks are put back.
struct Moments {
    first: Timestamp,
    second: Timestamp,
}

impl Moments {
    /// The first that fits; the second where none does.
    fn first_that(self, fits: impl Fn(Timestamp) -> bool) -> Timestamp {
        if fits(self.first) { self.first } else { self.second }
    }
}

/// A time by the clocks, or what is wrong with it.
fn moment(text: &str, zone: &TimeZone) -> Result<Option<Moments>, &'static str> {
    const UNREADABLE: &str = "complaint.time.unreadable";
    if text.is_empty() {
        return Ok(None);
    }
    let civil = FORMATS
        .iter()
        .filter(|_| text.len() <= MOMENT)
        .find_map(|format| DateTime::strptime(format, text).ok())
        .ok_or(UNREADABLE)?;
    let there = zone.to_ambiguous_timestamp(civil);
    if matches!(there.offset(), AmbiguousOffset::Gap { .. }) {
        return Err("complaint.time.skipped");
    }
    let (first, second) = (there.earlier(), there.later());
    let moments = first.and_then(|first| Ok(Moments { first, second: second? }));
    moments.map(Some).map_err(|_| UNREADABLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn london() -> TimeZone {
        TimeZone::get("Europe/London").expect("a zone")
    }

    /// Read in London at noon of 27 November 2026.
    fn read(not_before: &str, not_after: &str) -> Result<CallWindow, Vec<(&'static str, &'static str)>> {
        let window = CallWindow::read(not_before, not_after, &london(), at("2026-11-27T12:00:00Z"));
        let told = |complaint: &Complaint| (complaint.field.expect("a field").id(), complaint.text);
        window.map_err(|found| found.iter().map(told).collect())
    }

    fn from(text: &str) -> Option<Timestamp> {
        read(text, "").expect("a window").from
    }

    #[test]
    fn what_browsers_send_is_read_by_the_clocks_of_the_zone() {
        assert_eq!(read("", ""), Ok(CallWindow::default()));
        let nine = Some(at("2026-12-01T09:00:00Z"));
        for text in ["2026-12-01T09:00", "2026-12-01T09:00:00", "2026-12-01T09:00:00.000", "2026-12-01 09:00"]
        {
            assert_eq!(from(text), nine, "{text}");
        }
        assert_eq!(from("2027-07-01T09:00"), Some(at("2027-07-01T08:00:00Z")), "summer");
        let new_york = TimeZone::get("America/New_York").expect("a zone");
        let there = CallWindow::read("2026-12-01T09:00", "", &new_york, at("2026-11-27T12:00:00Z"));
        assert_eq!(there.expect("a window").from, Some(at("2026-12-01T14:00:00Z")));
        let nowhere = CallWindow::read("2026-12-01T09:00", "", &TimeZone::UTC, at("2026-11-27T12:00:00Z"));
        assert_eq!(nowhere.expect("a window").from, nine);
    }

    /// 31 October 2027, where the clocks of London go back from 02:00 to 01:00, read at that moment.
    fn read_in_october(
        now: &str,
        not_before: &str,
        not_after: &str,
    ) -> Option<(Option<Timestamp>, Option<Timestamp>)> {
        let text = |time: &str| if time.is_empty() { String::new() } else { format!("2027-10-31T{time}") };
        let window =
            CallWindow::read(&text(not_before), &text(not_after), &london(), at(&format!("2027-10-{now}Z")));
        window.ok().map(|window| (window.from, window.until))
    }

    #[test]
    fn of_a_time_that_the_clocks_show_twice_the_one_is_meant_that_can_still_be() {
        let moment = |time: &str| Some(at(&format!("2027-10-31T{time}Z")));
        let (first, second) = (moment("00:30:00"), moment("01:30:00"));
        assert_eq!(read_in_october("30T12:00:00", "01:30", ""), Some((first, None)));
        assert_eq!(read_in_october("31T00:10:00", "01:30", ""), Some((first, None)), "01:10, the first one");
        assert_eq!(
            read_in_october("31T01:10:00", "01:30", ""),
            Some((second, None)),
            "01:10, the second one"
        );
        assert_eq!(read_in_october("31T01:10:00", "", "01:30"), Some((None, second)));
        assert_eq!(read_in_october("31T00:10:00", "", "01:30"), Some((None, first)));
        assert_eq!(
            read_in_october("30T12:00:00", "01:45", "01:15"),
            Some((moment("00:45:00"), moment("01:15:00")))
        );
        assert_eq!(read_in_october("31T01:50:00", "01:30", ""), None, "over");
        assert_eq!(read_in_october("31T01:50:00", "", "01:30"), None, "over");
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_told_as_such() {
        // 28 March 2027, in London: from 01:00 to 02:00.
        let skipped = |field| Err(vec![(field, "complaint.time.skipped")]);
        assert_eq!(read("2027-03-28T01:30", ""), skipped("not-before"));
        assert_eq!(read("", "2027-03-28T01:00"), skipped("not-after"));
        assert_eq!(from("2027-03-28T00:59"), Some(at("2027-03-28T00:59:00Z")));
        assert_eq!(from("2027-03-28T02:00"), Some(at("2027-03-28T01:00:00Z")));
        // Samoa skipped a whole day.
        let apia = TimeZone::get("Pacific/Apia").expect("a zone");
        let day = CallWindow::read("2011-12-30T09:00", "", &apia, at("2011-12-29T12:00:00Z"))
            .expect_err("no such day");
        assert_eq!(
            day.iter().map(|complaint| complaint.text).collect::<Vec<_>>(),
            ["complaint.time.skipped"]
        );
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        let unreadable = Err(vec![("not-before", "complaint.time.unreadable")]);
        let long = format!("2026-12-01T09:00:00.{}", "0".repeat(500));
        for text in [
            "tomorrow",
            "2026-12-01",
            "09:00",
            "2026-13-01T09:00",
            "2026-02-30T09:00",
            "2026-12-01T25:00",
            "2026-12-01T09:00Z",
            "2026-12-01T09:00+05:00",
            "+12026-12-01T09:00",
            "9999-12-31T23:59",
            "🕘",
            &long,
        ] {
            assert_eq!(read(text, ""), unreadable, "{text}");
        }
        let both =
            vec![("not-before", "complaint.time.unreadable"), ("not-after", "complaint.time.unreadable")];
        assert_eq!(read("x", "y"), Err(both));
        let order = Err(vec![("not-after", "complaint.time.order")]);
        assert_eq!(read("2026-12-01T09:00", "2026-12-01T09:00"), order);
        assert_eq!(read("2026-12-01T09:00", "2026-11-30T09:00"), order);
        assert_eq!(read("", "2026-11-27T12:00"), Err(vec![("not-after", "complaint.time.over")]));
        assert_eq!(read("2025-12-01T09:00", ""), Err(vec![("not-before", "complaint.time.over")]));
        let slow = read("2026-11-27T11:51", "").expect("whoever filled it slowly is not told off");
        assert_eq!(slow.from, Some(at("2026-11-27T11:51:00Z")));
    }

    #[test]
    fn a_cookie_carries_it_and_nothing_else_passes_for_one() {
        let both = read("2026-12-01T09:00", "2026-12-01T12:00").expect("a window");
        let end = CallWindow { from: None, ..both };
        for window in [CallWindow::default(), CallWindow { until: None, ..both }, end, both] {
            assert_eq!(CallWindow::of(&window.written()), Some(window), "{}", window.written());
        }
        for wrong in [
            ".",
            "x",
            ".x1",
            ".f",
            "f1",
            ".f1.",
            ".f1.f2",
            ".f-1",
            ".f1.u2.u3",
            ".f12345678901",
            ".f1,u2",
            ".fé",
        ] {
            assert_eq!(CallWindow::of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn it_is_kept_until_its_last_moment_and_for_no_more_than_a_year() {
        let now = at("2026-11-27T12:00:00Z");
        let until = read("", "2026-11-27T13:00").expect("a window");
        assert_eq!(
            (CallWindow::default().seconds_ahead(now, None), until.seconds_ahead(now, None)),
            (0, 3600)
        );
        assert_eq!(read("2026-11-27T11:55", "").expect("a window").seconds_ahead(now, None), 0);
        let far = CallWindow { from: Some(at("2200-01-01T00:00:00Z")), until: None };
        assert_eq!(far.seconds_ahead(now, None), 366 * 24 * 3600);
    }

    #[test]
    fn the_promise_says_when_in_words_and_only_while_that_is_to_come() {
        let calendar = |tag, now| Calendar {
            t: Language::named(tag).expect("a language"),
            zone: london(),
            now: at(now),
        };
        let (english, german) =
            (calendar("en", "2026-11-27T12:00:00Z"), calendar("de", "2026-11-27T12:00:00Z"));
        let told = |not_before, not_after, calendar| {
            read(not_before, not_after).expect("a window").promise(calendar)
        };
        assert_eq!(told("", "", &english), None);
        assert_eq!(
            told("2026-12-01T09:00", "", &english).as_deref(),
            Some("We will call you on Tuesday 1 December 2026 after 09:00.")
        );
        assert_eq!(
            told("2026-12-01T09:00", "", &german).as_deref(),
            Some("Wir rufen Sie am Dienstag, 1. Dezember 2026, nach 09:00 Uhr an.")
        );
        assert_eq!(
            told("2026-12-01T09:00", "2026-12-01T12:30", &english).as_deref(),
            Some("We will call you on Tuesday 1 December 2026 between 09:00 and 12:30.")
        );
        assert_eq!(
            told("2026-12-01T09:00", "2026-12-02T12:30", &german).as_deref(),
            Some(
                "Wir rufen Sie zwischen Dienstag, 1. Dezember 2026, 09:00 Uhr, und Mittwoch, 2. Dezember 2026, 12:30 Uhr, an."
            )
        );
        let come = calendar("en", "2026-12-01T09:00:00Z");
        assert_eq!(told("2026-12-01T09:00", "", &come), None);
        let ends = read("", "2026-12-01T12:30").expect("a window");
        assert_eq!(
            ends.end(&come).as_deref(),
            Some("We will not call you after 12:30 on Tuesday 1 December 2026.")
        );
        assert_eq!(ends.end(&calendar("en", "2026-12-01T12:30:00Z")), None);
    }
}
