//! What is wrong with a text that is no number, in words that tell what to mend.

use super::numbering::{Length, Numbering};
use super::scan::{Group, Scanned, digits};
use super::site::impossible;
use super::split::{Choice, runs};
use super::{DialPlan, E164, Refusal, RefusalRule, Region};

impl<N: Numbering> DialPlan<N> {
    /// Why `scanned` is no number, by the digits of it that are most like one. Valid numbers that may be meant are offered.
    pub(super) fn impossible_in(&self, scanned: &Scanned, region: Region) -> Refusal {
        let runs = runs(&scanned.groups);
        let longest = runs.into_iter().max_by_key(|run| digits(run).len()).unwrap_or_default();
        let digits = digits(longest);
        let coded = longest.first().is_some_and(|group| group.plus);
        let offered = |detail: String, number: E164| {
            let choice = Choice { number, extension: None };
            Refusal::new(RefusalRule::Impossible, detail).offering([self.candidate(choice)])
        };
        if let Some(number) = self.without_zero(longest, &digits, region) {
            return offered(format!("numbers of {region} do not begin with this 0: leave it out"), number);
        }
        let text = if coded { format!("+{digits}") } else { digits.clone() };
        let read = self.numbering.read(&text, Some(region));
        if coded && let Some((number, _)) = self.national(&digits, region) {
            let refusal = match &read {
                Ok(read) => {
                    let country = self.numbering.facts(&read.number).calling_code;
                    format!(
                        "the + makes this a number of country code {country}, which has none like it: leave the \
                             + out if the number is of {region}"
                    )
                }
                Err(_) => format!("no country has this code: leave the + out if the number is of {region}"),
            };
            let rule = if read.is_ok() { RefusalRule::Impossible } else { RefusalRule::UnknownCountry };
            return Refusal { rule, ..offered(refusal, number) };
        }
        match read {
            Err(why) => why.into(),
            Ok(_) => self.by_length(&text, region),
        }
    }

    /// `0212 555 0123` in North America.
    fn without_zero(&self, groups: &[Group], digits: &str, region: Region) -> Option<E164> {
        let plus = groups.first().is_some_and(|group| group.plus);
        let rest = digits.strip_prefix('0').filter(|_| !plus)?;
        self.national(rest, region).map(|(number, _)| number)
    }

    fn by_length(&self, text: &str, region: Region) -> Refusal {
        let detail = match self.numbering.length(text, region) {
            Length::Short(missing) => {
                format!("{} too short for a number of its country: check the digits", count(missing))
            }
            Length::Long(surplus) => {
                format!("{} too long for a number of its country: check the digits", count(surplus))
            }
            Length::Fits => match self.numbering.read(text, Some(region)) {
                Ok(read) => {
                    let code = self.numbering.facts(&read.number).calling_code;
                    format!(
                        "no number of country code {code} begins like this: check the first digits, and whether it is the \
                         right country"
                    )
                }
                Err(_) => return impossible(),
            },
        };
        Refusal::new(RefusalRule::Impossible, detail)
    }
}

fn count(digits: usize) -> String {
    if digits == 1 { "it is a digit".to_owned() } else { format!("it is {digits} digits") }
}
