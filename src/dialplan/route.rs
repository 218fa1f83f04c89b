//! From a judged number to the digits that the PBX dials.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::codes::Codes;
use super::edit::{route_differs, route_loops, route_reaches_emergency};
use super::explain::Trail;
use super::number::PAUSE;
use super::numbering::Numbering;
use super::site::pause;
use super::{
    Classified, Destination, DialPlan, DialString, Judged, NumberClass, Refusal, RefusalRule, Region,
};

/// What the agent is shown, or made of it. A value to store and compare: nothing can be dialled with it until it
/// is approved ([`DialPlan::approve`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routed {
    /// Whom it reaches.
    pub number: Destination,
    /// The beginning of `dial_string` that the centre adds: outside line and carrier code.
    pub prepended: String,
    /// What will be dialled.
    pub dial_string: DialString,
    /// The name of the routing rule.
    pub rule: String,
    /// The rules by which it was made.
    pub rules_version: RulesVersion,
}

/// Tells one set of routing rules from another: 16 hexadecimal digits, the same on every machine and in every
/// release that routes alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RulesVersion(String);

impl RulesVersion {
    pub(super) fn from_hash(hash: u64) -> Self {
        Self(format!("{hash:016x}"))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RulesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `[[dialplan.rules]]`, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) classes: Vec<NumberClass>,
    pub(super) countries: Vec<Region>,
    /// With its plus where it is about public numbers.
    pub(super) prefix: String,
    pub(super) queues: Vec<String>,
    pub(super) strip: Strip,
    pub(super) replace: String,
    pub(super) carrier: String,
    pub(super) prepend: Option<String>,
    pub(super) reversible: bool,
    pub(super) codes: Codes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Strip {
    Digits(usize),
    Prefix(String),
    /// Digits of this country code, leaving the number as people in its country write it.
    Country(String),
}

impl Rule {
    /// Why the rule is not for this number, if so.
    pub(super) fn misfit(
        &self,
        number: &Destination,
        class: Classified,
        queue: Option<&str>,
    ) -> Option<&'static str> {
        if !self.classes.is_empty() && !class.classes().any(|class| self.classes.contains(&class)) {
            return Some("for other classes");
        }
        if !self.countries.is_empty()
            && !class.country.is_some_and(|country| self.countries.contains(&country))
        {
            return Some("for other countries");
        }
        if !number.expose().starts_with(&self.prefix) {
            return Some("for numbers with another beginning");
        }
        if !self.is_for_queue(queue) {
            return Some("for other queues");
        }
        let strippable = match &self.strip {
            Strip::Digits(count) => number.digits().len() > *count,
            Strip::Prefix(prefix) | Strip::Country(prefix) => number.digits().starts_with(prefix.as_str()),
        };
        (!strippable).then_some("strips digits that are not there")
    }

    /// Whether calls of `queue` to numbers inside, or outside, as `destination` is, may go by this rule.
    pub(super) fn is_for(&self, destination: &Destination, queue: Option<&str>) -> bool {
        let inside = matches!(destination, Destination::Internal(_));
        let alike = |class: &NumberClass| (*class == NumberClass::Internal) == inside;
        (self.classes.is_empty() || self.classes.iter().any(alike)) && self.is_for_queue(queue)
    }

    /// Whether it makes the same of a number as `other` does.
    pub(super) fn dials_like(&self, other: &Self) -> bool {
        let made = |rule: &Self| {
            (
                rule.strip.clone(),
                rule.replace.clone(),
                rule.carrier.clone(),
                rule.prepend.clone(),
                rule.codes.clone(),
            )
        };
        made(self) == made(other)
    }

    fn is_for_queue(&self, queue: Option<&str>) -> bool {
        self.queues.is_empty() || queue.is_some_and(|queue| self.queues.iter().any(|name| name == queue))
    }

    /// What is dialled before the number proper.
    pub(super) fn prepended(&self, destination: &Destination, outside_line: &str) -> String {
        let usual = if matches!(destination, Destination::Internal(_)) { "" } else { outside_line };
        format!("{}{}", self.prepend.as_deref().unwrap_or(usual), self.carrier)
    }
}

impl<N: Numbering> DialPlan<N> {
    /// Makes the dial string of a judged number by the first rule that fits.
    ///
    /// # Errors
    ///
    /// A refusal where no rule fits, or where the rule makes something that must not be dialled: more digits than
    /// the PBX takes, an emergency number, or (unless the rule says that it is not reversible) digits that mean
    /// another number at the site.
    pub fn route(&self, judged: &Judged, queue: Option<&str>) -> Result<Routed, Refusal> {
        self.route_traced(judged, queue, &mut Trail::off())
    }

    pub(super) fn route_traced(
        &self,
        judged: &Judged,
        queue: Option<&str>,
        trail: &mut Trail,
    ) -> Result<Routed, Refusal> {
        let number = judged.destination();
        for rule in &self.rules {
            match rule.misfit(number, judged.class(), queue) {
                Some(why) => trail.skipped(&rule.name, || why.to_owned()),
                None => return self.apply(rule, judged, trail),
            }
        }
        Err(Refusal::new(
            RefusalRule::NoRoute,
            format!("no rule of `dialplan.rules` is for {} numbers: add one", judged.class()),
        ))
    }

    /// The first rule that fits the number: the one by which it is dialled unless an agent edits the digits.
    pub(super) fn rule_for(&self, judged: &Judged, queue: Option<&str>) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.misfit(judged.destination(), judged.class(), queue).is_none())
    }

    /// What follows the prepended digits.
    fn proper(&self, rule: &Rule, number: &Destination) -> String {
        let digits = number.digits();
        let stripped = match &rule.strip {
            Strip::Digits(count) => digits.get(*count..),
            Strip::Prefix(prefix) => digits.strip_prefix(prefix.as_str()),
            Strip::Country(_) => return self.as_dialled_at_home(number),
        };
        format!("{}{}", rule.replace, stripped.unwrap_or(digits))
    }

    fn apply(&self, rule: &Rule, judged: &Judged, trail: &mut Trail) -> Result<Routed, Refusal> {
        let number = judged.destination();
        let prepended = rule.prepended(number, &self.site.outside_line);
        let proper = self.proper(rule, number);
        trail.fired(&rule.name, || {
            format!("`{prepended}`, then {} digits{}", proper.len(), rule.codes.told())
        });
        let dial_string = self.dial_string(format!("{prepended}{proper}"))?;
        self.check_emergency(&dial_string, &prepended, judged.class())
            .map_err(|_| route_reaches_emergency(&rule.name))?;
        trail.skipped("emergency", || "no emergency service is reached".to_owned());
        if !matches!(number, Destination::Internal(_)) && self.site.extension(dial_string.expose()).is_some()
        {
            return Err(route_loops(&rule.name));
        }
        if rule.reversible && self.read_proper(&dial_string, &prepended, number).as_ref() != Ok(number) {
            return Err(route_differs(&rule.name));
        }
        if rule.reversible {
            trail.fired("read-back", || format!("dialled at the site, it reaches {number}"));
        } else {
            trail.skipped("read-back", || "not reversible: the number cannot be edited".to_owned());
        }
        Ok(Routed {
            number: number.clone(),
            prepended,
            dial_string,
            rule: rule.name.clone(),
            rules_version: self.version(),
        })
    }

    /// At most so many characters as the site allows, pauses among them if it allows any.
    pub(super) fn dial_string(&self, text: String) -> Result<DialString, Refusal> {
        let most = self.site.max_dial_digits;
        let too_long = || {
            let detail = format!(
                "at most {most} digits can be dialled: take some away, or raise `dialplan.max-dial-digits` if the \
                 switch takes more"
            );
            Refusal::new(RefusalRule::DialTooLong, detail)
        };
        if text.contains(PAUSE) && self.site.pause.is_none() {
            return Err(pause("the switch takes no pauses in what is dialled: take the comma out"));
        }
        if text.len() > most { Err(too_long()) } else { DialString::try_from(text).map_err(|_| too_long()) }
    }

    /// The rules in force. Controls that were shown under another version may have to be shown afresh.
    #[must_use]
    pub fn version(&self) -> RulesVersion {
        self.version.clone()
    }
}
