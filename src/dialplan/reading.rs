//! What digits mean as one number: as written in a region, and with the country code that they may begin with.

use super::country::Country;
use super::number::calling_code_length;
use super::numbering::{Form, Numbering, Style};
use super::scan::{Group, Joint, digits};
use super::{DialPlan, E164, Region};

/// The numbers that digits may mean; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) numbers: Vec<E164>,
    pub(super) standing: Standing,
}

/// How well digits say what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// A national number without its trunk prefix: what else is not a number may look like one.
    Loose,
    /// More than one number, or one that nobody would take for granted.
    Asks,
    Certain,
}

impl Meaning {
    fn certain(number: E164) -> Self {
        Self { numbers: vec![number], standing: Standing::Certain }
    }

    fn loose(number: E164) -> Self {
        Self { numbers: vec![number], standing: Standing::Loose }
    }

    fn asks(numbers: impl IntoIterator<Item = E164>) -> Self {
        let mut numbers: Vec<E164> = numbers.into_iter().collect();
        numbers.dedup();
        Self { numbers, standing: Standing::Asks }
    }

    /// The same, for somebody to agree to.
    pub(super) fn in_doubt(self) -> Self {
        Self { standing: Standing::Asks, ..self }
    }

    /// The number, if it is one.
    pub(super) fn one(&self) -> Option<&E164> {
        match self.numbers.as_slice() {
            [number] if self.standing != Standing::Asks => Some(number),
            _ => None,
        }
    }

    pub(super) fn is_certain(&self) -> bool {
        self.standing == Standing::Certain
    }
}

/// Prefixes of the world that people keep when they write a number for readers elsewhere; the longer ones first.
const ABROAD: [&str; 6] = ["0011", "00", "011", "010", "810", "119"];
/// The prefix that no area code begins with.
const PLAINLY_ABROAD: &str = "00";
/// Countries that gave up their trunk prefix 0: letterheads have kept it.
const FORMER_TRUNK: [&str; 6] = ["PL", "CZ", "PT", "GR", "IT", "SM"];
/// Trunk prefixes that are, or once were, written after a country code.
fn trunks(code: &str) -> &'static [&'static str] {
    match code {
        "36" => &["06"],
        "7" => &["8"],
        "370" => &["0", "8"],
        "52" => &["01", "0"],
        _ => &["0"],
    }
}

/// No number has more digits, with an international prefix of another country before it.
const DIGITS_MAX: usize = 24;

impl<N: Numbering> DialPlan<N> {
    /// What `groups` mean together, in `region`.
    pub(super) fn meaning(&self, groups: &[Group], region: Region) -> Option<Meaning> {
        let digits = digits(groups);
        if digits.len() > DIGITS_MAX {
            return None;
        }
        if groups.first()?.plus {
            self.with_code(groups, &digits, region)
        } else {
            let local = (region == self.site.region).then(|| self.read_local(&digits)).flatten();
            local.map(Meaning::certain).or_else(|| self.without_code(groups, &digits, region))
        }
    }

    /// How numbers are dialled in `region`, by the site's own settings where it is the site's.
    pub(super) fn habits(&self, region: Region) -> Option<Country> {
        if region == self.site.region { Some(self.site.country.clone()) } else { Country::of(region) }
    }

    fn with_code(&self, groups: &[Group], digits: &str, region: Region) -> Option<Meaning> {
        let bare = digits.trim_start_matches('0');
        if bare.len() != digits.len() {
            // `+0049`; a plus before a national number is a mistake that only its writer can mend.
            let doubled = self.abroad(digits).map(Meaning::certain);
            let written = groups.first().is_some_and(|group| group.digits.len() > 1);
            let national = || self.national(digits, region).filter(|_| written);
            return doubled.or_else(|| national().map(|(number, _)| Meaning::asks([number])));
        }
        let plain = self.valid(&format!("+{digits}"), None);
        let bracketed = self.without_bracketed_trunk(groups);
        let number = match (plain, bracketed) {
            (Some(plain), Some(bracketed)) if plain != bracketed => {
                return Some(Meaning::asks([plain, bracketed]));
            }
            (Some(number), _) | (None, Some(number)) => number,
            (None, None) => {
                let kept = self.without_trunk(digits).map(|number| self.freed(number));
                return kept
                    .or_else(|| self.after_trunk(digits, region).map(|number| Meaning::asks([number])));
            }
        };
        // A plus before an area code: the grouping tells.
        let national = self.national(digits, region).map(|(national, _)| national);
        match national.filter(|national| *national != number) {
            Some(national)
                if self.is_grouped_as(groups, &national, Style::National)
                    && !self.is_grouped_as(groups, &number, Style::International) =>
            {
                Some(Meaning::asks([number, national]))
            }
            _ => Some(Meaning::certain(number)),
        }
    }

    /// `+8 912 …` in Russia: a plus before the trunk prefix.
    fn after_trunk(&self, digits: &str, region: Region) -> Option<E164> {
        let home = self.habits(region)?;
        let begins = home.calling_code != "1" && !home.national_prefix.is_empty();
        let national = begins && digits.starts_with(&home.national_prefix);
        self.national(digits, region).filter(|_| national).map(|(number, _)| number)
    }

    /// `+48 (0) 22`: without what stands in the brackets after the country code.
    fn without_bracketed_trunk(&self, groups: &[Group]) -> Option<E164> {
        let at = groups.iter().position(|group| group.joint == Joint::Open)?;
        let (before, rest) = groups.split_at_checked(at)?;
        let (bracketed, rest) = rest.split_first()?;
        let code = digits(before);
        let code = code.get(..calling_code_length(&code))?;
        let trunk = trunks(code).iter().find(|trunk| bracketed.digits.starts_with(*trunk))?;
        let kept = bracketed.digits.get(trunk.len()..)?;
        self.existing(&format!("{}{kept}{}", digits(before), digits(rest)))
    }

    /// `+48 022`: without a trunk prefix after the country code.
    fn without_trunk(&self, digits: &str) -> Option<E164> {
        let (code, rest) = digits.split_at_checked(calling_code_length(digits))?;
        let mut stripped = trunks(code).iter().filter_map(|trunk| rest.strip_prefix(trunk));
        stripped.find_map(|rest| self.existing(&format!("{code}{rest}")))
    }

    /// A number of which a trunk prefix was taken off: where there is none, and was none, somebody has to agree.
    fn freed(&self, number: E164) -> Meaning {
        let region = self.numbering.facts(&number).region;
        let has_trunk = |region| Country::of(region).is_some_and(|home| !home.national_prefix.is_empty());
        let usual = region.is_some_and(|region| has_trunk(region) || FORMER_TRUNK.contains(&region.as_str()));
        if usual { Meaning::certain(number) } else { Meaning::asks([number]) }
    }

    fn without_code(&self, groups: &[Group], digits: &str, region: Region) -> Option<Meaning> {
        let home = self.habits(region)?;
        let coded = self.valid(&format!("+{digits}"), None);
        let is_own = digits.starts_with(&home.calling_code);
        if is_own && let Some(bracketed) = self.without_bracketed_trunk(groups) {
            return Some(match coded.filter(|coded| *coded != bracketed) {
                Some(coded) => Meaning::asks([bracketed, coded]),
                None => Meaning::certain(bracketed),
            });
        }
        let Some((national, natural)) = self.national(digits, region) else {
            return self.foreign(groups, digits, &home, coded, region);
        };
        if let Some(other) = self.otherwise_abroad(digits, &national, &home) {
            return Some(Meaning::asks([national, other]));
        }
        if let Some(slipped) = self.slipped_prefix(groups, digits, &home).filter(|number| *number != national)
        {
            return Some(Meaning::asks([slipped, national]));
        }
        let Some(coded) = coded.filter(|coded| *coded != national) else {
            let loose = || Meaning::loose(national.clone());
            return Some(if natural { Meaning::certain(national.clone()) } else { loose() });
        };
        let as_coded = begins_with_code(groups, &coded);
        let as_national = self.is_grouped_as(groups, &national, Style::National);
        Some(match (is_own, natural) {
            (true, _) if as_coded && !as_national => Meaning::certain(coded),
            (true, _) => Meaning::asks([coded, national]),
            (false, true)
                if as_coded && self.is_grouped_as(groups, &coded, Style::International) && !as_national =>
            {
                Meaning::asks([national, coded])
            }
            (false, true) => Meaning::certain(national),
            (false, false) => Meaning::asks([national, coded]),
        })
    }

    /// Digits that are no national number of the reader's.
    fn foreign(
        &self,
        groups: &[Group],
        digits: &str,
        home: &Country,
        coded: Option<E164>,
        region: Region,
    ) -> Option<Meaning> {
        if let Some(coded) = coded {
            let certain = digits.starts_with(&home.calling_code);
            return Some(if certain { Meaning::certain(coded) } else { Meaning::asks([coded]) });
        }
        if let Some(number) = self.abroad(digits) {
            let certain = digits.starts_with(PLAINLY_ABROAD);
            return Some(if certain { Meaning::certain(number) } else { Meaning::asks([number]) });
        }
        if digits.starts_with(&home.calling_code)
            && let Some(number) = self.without_bracketed_trunk(groups).or_else(|| self.without_trunk(digits))
        {
            return Some(self.freed(number));
        }
        let former = digits.strip_prefix('0').filter(|_| FORMER_TRUNK.contains(&region.as_str()));
        former.and_then(|rest| self.national(rest, region)).map(|(number, _)| Meaning::certain(number))
    }

    /// The valid number of `region` with these digits, and whether its country writes it so.
    pub(super) fn national(&self, digits: &str, region: Region) -> Option<(E164, bool)> {
        let home = self.habits(region)?;
        let read = self.numbering.read(digits, Some(region)).ok()?;
        if !self.numbering.facts(&read.number).valid || read.form == Form::CountryCode {
            return None;
        }
        let prefix = home.national_prefix.as_str();
        let natural = read.form == Form::InternationalPrefix
            || prefix.is_empty()
            || home.calling_code == "1"
            || digits.starts_with(prefix)
            || self.numbering.national_form(&read.number) == digits;
        Some((read.number, natural))
    }

    /// With an international prefix of any country.
    fn abroad(&self, digits: &str) -> Option<E164> {
        let mut stripped = ABROAD.iter().filter_map(|prefix| digits.strip_prefix(prefix));
        stripped.find_map(|rest| self.valid(&format!("+{rest}"), None).or_else(|| self.without_trunk(rest)))
    }

    /// `0011 220 …` and `00 224 …` where the reader's own prefix is another that they begin with too.
    fn otherwise_abroad(&self, digits: &str, read: &E164, home: &Country) -> Option<E164> {
        let own = home.international_prefix.as_deref().filter(|own| own.starts_with(PLAINLY_ABROAD));
        let longer =
            |prefix: &&&str| prefix.len() > own.map_or(0, str::len) && prefix.starts_with(PLAINLY_ABROAD);
        let mut stripped = ABROAD.iter().filter(longer).filter_map(|prefix| digits.strip_prefix(prefix));
        stripped.find_map(|rest| self.valid(&format!("+{rest}"), None).filter(|number| number != read))
    }

    /// `049 171 …` in Germany: the own country code behind the trunk prefix, where it stands apart as no area code does.
    fn slipped_prefix(&self, groups: &[Group], digits: &str, home: &Country) -> Option<E164> {
        let prefix = home.national_prefix.as_str();
        let rest = digits.strip_prefix(prefix).filter(|_| !prefix.is_empty() && groups.len() > 1)?;
        let apart = groups.first()?.digits.strip_prefix(prefix) == Some(home.calling_code.as_str());
        self.valid(&format!("+{rest}"), None).filter(|_| apart && home.calling_code != "1")
    }

    fn valid(&self, text: &str, region: Option<Region>) -> Option<E164> {
        let number = self.numbering.read(text, region).ok()?.number;
        self.numbering.facts(&number).valid.then_some(number)
    }

    /// Whether the digits stand in the groups in which the number is usually written.
    fn is_grouped_as(&self, groups: &[Group], number: &E164, style: Style) -> bool {
        let written = self.numbering.written(number, style);
        let usual = written.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
        groups.len() > 1 && usual.eq(groups.iter().map(|group| group.digits.as_str()))
    }
}

/// Whether the country code stands apart from what follows it.
fn begins_with_code(groups: &[Group], number: &E164) -> bool {
    let code = number.digits().get(..calling_code_length(number.digits()));
    groups.len() > 1 && groups.first().map(|group| group.digits.as_str()) == code
}
