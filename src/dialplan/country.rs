//! How countries dial: prefixes and emergency numbers.

use super::Region;
use super::pattern::Pattern;

const COUNTRIES: &str = include_str!("countries.tsv");

/// Emergency numbers where a country's plan tells none.
const USUAL: &str = "112 911 999";

/// How numbers are dialled within a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Country {
    /// The country calling code, as digits.
    pub(super) calling_code: String,
    /// Dialled before a national number; empty where there is none.
    pub(super) national_prefix: String,
    /// Dialled before a country code; `None` where the caller must choose a carrier by it.
    pub(super) international_prefix: Option<String>,
}

impl Country {
    /// `None` for a region without telephone numbers.
    pub(super) fn of(region: Region) -> Option<Self> {
        let [calling_code, national, international, _] = row(region)?;
        Some(Self {
            calling_code: calling_code.to_owned(),
            national_prefix: present(national).unwrap_or_default().to_owned(),
            international_prefix: present(international).map(str::to_owned),
        })
    }
}

/// The emergency numbers of one country and those that a site adds.
#[derive(Debug, Clone)]
pub(super) struct EmergencyNumbers {
    numbers: Vec<Pattern>,
}

impl EmergencyNumbers {
    /// Those of `region`'s numbering plan; of a plan that tells none, those that most of the world has.
    pub(super) fn of(region: Region) -> Self {
        let numbers = row(region).map_or("", |[_, _, _, numbers]| present(numbers).unwrap_or(USUAL));
        Self { numbers: numbers.split(' ').filter_map(Pattern::new).collect() }
    }

    pub(super) fn extend(&mut self, more: impl IntoIterator<Item = Pattern>) {
        self.numbers.extend(more);
    }

    pub(super) fn numbers(&self) -> &[Pattern] {
        &self.numbers
    }

    /// Whether `digits` are an emergency number.
    pub(super) fn include(&self, digits: &str) -> bool {
        self.numbers.iter().any(|number| number.matches(digits))
    }

    /// Whether `digits` begin with an emergency number.
    pub(super) fn begin(&self, digits: &str) -> bool {
        self.numbers.iter().any(|number| number.matches_start(digits))
    }

    /// Whether an exchange would take the first digits of a local number for an emergency number. Those of more
    /// than three digits are helplines that share their beginning with subscribers (2611 in India).
    pub(super) fn interrupt(&self, digits: &str) -> bool {
        let mut short = self.numbers.iter().filter(|number| number.as_str().len() <= 3);
        short.any(|number| number.matches_start(digits))
    }
}

/// The columns after the region: calling code, national prefix, international prefix, emergency numbers.
fn row(region: Region) -> Option<[&'static str; 4]> {
    COUNTRIES.lines().find_map(|line| {
        let mut columns = line.strip_prefix(region.as_str())?.strip_prefix('\t')?.split('\t');
        Some([columns.next()?, columns.next()?, columns.next()?, columns.next()?])
    })
}

/// Every country with its calling code.
pub(super) fn calling_codes() -> impl Iterator<Item = (Region, &'static str)> {
    COUNTRIES.lines().filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?.parse().ok()?, columns.next()?))
    })
}

fn present(column: &str) -> Option<&str> {
    (column != "-").then_some(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_tell_how_they_dial() {
        let of = |region: &str| {
            let country = Country::of(region.parse().unwrap()).unwrap();
            (country.calling_code, country.national_prefix, country.international_prefix.unwrap_or_default())
        };
        let dials = |code: &str, national: &str, international: &str| {
            (code.to_owned(), national.to_owned(), international.to_owned())
        };
        assert_eq!(of("GB"), dials("44", "0", "00"));
        assert_eq!(of("US"), dials("1", "1", "011"));
        assert_eq!(of("AU"), dials("61", "0", "0011"));
        assert_eq!(of("ES"), dials("34", "", "00"));
        assert_eq!(of("BR"), dials("55", "0", ""));
        assert_eq!(Country::of("ZZ".parse().unwrap()), None);
    }

    #[test]
    fn every_country_has_its_own_emergency_numbers() {
        let of = |region: &str| EmergencyNumbers::of(region.parse().unwrap());
        assert!(of("GB").include("999") && of("GB").include("112") && !of("GB").include("911"));
        assert!(of("US").include("911") && !of("US").include("999"));
        assert!(of("AU").include("000"));
        assert!(of("GA").include("1345"));
        assert!(of("GN").include("112") && of("GN").include("911"), "its plan tells none");
        assert!(!of("ZZ").include("112"));
    }
}
