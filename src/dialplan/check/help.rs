//! Rules that would call for help with the number of a subscriber: those that leave the area code out where numbers of
//! the area begin like an emergency number. Such numbers are refused when they are routed; here they are told beforehand.

use super::super::numbering::Numbering;
use super::super::pattern::Pattern;
use super::super::route::{Rule, Strip};
use super::super::{Destination, DialPlan};
use super::Fault;

/// What numbers end in when some are tried.
const ENDS: [&str; 3] = ["2345678901234", "5555555555555", "0000000000000"];
/// Digits of the numbers that are tried, country code first.
const LENGTHS: std::ops::RangeInclusive<usize> = 9..=13;

impl<N: Numbering> DialPlan<N> {
    /// One remark for each rule of which the numbering plan has such a number.
    pub(in super::super) fn reaching_help(&self) -> Vec<Fault> {
        let rules = self.rules.iter().enumerate();
        rules.filter_map(|(index, rule)| self.number_for_help(index, rule)).collect()
    }

    fn number_for_help(&self, index: usize, rule: &Rule) -> Option<Fault> {
        let begins = known_begin(rule)?;
        begins.strip_prefix(self.site.country.calling_code.as_str())?;
        let stripped = match &rule.strip {
            Strip::Digits(count) => *count,
            Strip::Prefix(prefix) => prefix.len(),
            Strip::Country(_) => return None,
        };
        let heard = format!("{}{}", rule.replace, begins.get(stripped..)?);
        let unassigned = |help: &&Pattern| self.site.country.calling_code == "1" && is_n11(help.as_str());
        let helps = self.site.emergency.ending().filter(|help| !unassigned(help));
        let (help, number) = helps
            .filter_map(|help| {
                let rest = help.as_str().strip_prefix(heard.as_str())?.replace('X', "5");
                let number = format!("{begins}{rest}");
                self.goes_by(&number, index, rule).then_some((help.as_str(), number))
            })
            .next()?;
        Some(Fault {
            key: format!("dialplan.rules[{index}]"),
            message: format!(
                "`{}` makes {help}… of numbers that begin +{number}, and an exchange that hears {help} calls for help: such \
                 numbers are refused; put a rule with prefix = \"+{number}\" before it that dials the area code too",
                rule.name
            ),
        })
    }

    /// Whether a number that begins so exists and is dialled by this rule.
    fn goes_by(&self, begins: &str, index: usize, rule: &Rule) -> bool {
        let queue = rule.queues.first().map(String::as_str);
        let number = |length: usize, end: &str| {
            let end = end.get(..length.checked_sub(begins.len())?)?;
            format!("+{begins}{end}").parse().ok().map(Destination::External)
        };
        LENGTHS.flat_map(|length| ENDS.iter().filter_map(move |end| number(length, end))).any(|number| {
            let class = self.classify(&number);
            let first = self.rules.iter().position(|rule| rule.misfit(&number, class, queue).is_none());
            class.class.is_public() && first == Some(index)
        })
    }
}

/// The digits that all numbers of the rule begin with, as far as the rule tells; `None` where they are not public.
fn known_begin(rule: &Rule) -> Option<&str> {
    let prefix = rule.prefix.strip_prefix('+').or(rule.prefix.is_empty().then_some(""))?;
    match &rule.strip {
        Strip::Prefix(stripped) if stripped.len() > prefix.len() => Some(stripped),
        _ => Some(prefix),
    }
}

/// 211 to 911: in North America no exchange has such a code, whatever the metadata takes for a number.
fn is_n11(help: &str) -> bool {
    matches!(help.as_bytes(), [b'2'..=b'9', b'1', b'1'])
}
