//! Leave to dial.

use super::{Classified, Destination, DialString, Judged};

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
}

impl ApprovedDial {
    pub(super) fn new(judged: &Judged, dial_string: &DialString) -> Self {
        Self {
            destination: judged.destination().clone(),
            class: judged.class(),
            rule: judged.rule().to_owned(),
            dial_string: dial_string.clone(),
        }
    }

    /// What to dial.
    #[must_use]
    pub fn dial_string(&self) -> &DialString {
        &self.dial_string
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
