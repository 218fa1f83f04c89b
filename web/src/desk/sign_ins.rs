//! Who is signed in at which browser. Pure: time and random ids come in as values.

use std::{collections::HashMap, time::Duration};

use callbackd_api::ids::AgentId;

/// Browsers that may be signed in at once; one more, and the one that was silent for longest has to sign in again.
pub const MOST: usize = 2_000;

/// What the browser's cookie holds: 256 random bits in hexadecimal.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// A new one.
    #[must_use]
    pub fn mint(entropy: &[u8; 32]) -> Self {
        Self(entropy.iter().map(|octet| format!("{octet:02x}")).collect())
    }

    /// What a cookie claims to be one.
    #[must_use]
    pub fn claimed(text: &str) -> Option<Self> {
        let fits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Self(text.to_owned()))
    }

    /// For the cookie.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Who sits at it.
    pub person: String,
    /// Whom they act as just now, where they may act as anybody.
    pub agent: Option<AgentId>,
    since: Duration,
    seen: Duration,
}

/// How long a browser stays signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// Since it was heard of last.
    pub idle: Duration,
    /// At most.
    pub most: Duration,
}

/// All of them.
#[derive(Debug)]
pub struct SignIns {
    open: HashMap<Token, SignIn>,
    lifetime: Lifetime,
}

impl SignIns {
    /// Nobody yet.
    #[must_use]
    pub fn new(lifetime: Lifetime) -> Self {
        Self { open: HashMap::new(), lifetime }
    }

    /// Signs a browser in. The token must be new: one that was there before the password was told proves nothing.
    pub fn open(&mut self, now: Duration, token: Token, person: String, agent: Option<AgentId>) {
        self.expire(now);
        if self.open.len() >= MOST {
            let oldest =
                self.open.iter().min_by_key(|(_, sign_in)| sign_in.seen).map(|(token, _)| token.clone());
            if let Some(oldest) = oldest {
                self.open.remove(&oldest);
            }
        }
        self.open.insert(token, SignIn { person, agent, since: now, seen: now });
    }

    /// Who sits there. Asking keeps the browser signed in.
    pub fn seen(&mut self, now: Duration, token: &Token) -> Option<SignIn> {
        let lifetime = self.lifetime;
        let sign_in = self.open.get_mut(token)?;
        if !sign_in.lives(now, lifetime) {
            self.open.remove(token);
            return None;
        }
        sign_in.seen = now;
        Some(sign_in.clone())
    }

    /// Is somebody still signed in there? Asking changes nothing.
    #[must_use]
    pub fn is_open(&self, now: Duration, token: &Token) -> bool {
        self.open.get(token).is_some_and(|sign_in| sign_in.lives(now, self.lifetime))
    }

    /// Whom the person acts as there.
    #[must_use]
    pub fn agent(&self, token: &Token) -> Option<AgentId> {
        self.open.get(token)?.agent.clone()
    }

    /// From now on the person acts as this agent.
    pub fn act_as(&mut self, token: &Token, agent: AgentId) {
        if let Some(sign_in) = self.open.get_mut(token) {
            sign_in.agent = Some(agent);
        }
    }

    /// Signs the browser out.
    pub fn close(&mut self, token: &Token) {
        self.open.remove(token);
    }

    fn expire(&mut self, now: Duration) {
        let lifetime = self.lifetime;
        self.open.retain(|_, sign_in| sign_in.lives(now, lifetime));
    }
}

impl SignIn {
    fn lives(&self, now: Duration, lifetime: Lifetime) -> bool {
        now.saturating_sub(self.seen) < lifetime.idle && now.saturating_sub(self.since) < lifetime.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn table() -> SignIns {
        SignIns::new(Lifetime { idle: 30 * MINUTE, most: 12 * 60 * MINUTE })
    }

    fn token(n: u32) -> Token {
        let mut entropy = [0; 32];
        entropy[..4].copy_from_slice(&n.to_be_bytes());
        Token::mint(&entropy)
    }

    #[test]
    fn a_browser_that_is_heard_of_stays_until_the_day_is_over() {
        let mut table = table();
        table.open(Duration::ZERO, token(1), "ann".to_owned(), None);
        for minute in (0..720).step_by(10) {
            assert_eq!(table.seen(minute * MINUTE, &token(1)).unwrap().person, "ann");
        }
        assert!(!table.is_open(720 * MINUTE, &token(1)));
        assert_eq!(table.seen(720 * MINUTE, &token(1)), None);
    }

    #[test]
    fn a_silent_browser_has_to_sign_in_again() {
        let mut table = table();
        table.open(Duration::ZERO, token(1), "ann".to_owned(), None);
        assert!(table.is_open(29 * MINUTE, &token(1)));
        assert_eq!(table.seen(30 * MINUTE, &token(1)), None);
        assert_eq!(table.seen(MINUTE, &token(1)), None, "gone for good");
    }

    #[test]
    fn signing_out_ends_it_at_once_and_strangers_are_nobody() {
        let mut table = table();
        table.open(Duration::ZERO, token(1), "ann".to_owned(), Some("ann".parse().unwrap()));
        table.act_as(&token(1), "bob".parse().unwrap());
        assert_eq!(table.seen(MINUTE, &token(1)).unwrap().agent.unwrap().as_str(), "bob");
        assert_eq!(table.seen(MINUTE, &token(2)), None);
        table.close(&token(1));
        assert_eq!(table.seen(MINUTE, &token(1)), None);
    }

    #[test]
    fn the_table_does_not_grow_without_end_and_the_longest_silent_goes_first() {
        let mut table = table();
        for n in 0..=u32::try_from(MOST).unwrap() {
            table.open(Duration::from_millis(n.into()), token(n), "ann".to_owned(), None);
        }
        assert_eq!(table.open.len(), MOST);
        assert!(!table.is_open(MINUTE, &token(0)) && table.is_open(MINUTE, &token(1)));
    }

    #[test]
    fn only_what_looks_like_a_token_is_taken_for_one() {
        assert!(Token::claimed(token(7).as_str()).is_some());
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(65)] {
            assert!(Token::claimed(text).is_none(), "{text}");
        }
    }
}
