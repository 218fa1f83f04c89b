//! The switch's pace: what may be sent now, in which order, and what is unanswered.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    time::Duration,
};

use crate::switchboard::{request::Pending, settings::Pacing};

/// Names one request towards the switch; never reused within a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(pub u64);

/// What goes first when not everything can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::switchboard) enum Urgency {
    /// Free a phone.
    Clear,
    /// See what became of a call in the air.
    InAir,
    /// Dial.
    Dial,
    /// Watch extensions.
    Watch,
}

/// In no span of this length are there more requests than the switch takes per second. It is longer than a second by what
/// requests may be held up on their way, so that the switch counts no more either.
const WINDOW: Duration = Duration::from_millis(1050);

/// Requests that wait, and requests that are out.
#[derive(Debug)]
pub(super) struct Pacer {
    waiting: BTreeMap<(Urgency, u64), Pending>,
    /// With the time at which each was sent.
    out: HashMap<Token, (Pending, Duration)>,
    next: u64,
    /// When the last requests were sent, at most as many as a window has: no window of a second may have more.
    sent: VecDeque<Duration>,
    /// The next monitor start may go then.
    monitor_at: Duration,
}

impl Pacer {
    pub(super) fn new() -> Self {
        Self {
            waiting: BTreeMap::new(),
            out: HashMap::new(),
            next: 0,
            sent: VecDeque::new(),
            monitor_at: Duration::ZERO,
        }
    }

    /// Queues a request unless the same one waits already.
    pub(super) fn want(&mut self, urgency: Urgency, pending: Pending) {
        if self.waiting.values().any(|waiting| *waiting == pending) {
            return;
        }
        self.next += 1;
        self.waiting.insert((urgency, self.next), pending);
    }

    /// Takes the most urgent request that the pace permits now. It must be answered with [`Pacer::answered`],
    /// or given back with [`Pacer::unsent`] if it turned out not to be wanted.
    pub(super) fn take(
        &mut self,
        now: Duration,
        pacing: &Pacing,
        ready: impl Fn(&Pending) -> bool,
    ) -> Option<(Token, Pending)> {
        if self.out.len() >= pacing.outstanding || now < self.earliest(pacing) {
            return None;
        }
        let key = self
            .waiting
            .iter()
            .find(|(key, pending)| {
                !self.crowded(key, pacing)
                    && (now >= self.monitor_at || !pending.is_monitor_start())
                    && ready(pending)
            })
            .map(|(key, _)| *key)?;
        let pending = self.waiting.remove(&key)?;
        self.next += 1;
        let token = Token(self.next);
        self.count(now, pacing);
        if pending.is_monitor_start() {
            self.monitor_at = now + pacing.monitor_gap;
        }
        self.out.insert(token, (pending.clone(), now));
        Some((token, pending))
    }

    /// Forgets a request that was taken and then not sent.
    pub(super) fn unsent(&mut self, token: Token) {
        self.out.remove(&token);
    }

    /// The request behind an answer, and when it was sent.
    pub(super) fn answered(&mut self, token: Token) -> Option<(Pending, Duration)> {
        self.out.remove(&token)
    }

    /// Is it still to be answered?
    pub(super) fn is_out(&self, token: Token) -> bool {
        self.out.contains_key(&token)
    }

    /// The link is gone: nothing waits, nothing will be answered.
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
        self.out.clear();
    }

    /// Drops waiting requests that are no longer wanted.
    pub(super) fn retain(&mut self, wanted: impl Fn(&Pending) -> bool) {
        self.waiting.retain(|_, pending| wanted(pending));
    }

    /// When [`Pacer::take`] may give something, if time is all that it waits for.
    pub(super) fn due(&self, pacing: &Pacing, ready: impl Fn(&Pending) -> bool) -> Option<Duration> {
        if self.out.len() >= pacing.outstanding {
            return None;
        }
        let earliest = self.earliest(pacing);
        self.waiting
            .iter()
            .filter(|(key, pending)| !self.crowded(key, pacing) && ready(pending))
            .map(
                |(_, pending)| {
                    if pending.is_monitor_start() { earliest.max(self.monitor_at) } else { earliest }
                },
            )
            .min()
    }

    /// How many waiting requests are of this kind?
    pub(super) fn waiting(&self, kind: impl Fn(&Pending) -> bool) -> usize {
        self.waiting.values().filter(|pending| kind(pending)).count()
    }

    /// Waiting and outstanding requests.
    pub(super) fn load(&self) -> (usize, usize) {
        (self.waiting.len(), self.out.len())
    }

    /// A request goes out.
    fn count(&mut self, now: Duration, pacing: &Pacing) {
        self.sent.push_back(now);
        while self.sent.len() > window(pacing) {
            self.sent.pop_front();
        }
    }

    /// When the window has room for one more.
    fn earliest(&self, pacing: &Pacing) -> Duration {
        let full = self.sent.len().checked_sub(window(pacing)).and_then(|over| self.sent.get(over));
        full.map_or(Duration::ZERO, |oldest| *oldest + WINDOW)
    }

    /// The answers that may be outstanding besides those of monitors and routine looks: one is kept free for calls.
    fn crowded(&self, key: &(Urgency, u64), pacing: &Pacing) -> bool {
        key.0 == Urgency::Watch && pacing.outstanding > 1 && self.out.len() + 1 >= pacing.outstanding
    }
}

fn window(pacing: &Pacing) -> usize {
    usize::try_from(pacing.per_second.max(1)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pacing() -> Pacing {
        Pacing { per_second: 2, outstanding: 3, monitor_gap: Duration::from_millis(700), monitor_limit: 1000 }
    }

    fn snapshot(device: &str) -> Pending {
        Pending::SnapshotDevice(device.parse().unwrap())
    }

    fn monitor(device: &str) -> Pending {
        Pending::MonitorStart(device.parse().unwrap())
    }

    #[test]
    fn no_more_requests_per_second_than_the_switch_takes_and_no_more_outstanding() {
        let mut pacer = Pacer::new();
        for device in ["1", "2", "3", "4", "5"] {
            pacer.want(Urgency::InAir, snapshot(device));
        }
        let second = Duration::from_secs(1);
        let at =
            |pacer: &mut Pacer, ms| pacer.take(second * 10 + Duration::from_millis(ms), &pacing(), |_| true);
        assert!(at(&mut pacer, 0).is_some());
        let (token, _) = at(&mut pacer, 0).unwrap();
        assert!(at(&mut pacer, 1049).is_none(), "two in any second");
        assert!(at(&mut pacer, 1050).is_some());
        assert!(at(&mut pacer, 5000).is_none(), "three are unanswered");
        pacer.answered(token);
        assert!(at(&mut pacer, 5000).is_some());
    }

    #[test]
    fn clears_go_first_and_monitor_starts_keep_their_distance() {
        let mut pacer = Pacer::new();
        pacer.want(Urgency::Watch, monitor("1"));
        pacer.want(Urgency::Watch, monitor("2"));
        pacer.want(Urgency::InAir, snapshot("9"));
        let wide = Pacing { per_second: 100, outstanding: 100, ..pacing() };
        let now = Duration::from_secs(5);
        assert_eq!(pacer.take(now, &wide, |_| true).unwrap().1, snapshot("9"));
        assert_eq!(pacer.take(now, &wide, |_| true).unwrap().1, monitor("1"));
        assert!(pacer.take(now, &wide, |_| true).is_none());
        assert_eq!(pacer.due(&wide, |_| true), Some(now + Duration::from_millis(700)));
        assert!(pacer.take(now + Duration::from_millis(700), &wide, |_| true).is_some());
    }

    #[test]
    fn no_second_has_more_requests_than_the_switch_takes_however_they_came() {
        let wide = Pacing { outstanding: 1000, ..pacing() };
        let mut pacer = Pacer::new();
        let mut sent = Vec::new();
        for tick in 0..4000_u32 {
            let now = Duration::from_millis(u64::from(tick) * 5);
            if tick % 7 == 0 && !(1000..1900).contains(&tick) {
                pacer.want(Urgency::InAir, snapshot(&tick.to_string()));
            }
            sent.extend(pacer.take(now, &wide, |_| true).map(|_| now));
        }
        assert!(sent.len() > 30);
        assert!(sent.windows(3).all(|three| three[2] - three[0] > Duration::from_secs(1)));
    }

    #[test]
    fn unanswered_looks_of_low_urgency_do_not_hold_up_a_call() {
        let wide = Pacing { per_second: 100, ..pacing() };
        let mut pacer = Pacer::new();
        for device in ["1", "2", "3", "4"] {
            pacer.want(Urgency::Watch, snapshot(device));
        }
        let now = Duration::from_secs(5);
        assert!(pacer.take(now, &wide, |_| true).is_some() && pacer.take(now, &wide, |_| true).is_some());
        assert!(pacer.take(now, &wide, |_| true).is_none(), "the third place is kept");
        assert!(pacer.due(&wide, |_| true).is_none());
        pacer.want(Urgency::InAir, snapshot("9"));
        assert_eq!(pacer.take(now, &wide, |_| true).unwrap().1, snapshot("9"));
    }

    #[test]
    fn the_same_wish_waits_once() {
        let mut pacer = Pacer::new();
        pacer.want(Urgency::InAir, snapshot("1"));
        pacer.want(Urgency::InAir, snapshot("1"));
        assert_eq!(pacer.load(), (1, 0));
    }
}
