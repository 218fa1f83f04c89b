//! Who may be called.

use std::collections::BTreeMap;

use super::explain::Trail;
use super::numbering::Numbering;
use super::{Classified, Destination, DialPlan, NumberClass, Refusal, RefusalRule, Region};

/// A destination that may be called, by the rules as they were when it was judged. Only judging makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    destination: Destination,
    class: Classified,
    rule: String,
}

impl Judged {
    /// Whom it is about.
    #[must_use]
    pub fn destination(&self) -> &Destination {
        &self.destination
    }

    /// What sort of number it is.
    #[must_use]
    pub fn class(&self) -> Classified {
        self.class
    }

    /// The policy entry that allowed it, by its configuration key.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

/// The policy lists, checked.
#[derive(Debug, Clone, Default)]
pub(super) struct Policy {
    pub(super) every_queue: Lists,
    pub(super) queues: BTreeMap<String, Lists>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    pub(super) allow: Vec<Entry>,
    pub(super) deny: Vec<Entry>,
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// `dialplan.policy.deny[1]`.
    pub(super) key: String,
    pub(super) classes: Vec<NumberClass>,
    pub(super) countries: Vec<Region>,
    pub(super) prefix: String,
}

impl Entry {
    fn fits(&self, destination: &Destination, class: Classified) -> bool {
        (self.classes.is_empty() || class.classes().any(|class| self.classes.contains(&class)))
            && (self.countries.is_empty()
                || class.country.is_some_and(|country| self.countries.contains(&country)))
            && spelled(destination, |text| text.starts_with(&self.prefix))
    }

    /// An entry without classes names places: that opens the border, not the classes that cost or disturb.
    pub(super) fn opens(&self, class: NumberClass) -> bool {
        self.classes.contains(&class) || (self.classes.is_empty() && class == NumberClass::International)
    }
}

impl<N: Numbering> DialPlan<N> {
    /// Judges `destination` for `queue` by the numbering plan, the centre's own numbers, the do-not-call list and
    /// the policy.
    ///
    /// # Errors
    ///
    /// A refusal that names the rule.
    pub fn judge(&self, destination: &Destination, queue: Option<&str>) -> Result<Judged, Refusal> {
        self.judge_traced(destination, queue, &mut Trail::off())
    }

    pub(super) fn judge_traced(
        &self,
        destination: &Destination,
        queue: Option<&str>,
        trail: &mut Trail,
    ) -> Result<Judged, Refusal> {
        let class = self.classify(destination);
        trail.fired("class", || class.to_string());
        if class.class == NumberClass::Impossible {
            return Err(super::site::impossible());
        }
        self.check_lists(destination, trail)?;
        let rule = self.check_policy(destination, class, queue, trail)?;
        Ok(Judged { destination: destination.clone(), class, rule })
    }

    fn check_lists(&self, destination: &Destination, trail: &mut Trail) -> Result<(), Refusal> {
        let Destination::External(number) = destination else { return Ok(()) };
        if self
            .own_numbers
            .iter()
            .any(|own| spelled(destination, |text| own.matches(text.trim_start_matches('+'))))
        {
            return Err(Refusal::new(
                RefusalRule::OwnNumber,
                "this is one of the centre's own numbers: it passes if `dialplan.own-numbers` does not have it",
            ));
        }
        trail.skipped("own-numbers", || "not one of the centre's".to_owned());
        if let Some(list) = self.do_not_call.has(number) {
            return Err(Refusal::new(
                RefusalRule::DoNotCall,
                format!(
                    "this number asked not to be called: it passes if it is taken off the list (`{list}`)"
                ),
            ));
        }
        trail.skipped("do-not-call", || format!("not among {} numbers", self.do_not_call.len()));
        Ok(())
    }

    /// The key of the entry that allows the number.
    fn check_policy(
        &self,
        destination: &Destination,
        class: Classified,
        queue: Option<&str>,
        trail: &mut Trail,
    ) -> Result<String, Refusal> {
        let own = queue.and_then(|name| self.policy.queues.get(name));
        let mut closed: Vec<_> = class.classes().filter(|class| class.needs_allowing()).collect();
        for lists in own.into_iter().chain([&self.policy.every_queue]) {
            for entry in &lists.deny {
                if entry.fits(destination, class) {
                    return Err(denied(&entry.key));
                }
                trail.skipped(&entry.key, || "does not fit".to_owned());
            }
            for entry in &lists.allow {
                if !entry.fits(destination, class) {
                    trail.skipped(&entry.key, || "does not fit".to_owned());
                    continue;
                }
                closed.retain(|class| !entry.opens(*class));
                if closed.is_empty() {
                    trail.fired(&entry.key, || "allows it".to_owned());
                    return Ok(entry.key.clone());
                }
                trail.fired(&entry.key, || "allows it in part".to_owned());
            }
        }
        if let Some(class) = closed.first() {
            return Err(needs_allowing(*class, queue));
        }
        trail.fired("dialplan.policy", || "nothing is said against it".to_owned());
        Ok("dialplan.policy".to_owned())
    }
}

/// Whether this holds for one of the spellings of the telephone's number: lists are older than numbering plans.
fn spelled(destination: &Destination, holds: impl Fn(&str) -> bool) -> bool {
    holds(destination.expose())
        || match destination {
            Destination::External(number) => number.other_spellings().any(|other| holds(other.expose())),
            Destination::Internal(_) | Destination::Short(_) => false,
        }
}

fn denied(key: &str) -> Refusal {
    Refusal::new(
        RefusalRule::Denied,
        format!("`{key}` denies it; it passes if that entry goes or a queue allows it"),
    )
}

fn needs_allowing(class: NumberClass, queue: Option<&str>) -> Refusal {
    let rule = match class {
        NumberClass::Internal => RefusalRule::Internal,
        NumberClass::Emergency => RefusalRule::Emergency,
        NumberClass::ShortCode => RefusalRule::ShortCode,
        NumberClass::Premium => RefusalRule::Premium,
        _ => RefusalRule::International,
    };
    let queue = queue.map_or_else(|| "NAME".to_owned(), str::to_owned);
    let detail = format!(
        "{class} numbers are refused unless `dialplan.policy.allow` or `dialplan.policy.queues.{queue}.allow` has \
         an entry with class = \"{class}\""
    );
    Refusal::new(rule, detail)
}
