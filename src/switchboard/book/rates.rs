//! How much was asked for lately: the counters behind `[limits]`.
//!
//! They count on the wall clock and outlive the sessions that they were counted for. After a restart they are counted again
//! from what is stored: requests from their sessions, attempts of layers from the audit record.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
};

use callbackd_api::{
    record::{Fact, Record},
    views::Refused,
    words::{CallResult, MethodName, Reason},
};
use jiff::{SignedDuration, Timestamp};

use crate::switchboard::settings::Limits;
use crate::{
    dialplan::{Destination, NumberClass},
    session::Session,
};

/// How far back attempts of layers are counted.
pub const LAYER_SPAN: SignedDuration = SignedDuration::from_secs(60);
/// How far back accepted requests are counted.
pub const REQUEST_SPAN: SignedDuration = SignedDuration::from_secs(3600);

/// More refused attempts than any limit on a layer's haste lets through within its span: no row may say more.
const MOST_RECALLED: u64 = 10_000;

/// The methods that the limit on a layer's haste counts.
const ASKS: [MethodName; 2] = [MethodName::CallbackRequest, MethodName::CallbackChange];

/// The rule that a layer's own haste is refused by.
const PER_LAYER: &str = "limits.per-layer-minute";

/// Everything that is counted per time.
#[derive(Debug)]
pub(in crate::switchboard) struct Rates {
    layers: Window<u32>,
    numbers: Window<Destination>,
    classes: Window<NumberClass>,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            layers: Window::new(LAYER_SPAN),
            numbers: Window::new(REQUEST_SPAN),
            classes: Window::new(REQUEST_SPAN),
        }
    }
}

impl Rates {
    /// A layer asks. What this limit itself refuses is not counted, or a layer that never pauses would never pass again.
    pub(in crate::switchboard) fn attempt(
        &mut self,
        now: Timestamp,
        uid: u32,
        limits: &Limits,
    ) -> Result<(), Refused> {
        let most = limits.per_layer_minute;
        let Some(wait) = self.layers.wait(now, &uid, most) else {
            self.layers.add(now, uid);
            return Ok(());
        };
        let detail = format!(
            "user {uid} asked for {most} callbacks within a minute, and {PER_LAYER} permits no more: try again in {}",
            words(wait)
        );
        Err(over(PER_LAYER.to_owned(), detail))
    }

    /// Says nothing of when the number was asked for: whoever is refused learns nothing of others.
    pub(in crate::switchboard) fn check_number(
        &mut self,
        now: Timestamp,
        number: &Destination,
        limits: &Limits,
    ) -> Result<(), Refused> {
        let most = limits.per_number_hour;
        if self.numbers.wait(now, &number.telephone(), most).is_none() {
            return Ok(());
        }
        let rule = "limits.per-number-hour";
        let detail = format!(
            "this number was accepted {most} times within an hour, and {rule} permits no more: try again in an hour"
        );
        Err(over(rule.to_owned(), detail))
    }

    /// A number may be in several classes: all must permit it.
    pub(in crate::switchboard) fn check_classes(
        &mut self,
        now: Timestamp,
        classes: &[NumberClass],
        limits: &Limits,
    ) -> Result<(), Refused> {
        for class in classes {
            let Some(most) = limits.per_class_hour.get(class) else { continue };
            if let Some(wait) = self.classes.wait(now, class, *most) {
                let rule = format!("limits.per-class-hour.{class}");
                let detail = format!(
                    "{most} {class} numbers were accepted within an hour, and {rule} permits no more: try again in {}",
                    words(wait)
                );
                return Err(over(rule, detail));
            }
        }
        Ok(())
    }

    /// A request was accepted.
    pub(in crate::switchboard) fn count(&mut self, session: &Session) {
        self.numbers.add(session.request().created_at, session.request().destination.telephone());
        for (at, class) in &session.request().counted {
            self.classes.add(*at, *class);
        }
    }

    /// A number of this class will be called in place of the one that was asked for.
    pub(in crate::switchboard) fn count_class(&mut self, at: Timestamp, class: NumberClass) {
        self.classes.add(at, class);
    }

    /// Counts again what was accepted before a restart; the sessions come in the order of their requests.
    pub(in crate::switchboard) fn recount<'a>(&mut self, sessions: impl Iterator<Item = &'a Session>) {
        let mut counted = Vec::new();
        for session in sessions {
            self.numbers.add(session.request().created_at, session.request().destination.telephone());
            counted.extend_from_slice(&session.request().counted);
        }
        counted.sort_unstable();
        for (at, class) in counted {
            self.classes.add(at, class);
        }
    }

    /// Counts again what a layer asked for before a restart.
    pub(in crate::switchboard) fn recall(&mut self, record: &Record) {
        let (method, uid, rule, times) = match &record.fact {
            Fact::Called { method, uid, result, rule, .. } if *result != CallResult::Repeated => {
                (method, *uid, rule, 1)
            }
            Fact::Refused { method, uid, rule, times, .. } => (method, *uid, rule, *times),
            _ => return,
        };
        if ASKS.iter().any(|asks| method == asks) && rule.as_deref() != Some(PER_LAYER) {
            for _ in 0..times.min(MOST_RECALLED) {
                self.layers.add(record.at, uid);
            }
        }
    }
}

fn over(rule: String, detail: String) -> Refused {
    Refused { rule: Some(rule), ..Refused::new(Reason::RateLimited, detail) }
}

/// A wait in whole seconds or minutes, rounded up.
fn words(wait: SignedDuration) -> String {
    let seconds = wait.as_secs().max(0) + 1;
    if seconds < 120 { format!("{seconds} s") } else { format!("{} min", (seconds + 59) / 60) }
}

/// What happened within a span of time up to now.
#[derive(Debug)]
struct Window<K> {
    span: SignedDuration,
    /// In the order of their counting.
    order: VecDeque<(Timestamp, K)>,
    /// The same by key.
    moments: HashMap<K, VecDeque<Timestamp>>,
}

impl<K: Clone + Eq + Hash> Window<K> {
    fn new(span: SignedDuration) -> Self {
        Self { span, order: VecDeque::new(), moments: HashMap::new() }
    }

    fn add(&mut self, at: Timestamp, key: K) {
        self.moments.entry(key.clone()).or_default().push_back(at);
        self.order.push_back((at, key));
    }

    /// How long until one more makes no more than `most`; `None` if it may be now.
    fn wait(&mut self, now: Timestamp, key: &K, most: usize) -> Option<SignedDuration> {
        self.forget(now);
        let moments = self.moments.get(key)?;
        // As many of the oldest have to leave as are there beyond one less than `most`.
        let last_to_leave = *moments.get(moments.len().checked_sub(most)?)?;
        Some(self.span - now.duration_since(last_to_leave))
    }

    /// What is not within the span; a clock that was set back leaves moments in the future, which tell nothing.
    fn forget(&mut self, now: Timestamp) {
        let (span, mut gone) = (self.span, 0);
        let over = |at: Timestamp| at > now || now.duration_since(at) >= span;
        while self.order.front().is_some_and(|(at, _)| over(*at))
            && let Some((_, key)) = self.order.pop_front()
        {
            gone += 1;
            if let Some(moments) = self.moments.get_mut(&key) {
                moments.pop_front();
                if moments.is_empty() {
                    self.moments.remove(&key);
                }
            }
        }
        // A day's rush must not hold its memory for good.
        if gone > 0 && self.order.len() * 4 < self.order.capacity() {
            self.order.shrink_to_fit();
            self.moments.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + seconds).unwrap()
    }

    #[test]
    fn a_moment_counts_for_exactly_its_span() {
        let mut window = Window::new(SignedDuration::from_secs(60));
        assert_eq!(window.wait(at(0), &7, 2), None);
        window.add(at(0), 7);
        window.add(at(10), 8);
        assert_eq!(window.wait(at(20), &7, 2), None, "8 counts for itself");
        window.add(at(20), 7);
        assert_eq!(window.wait(at(20), &7, 2), Some(SignedDuration::from_secs(40)));
        assert_eq!(window.wait(at(59), &7, 2), Some(SignedDuration::from_secs(1)));
        assert_eq!(window.wait(at(60), &7, 2), None);
        assert_eq!(
            window.wait(at(60), &7, 1),
            Some(SignedDuration::from_secs(20)),
            "a limit that was lowered"
        );
        assert_eq!(window.wait(at(80), &7, 1), None);
        assert!(window.order.is_empty() && window.moments.is_empty(), "nothing is kept longer");
    }

    #[test]
    fn a_clock_that_was_set_back_blocks_nobody_for_long() {
        let mut window = Window::new(SignedDuration::from_secs(60));
        window.add(at(86_400), 7);
        assert_eq!(window.wait(at(0), &7, 1), None);
    }

    #[test]
    fn waits_are_told_rounded_up() {
        assert_eq!(words(SignedDuration::from_millis(1)), "1 s");
        assert_eq!(words(SignedDuration::from_millis(118_999)), "119 s");
        assert_eq!(words(SignedDuration::from_secs(119)), "2 min");
        assert_eq!(words(SignedDuration::from_secs(3599)), "60 min");
    }
}
