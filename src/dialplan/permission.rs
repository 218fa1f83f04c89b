//! Leave to dial.

use super::codes::{Auth, Codes};
use super::{AccountCode, AuthCode, Classified, Destination, DialString, Judged};

/// Leave to dial one string once, by the rules as they were at that moment. [`super::DialPlan::approve`] alone makes
/// one; it can be neither copied nor stored, so whatever is built from it was judged in this process with the very
/// digits that go to the switch.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct ApprovedDial {
    destination: Destination,
    class: Classified,
    rule: String,
    dial_string: DialString,
    codes: Codes,
}

impl ApprovedDial {
    pub(super) fn new(judged: &Judged, dial_string: &DialString, codes: Codes) -> Self {
        Self {
            destination: judged.destination().clone(),
            class: judged.class(),
            rule: judged.rule().to_owned(),
            dial_string: dial_string.clone(),
            codes,
        }
    }

    /// What to dial.
    #[must_use]
    pub fn dial_string(&self) -> &DialString {
        &self.dial_string
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
