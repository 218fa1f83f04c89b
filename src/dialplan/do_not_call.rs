//! Numbers that are never called.

use std::fmt;
use std::sync::Arc;

use super::numbering::Numbering;
use super::scan::scan;
use super::{Destination, DialPlan, E164, Refusal, RefusalRule};

/// A set of telephones, whatever spelling their numbers have: sorted, eight octets each, searched in logarithmic time.
/// Clones share it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NumberSet(Arc<[u64]>);

impl NumberSet {
    /// How many numbers it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// This and the other.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(other.0.iter()).copied().collect())
    }

    fn of(mut all: Vec<u64>) -> Self {
        all.sort_unstable();
        all.dedup();
        Self(all.into())
    }

    /// Whether it has this one.
    #[must_use]
    pub fn contains(&self, number: &E164) -> bool {
        packed(number).is_some_and(|packed| self.0.binary_search(&packed).is_ok())
    }
}

impl FromIterator<E164> for NumberSet {
    fn from_iter<I: IntoIterator<Item = E164>>(numbers: I) -> Self {
        Self::of(numbers.into_iter().filter_map(|number| packed(&number)).collect())
    }
}

impl fmt::Debug for NumberSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NumberSet({} numbers)", self.len())
    }
}

/// At most fifteen digits, the first of them not zero: no two numbers give the same, and none is too large.
fn packed(number: &E164) -> Option<u64> {
    number.telephone().digits().parse().ok()
}

/// The list in the configuration and the one in a file beside it.
#[derive(Debug, Clone, Default)]
pub(super) struct DoNotCall {
    pub(super) listed: NumberSet,
    pub(super) filed: NumberSet,
}

impl DoNotCall {
    /// The key of the list that has the number.
    pub(super) fn has(&self, number: &E164) -> Option<&'static str> {
        if self.listed.contains(number) {
            Some("dialplan.do-not-call")
        } else if self.filed.contains(number) {
            Some("dialplan.do-not-call-file")
        } else {
            None
        }
    }

    pub(super) fn len(&self) -> usize {
        self.listed.len() + self.filed.len()
    }
}

/// What a line of a do-not-call file says.
#[derive(Debug, Default)]
pub struct Line {
    /// Whom it protects; several where it names or may name several, for nobody is called who asked not to be.
    pub numbers: Vec<E164>,
    /// What is wrong with it, without repeating it.
    pub fault: Option<Refusal>,
}

impl<N: Numbering> DialPlan<N> {
    /// Reads one line of a do-not-call file: a public number that could be dialled, as people write it at the site. A
    /// line without a number has neither number nor fault; what follows a `#` is a comment.
    #[must_use]
    pub fn read_do_not_call(&self, line: &str) -> Line {
        let text = line.split('#').next().unwrap_or_default();
        if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
            return Line::default();
        }
        let (read, refusal) = match self.normalise(text, None) {
            Ok(normalised) => (vec![normalised.destination().clone()], None),
            Err(refusal) if refusal.rule == RefusalRule::AmbiguousNumber => {
                (refusal.readings.iter().map(|reading| reading.destination.clone()).collect(), Some(refusal))
            }
            Err(refusal) => (Vec::new(), Some(refusal)),
        };
        let mut numbers: Vec<E164> = read.iter().filter_map(public).collect();
        if numbers.is_empty() {
            return Line { numbers, fault: Some(refusal.unwrap_or_else(not_public)) };
        }
        let others = self.named_beside(text, &numbers);
        let fault = refusal.or_else(|| (!others.is_empty()).then(several));
        numbers.extend(others);
        Line { numbers, fault }
    }

    /// Telephones that a line names by no more than their last digits.
    fn named_beside(&self, text: &str, numbers: &[E164]) -> Vec<E164> {
        let Ok(scanned) = scan(text, false) else { return Vec::new() };
        numbers.iter().flat_map(|number| self.named_with(&scanned, self.site.region, number)).collect()
    }

    /// The numbers of the file as it was read last.
    #[must_use]
    pub fn do_not_call_file(&self) -> &NumberSet {
        &self.do_not_call.filed
    }

    /// From now on these, and those in the settings, are not called.
    pub fn take_do_not_call_file(&mut self, numbers: NumberSet) {
        self.do_not_call.filed = numbers;
    }
}

fn public(destination: &Destination) -> Option<E164> {
    match destination {
        Destination::External(number) => Some(number.clone()),
        Destination::Internal(_) | Destination::Short(_) => None,
    }
}

fn several() -> Refusal {
    let detail =
        "this seems to name more than one telephone, and protects all of them: write one number a line";
    Refusal::new(RefusalRule::AmbiguousNumber, detail)
}

fn not_public() -> Refusal {
    Refusal::new(
        RefusalRule::NotANumber,
        "this is an extension or a short code here, which the policy rules: give a public number",
    )
}
