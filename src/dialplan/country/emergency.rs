//! The emergency numbers of every country, and when an exchange takes digits for one of them.
//!
//! An exchange listens digit by digit. After an emergency number it connects, whatever the caller would have dialled
//! next; so a dial string that *begins* with one calls for help. There is one exception: where the plan has subscribers
//! whose numbers begin with the same digits, the exchange has to wait for more (Delhi has 2611 5550 beside the helpline
//! 2611; Danish subscribers have 91 12 34 56 although 911 is answered there too). Numbering metadata cannot tell where that
//! is so: its patterns are wider than the plans (it takes 101 1146 for a number of Johannesburg, where 10111 is the
//! police). So it is written down, number by number, with a `~`; everything else ends dialling.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::super::Region;
use super::super::pattern::Pattern;
use super::{present, rows};

/// What `countries.tsv`, from the metadata, does not have: region, numbers (`~`: subscribers share the beginning), source.
const MORE: &str = include_str!("../emergency.tsv");

/// Answered in every country, by the network or by the telephone (3GPP TS 22.101 10.1). Where 911 is no number of the
/// country's own plan, subscribers may have numbers that begin so; 1 is no digit that subscribers' numbers begin with.
const EVERYWHERE: [&str; 2] = ["112", "911~"];

/// Where a country's plan tells none, and so of no subscribers whose numbers begin with 911.
const USUAL: &str = "911 999";

/// Of every country; made once, so that no call reads the tables.
static KNOWN: LazyLock<HashMap<Region, Vec<EmergencyNumber>>> = LazyLock::new(known);

/// One of them, or a hundred with `X` for any digit.
#[derive(Debug, Clone, PartialEq, Eq)]
struct EmergencyNumber {
    pattern: Pattern,
    /// Subscribers share the beginning: the exchange waits for more digits.
    waits: bool,
}

impl EmergencyNumber {
    fn new(text: &str) -> Option<Self> {
        let digits = text.trim_end_matches('~');
        Some(Self { pattern: Pattern::new(digits)?, waits: digits != text })
    }
}

/// The emergency numbers of one country and those that a site adds.
#[derive(Debug, Clone)]
pub(in super::super) struct EmergencyNumbers {
    of_country: &'static [EmergencyNumber],
    of_site: Vec<EmergencyNumber>,
}

impl EmergencyNumbers {
    /// Those of `region`; none of a region without telephone numbers.
    pub(in super::super) fn of(region: Region) -> Self {
        Self { of_country: KNOWN.get(&region).map_or(&[], Vec::as_slice), of_site: Vec::new() }
    }

    pub(in super::super) fn extend(&mut self, more: impl IntoIterator<Item = Pattern>) {
        self.of_site.extend(more.into_iter().map(|pattern| EmergencyNumber { pattern, waits: false }));
    }

    pub(in super::super) fn numbers(&self) -> impl Iterator<Item = &Pattern> {
        self.all().map(|number| &number.pattern)
    }

    /// Those after which an exchange hears nothing more.
    pub(in super::super) fn ending(&self) -> impl Iterator<Item = &Pattern> {
        self.all().filter(|number| !number.waits).map(|number| &number.pattern)
    }

    /// Whether `digits` are an emergency number.
    pub(in super::super) fn include(&self, digits: &str) -> bool {
        self.numbers().any(|number| number.matches(digits))
    }

    /// Whether `digits` begin with an emergency number.
    pub(in super::super) fn begin(&self, digits: &str) -> bool {
        self.numbers().any(|number| number.matches_start(digits))
    }

    /// Whether an exchange that hears `digits` one by one calls for help, whatever comes later.
    pub(in super::super) fn end_dialling(&self, digits: &str) -> bool {
        self.ending().any(|number| number.matches_start(digits))
    }

    fn all(&self) -> impl Iterator<Item = &EmergencyNumber> {
        self.of_country.iter().chain(&self.of_site)
    }
}

fn known() -> HashMap<Region, Vec<EmergencyNumber>> {
    let mut texts: HashMap<Region, BTreeMap<&str, &str>> = HashMap::new();
    let mut add = |region: Region, numbers: &'static str| {
        let of_region = texts.entry(region).or_default();
        // What is told later is told on purpose: `2611~` after 2611.
        of_region.extend(numbers.split(' ').map(|text| (text.trim_end_matches('~'), text)));
    };
    for (region, row) in rows() {
        EVERYWHERE.into_iter().for_each(|number| add(region, number));
        add(region, present(row.emergency).unwrap_or(USUAL));
    }
    for (region, numbers) in MORE.lines().filter_map(more) {
        add(region, numbers);
    }
    let numbers =
        |texts: BTreeMap<&str, &str>| texts.values().filter_map(|text| EmergencyNumber::new(text)).collect();
    texts.into_iter().map(|(region, texts)| (region, numbers(texts))).collect()
}

fn more(line: &'static str) -> Option<(Region, &'static str)> {
    let mut columns = line.split('\t');
    Some((columns.next()?.parse().ok()?, columns.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(region: &str) -> EmergencyNumbers {
        EmergencyNumbers::of(region.parse().unwrap())
    }

    #[test]
    fn every_country_has_its_own_emergency_numbers() {
        assert!(of("GB").include("999") && !of("US").include("999"));
        assert!(of("AU").include("000") && of("GA").include("1345"));
        assert!(of("GN").include("999"), "its plan tells none");
        assert!(!of("ZZ").include("112"));
        for (region, _) in rows() {
            let numbers = EmergencyNumbers::of(region);
            assert!(numbers.include("112") && numbers.include("911"), "{region}");
        }
    }

    #[test]
    fn an_exchange_waits_only_where_subscribers_share_the_beginning() {
        assert!(of("ZA").end_dialling("1011146") && of("GB").end_dialling("999148"));
        assert!(!of("IN").end_dialling("26115550") && of("IN").begin("26115550"));
        assert!(of("US").end_dialling("9118") && !of("DK").end_dialling("91123456"));
    }

    #[test]
    fn every_row_has_numbers_of_a_country_and_a_source() {
        let rows = MORE.lines().filter(|line| !line.starts_with('#'));
        for row in rows {
            let columns: Vec<&str> = row.split('\t').collect();
            let &[region, numbers, source] = columns.as_slice() else { panic!("{row}") };
            assert!(KNOWN.contains_key(&region.parse().unwrap()), "{row}");
            assert!(numbers.split(' ').all(|number| EmergencyNumber::new(number).is_some()), "{row}");
            assert!(source.len() > 3, "{row}");
        }
    }
}
