//! What a customer typed.

use callbackd_api::{
    ids::{Private, QueueName},
    params::CallbackRequest,
};

use super::{
    call_window::CallWindow,
    complaint::{Complaint, Field},
};
use crate::{form_field::FormField, language::Language, security};

/// Most characters of a number, as typed.
const NUMBER: usize = 256;
/// Most characters of a name.
const NAME: usize = 200;
/// Most characters of a subject.
const SUBJECT: usize = 1000;

/// The form, as it was sent. It is about people, so it hides itself from `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Fields {
    /// The number.
    pub(super) number: String,
    /// Its country, two letters.
    pub(super) country: String,
    /// Who.
    pub(super) name: String,
    /// About what.
    pub(super) subject: String,
    /// Not to be called before, as the browser writes a time.
    pub(super) not_before: String,
    /// Nor after.
    pub(super) not_after: String,
    /// The ticket.
    pub(super) ticket: String,
    /// A field that people do not see; robots fill it.
    pub(super) website: String,
    /// The CAPTCHA's answer.
    pub(super) captcha: String,
    /// Of the numbers that the text may mean, the one that was chosen.
    pub(super) reading: String,
    /// The text for which they were offered: for another, they count for nothing.
    pub(super) asked: String,
    /// Is an earlier request of this browser corrected?
    pub(super) change: String,
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fields(…)")
    }
}

impl Fields {
    /// Takes what it knows out of what was sent; `captcha` is the name of its field.
    #[must_use]
    pub(super) fn read(sent: Vec<(String, String)>, captcha: Option<&str>) -> Self {
        let mut fields = Self::default();
        for (name, value) in sent {
            if Some(name.as_str()) == captcha {
                fields.captcha = value;
            } else {
                fields.take(FormField::named(&name), value);
            }
        }
        if !fields.reading.is_empty() && fields.asked == fields.number {
            fields.number = std::mem::take(&mut fields.reading);
        }
        fields
    }

    fn take(&mut self, field: Option<FormField>, value: String) {
        let Some(field) = field else { return };
        match field {
            FormField::Number => value.trim().clone_into(&mut self.number),
            FormField::Country => self.country = value,
            FormField::Name => self.name = one_line(&value),
            FormField::Subject => self.subject = plain(&value),
            FormField::NotBefore => value.trim().clone_into(&mut self.not_before),
            FormField::NotAfter => value.trim().clone_into(&mut self.not_after),
            FormField::Ticket => self.ticket = value,
            FormField::Website => self.website = value,
            FormField::Reading => value.trim().clone_into(&mut self.reading),
            FormField::Asked => value.trim().clone_into(&mut self.asked),
            FormField::Change => self.change = value,
        }
    }

    /// Was a time chosen, or tried to be?
    #[must_use]
    pub(super) fn has_time(&self) -> bool {
        !self.not_before.is_empty() || !self.not_after.is_empty()
    }

    /// The same complaint at the other time, if that is the only one that was typed.
    #[must_use]
    pub(super) fn where_typed(&self, complaint: Complaint) -> Complaint {
        let field = match complaint.field {
            Some(Field::NotAfter) if self.not_after.is_empty() => Some(Field::NotBefore),
            Some(Field::NotBefore) if self.not_before.is_empty() => Some(Field::NotAfter),
            other => other,
        };
        Complaint { field, ..complaint }
    }

    /// What can be seen without asking the daemon: lengths, and a country that is on no list.
    #[must_use]
    pub(super) fn complaints(&self, t: Language) -> Vec<Complaint> {
        let too_long = |text: &str, most: usize| text.chars().count() > most;
        let mut found = Vec::new();
        if self.number.is_empty() {
            found.push(Complaint::of(Field::Number, "complaint.number.empty"));
        } else if too_long(&self.number, NUMBER) {
            found.push(Complaint::of(Field::Number, "complaint.number.too-long"));
        }
        if !t.countries().iter().any(|(code, _)| *code == self.country) {
            found.push(Complaint::of(Field::Country, "complaint.country"));
        }
        if too_long(&self.name, NAME) {
            found.push(Complaint::of(Field::Name, "complaint.name"));
        }
        if too_long(&self.subject, SUBJECT) {
            found.push(Complaint::of(Field::Subject, "complaint.subject"));
        }
        found
    }

    /// The request, for the time that was read from its fields. The same form with the same contents is the same request,
    /// however often it is sent; one that was corrected in between is another.
    #[must_use]
    pub(super) fn request(
        &self,
        queue: Option<QueueName>,
        t: Language,
        window: CallWindow,
        nonce: &str,
    ) -> CallbackRequest {
        let some = |text: &str| (!text.is_empty()).then(|| Private::new(text));
        let typed =
            [&self.number, &self.country, &self.name, &self.subject, &self.not_before, &self.not_after];
        let parts: Vec<&str> = std::iter::once(nonce).chain(typed.map(String::as_str)).collect();
        let key = security::digest(&parts);
        CallbackRequest {
            number: Private::new(self.number.clone()),
            region: Some(self.country.clone()),
            queue,
            name: some(&self.name),
            subject: some(&self.subject),
            attributes: std::collections::BTreeMap::new(),
            language: Some(t.tag().to_owned()),
            not_before: window.from,
            not_after: window.until,
            idempotency_key: Some(format!("contact-{key}")),
        }
    }
}

/// Without control characters: agents read it in lists and terminals.
fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.trim().to_owned()
}

/// The same with lines of its own.
fn plain(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| one_line(&line.replace('\t', " "))).collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(number: &str) -> Fields {
        Fields::read(
            vec![
                ("number".to_owned(), number.to_owned()),
                ("country".to_owned(), "GB".to_owned()),
                ("subject".to_owned(), "my order\r\n\u{1b}[31mred\r\n".to_owned()),
                ("unknown".to_owned(), "x".to_owned()),
            ],
            None,
        )
    }

    fn key(fields: &Fields, nonce: &str) -> Option<String> {
        let t = Language::named("en").expect("English");
        fields.request(None, t, CallWindow::default(), nonce).idempotency_key
    }

    #[test]
    fn a_form_sent_twice_is_one_request_and_a_corrected_one_another() {
        assert_eq!(key(&fields("020 7946 0018"), "n"), key(&fields(" 020 7946 0018 "), "n"));
        assert_ne!(key(&fields("020 7946 0018"), "n"), key(&fields("020 7946 0019"), "n"));
        assert_ne!(key(&fields("020 7946 0018"), "n"), key(&fields("020 7946 0018"), "m"));
        assert!(key(&fields("1"), "n").is_some_and(|key| key.len() <= 128));
        let nine = "2026-12-01T09:00".to_owned();
        let before = Fields { not_before: nine.clone(), ..fields("020 7946 0018") };
        let after = Fields { not_after: nine, ..fields("020 7946 0018") };
        let keys = [key(&fields("020 7946 0018"), "n"), key(&before, "n"), key(&after, "n")];
        assert!(
            keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2],
            "another time is another request"
        );
    }

    #[test]
    fn a_reading_stands_for_the_text_that_it_was_offered_for() {
        let of = |number: &str| {
            let sent = [("number", number), ("asked", "49 171 3920012"), ("reading", "+491713920012")];
            let sent = sent.map(|(name, value)| (name.to_owned(), value.to_owned()));
            Fields::read(sent.to_vec(), None).number
        };
        assert_eq!(of("49 171 3920012"), "+491713920012");
        assert_eq!(of("0171 3920013"), "0171 3920013", "it was corrected instead");
    }

    #[test]
    fn texts_are_bounded_and_without_control_characters() {
        let t = Language::named("en").expect("English");
        let mut fields = fields("020 7946 0018");
        assert_eq!(fields.subject, "my order\n[31mred");
        assert_eq!(fields.complaints(t), []);
        fields.name = "ä".repeat(NAME);
        assert_eq!(fields.complaints(t), []);
        fields.name.push('x');
        fields.country = "XX".to_owned();
        fields.number.clear();
        let told: Vec<_> = fields.complaints(t).iter().map(|complaint| complaint.text).collect();
        assert_eq!(told, ["complaint.number.empty", "complaint.country", "complaint.name"]);
    }

    #[test]
    fn a_time_is_complained_of_where_one_was_typed() {
        let typed = |not_before: &str, not_after: &str| Fields {
            not_before: not_before.to_owned(),
            not_after: not_after.to_owned(),
            ..Fields::default()
        };
        let field = |rule, fields: Fields| fields.where_typed(Complaint::time(rule)).field;
        for rule in ["not_after", "limits.schedule-ahead", "queues.sales.hours"] {
            assert_eq!(field(rule, typed("x", "")), Some(Field::NotBefore), "{rule}");
            assert_eq!(field(rule, typed("", "x")), Some(Field::NotAfter), "{rule}");
        }
        assert_eq!(field("limits.schedule-ahead", typed("x", "y")), Some(Field::NotAfter));
        assert_eq!(field("queues.sales.hours", typed("x", "y")), Some(Field::NotBefore));
        assert_eq!(field("of a later version", typed("x", "y")), None);
    }
}
