//! Finds digits of customers' numbers where they must not be.

use std::collections::BTreeSet;

/// So many digits in a row give a number away: one more than redaction ever shows.
const TELLING: usize = 6;
/// Shorter texts are extensions, codes and counts.
const SHORTEST: usize = 7;

/// What must not be told: every run of digits of every number that was learnt, as text, as octets in hexadecimal, and as
/// octets in decimal.
#[derive(Debug, Default)]
pub struct Secrets(BTreeSet<String>);

impl Secrets {
    /// Takes the digits of `text` for a number if there are enough of them.
    pub fn learn(&mut self, text: &str) {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if digits.len() < SHORTEST {
            return;
        }
        for run in digits.as_bytes().windows(TELLING) {
            let hexadecimal: String = run.iter().map(|octet| format!("{octet:02x}")).collect();
            let decimal: Vec<String> = run.iter().map(u8::to_string).collect();
            self.0.extend([String::from_utf8_lossy(run).into_owned(), hexadecimal, decimal.join(", ")]);
        }
    }

    /// The test fails if `told` gives any number away.
    pub fn must_not_be_in(&self, place: &str, told: &str) {
        if let Some(secret) = self.0.iter().find(|secret| told.contains(secret.as_str())) {
            let at = told.find(secret.as_str()).unwrap_or_default();
            let near: String =
                told.chars().skip(told[..at].chars().count().saturating_sub(200)).take(400).collect();
            panic!("{place} tells {secret:?}: … {near} …");
        }
    }
}
