//! Which numbers each rule leaves to later ones: rules that no number reaches, rules that share numbers, rules that lead back
//! into the switch.
//!
//! The numbers that a rule fits are an [`Area`]: the product of kinds, countries, queues and a beginning. Taking earlier
//! areas out of a later one leaves areas again; where none that exists is left, no number reaches the later rule.

use std::collections::{BTreeMap, BTreeSet};

use super::super::country;
use super::super::number::without_pauses;
use super::super::pattern::Pattern;
use super::super::route::{Rule, Strip};
use super::super::{NumberClass, Region};
use super::{Fault, Site};

/// So many areas are looked at for one rule; a rule that takes more is taken to be reached.
const MOST_STEPS: usize = 20_000;
/// So many remarks are made; whoever has more knows what to look for.
const MOST_REMARKS: usize = 50;
/// Digits of public numbers, country code first.
const PUBLIC: std::ops::RangeInclusive<usize> = 7..=15;

/// Kinds of numbers: their class, and whether they are abroad.
type Kind = (NumberClass, bool);

const PUBLIC_KINDS: [Kind; 8] = [
    (NumberClass::Local, false),
    (NumberClass::National, false),
    (NumberClass::Mobile, false),
    (NumberClass::Freephone, false),
    (NumberClass::SharedCost, false),
    (NumberClass::Premium, false),
    (NumberClass::Premium, true),
    (NumberClass::International, true),
];

const PRIVATE_KINDS: [Kind; 3] =
    [(NumberClass::Internal, false), (NumberClass::Emergency, false), (NumberClass::ShortCode, false)];

/// Where numbers belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// In this country, which the dial plan names.
    Of(Region),
    /// In one that it does not name.
    Elsewhere,
    /// In none.
    Nowhere,
}

/// Numbers of these kinds, places and queues that begin like this. `None` is any queue that no rule names.
#[derive(Debug, Clone)]
struct Area {
    kinds: BTreeSet<Kind>,
    places: BTreeSet<Place>,
    queues: BTreeSet<Option<String>>,
    begins: String,
}

/// What a rule fits, in one half of all numbers, and how many digits that takes.
#[derive(Debug, Clone)]
struct Reach {
    area: Area,
    least: usize,
}

impl Area {
    fn meets(&self, other: &Self) -> bool {
        !self.kinds.is_disjoint(&other.kinds)
            && !self.places.is_disjoint(&other.places)
            && !self.queues.is_disjoint(&other.queues)
            && fits(&self.begins, &other.begins)
    }

    /// What both have.
    fn shared(&self, other: &Self) -> Self {
        let longer = if self.begins.len() > other.begins.len() { self } else { other };
        Self {
            kinds: &self.kinds & &other.kinds,
            places: &self.places & &other.places,
            queues: &self.queues & &other.queues,
            begins: longer.begins.clone(),
        }
    }

    /// What is left of it without `other`, which it meets.
    fn without(mut self, other: &Self) -> Vec<Self> {
        let mut left = Vec::new();
        let kinds = &self.kinds - &other.kinds;
        if !kinds.is_empty() {
            left.push(Self { kinds, ..self.clone() });
            self.kinds = &self.kinds & &other.kinds;
        }
        let places = &self.places - &other.places;
        if !places.is_empty() {
            left.push(Self { places, ..self.clone() });
            self.places = &self.places & &other.places;
        }
        let queues = &self.queues - &other.queues;
        if !queues.is_empty() {
            left.push(Self { queues, ..self.clone() });
            self.queues = &self.queues & &other.queues;
        }
        for (depth, wanted) in other.begins.char_indices().skip(self.begins.len()) {
            let head = other.begins.get(..depth).unwrap_or_default();
            let digits = ('0'..='9').filter(|digit| *digit != wanted);
            left.extend(digits.map(|digit| Self { begins: format!("{head}{digit}"), ..self.clone() }));
        }
        left
    }
}

/// One half of all numbers, the public ones or the others, as far as rules tell them apart.
struct Half<'a> {
    site: &'a Site,
    public: bool,
    /// Calling codes of the countries that the dial plan names.
    named: BTreeMap<Region, &'static str>,
    /// Those of all others.
    others: Vec<&'static str>,
    queues: BTreeSet<Option<String>>,
}

impl<'a> Half<'a> {
    fn new(rules: &[Rule], site: &'a Site, public: bool) -> Self {
        let of_rules = rules.iter().flat_map(|rule| rule.countries.iter());
        let names: BTreeSet<Region> = of_rules.chain(&site.domestic).chain([&site.region]).copied().collect();
        let (named, others): (Vec<_>, Vec<_>) =
            country::calling_codes().partition(|(region, _)| names.contains(region));
        let queues = rules.iter().flat_map(|rule| rule.queues.iter().cloned().map(Some));
        Self {
            site,
            public,
            named: named.into_iter().collect(),
            others: others.into_iter().map(|(_, code)| code).collect(),
            queues: queues.chain([None]).collect(),
        }
    }

    /// What `rule` fits here; `None` where nothing in this half, by its words alone.
    fn reach(&self, rule: &Rule) -> Option<Reach> {
        if !rule.prefix.is_empty() && rule.prefix.starts_with('+') != self.public {
            return None;
        }
        let prefix = rule.prefix.trim_start_matches('+');
        let (stripped, count) = match &rule.strip {
            Strip::Digits(count) => ("", *count),
            Strip::Prefix(prefix) | Strip::Country(prefix) => (prefix.as_str(), 0),
        };
        if !fits(prefix, stripped) {
            return None;
        }
        let begins = if prefix.len() > stripped.len() { prefix } else { stripped };
        let of_class = |kind: &Kind| {
            rule.classes.is_empty()
                || rule.classes.contains(&kind.0)
                || (kind.1 && rule.classes.contains(&NumberClass::International))
        };
        let kinds = if self.public { &PUBLIC_KINDS[..] } else { &PRIVATE_KINDS[..] };
        let places: BTreeSet<Place> = match rule.countries.as_slice() {
            [] => {
                self.named.keys().copied().map(Place::Of).chain([Place::Elsewhere, Place::Nowhere]).collect()
            }
            some => some.iter().copied().map(Place::Of).collect(),
        };
        let queues: BTreeSet<Option<String>> = match rule.queues.as_slice() {
            [] => self.queues.clone(),
            some => some.iter().cloned().map(Some).collect(),
        };
        let area = Area {
            kinds: kinds.iter().copied().filter(of_class).collect(),
            places,
            queues,
            begins: begins.to_owned(),
        };
        Some(Reach { area, least: count + 1 })
    }

    /// Are there numbers like these? Where nobody knows, there are.
    fn exists(&self, area: &Area) -> bool {
        area.kinds.iter().any(|kind| area.places.iter().any(|place| self.has(*kind, *place, &area.begins)))
    }

    fn has(&self, (class, abroad): Kind, place: Place, begins: &str) -> bool {
        let home = self.site.country.calling_code.as_str();
        let at_home = place == Place::Of(self.site.region);
        let code = match place {
            Place::Of(region) => self.named.get(&region).copied(),
            Place::Elsewhere | Place::Nowhere => None,
        };
        let begins_like = |code: &str| fits(begins, code);
        let domestic = matches!(place, Place::Of(region) if self.site.domestic.contains(&region));
        match class {
            NumberClass::Internal => place == Place::Nowhere && begin(&self.site.extensions, begins),
            NumberClass::Emergency => at_home && begin(self.site.emergency.numbers(), begins),
            NumberClass::ShortCode => at_home && begins.len() <= 6,
            NumberClass::Local => {
                self.site.area_code.as_ref().is_some_and(|area| {
                    domestic && code == Some(home) && begins_like(&format!("{home}{area}"))
                })
            }
            NumberClass::National | NumberClass::Mobile => domestic && code.is_some_and(begins_like),
            _ if abroad => match place {
                Place::Of(_) => !domestic && code.is_some_and(begins_like),
                Place::Elsewhere => self.others.iter().any(|code| begins_like(code)),
                Place::Nowhere => {
                    let mut codes = self.named.values().chain(&self.others);
                    !codes.any(|code| begins.starts_with(code))
                }
            },
            // Services are at home in every country of the same calling code.
            _ => match place {
                Place::Of(_) => (domestic || code == Some(home)) && code.is_some_and(begins_like),
                Place::Elsewhere => self.others.contains(&home) && begins_like(home),
                Place::Nowhere => false,
            },
        }
    }

    /// Whether numbers of `area` get past all of `earlier`; `None` where that takes too long to tell.
    fn gets_past(&self, area: Area, earlier: &[&Reach], steps: &mut usize) -> Option<bool> {
        *steps = steps.checked_sub(1)?;
        if !self.exists(&area) {
            return Some(false);
        }
        let Some(first) = earlier.iter().position(|reach| reach.area.meets(&area)) else { return Some(true) };
        let (Some(taken), rest) = (earlier.get(first), earlier.get(first + 1..).unwrap_or_default()) else {
            return Some(true);
        };
        for left in area.without(&taken.area) {
            if self.gets_past(left, rest, steps)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Whether the numbers of `reach` get past all of `earlier`. The shortest of them tell: whatever fits those, fits longer
    /// ones too.
    fn is_reached(&self, reach: &Reach, earlier: &[&Reach]) -> bool {
        let least = if self.public { reach.least.max(*PUBLIC.start()) } else { reach.least };
        let fitting: Vec<&Reach> = earlier.iter().copied().filter(|reach| reach.least <= least).collect();
        let mut steps = MOST_STEPS;
        self.gets_past(reach.area.clone(), &fitting, &mut steps).unwrap_or(true)
    }
}

/// Why no number ever comes to a rule.
pub(super) enum Unreached {
    /// No number is like that.
    Impossible,
    /// These earlier rules fit all of its numbers: their names.
    Taken(Vec<String>),
}

/// Every rule that no number comes to past the rules before it, by its place.
pub(super) fn unreached(rules: &[Rule], site: &Site) -> Vec<(usize, Unreached)> {
    let halves = [true, false].map(|public| Half::new(rules, site, public));
    let looked_at = rules.iter().enumerate().map(|(index, rule)| {
        let earlier = rules.get(..index).unwrap_or_default();
        Some((index, looked_at(rule, earlier, &halves)?))
    });
    looked_at.flatten().collect()
}

fn looked_at(rule: &Rule, earlier: &[Rule], halves: &[Half<'_>]) -> Option<Unreached> {
    let mine: Vec<(&Half<'_>, Reach)> =
        halves.iter().filter_map(|half| Some((half, half.reach(rule)?))).collect();
    if !mine.iter().any(|(half, reach)| half.is_reached(reach, &[])) {
        return Some(Unreached::Impossible);
    }
    let is_reached = |by: &[&Rule]| {
        mine.iter().any(|(half, reach)| {
            let before: Vec<Reach> = by.iter().filter_map(|rule| half.reach(rule)).collect();
            half.is_reached(reach, &before.iter().collect::<Vec<_>>())
        })
    };
    let mut taking: Vec<&Rule> = earlier.iter().collect();
    if is_reached(&taking) {
        return None;
    }
    // One rule that takes all says more than several do.
    if let Some(one) = taking.iter().copied().find(|rule| !is_reached(&[rule])) {
        return Some(Unreached::Taken(vec![one.name.clone()]));
    }
    for rule in earlier {
        let fewer: Vec<&Rule> = taking.iter().copied().filter(|other| other.name != rule.name).collect();
        if !is_reached(&fewer) {
            taking = fewer;
        }
    }
    Some(Unreached::Taken(taking.into_iter().map(|rule| rule.name.clone()).collect()))
}

/// Rules of which both fit some numbers and neither is a special case of the other: their order decides.
pub(in super::super) fn overlaps(rules: &[Rule], site: &Site) -> Vec<Fault> {
    let halves = [true, false].map(|public| Half::new(rules, site, public));
    let mut found = Vec::new();
    for (index, later) in rules.iter().enumerate() {
        for earlier in rules.iter().take(index).filter(|earlier| !earlier.dials_like(later)) {
            let order_decides = halves.iter().any(|half| {
                let (Some(first), Some(second)) = (half.reach(earlier), half.reach(later)) else {
                    return false;
                };
                first.area.meets(&second.area)
                    && half.exists(&first.area.shared(&second.area))
                    && half.is_reached(&first, &[&second])
            });
            if order_decides && found.len() < MOST_REMARKS {
                found.push(Fault {
                    key: format!("dialplan.rules[{index}]"),
                    message: format!(
                        "`{}` and `{}` both fit some numbers: those go by `{}`, which comes first",
                        earlier.name, later.name, earlier.name
                    ),
                });
            }
        }
    }
    found
}

/// Rules that may make extensions of public numbers. Nothing checks what they make by reading it back; a number of which one
/// does make an extension is refused.
pub(in super::super) fn loops(rules: &[Rule], site: &Site) -> Vec<Fault> {
    let half = Half::new(rules, site, true);
    let mut found = Vec::new();
    for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| !rule.reversible) {
        let Some(reach) = half.reach(rule).filter(|reach| half.exists(&reach.area)) else { continue };
        let stripped = match &rule.strip {
            Strip::Digits(count) => *count,
            Strip::Prefix(prefix) | Strip::Country(prefix) => prefix.len(),
        };
        let first = rule.prepend.as_ref().unwrap_or(&site.outside_line);
        let known = reach.area.begins.get(stripped..).unwrap_or_default();
        let made = format!("{}{}{}", without_pauses(first), without_pauses(&rule.carrier), rule.replace);
        let length = |digits: usize| made.len() + digits.saturating_sub(stripped);
        let lengths = length(*PUBLIC.start())..=length(*PUBLIC.end());
        let made = format!("{made}{known}");
        let comes_back = site.extensions.iter().find(|pattern| {
            lengths.contains(&pattern.as_str().len()) && begin(std::slice::from_ref(*pattern), &made)
        });
        if let Some(pattern) = comes_back {
            found.push(Fault {
                key: format!("dialplan.rules[{index}]"),
                message: format!(
                    "`{}` can make extensions ({}) of public numbers, so that calls would come back: such numbers are \
                     refused; let it strip fewer digits or dial others first",
                    rule.name,
                    pattern.as_str()
                ),
            });
        }
    }
    found
}

/// Does the one begin with the other?
fn fits(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// Whether digits that begin like this may match one of the patterns.
fn begin<'a>(patterns: impl IntoIterator<Item = &'a Pattern>, begins: &str) -> bool {
    patterns.into_iter().any(|pattern| {
        let pattern = pattern.as_str();
        begins.len() <= pattern.len()
            && pattern.bytes().zip(begins.bytes()).all(|(wanted, digit)| wanted == b'X' || wanted == digit)
    })
}
