//! Numbers with what is to become of them: a table that an administrator keeps beside the configuration.
//!
//! ```text
//! # what is typed        what is dialled, or the rule that refuses it
//! 020 7946 0018        → 979460018
//! 020 7946 0018        → 914102079460018       queue=sales
//! 030 23125123         → refused:international region=DE
//! 999                  → refused:emergency
//! ```
//!
//! A line that begins with `#` is a comment, and so is what follows a `#` after the arrow. `->` is an arrow as well.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

use super::numbering::Numbering;
use super::{DialPlan, DialString, Explanation, RefusalRule, Region};

/// One line of a table.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place, from 1.
    pub line: usize,
    /// The number as somebody would type it.
    pub text: String,
    /// Where it is read; the site's own region unless given.
    pub region: Option<Region>,
    /// Whose policy and rules apply.
    pub queue: Option<String>,
    /// What is to become of it.
    pub expected: Expected,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row(line {}: {:?})", self.line, self.expected)
    }
}

/// What is to become of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// This is dialled.
    Dials(DialString),
    /// This rule refuses it.
    Refused(RefusalRule),
}

impl fmt::Display for Expected {
    /// As it is written in a table: in full.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dials(dial_string) => f.write_str(dial_string.expose()),
            Self::Refused(rule) => write!(f, "refused:{rule}"),
        }
    }
}

/// A line that is no row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct BadRow {
    /// Its place, from 1.
    pub line: usize,
    /// What to write instead.
    pub message: String,
}

/// Reads a whole table.
///
/// # Errors
///
/// Every line that is no row.
pub fn read_table(text: &str) -> Result<Vec<Row>, Vec<BadRow>> {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match read_row(line, text) {
            Ok(row) => rows.push(row),
            Err(message) => bad.push(BadRow { line, message }),
        }
    }
    if bad.is_empty() { Ok(rows) } else { Err(bad) }
}

fn read_row(line: usize, text: &str) -> Result<Row, String> {
    let arrow = text.split_once('→').or_else(|| text.split_once("->"));
    let (number, rest) = arrow.ok_or("write a number, an arrow (→ or ->), and what is dialled")?;
    let mut words = rest.split_whitespace().take_while(|word| !word.starts_with('#'));
    let expected = words.next().ok_or("after the arrow, write what is dialled or refused:RULE")?;
    let mut row = Row {
        line,
        text: number.trim().to_owned(),
        region: None,
        queue: None,
        expected: read_expected(expected)?,
    };
    for word in words {
        match word.split_once('=') {
            Some(("queue", name)) => row.queue = Some(name.to_owned()),
            Some(("region", name)) => {
                row.region = Some(name.parse().map_err(|error| format!("region: {error}"))?);
            }
            _ => return Err("what follows is neither queue=NAME nor region=COUNTRY".to_owned()),
        }
    }
    Ok(row)
}

fn read_expected(word: &str) -> Result<Expected, String> {
    match word.strip_prefix("refused:") {
        Some(rule) => {
            let rule = RefusalRule::deserialize(StrDeserializer::<Error>::new(rule));
            rule.map(Expected::Refused).map_err(|error| format!("no such rule: {error}"))
        }
        None => word.parse().map(Expected::Dials).map_err(|error| format!("after the arrow: {error}")),
    }
}

impl<N: Numbering> DialPlan<N> {
    /// Whether the row's number becomes what it says.
    ///
    /// # Errors
    ///
    /// What it becomes instead, step by step.
    pub fn check_row(&self, row: &Row) -> Result<(), Box<Explanation>> {
        let found = self.explain(&row.text, row.region, row.queue.as_deref());
        let is_it = match &row.expected {
            Expected::Dials(dial_string) => found.dial_string.as_ref() == Some(dial_string),
            Expected::Refused(rule) => found.refusal.as_ref().is_some_and(|refusal| refusal.rule == *rule),
        };
        if is_it { Ok(()) } else { Err(Box::new(found)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_with_and_without_queue_and_region() {
        let rows = read_table(
            "\n# a comment\n*21# -> refused:service_code\n  (030) 23125-123 → 00493023125123 region=gb queue=sales # so it is\n",
        );
        let rows = rows.unwrap();
        let [code, berlin] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((code.line, code.text.as_str()), (3, "*21#"));
        assert_eq!(code.expected, Expected::Refused(RefusalRule::ServiceCode));
        assert_eq!((berlin.line, berlin.text.as_str()), (4, "(030) 23125-123"));
        assert_eq!(berlin.region, Some("GB".parse().unwrap()));
        assert_eq!(berlin.queue.as_deref(), Some("sales"));
        assert_eq!(berlin.expected.to_string(), "00493023125123");
    }

    #[test]
    fn every_bad_line_is_told_with_its_place() {
        let bad = read_table(
            "020 7946 0018\n999 →\n999 → refused:rudely\n999 → nine\n999 → 999 when=now\n1 → 1 region=Gaul\n",
        );
        let bad: Vec<String> = bad.unwrap_err().iter().map(BadRow::to_string).collect();
        assert_eq!(bad.len(), 6, "{bad:?}");
        assert_eq!(bad[0], "line 1: write a number, an arrow (→ or ->), and what is dialled");
        assert_eq!(bad[1], "line 2: after the arrow, write what is dialled or refused:RULE");
        assert!(
            bad[2].starts_with("line 3: no such rule: unknown variant `rudely`, expected one of `empty`,")
        );
        assert!(bad[3].starts_with("line 4: after the arrow: write a dial string"), "{}", bad[3]);
        assert_eq!(bad[4], "line 5: what follows is neither queue=NAME nor region=COUNTRY");
        assert!(bad[5].starts_with("line 6: region: write a country as"), "{}", bad[5]);
    }

    #[test]
    fn a_row_that_does_not_hold_tells_what_happened_instead() {
        let plan = DialPlan::new(super::super::Settings::new("GB".parse().unwrap())).unwrap();
        let row = |text: &str| read_table(text).unwrap().remove(0);
        assert_eq!(plan.check_row(&row("020 7946 0018 → 02079460018")), Ok(()));
        assert_eq!(plan.check_row(&row("999 → refused:emergency")), Ok(()));
        let found = plan.check_row(&row("999 → 999")).unwrap_err();
        assert_eq!(found.refusal.unwrap().rule, RefusalRule::Emergency);
        let found = plan.check_row(&row("020 7946 0018 → refused:own_number")).unwrap_err();
        assert_eq!(found.dial_string.unwrap().expose(), "02079460018");
        assert!(plan.check_row(&row("999 → refused:denied")).is_err(), "another rule is another outcome");
    }
}
