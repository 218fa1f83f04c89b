//! The fields of the Contact Us form, by name: what the page reads, and what no CAPTCHA may call its own.

/// A field that the form sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormField {
    /// The telephone number.
    Number,
    /// Its country, two letters.
    Country,
    /// The customer's name.
    Name,
    /// What it is about.
    Subject,
    /// Earliest time of the call.
    NotBefore,
    /// Latest time of the call.
    NotAfter,
    /// The form's ticket.
    Ticket,
    /// The trap: people do not see it.
    Website,
    /// The chosen reading of an ambiguous number.
    Reading,
    /// The text for which the readings were offered.
    Asked,
    /// Set when an earlier request is corrected.
    Change,
}

impl FormField {
    /// The field of that name; `None` where the form has none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "number" => Self::Number,
            "country" => Self::Country,
            "name" => Self::Name,
            "subject" => Self::Subject,
            "not_before" => Self::NotBefore,
            "not_after" => Self::NotAfter,
            "ticket" => Self::Ticket,
            "website" => Self::Website,
            "reading" => Self::Reading,
            "asked" => Self::Asked,
            "change" => Self::Change,
            _ => return None,
        })
    }
}
