//! How things are called on the terminal. Whatever came from outside goes through [`clean`].

use std::{collections::BTreeMap, fmt::Display};

use callbackd_api::{
    ids::{LegId, Private, SessionId},
    record::SwitchSays,
    views::{AgentView, FailureView, NumberReading},
    words::{AgentState, SessionState, Word},
};
use jiff::{Timestamp, tz::TimeZone};

/// Now and here, which is what times are told relative to.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    pub(crate) now: Timestamp,
    pub(crate) zone: TimeZone,
}

impl Moment {
    #[expect(clippy::disallowed_methods, reason = "a terminal's clock is its user's")]
    pub(crate) fn now() -> Self {
        Self { now: Timestamp::now(), zone: TimeZone::system() }
    }

    /// "14:03:22 (2 min ago)"; with its day if that is another one.
    pub(crate) fn when(&self, at: Timestamp) -> String {
        format!("{} ({})", self.clock(at), self.away(at))
    }

    /// "14:03:22"; with its day if that is another one.
    pub(crate) fn clock(&self, at: Timestamp) -> String {
        let at = at.to_zoned_datetime(self.zone.clone());
        let today = at.date() == self.now.to_zoned_datetime(self.zone.clone()).date();
        at.strftime(if today { "%H:%M:%S" } else { "%Y-%m-%d %H:%M" }).to_string()
    }

    /// As [`Moment::clock`], with milliseconds.
    pub(crate) fn clock_ms(&self, at: Timestamp) -> String {
        let at = at.to_zoned_datetime(self.zone.clone());
        let today = at.date() == self.now.to_zoned_datetime(self.zone.clone()).date();
        at.strftime(if today { "%H:%M:%S%.3f" } else { "%Y-%m-%d %H:%M:%S%.3f" }).to_string()
    }

    /// "2 min ago", "in 20 s".
    fn away(&self, at: Timestamp) -> String {
        let seconds = self.now.duration_since(at).as_secs();
        match seconds {
            0 => "now".to_owned(),
            1.. => format!("{} ago", span(seconds.unsigned_abs())),
            _ => format!("in {}", span(seconds.unsigned_abs())),
        }
    }

    /// How long ago, without the "ago".
    pub(crate) fn since(&self, at: Timestamp) -> String {
        span(self.now.duration_since(at).as_secs().max(0).unsigned_abs())
    }
}

/// "+44 20 7946 0018 ext. 12".
pub(crate) fn number(number: &Private, extension: Option<&Private>) -> String {
    let extension = extension.map(|digits| format!(" ext. {}", clean(digits.expose())));
    format!("{}{}", clean(number.expose()), extension.unwrap_or_default())
}

/// What a refused text may mean, a line each.
pub(crate) fn readings(readings: &[NumberReading]) -> String {
    let line = |reading: &NumberReading| {
        let country = reading.country.as_ref().map(|country| format!(" ({})", clean(country)));
        let number = number(&reading.formatted, reading.extension.as_ref());
        format!("\n  it may mean {number}{}", country.unwrap_or_default())
    };
    readings.iter().map(line).collect()
}

/// What a web layer sent along, in one line.
pub(crate) fn attributes(given: &BTreeMap<String, Private>) -> Option<String> {
    let each: Vec<String> =
        given.iter().map(|(name, value)| format!("{}: {}", clean(name), clean(value.expose()))).collect();
    (!each.is_empty()).then(|| each.join("; "))
}

/// A span in its largest sensible unit.
pub(crate) fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// Without anything that could steer a terminal: names and subjects come from the public.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// Does it do something to a terminal, rather than stand there?
pub(crate) fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The part of an id by which people tell sessions apart; the beginning is but the time.
pub(crate) fn short(id: &SessionId) -> String {
    tail(&id.to_string())
}

/// As [`short`], of a leg.
pub(crate) fn short_leg(id: &LegId) -> String {
    tail(&id.to_string())
}

fn tail(id: &str) -> String {
    id.rsplit('-').next().unwrap_or(id).to_owned()
}

/// A session's state as one would say it.
pub(crate) fn session_state(state: &Word<SessionState>, place: Option<u64>) -> String {
    match (state, place) {
        (Word::Known(SessionState::Queued), Some(place)) => format!("waiting, place {place}"),
        (Word::Known(SessionState::Queued), None) => "waiting".to_owned(),
        (Word::Known(SessionState::Open), _) => "shown to the agent".to_owned(),
        (Word::Known(SessionState::Cancelled), _) => "cancelled, not dropped yet".to_owned(),
        (Word::Known(SessionState::Dialing), _) => "dialling".to_owned(),
        (Word::Known(SessionState::Held), _) => "on hold".to_owned(),
        (Word::Known(SessionState::Unknown), _) => "sight of the call lost".to_owned(),
        (Word::Known(SessionState::WrapUp), _) => "wrap-up".to_owned(),
        (
            Word::Known(SessionState::Offered | SessionState::Talking | SessionState::Closed)
            | Word::Other(_),
            _,
        ) => plain(state),
    }
}

/// An agent's state as one would say it, with what holds offers back.
pub(crate) fn agent_state(agent: &AgentView) -> String {
    let state = match agent.state {
        Word::Known(AgentState::OnSession) => "on a session".to_owned(),
        ref other => plain(other),
    };
    match (&agent.reason, &agent.waits_for) {
        (Some(reason), _) => format!("{state} ({})", plain(reason)),
        (None, Some(waits_for)) => format!("{state}, but no offers: {}", clean(waits_for)),
        (None, None) => state,
    }
}

/// Said of a request from before the store lost what happened then.
pub(crate) const OUTDATED: &str =
    "the store lost what happened last: the customer may have been called already";

/// A stable word of the contract, without its underscores.
pub(crate) fn plain(word: &(impl Display + ?Sized)) -> String {
    clean(&word.to_string().replace('_', " "))
}

/// "busy: The line is busy. (eventCause 3, busy)".
pub(crate) fn failure(failure: &FailureView) -> String {
    let said = failure.switch.as_ref().map(|switch| format!(" ({})", said(switch))).unwrap_or_default();
    format!("{}: {}{said}", plain(&failure.reason), clean(&failure.detail))
}

/// The switch's own code and name.
pub(crate) fn said(switch: &SwitchSays) -> String {
    format!("{} {}, {}", clean(&switch.source), switch.code, clean(&switch.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment() -> Moment {
        Moment { now: "2026-03-04T12:00:00Z".parse().unwrap(), zone: TimeZone::fixed(jiff::tz::offset(1)) }
    }

    #[test]
    fn times_are_local_and_relative() {
        let moment = moment();
        let when = |text: &str| moment.when(text.parse().unwrap());
        assert_eq!(when("2026-03-04T12:00:00Z"), "13:00:00 (now)");
        assert_eq!(when("2026-03-04T11:58:01Z"), "12:58:01 (119 s ago)");
        assert_eq!(when("2026-03-04T11:57:59.5Z"), "12:57:59 (2 min ago)");
        assert_eq!(when("2026-03-04T12:00:20Z"), "13:00:20 (in 20 s)");
        assert_eq!(when("2026-03-03T22:59:59Z"), "2026-03-03 23:59 (13 h ago)");
        assert_eq!(when("2026-03-03T23:00:00Z"), "00:00:00 (13 h ago)");
        assert_eq!(when("2026-02-20T12:00:00Z"), "2026-02-20 13:00 (12 days ago)");
    }

    #[test]
    fn nothing_from_outside_steers_the_terminal() {
        assert_eq!(
            clean("Ann\u{1b}[2J\r\n\u{202e}x\u{9b}"),
            "Ann\u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}x\u{fffd}"
        );
        assert_eq!(clean("Zoë Ångström 東京"), "Zoë Ångström 東京");
    }

    #[test]
    fn sessions_are_told_apart_by_the_random_end_of_their_ids() {
        assert_eq!(short(&"01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap()), "b302099a8057");
    }
}
