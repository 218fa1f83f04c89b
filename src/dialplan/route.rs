//! From a judged number to the digits that the PBX dials.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::edit::route_differs;
use super::explain::Trail;
use super::numbering::Numbering;
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
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Strip {
    Digits(usize),
    Prefix(String),
}

impl Rule {
    /// Why the rule is not for this number, or the digits that stripping leaves of it.
    fn stripped<'d>(
        &self,
        destination: &'d Destination,
        class: Classified,
        queue: Option<&str>,
    ) -> Result<&'d str, &'static str> {
        if !self.classes.is_empty() && !class.classes().any(|class| self.classes.contains(&class)) {
            return Err("for other classes");
        }
        if !self.countries.is_empty()
            && !class.country.is_some_and(|country| self.countries.contains(&country))
        {
            return Err("for other countries");
        }
        if !destination.expose().starts_with(&self.prefix) {
            return Err("for numbers with another beginning");
        }
        if !self.queues.is_empty() && !queue.is_some_and(|queue| self.queues.iter().any(|name| name == queue))
        {
            return Err("for other queues");
        }
        let digits = destination.digits();
        match &self.strip {
            Strip::Digits(count) => digits.get(*count..).ok_or("strips more digits than there are"),
            Strip::Prefix(prefix) => {
                digits.strip_prefix(prefix.as_str()).ok_or("strips digits that are not there")
            }
        }
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
            match rule.stripped(number, judged.class(), queue) {
                Err(why) => trail.skipped(&rule.name, || why.to_owned()),
                Ok(rest) => {
                    trail.fired(&rule.name, || format!("makes {} digits of it", rest.len()));
                    return self.apply(rule, rest, judged);
                }
            }
        }
        Err(Refusal::new(
            RefusalRule::NoRoute,
            format!("no rule of `dialplan.rules` is for {} numbers: add one", judged.class()),
        ))
    }

    fn apply(&self, rule: &Rule, rest: &str, judged: &Judged) -> Result<Routed, Refusal> {
        let number = judged.destination();
        let prepended = rule.prepended(number, &self.site.outside_line);
        let dial_string = self.dial_string(format!("{prepended}{}{rest}", rule.replace))?;
        self.check_emergency(&dial_string, &prepended, judged.class())?;
        if rule.reversible && self.read_proper(&dial_string, &prepended, number).as_ref() != Ok(number) {
            return Err(route_differs(&rule.name));
        }
        Ok(Routed {
            number: number.clone(),
            prepended,
            dial_string,
            rule: rule.name.clone(),
            rules_version: self.version(),
        })
    }

    pub(super) fn dial_string(&self, text: String) -> Result<DialString, Refusal> {
        let most = self.site.max_dial_digits;
        let too_long =
            || Refusal::new(RefusalRule::DialTooLong, format!("at most {most} digits can be dialled"));
        if text.len() > most { Err(too_long()) } else { DialString::try_from(text).map_err(|_| too_long()) }
    }

    /// The rules in force. Controls that were shown under another version may have to be shown afresh.
    #[must_use]
    pub fn version(&self) -> RulesVersion {
        self.version.clone()
    }
}
