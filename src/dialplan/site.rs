//! The site's habits of dialling, and what typed or dialled digits mean there.

use std::collections::BTreeMap;

use super::country::{ByCarrier, Country, EmergencyNumbers};
use super::number::{PAUSE, SHORT_CODE_DIGITS};
use super::numbering::{Facts, Form, Numbering, Unreadable};
use super::pattern::Pattern;
use super::{Destination, DialPlan, E164, Extension, Refusal, RefusalRule, Region, ShortCode, telephone};

/// `[dialplan]`, checked.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub(super) region: Region,
    pub(super) domestic: Vec<Region>,
    pub(super) country: Country,
    pub(super) area_code: Option<String>,
    pub(super) local_digits: Vec<usize>,
    pub(super) outside_line: String,
    pub(super) extensions: Vec<Pattern>,
    pub(super) emergency: EmergencyNumbers,
    pub(super) letters: bool,
    pub(super) max_dial_digits: usize,
    pub(super) pause: Option<char>,
    pub(super) queue_regions: BTreeMap<String, Region>,
}

impl Site {
    pub(super) fn is_emergency(&self, digits: &str) -> bool {
        self.emergency.include(digits)
    }

    /// An extension, unless the same digits call for help.
    pub(super) fn extension(&self, digits: &str) -> Option<Extension> {
        let known =
            self.extensions.iter().any(|pattern| pattern.matches(digits)) && !self.is_emergency(digits);
        known.then(|| digits.parse().ok()).flatten()
    }

    pub(super) fn is_local(&self, facts: &Facts) -> bool {
        let area = self.area_code.as_deref();
        facts.calling_code == self.country.calling_code
            && area.is_some_and(|area| facts.national.starts_with(area))
    }

    /// North America dials ten digits with or without the 1 before them; elsewhere a country that has a national
    /// prefix takes digits without it for a local number.
    fn bare_national(&self) -> bool {
        self.country.national_prefix.is_empty() || self.country.calling_code == "1"
    }
}

impl<N: Numbering> DialPlan<N> {
    /// Reads `digits` as a number of the site's own area.
    pub(super) fn read_local(&self, digits: &str) -> Option<E164> {
        let area = self.site.area_code.as_deref()?;
        let country = &self.site.country;
        let prefixes = [Some(&country.national_prefix), country.international_prefix.as_ref()];
        let begins_with_prefix = prefixes
            .into_iter()
            .flatten()
            .any(|prefix| !prefix.is_empty() && digits.starts_with(prefix.as_str()));
        if begins_with_prefix
            || !self.site.local_digits.contains(&digits.len())
            || self.site.emergency.end_dialling(digits)
        {
            return None;
        }
        self.existing(&format!("{}{area}{digits}", country.calling_code))
    }

    /// Reads `dialled` as a public exchange would that gets it from the site. Every digit counts: nothing is
    /// forgiven that a person may be forgiven for.
    pub(super) fn read_dialled(&self, dialled: &str) -> Result<Destination, Refusal> {
        if dialled.contains(PAUSE) {
            return Err(pause("a pause can only stand where the route puts one: take the others out"));
        }
        if !is_digits(dialled) {
            return Err(Refusal::new(
                RefusalRule::ServiceCode,
                "codes with * or # switch features: take them out of the number",
            ));
        }
        if self.site.is_emergency(dialled) {
            return Ok(Destination::Short(short_code(dialled)?));
        }
        if self.calls_for_help(dialled) {
            return Err(reaches_emergency());
        }
        match self.read_subscriber(dialled) {
            Some(number) => Ok(Destination::External(number)),
            None => short_code(dialled).map(Destination::Short),
        }
    }

    /// A domestic number as it is written in its country; where that is not how it is dialled (Gabon), with the
    /// national prefix before it.
    pub(super) fn as_dialled_at_home(&self, number: &Destination) -> String {
        let Destination::External(e164) = number else { return number.digits().to_owned() };
        let written = self.numbering.national_form(e164);
        if self.read_dialled(&written).as_ref() == Ok(number) {
            return written;
        }
        let digits = e164.digits();
        let national = digits.strip_prefix(&self.site.country.calling_code).unwrap_or(digits);
        format!("{}{national}", self.site.country.national_prefix)
    }

    pub(super) fn read_subscriber(&self, dialled: &str) -> Option<E164> {
        // The library would read on past * and #.
        if !is_digits(dialled) {
            return None;
        }
        self.read_abroad(dialled).or_else(|| self.read_local(dialled)).or_else(|| self.read_national(dialled))
    }

    fn read_abroad(&self, dialled: &str) -> Option<E164> {
        let prefix = self.site.country.international_prefix.as_deref().unwrap_or_default();
        let by_prefix = dialled.strip_prefix(prefix).filter(|_| !prefix.is_empty());
        by_prefix.and_then(|digits| self.existing(digits)).or_else(|| {
            // Carriers have international prefixes of their own, which the library knows.
            let read = self.numbering.read(dialled, Some(self.site.region)).ok()?;
            let whole = read.form == Form::InternationalPrefix && dialled.ends_with(read.number.digits());
            self.existing(read.number.digits()).filter(|_| whole)
        })
    }

    fn read_national(&self, dialled: &str) -> Option<E164> {
        let Country { calling_code, national_prefix, .. } = &self.site.country;
        let plain = |national: &str| {
            let digits = format!("{calling_code}{national}");
            let number = self.existing(&telephone::dialled_at_home(&digits).unwrap_or(digits));
            number.filter(|number| !self.needs_carrier(number))
        };
        if let Some(number) = dialled.strip_prefix(national_prefix.as_str()).and_then(plain) {
            return Some(number);
        }
        if let Some(number) = plain(dialled)
            && (self.site.bare_national() || self.numbering.national_form(&number) == dialled)
        {
            return Some(number);
        }
        // Some countries dial other digits than E.164 has: carrier codes, Argentina's 15 for mobiles.
        let read = self.numbering.read(dialled, Some(self.site.region)).ok()?;
        let after = dialled.strip_prefix(national_prefix.as_str()).filter(|_| !national_prefix.is_empty())?;
        if telephone::is_given_up(&format!("{calling_code}{after}")) {
            return None;
        }
        let number = self.existing(read.number.digits()).filter(|_| read.form == Form::National)?;
        let carrier =
            number.digits().strip_prefix(calling_code.as_str()).and_then(|end| after.strip_suffix(end));
        let dialled_so = !self.needs_carrier(&number) || carrier.is_some_and(|carrier| !carrier.is_empty());
        dialled_so.then_some(number)
    }

    /// Whether nobody in the site's country can dial this number without naming a carrier.
    fn needs_carrier(&self, number: &E164) -> bool {
        let by_carrier = self.site.country.by_carrier;
        by_carrier != ByCarrier::Nothing && {
            let facts = self.numbering.facts(number);
            facts.calling_code == self.site.country.calling_code && by_carrier.takes(facts.kind)
        }
    }

    /// The number with these digits, country code first, if its country's plan has it today.
    pub(super) fn existing(&self, digits: &str) -> Option<E164> {
        let number: E164 = format!("+{digits}").parse().ok()?;
        (number.telephone() == number && self.numbering.facts(&number).valid).then_some(number)
    }
}

impl From<Unreadable> for Refusal {
    fn from(why: Unreadable) -> Self {
        match why {
            Unreadable::UnknownCountry => {
                Self::new(RefusalRule::UnknownCountry, "no country has this code: give another country code")
            }
            Unreadable::TooShort => {
                Self::new(RefusalRule::Impossible, "digits are missing: give the whole number")
            }
            Unreadable::TooLong => {
                Self::new(RefusalRule::Impossible, "there are too many digits: check the number")
            }
        }
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn short_code(digits: &str) -> Result<ShortCode, Refusal> {
    let too_short = digits.len() < *SHORT_CODE_DIGITS.start();
    digits.parse().map_err(|_| if too_short { Unreadable::TooShort.into() } else { impossible() })
}

pub(super) fn pause(detail: &str) -> Refusal {
    Refusal::new(RefusalRule::Pause, detail)
}

pub(super) fn impossible() -> Refusal {
    Refusal::new(RefusalRule::Impossible, "its country has no such number: check the digits and the country")
}

pub(super) fn reaches_emergency() -> Refusal {
    Refusal::new(
        RefusalRule::Emergency,
        "dialling this would reach an emergency service: write the number with its area or country code",
    )
}
