//! Numbers that are never called.

use std::fmt;
use std::sync::Arc;

use super::numbering::Numbering;
use super::scan::scan;
use super::{Destination, DialPlan, E164, Refusal, RefusalRule};

/// A set of public numbers: sorted, eight octets each, searched in logarithmic time. Clones share it.
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

    /// Whether it has this one.
    #[must_use]
    pub fn contains(&self, number: &E164) -> bool {
        packed(number).is_some_and(|packed| self.0.binary_search(&packed).is_ok())
    }
}

impl FromIterator<E164> for NumberSet {
    fn from_iter<I: IntoIterator<Item = E164>>(numbers: I) -> Self {
        let mut all: Vec<u64> = numbers.into_iter().filter_map(|number| packed(&number)).collect();
        all.sort_unstable();
        all.dedup();
        Self(all.into())
    }
}

impl fmt::Debug for NumberSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NumberSet({} numbers)", self.len())
    }
}

/// At most fifteen digits, the first of them not zero: no two numbers give the same, and none is too large.
fn packed(number: &E164) -> Option<u64> {
    number.digits().parse().ok()
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

impl<N: Numbering> DialPlan<N> {
    /// Reads one line of a do-not-call file: a public number as people write it at the site. Numbers with a plus are
    /// taken although the numbering plan has none like them, because plans grow. `None` for lines without a number;
    /// what follows a `#` is a comment.
    ///
    /// # Errors
    ///
    /// A refusal that says what to write instead.
    pub fn read_do_not_call(&self, line: &str) -> Result<Option<E164>, Refusal> {
        let text = line.split('#').next().unwrap_or_default();
        if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
            return Ok(None);
        }
        match self.normalise(text, None) {
            Ok(normalised) => match normalised.destination() {
                Destination::External(number) => Ok(Some(number.clone())),
                Destination::Internal(_) | Destination::Short(_) => Err(not_public()),
            },
            Err(refusal) if refusal.rule == RefusalRule::Impossible => {
                let scanned = scan(text, self.site.letters)?;
                let whole = format!("+{}", scanned.digits).parse().ok().filter(|_| scanned.plus);
                whole.map(Some).ok_or(refusal)
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// From now on these, and those in the settings, are not called.
    pub fn take_do_not_call_file(&mut self, numbers: NumberSet) {
        self.do_not_call.filed = numbers;
    }
}

fn not_public() -> Refusal {
    Refusal::new(
        RefusalRule::NotANumber,
        "this is an extension or a short code here, which the policy rules: give a public number",
    )
}
