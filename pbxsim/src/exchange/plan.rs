//! What the exchange is built of: extensions and the people at them, destinations beyond the trunks, pace.

use std::time::Duration;

/// An extension: its number and what the person at the phone does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Digits, the extension's own number.
    pub number: String,
    /// What happens at the phone when the switch prompts it or a call alerts it.
    pub user: User,
    /// How long the user listens to a tone (failed or ended call) before hanging up; `None`: for ever.
    pub leaves_tone_after: Option<Duration>,
}

impl Extension {
    /// An extension whose user lifts the handset two seconds after it rings, and hangs up only when told to.
    pub fn new(number: impl Into<String>) -> Self {
        let user = User::Lifts { after: Duration::from_secs(2) };
        Self { number: number.into(), user, leaves_tone_after: None }
    }

    /// The same extension with another user.
    #[must_use]
    pub fn with_user(self, user: User) -> Self {
        Self { user, ..self }
    }
}

/// What happens at a phone that is prompted (our MakeCall) or alerted (a call arrives).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// The phone goes off hook by itself. Nothing is reported before it does (Panasonic, DEFINITY).
    AutoOffHook {
        /// Delay from the prompt.
        after: Duration,
    },
    /// The phone rings, reported as serviceInitiated, and is lifted (HiPath, MD110, OXO).
    Lifts {
        /// Delay from the first ring.
        after: Duration,
    },
    /// The phone rings and nobody comes.
    Absent,
    /// The user presses the reject key.
    Rejects {
        /// Delay from the first ring.
        after: Duration,
    },
}

/// What lies behind a dialled number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// The far phone rings and is answered.
    Answers {
        /// Ringing time.
        after: Duration,
        /// Talking time until the far end hangs up; `None`: it never does by itself.
        hangs_up_after: Option<Duration>,
    },
    /// The far phone rings and is never answered.
    RingsOut,
    /// Reported as failed, cause busy.
    Busy,
    /// Reported as failed, cause destNotObtainable.
    Invalid,
    /// A trunk without answer supervision: networkReached is the last thing heard until the clear.
    Unsupervised,
    /// No trunk is free: failed, cause networkCongestion, nothing reached.
    Congestion,
    /// The calling device may not dial this: MakeCall is answered by privilegeViolationCalledDevice.
    Barred,
}

/// A set of dialled numbers: digits stand for themselves, `X` for any one digit, a final `*` for any rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

/// A [`Pattern`] was not made of dialling characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pattern has digits, X for any digit and at most one * at its end; got {0:?}")]
pub struct BadPattern(String);

impl Pattern {
    /// Parses a pattern such as `90207946XXXX` or `99*`.
    ///
    /// # Errors
    /// [`BadPattern`] for other characters and for an empty text.
    pub fn new(text: &str) -> Result<Self, BadPattern> {
        let fixed = text.strip_suffix('*').unwrap_or(text);
        let valid = !text.is_empty() && fixed.chars().all(|c| c.is_ascii_digit() || c == 'X' || c == '#');
        if valid { Ok(Self(text.to_owned())) } else { Err(BadPattern(text.to_owned())) }
    }

    /// Whether `digits` belong to the set.
    pub fn matches(&self, digits: &str) -> bool {
        let (fixed, open) = match self.0.strip_suffix('*') {
            Some(fixed) => (fixed, true),
            None => (self.0.as_str(), false),
        };
        let long_enough = if open { digits.len() >= fixed.len() } else { digits.len() == fixed.len() };
        long_enough
            && fixed.chars().zip(digits.chars()).all(|(want, got)| match want {
                'X' => got.is_ascii_digit(),
                other => other == got,
            })
    }
}

/// How the end of a call by the other party is reported to the one who stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FarEndClearing {
    /// connectionCleared for both connections, cause normalClearing; the call is over.
    #[default]
    Cleared,
    /// Panasonic: failed (networkSignal) on the trunk, then failed (blocked) on the own connection, which
    /// hears a tone until it is hung up or cleared.
    FailedThenBlocked,
}

/// What identifiers of calls look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CallIds {
    /// Panasonic: four ASCII hexadecimal digits.
    #[default]
    FourDigits,
    /// HiPath: two octets.
    TwoOctets,
}

/// How fast the exchange works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// From the end of dialling until the network or the called extension is reached, or refuses.
    pub reach: Duration,
    /// From networkReached until the far phone rings, or is found busy.
    pub ring: Duration,
    /// From a far end's hang-up until the own connection is blocked ([`FarEndClearing::FailedThenBlocked`]).
    pub block: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            reach: Duration::from_millis(300),
            ring: Duration::from_secs(1),
            block: Duration::from_millis(500),
        }
    }
}

/// Everything an exchange is told before the first call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Extensions, in the order of their directory entries.
    pub extensions: Vec<Extension>,
    /// Destinations beyond the trunks; the first matching pattern counts, no match is [`Behaviour::Invalid`].
    pub destinations: Vec<(Pattern, Behaviour)>,
    /// How the other party's hang-up is reported.
    pub far_end_clearing: FarEndClearing,
    /// Panasonic: nothing is told of a phone that is prompted before it is off hook.
    pub prompts_silently: bool,
    /// What identifiers of calls look like.
    pub call_ids: CallIds,
    /// How fast the exchange works.
    pub pace: Pace,
    /// The first half of every call's linkage id, so that two exchanges do not mint the same.
    pub seed: u64,
}

impl Plan {
    /// The extension with this number.
    pub fn extension(&self, number: &str) -> Option<&Extension> {
        self.extensions.iter().find(|extension| extension.number == number)
    }

    /// Where `digits` lead.
    pub(crate) fn route(&self, digits: &str) -> Route {
        if self.extension(digits).is_some() {
            return Route::Extension(digits.to_owned());
        }
        let listed = self.destinations.iter().find(|(pattern, _)| pattern.matches(digits));
        Route::Trunk(listed.map_or(Behaviour::Invalid, |(_, behaviour)| *behaviour))
    }
}

/// Where dialled digits lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Extension(String),
    Trunk(Behaviour),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_digit_by_digit() {
        let exact = Pattern::new("9020X").unwrap();
        assert!(exact.matches("90205") && !exact.matches("902055") && !exact.matches("9020#"));
        let open = Pattern::new("9011*").unwrap();
        assert!(open.matches("9011") && open.matches("901144") && !open.matches("901"));
        assert_eq!(Pattern::new("90a"), Err(BadPattern("90a".to_owned())));
        assert_eq!(Pattern::new("9*0"), Err(BadPattern("9*0".to_owned())));
    }

    #[test]
    fn the_first_matching_destination_counts_and_an_unknown_number_is_invalid() {
        let plan = Plan {
            extensions: vec![Extension::new("2001")],
            destinations: vec![
                (Pattern::new("90").unwrap(), Behaviour::Busy),
                (Pattern::new("9*").unwrap(), Behaviour::RingsOut),
            ],
            ..Plan::default()
        };
        assert_eq!(plan.route("90"), Route::Trunk(Behaviour::Busy));
        assert_eq!(plan.route("91"), Route::Trunk(Behaviour::RingsOut));
        assert_eq!(plan.route("7"), Route::Trunk(Behaviour::Invalid));
        assert_eq!(plan.route("2001"), Route::Extension("2001".to_owned()));
    }
}
