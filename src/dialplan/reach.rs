//! Which countries can be called at all, for forms that offer a choice of them.

use std::collections::BTreeSet;

use super::country;
use super::numbering::Numbering;
use super::policy::{Entry, Lists};
use super::{DialPlan, NumberClass, Region};

impl<N: Numbering> DialPlan<N> {
    /// Countries of which some ordinary numbers may be called for some queue, in the order of their letters. Numbers of any
    /// other are refused.
    #[must_use]
    pub fn countries(&self) -> Vec<Region> {
        let queues = self.policy.queues.values().map(Some);
        let lists: Vec<Vec<&Lists>> = std::iter::once(None)
            .chain(queues)
            .map(|own| own.into_iter().chain([&self.policy.every_queue]).collect())
            .collect();
        let may = |region: Region, code: &str| lists.iter().any(|lists| self.reaches(lists, region, code));
        let found: BTreeSet<Region> = country::calling_codes()
            .filter(|(region, code)| may(*region, code))
            .map(|(region, _)| region)
            .collect();
        found.into_iter().collect()
    }

    /// By these lists, in the order in which they are asked. Entries that deny a part of a country leave the rest of it.
    fn reaches(&self, lists: &[&Lists], region: Region, code: &str) -> bool {
        let is_home = self.site.region == region || self.site.domestic.contains(&region);
        for lists in lists {
            if lists.deny.iter().any(|entry| entry.denies_all(region, code, is_home)) {
                return false;
            }
            if lists.allow.iter().any(|entry| entry.opens_some(region, code, is_home)) {
                return true;
            }
        }
        is_home
    }
}

impl Entry {
    /// Every number of the country?
    fn denies_all(&self, region: Region, code: &str, is_home: bool) -> bool {
        let classes =
            self.classes.is_empty() || (!is_home && self.classes.contains(&NumberClass::International));
        classes && self.names(region) && format!("+{code}").starts_with(&self.prefix)
    }

    /// Ordinary numbers of the country, or some of them?
    fn opens_some(&self, region: Region, code: &str, is_home: bool) -> bool {
        let code = format!("+{code}");
        let fits = code.starts_with(&self.prefix) || self.prefix.starts_with(&code);
        let opens = match is_home {
            // A list that opens premium numbers at home says nothing of the others.
            true => self.classes.is_empty(),
            false => self.opens(NumberClass::International),
        };
        opens && self.names(region) && fits
    }

    fn names(&self, region: Region) -> bool {
        self.countries.is_empty() || self.countries.contains(&region)
    }
}
