//! How countries dial: prefixes, carriers and emergency numbers.

mod emergency;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Region;
use super::numbering::LineKind;

pub(super) use emergency::EmergencyNumbers;

const COUNTRIES: &str = include_str!("countries.tsv");

/// One line of the table; `-` for nothing.
#[derive(Debug, Clone, Copy)]
struct Row {
    calling_code: &'static str,
    national_prefix: &'static str,
    international_prefix: &'static str,
    emergency: &'static str,
}

/// Made once, so that no call reads the table.
static ROWS: LazyLock<BTreeMap<Region, Row>> = LazyLock::new(|| COUNTRIES.lines().filter_map(row).collect());

/// How numbers are dialled within a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Country {
    /// The country calling code, as digits.
    pub(super) calling_code: String,
    /// Dialled before a national number; empty where there is none.
    pub(super) national_prefix: String,
    /// Dialled before a country code; `None` where the caller must choose a carrier by it.
    pub(super) international_prefix: Option<String>,
    /// Which national numbers are dialled with a carrier's code after the national prefix, and not without.
    pub(super) by_carrier: ByCarrier,
}

/// National numbers that cannot be dialled without the code of a carrier, which the caller chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByCarrier {
    /// None.
    Nothing,
    /// Geographic ones.
    Fixed,
    /// Geographic and mobile ones.
    FixedAndMobile,
}

impl ByCarrier {
    /// Where the metadata's formats within the country put `$CC` between the national prefix and the number and have no
    /// form without it. Of Colombia they still do: carriers' codes went away there in September 2021 (CRC, resolution
    /// 5826 of 2019), and ten digits are dialled alone.
    fn of(region: Region) -> Self {
        match region.as_str() {
            // Anatel, resolution 749 of 2022: 0, the carrier's two digits, the area, the number.
            "BR" => Self::FixedAndMobile,
            // ATT, Plan Técnico Fundamental de Numeración: 0, 1 and the carrier's digit, the number; mobiles alone.
            "BO" => Self::Fixed,
            _ => Self::Nothing,
        }
    }

    /// A carrier's code with the prefix before it, for people who must write one.
    pub(super) fn example(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Fixed => Some("010"),
            Self::FixedAndMobile => Some("015"),
        }
    }

    /// Whether it is so of numbers like this.
    pub(super) fn takes(self, kind: LineKind) -> bool {
        match self {
            Self::Nothing => false,
            Self::Fixed => matches!(kind, LineKind::Fixed),
            Self::FixedAndMobile => {
                matches!(kind, LineKind::Fixed | LineKind::Mobile | LineKind::FixedOrMobile)
            }
        }
    }
}

impl Country {
    /// `None` for a region without telephone numbers.
    pub(super) fn of(region: Region) -> Option<Self> {
        let row = ROWS.get(&region)?;
        Some(Self {
            calling_code: row.calling_code.to_owned(),
            national_prefix: present(row.national_prefix).unwrap_or_default().to_owned(),
            international_prefix: present(row.international_prefix).map(str::to_owned),
            by_carrier: ByCarrier::of(region),
        })
    }
}

/// The columns: region, calling code, national prefix, international prefix, emergency numbers.
fn row(line: &'static str) -> Option<(Region, Row)> {
    let mut columns = line.split('\t');
    let region = columns.next()?.parse().ok()?;
    let row = Row {
        calling_code: columns.next()?,
        national_prefix: columns.next()?,
        international_prefix: columns.next()?,
        emergency: columns.next()?,
    };
    Some((region, row))
}

fn rows() -> impl Iterator<Item = (Region, Row)> {
    ROWS.iter().map(|(region, row)| (*region, *row))
}

/// Every country with its calling code.
pub(super) fn calling_codes() -> impl Iterator<Item = (Region, &'static str)> {
    rows().map(|(region, row)| (region, row.calling_code))
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
}
