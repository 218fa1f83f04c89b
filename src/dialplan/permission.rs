//! Leave to dial.

use super::codes::{Auth, Codes};
use super::{AccountCode, AuthCode, Classified, Destination, DialString, Judged, PAUSE};

/// Leave to dial one string once, by the rules as they were at that moment. [`super::DialPlan::approve`] alone makes
/// one; it can be neither copied nor stored, so whatever is built from it was judged in this process with the very
/// digits that go to the switch.
///
/// No other module can write one down,
///
/// ```compile_fail,E0451
/// fn forge(leave: callbackd::dialplan::ApprovedDial) -> callbackd::dialplan::ApprovedDial {
///     callbackd::dialplan::ApprovedDial { dial_string: "9999".parse().unwrap(), ..leave }
/// }
/// ```
///
/// nor use one twice:
///
/// ```compile_fail,E0599
/// fn twice(leave: callbackd::dialplan::ApprovedDial) -> [callbackd::dialplan::ApprovedDial; 2] {
///     [leave.clone(), leave]
/// }
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct ApprovedDial {
    destination: Destination,
    class: Classified,
    rule: String,
    dial_string: DialString,
    pause: Option<char>,
    codes: Codes,
}

impl ApprovedDial {
    pub(super) fn new(judged: &Judged, dial_string: &DialString, pause: Option<char>, codes: Codes) -> Self {
        Self {
            destination: judged.destination().clone(),
            class: judged.class(),
            rule: judged.rule().to_owned(),
            dial_string: dial_string.clone(),
            pause,
            codes,
        }
    }

    /// What to dial.
    #[must_use]
    pub fn dial_string(&self) -> &DialString {
        &self.dial_string
    }

    /// The dial string with the switch's own character for each pause: what goes on the wire.
    #[must_use]
    pub fn on_the_wire(&self) -> String {
        match self.pause {
            Some(pause) => self.dial_string.expose().replace(PAUSE, pause.encode_utf8(&mut [0; 4])),
            None => self.dial_string.expose().to_owned(),
        }
    }

    /// The account to charge, from the rule for this number.
    #[must_use]
    pub fn account_code(&self) -> Option<&AccountCode> {
        self.codes.account.as_ref()
    }

    /// What permits the call at the switch, from the rule for this number.
    #[must_use]
    pub fn auth_code(&self) -> Option<&AuthCode> {
        match &self.codes.auth {
            Auth::Code(code) => Some(code),
            Auth::None | Auth::Unread => None,
        }
    }

    /// Whom it reaches.
    #[must_use]
    pub fn destination(&self) -> &Destination {
        &self.destination
    }

    /// What sort of number that is.
    #[must_use]
    pub fn class(&self) -> Classified {
        self.class
    }

    /// The policy entry that allows it, by its configuration key.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }
}
