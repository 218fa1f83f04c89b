//! What a customer is told when a request is not taken: which field, and which text.
//!
//! The public learns what it can do better, never what the company allows: a page that told premium from forbidden numbers,
//! or that somebody's number is on a list, would answer everybody's questions.

use axum::http::StatusCode;
use callbackd_api::{
    views::{NumberReading, Refused},
    words::Reason,
};
use tracing::{error, warn};

use crate::daemon::Fault;

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// The telephone number.
    Number,
    /// The number's country.
    Country,
    /// The customer's name.
    Name,
    /// What it is about.
    Subject,
    /// The first time to call at.
    NotBefore,
    /// The last time to call at.
    NotAfter,
    /// Which number is meant.
    Reading,
    /// The CAPTCHA.
    Captcha,
    /// The field that people do not see.
    Trap,
}

impl Field {
    /// Its id on the page.
    #[must_use]
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Country => "country",
            Self::Name => "name",
            Self::Subject => "subject",
            Self::NotBefore => "not-before",
            Self::NotAfter => "not-after",
            Self::Reading => "reading-1",
            Self::Captcha => "captcha",
            Self::Trap => "website",
        }
    }
}

/// Why the form comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Complaint {
    /// What to correct; nothing where the form is without fault.
    pub(super) field: Option<Field>,
    /// The text's key in the languages' files.
    pub(super) text: &'static str,
    /// The answer's status.
    pub(super) status: StatusCode,
}

impl Complaint {
    /// Something in a field.
    #[must_use]
    pub(super) fn of(field: Field, text: &'static str) -> Self {
        Self { field: Some(field), text, status: StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// Nothing that the customer can correct.
    #[must_use]
    pub(super) fn whole(status: StatusCode, text: &'static str) -> Self {
        Self { field: None, text, status }
    }

    /// What the daemon answered, in a customer's words.
    #[must_use]
    pub(super) fn about(fault: &Fault) -> Self {
        match fault {
            Fault::Refused(refused) => Self::refused(refused),
            Fault::Away | Fault::Unanswered => {
                Self::whole(StatusCode::SERVICE_UNAVAILABLE, "complaint.unavailable")
            }
            Fault::Misunderstood(_) => Self::whole(StatusCode::BAD_GATEWAY, "complaint.ours"),
        }
    }

    fn refused(refused: &Refused) -> Self {
        let rule = refused.rule.as_deref().unwrap_or_default();
        match refused.reason {
            Reason::NumberRefused => Self::number(rule),
            Reason::AmbiguousNumber if refused.readings.is_empty() => {
                Self::of(Field::Number, "complaint.number.ambiguous")
            }
            Reason::AmbiguousNumber => Self::of(Field::Reading, "complaint.number.ambiguous"),
            Reason::OutsideHours => Self::time(rule),
            Reason::RateLimited | Reason::Busy | Reason::QueueClosed => {
                Self::whole(StatusCode::SERVICE_UNAVAILABLE, "complaint.later")
            }
            Reason::StoreUnavailable | Reason::ShuttingDown | Reason::LinkDown => {
                Self::whole(StatusCode::SERVICE_UNAVAILABLE, "complaint.unavailable")
            }
            Reason::NumberChanged
            | Reason::NotAllowed
            | Reason::WrongState
            | Reason::NoSuchSession
            | Reason::TooLate
            | Reason::DeviceUnavailable
            | Reason::Unsupported
            | Reason::KeyReused
            | Reason::BadConfiguration => Self::whole(StatusCode::BAD_GATEWAY, "complaint.ours"),
        }
    }

    /// By the rule's name; what this version does not know is told like a number that is not called.
    fn number(rule: &str) -> Self {
        let text = match rule {
            "region" => return Self::of(Field::Country, "complaint.country"),
            "empty" => "complaint.number.empty",
            "too_long" => "complaint.number.too-long",
            "not_a_number" | "letters" | "service_code" => "complaint.number.characters",
            "unknown_country" => "complaint.number.country-code",
            // Where somebody stopped typing, the rest often is a short code of the network.
            "impossible" | "short_code" => "complaint.number.impossible",
            "phone_context" => "complaint.number.in-full",
            "ambiguous_number" => "complaint.number.ambiguous",
            _ => "complaint.number.not-called",
        };
        Self::of(Field::Number, text)
    }

    /// By what the time is against. Of two times that are too far ahead, the last one is in any case.
    pub(super) fn time(rule: &str) -> Self {
        match rule {
            "not_after" => Self::of(Field::NotAfter, "complaint.time.over"),
            "limits.schedule-ahead" => Self::of(Field::NotAfter, "complaint.time.too-far"),
            hours if hours.starts_with("queues.") => Self::of(Field::NotBefore, "complaint.time.closed"),
            _ => Self::whole(StatusCode::SERVICE_UNAVAILABLE, "complaint.later"),
        }
    }
}

/// Why the form comes back, and what the number may have meant.
#[derive(Default)]
pub(super) struct Rejected {
    /// What is wrong.
    pub(super) complaints: Vec<Complaint>,
    /// What to choose from where the number is ambiguous.
    pub(super) readings: Vec<NumberReading>,
}

impl From<Vec<Complaint>> for Rejected {
    fn from(complaints: Vec<Complaint>) -> Self {
        Self { complaints, readings: Vec::new() }
    }
}

/// Tells the operator what the customer cannot mend. No detail of the daemon's has numbers in it.
pub(super) fn report(fault: &Fault) {
    match fault {
        Fault::Refused(refused) if Complaint::about(fault).field.is_none() => {
            warn!(rule = refused.rule, "A request was refused: {refused}");
        }
        Fault::Refused(_) => {}
        Fault::Away | Fault::Unanswered => warn!("A request could not be passed on: {fault}."),
        Fault::Misunderstood(_) => error!("A request could not be passed on: {fault}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    /// Every rule that the dial plan may name, and two that it may not.
    const RULES: [&str; 24] = [
        "empty",
        "too_long",
        "not_a_number",
        "letters",
        "service_code",
        "phone_context",
        "unknown_country",
        "impossible",
        "emergency",
        "short_code",
        "internal",
        "premium",
        "international",
        "denied",
        "own_number",
        "do_not_call",
        "no_route",
        "route_differs",
        "dial_too_long",
        "no_outside_line",
        "edit_not_understood",
        "not_as_judged",
        "region",
        "of a later version",
    ];

    #[test]
    fn every_refusal_has_a_sentence_in_every_language() {
        let by_rule = RULES.map(|rule| {
            let refused =
                Refused { rule: Some(rule.to_owned()), ..Refused::new(Reason::NumberRefused, "no") };
            Complaint::about(&Fault::Refused(Box::new(refused)))
        });
        let reasons = [Reason::RateLimited, Reason::StoreUnavailable, Reason::Unsupported];
        let by_reason =
            reasons.map(|reason| Complaint::about(&Fault::Refused(Box::new(Refused::new(reason, "no")))));
        let by_time = ["not_after", "limits.schedule-ahead", "queues.sales.hours", "of a later version"];
        let by_time = by_time.map(Complaint::time);
        let by_fault = [Fault::Away, Fault::Misunderstood(String::new())].map(|f| Complaint::about(&f));
        for complaint in by_rule.iter().chain(&by_reason).chain(&by_time).chain(&by_fault) {
            for language in Language::all() {
                assert!(language.find(complaint.text).is_some(), "{} in {language:?}", complaint.text);
            }
        }
    }

    #[test]
    fn the_public_cannot_tell_one_rule_of_the_company_from_another() {
        let policy = ["emergency", "premium", "international", "denied", "own_number", "do_not_call"];
        for rule in policy {
            assert_eq!(Complaint::number(rule).text, "complaint.number.not-called", "{rule}");
        }
    }
}
