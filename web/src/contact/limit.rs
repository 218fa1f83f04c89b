//! How often an address may ask. The table is bounded; time is an argument.

use std::{collections::HashMap, time::Duration};

use super::address::Client;

/// So many at once and so many per time, for each address.
#[derive(Debug)]
pub(super) struct Limit {
    /// What one request costs.
    each: Duration,
    /// How far an address may be ahead of its rate.
    ahead: Duration,
    most: usize,
    /// Until when an address has used up its rate; in the past means that it has not.
    used: HashMap<Client, Duration>,
}

impl Limit {
    /// `count` requests `per` time, `at_once` of them without a pause; `most` addresses are remembered.
    #[must_use]
    pub(super) fn new(at_once: u32, count: u32, per: Duration, most: usize) -> Self {
        let each = per / count.max(1);
        Self { each, ahead: each * at_once.max(1), most, used: HashMap::new() }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// The address is ahead of its rate: how long until it may ask again. Such a request does not count.
    pub(super) fn take(&mut self, now: Duration, client: Client) -> Result<(), Duration> {
        let client = client.network();
        let begun = self.used.get(&client).copied().unwrap_or(now).max(now);
        let used = begun + self.each;
        let allowed = now + self.ahead;
        if used > allowed {
            return Err(used.saturating_sub(allowed));
        }
        if self.used.len() >= self.most && !self.used.contains_key(&client) {
            self.forget(now);
        }
        self.used.insert(client, used);
        Ok(())
    }

    /// Makes room: first those who have nothing left to wait for, else the one that is nearest to it.
    fn forget(&mut self, now: Duration) {
        self.used.retain(|_, used| *used > now);
        if self.used.len() >= self.most {
            let least = self.used.iter().min_by_key(|(_, used)| **used).map(|(client, _)| client.clone());
            least.and_then(|client| self.used.remove(&client));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Duration = Duration::from_secs(1);

    fn address(last: u8) -> Client {
        Client::Address([192, 0, 2, last].into())
    }

    fn v6(text: &str) -> Client {
        Client::Address(text.parse().expect("an address"))
    }

    #[test]
    fn some_at_once_then_at_the_rate() {
        let mut limit = Limit::new(3, 60, 60 * S, 100);
        for _ in 0..3 {
            assert_eq!(limit.take(10 * S, address(1)), Ok(()));
        }
        assert_eq!(limit.take(10 * S, address(1)), Err(S));
        assert_eq!(limit.take(10 * S, address(2)), Ok(()), "another address");
        assert_eq!(limit.take(11 * S, address(1)), Ok(()));
        assert_eq!(limit.take(11 * S, address(1)), Err(S));
        for _ in 0..3 {
            assert_eq!(limit.take(100 * S, address(1)), Ok(()), "all of it back after a pause");
        }
    }

    #[test]
    fn a_network_of_version_six_is_one_asker() {
        let mut limit = Limit::new(1, 60, 60 * S, 100);
        assert_eq!(limit.take(S, v6("2001:db8::1")), Ok(()));
        assert!(limit.take(S, v6("2001:db8::ffff:2")).is_err());
        assert_eq!(limit.take(S, v6("2001:db8:0:1::1")), Ok(()));
    }

    #[test]
    fn who_is_named_by_a_proxy_only_has_limits_of_their_own() {
        let mut limit = Limit::new(1, 60, 60 * S, 100);
        let hidden = |label: &str| Client::Label(label.to_owned());
        assert_eq!(limit.take(S, hidden("one")), Ok(()));
        assert!(limit.take(S, hidden("one")).is_err());
        assert_eq!(limit.take(S, hidden("two")), Ok(()));
    }

    #[test]
    fn the_table_stays_within_its_bounds_and_keeps_the_busiest() {
        let mut limit = Limit::new(2, 60, 60 * S, 3);
        assert_eq!(limit.take(S, address(1)), Ok(()));
        assert_eq!(limit.take(S, address(1)), Ok(()));
        for other in 2..=200 {
            assert_eq!(limit.take(S, address(other)), Ok(()));
            assert!(limit.used.len() <= 3);
        }
        assert!(limit.take(S, address(1)).is_err(), "who asked most is not forgotten");
    }
}
