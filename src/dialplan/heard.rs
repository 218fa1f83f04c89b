//! What the PBX and the exchanges behind it hear of a dial string, digit by digit.
//!
//! Nobody knows where an exchange begins to listen: the PBX may take the outside line for itself or let its extensions
//! call for help directly, a carrier's exchange may come after its code, another one after a pause. So a dial string is
//! judged from each of these places. From the first digit on, in front of an outside line, one thing is different: a PBX
//! that gets an ordinary number there has to tell `0 0011 …` from 000 and waits for more, as the country's exchanges wait
//! where subscribers share the beginning of an emergency number. For what is no ordinary number (`9` and the short code
//! 118, which begin with 911) it need not.

use super::number::{PAUSE, without_pauses};
use super::numbering::Numbering;
use super::site::reaches_emergency;
use super::{Classified, DialPlan, DialString, NumberClass, Refusal};

/// Taken for an outside line by most switches, whatever this one is said to take.
const USUAL_OUTSIDE_LINES: [&str; 3] = ["00", "0", "9"];

impl<N: Numbering> DialPlan<N> {
    /// Refuses digits that would call for help by mistake: to a number of another class than `emergency`.
    pub(super) fn check_emergency(
        &self,
        dial_string: &DialString,
        prepended: &str,
        class: Classified,
    ) -> Result<(), Refusal> {
        let inside = class.class == NumberClass::Internal;
        let dialled = dial_string.expose();
        let digits = without_pauses(dialled);
        let tails = self.tails(&digits, prepended);
        let after_pause = dialled.match_indices(PAUSE).filter_map(|(at, _)| dialled.get(at..));
        let help = self.calls_for_help_at_once(&digits, &tails, inside)
            || tails.iter().any(|tail| self.calls_for_help(tail))
            || after_pause.map(without_pauses).any(|tail| self.calls_for_help(&tail))
            || (class.class == NumberClass::ShortCode && self.hides_help(&digits, &tails));
        if help && class.class != NumberClass::Emergency { Err(reaches_emergency()) } else { Ok(()) }
    }

    /// Whether help is called by whoever hears the very first digit: the exchange, or where there is an outside line a PBX
    /// that may let its extensions call for help without it.
    fn calls_for_help_at_once(&self, digits: &str, tails: &[&str], inside: bool) -> bool {
        let outside = self.site.outside_line.as_str();
        if self.site.is_emergency(digits) {
            true
        } else if inside || tails.iter().any(|tail| self.is_ordinary(tail)) {
            false
        } else if !outside.is_empty() && digits.starts_with(outside) {
            self.site.emergency.end_dialling(digits)
        } else {
            self.calls_for_help(digits)
        }
    }

    /// Whether a public exchange that gets `dialled` connects to an emergency service.
    pub(super) fn calls_for_help(&self, dialled: &str) -> bool {
        let emergency = &self.site.emergency;
        emergency.include(dialled)
            || emergency.end_dialling(dialled)
            || (emergency.begin(dialled) && self.read_subscriber(dialled).is_none())
    }

    /// The digits after the outside line, after what the route prepends, and after the part of it that comes before the
    /// carrier's code.
    fn tails<'d>(&self, digits: &'d str, prepended: &str) -> Vec<&'d str> {
        let outside = self.site.outside_line.as_str();
        let before_carrier = self.rules.iter().filter_map(|rule| {
            let first = rule.prepend.as_deref().unwrap_or(outside);
            (prepended.strip_prefix(first) == Some(rule.carrier.as_str())).then_some(first)
        });
        let mut prefixes: Vec<String> =
            [outside, prepended].into_iter().chain(before_carrier).map(without_pauses).collect();
        prefixes.retain(|prefix| !prefix.is_empty());
        prefixes.sort_unstable();
        prefixes.dedup();
        prefixes.iter().filter_map(|prefix| digits.strip_prefix(prefix.as_str())).collect()
    }

    /// A whole number of a subscriber, which the PBX has to let pass.
    fn is_ordinary(&self, dialled: &str) -> bool {
        !self.calls_for_help(dialled) && self.read_subscriber(dialled).is_some()
    }

    /// Whether a short code has an emergency number behind a prefix or an outside line, so that a switch or an exchange
    /// that takes those off would call for help; or ends with one, because exchanges have prefixes of their own (184 of Japan
    /// and 141 of Britain hide who calls). Short codes are in no numbering plan that could tell.
    fn hides_help(&self, digits: &str, tails: &[&str]) -> bool {
        let country = &self.site.country;
        let international = country.international_prefix.as_deref().unwrap_or_default();
        let prefixes =
            [country.national_prefix.as_str(), international].into_iter().chain(USUAL_OUTSIDE_LINES);
        let behind = |tail: &str| {
            let mut rest = prefixes
                .clone()
                .filter(|prefix| !prefix.is_empty())
                .filter_map(|prefix| tail.strip_prefix(prefix));
            rest.any(|rest| self.site.emergency.begin(rest))
        };
        let ends = |tail: &str| {
            let mut ends = (1..tail.len().saturating_sub(2)).filter_map(|at| tail.get(at..));
            ends.any(|end| self.site.emergency.include(end))
        };
        [digits].iter().chain(tails).any(|tail| behind(tail) || ends(tail))
    }
}
