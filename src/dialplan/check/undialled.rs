//! Classes of numbers that the policy lets pass and no rule dials: whoever writes one rule takes away all the usual ones.

use std::collections::{BTreeMap, BTreeSet};

use super::super::numbering::Numbering;
use super::super::{DialPlan, Normalised, NumberClass, RefusalRule, Region, country};
use super::Fault;

/// Places that are told for one class.
const TOLD: usize = 5;

impl<N: Numbering> DialPlan<N> {
    /// What is to be said of them, for these queues. Found by numbers of each kind that the numbering plans give as examples.
    #[must_use]
    pub fn undialled<'a>(&self, queues: impl Iterator<Item = &'a str>) -> Vec<Fault> {
        if !self.has_own_rules {
            return Vec::new();
        }
        let examples = self.examples();
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        // What no rule and no list names is treated like every other.
        let mut usual = None;
        for queue in queues {
            let classes = match self.treats_apart(queue) {
                true => self.undialled_for(queue, &examples),
                false => usual.get_or_insert_with(|| self.undialled_for(queue, &examples)).clone(),
            };
            if !classes.is_empty() {
                found.entry(list(&classes)).or_default().push(queue.to_owned());
            }
        }
        let told = |(classes, queues): (String, Vec<String>)| Fault {
            key: "dialplan.rules".to_owned(),
            message: format!(
                "the policy lets pass, and no rule dials, {classes} (queues: {}): add a rule for them, or a last one without \
                 match; a rule of one's own takes away the usual ones",
                queues.join(", ")
            ),
        };
        found.into_iter().map(told).collect()
    }

    fn undialled_for(
        &self,
        queue: &str,
        examples: &[(Region, Normalised)],
    ) -> BTreeMap<NumberClass, BTreeSet<Region>> {
        let mut found: BTreeMap<NumberClass, BTreeSet<Region>> = BTreeMap::new();
        for (region, normalised) in examples {
            let Ok(judged) = self.judge(normalised.destination(), Some(queue)) else { continue };
            if self.route(&judged, Some(queue)).is_err_and(|refusal| refusal.rule == RefusalRule::NoRoute) {
                found.entry(judged.class().class).or_default().insert(*region);
            }
        }
        found
    }

    fn treats_apart(&self, queue: &str) -> bool {
        let names = |name: &String| name == queue;
        self.policy.queues.keys().any(names) || self.rules.iter().any(|rule| rule.queues.iter().any(names))
    }

    /// All kinds of numbers of the site's countries, and some of each country abroad.
    fn examples(&self) -> Vec<(Region, Normalised)> {
        let all = country::calling_codes().map(|(region, _)| region);
        let of = |region: Region| {
            let examples = self.numbering.examples(region, self.site.domestic.contains(&region));
            examples.into_iter().map(move |number| (region, number.expose().to_owned()))
        };
        let inside = self.site.extensions.iter().map(|pattern| {
            let number = pattern.as_str().replace('X', "0");
            (self.site.region, number)
        });
        let read =
            |(region, text): (Region, String)| Some((region, self.normalise(&text, Some(region)).ok()?));
        all.flat_map(of).chain(inside).filter_map(read).collect()
    }
}

/// "national (GB), international (FR, US and others)".
fn list(classes: &BTreeMap<NumberClass, BTreeSet<Region>>) -> String {
    let one = |(class, regions): (&NumberClass, &BTreeSet<Region>)| {
        let names: Vec<String> = regions.iter().take(TOLD).map(ToString::to_string).collect();
        let others = if regions.len() > TOLD { " and others" } else { "" };
        format!("{class} ({}{others})", names.join(", "))
    };
    classes.iter().map(one).collect::<Vec<_>>().join(", ")
}
