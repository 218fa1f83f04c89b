//! What a numbering-plan library must answer, and the one that does.

use rlibphonenumber::{
    CountryCodeSource, NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber, PhoneNumberFormat,
    PhoneNumberType,
};

use super::{E164, Region, telephone};

/// The library behind [`Metadata`] and the release of Google's metadata in it. The library tells neither by itself, so
/// a test compares this with the library that is built in.
pub const VERSION: &str = "libphonenumber metadata 9.0.42 (rlibphonenumber 2.2.15)";

/// Knowledge of the world's numbering plans. The rest of the dial plan knows no country by itself.
pub trait Numbering {
    /// Reads `text`, ASCII digits with an optional leading plus, as written by a person in `region`.
    ///
    /// # Errors
    ///
    /// Says why there is no E.164 form. A form that exists may still be [`Facts::valid`]` == false`.
    fn read(&self, text: &str, region: Option<Region>) -> Result<PublicNumber, Unreadable>;

    /// What is known of a public number, of whatever spelling ([`E164::telephone`]).
    fn facts(&self, number: &E164) -> Facts;

    /// The digits as people in the number's own country write them: `02079460018`, `1300975707`.
    fn national_form(&self, number: &E164) -> String;

    /// The number as people write it, with spaces and the like: abroad (`+44 20 7946 0018`) or in its own country
    /// (`020 7946 0018`).
    fn written(&self, number: &E164, style: Style) -> String;

    /// How many digits `text` has too few or too many, read as by [`Numbering::read`].
    fn length(&self, text: &str, region: Region) -> Length;

    /// Numbers of the country, one of each kind that its plan tells, or two kinds where `all` are not wanted. None by whoever
    /// has no examples.
    fn examples(&self, _region: Region, _all: bool) -> Vec<E164> {
        Vec::new()
    }
}

/// A number's digits, against those of its country's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So many are missing, at least.
    Short(usize),
    /// Some numbers have as many.
    Fits,
    /// So many are too many, at least.
    Long(usize),
}

/// For whom a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Readers anywhere.
    International,
    /// Readers in the number's own country.
    National,
}

/// A number as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicNumber {
    /// The number.
    pub number: E164,
    /// How its country was told.
    pub form: Form,
}

/// How a text tells the country of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `+44 20 …`
    Plus,
    /// `00 44 20 …`, with the international prefix of the reader's region.
    InternationalPrefix,
    /// `44 20 …`, a bare country code.
    CountryCode,
    /// Not at all: the number is of the reader's region.
    National,
}

/// Why a text has no E.164 form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// No country has this code, or no region was given and the text has no country code.
    UnknownCountry,
    /// Fewer digits than any number has.
    TooShort,
    /// More digits than any number has.
    TooLong,
}

/// What a numbering plan says of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The plan has such numbers.
    pub valid: bool,
    /// What they are used for.
    pub kind: LineKind,
    /// Whose plan it is; `None` for satellite and other worldwide networks, and for invalid numbers.
    pub region: Option<Region>,
    /// The country calling code, as digits.
    pub calling_code: String,
    /// The national significant number.
    pub national: String,
}

/// Uses of number ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// Geographic.
    Fixed,
    /// Mobile.
    Mobile,
    /// Either: plans such as North America's do not tell them apart.
    FixedOrMobile,
    /// The called party pays.
    Freephone,
    /// Premium rate.
    Premium,
    /// Both parties pay.
    SharedCost,
    /// Nomadic, over the internet.
    Voip,
    /// Follows a person; the caller pays for the forwarding.
    Personal,
    /// A pager.
    Pager,
    /// One company number for many places.
    UniversalAccess,
    /// A voice mailbox.
    Voicemail,
    /// Not told.
    Unknown,
}

/// The metadata of Google's libphonenumber, as `rlibphonenumber` carries it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Metadata;

impl Numbering for Metadata {
    fn read(&self, text: &str, region: Option<Region>) -> Result<PublicNumber, Unreadable> {
        let known = telephone::known_to_plans(text, region);
        let text = known.as_deref().unwrap_or(text);
        let parsed = PHONE_NUMBER_UTIL.parse_and_keep_raw_input(text, region.map(library_region))?;
        let form = match parsed.country_code_source() {
            CountryCodeSource::FromNumberWithPlusSign => Form::Plus,
            CountryCodeSource::FromNumberWithIdd => Form::InternationalPrefix,
            CountryCodeSource::FromNumberWithoutPlusSign => Form::CountryCode,
            CountryCodeSource::FromDefaultCountry | CountryCodeSource::Unspecified => Form::National,
        };
        let text = format!("+{}{}", parsed.country_code, parsed.get_national_significant_number());
        let length = text.len();
        let number = E164::try_from(text).map_err(|_| match length {
            ..=8 => Unreadable::TooShort,
            _ => Unreadable::TooLong,
        })?;
        Ok(PublicNumber { number: number.telephone(), form })
    }

    fn facts(&self, number: &E164) -> Facts {
        let number = &number.telephone();
        let Ok(parsed) = PHONE_NUMBER_UTIL.parse(number.expose(), None) else {
            return Facts {
                valid: false,
                kind: LineKind::Unknown,
                region: None,
                calling_code: String::new(),
                national: number.digits().to_owned(),
            };
        };
        Facts {
            valid: parsed.is_valid() && spells(&parsed, number),
            kind: line_kind(parsed.get_type()),
            region: parsed.get_region_code().and_then(|region| region.as_region_str().parse().ok()),
            calling_code: parsed.country_code.to_string(),
            national: parsed.get_national_significant_number(),
        }
    }

    fn national_form(&self, number: &E164) -> String {
        match PHONE_NUMBER_UTIL.parse(number.expose(), None) {
            Ok(parsed) => {
                let written = parsed.format_as(PhoneNumberFormat::National);
                written.chars().filter(char::is_ascii_digit).collect()
            }
            Err(_) => number.digits().to_owned(),
        }
    }

    fn written(&self, number: &E164, style: Style) -> String {
        let format = match style {
            Style::International => PhoneNumberFormat::International,
            Style::National => PhoneNumberFormat::National,
        };
        match PHONE_NUMBER_UTIL.parse(number.expose(), None) {
            Ok(parsed) if spells(&parsed, number) => parsed.format_as(format).into_owned(),
            _ => number.expose().to_owned(),
        }
    }

    fn examples(&self, region: Region, all: bool) -> Vec<E164> {
        let kinds = KINDS.into_iter().take(if all { KINDS.len() } else { 2 });
        let example = |kind| {
            let found = PHONE_NUMBER_UTIL
                .get_example_number_for_type_and_region(library_region(region), kind)
                .ok()?;
            found.format_as(PhoneNumberFormat::E164).parse().ok()
        };
        kinds.filter_map(example).collect()
    }

    fn length(&self, text: &str, region: Region) -> Length {
        let Ok(parsed) = PHONE_NUMBER_UTIL.parse(text, Some(library_region(region))) else {
            return Length::Fits;
        };
        let national = parsed.get_national_significant_number();
        let possible = |digits: &str| {
            let text = format!("+{}{digits}", parsed.country_code);
            let parsed = PHONE_NUMBER_UTIL.parse(&text, None);
            parsed.is_ok_and(|parsed| parsed.is_possible_with_reason() == Ok(NumberLengthType::IsPossible))
        };
        if possible(&national) {
            return Length::Fits;
        }
        let longer = |more: &usize| possible(&format!("{national}{}", "0".repeat(*more)));
        let shorter =
            |less: &usize| national.get(..national.len().saturating_sub(*less)).is_some_and(possible);
        match ((1..=LENGTHS_TRIED).find(longer), (1..=LENGTHS_TRIED).find(shorter)) {
            (Some(more), Some(less)) if less < more => Length::Long(less),
            (Some(more), _) => Length::Short(more),
            (None, Some(less)) => Length::Long(less),
            (None, None) => Length::Fits,
        }
    }
}

/// Kinds of which there are examples, those of most calls first.
const KINDS: [PhoneNumberType; 7] = [
    PhoneNumberType::FixedLine,
    PhoneNumberType::Mobile,
    PhoneNumberType::TollFree,
    PhoneNumberType::SharedCost,
    PhoneNumberType::PremiumRate,
    PhoneNumberType::VoIP,
    PhoneNumberType::PersonalNumber,
];

/// More digits than these are not missing or too many: it is something else.
const LENGTHS_TRIED: usize = 8;

impl From<ParseError> for Unreadable {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::InvalidCountryCode => Self::UnknownCountry,
            // Of plain digits, the library says so where there is only one.
            ParseError::NotANumber(_) | ParseError::TooShortAfterIdd | ParseError::TooShortNsn => {
                Self::TooShort
            }
            ParseError::TooLongNsn => Self::TooLong,
        }
    }
}

/// Whether reading dropped nothing: the library forgives `+44 (0)20 …`, but a stored number has one spelling.
fn spells(parsed: &PhoneNumber, number: &E164) -> bool {
    number
        .digits()
        .strip_prefix(&parsed.country_code.to_string())
        .is_some_and(|national| national == parsed.get_national_significant_number())
}

fn library_region(region: Region) -> rlibphonenumber::Region {
    // A `Region` is two letters, and the library has a value for each pair of letters.
    rlibphonenumber::Region::from_code(region.as_str()).unwrap_or(rlibphonenumber::Region::World)
}

fn line_kind(kind: PhoneNumberType) -> LineKind {
    match kind {
        PhoneNumberType::FixedLine => LineKind::Fixed,
        PhoneNumberType::Mobile => LineKind::Mobile,
        PhoneNumberType::FixedLineOrMobile => LineKind::FixedOrMobile,
        PhoneNumberType::TollFree => LineKind::Freephone,
        PhoneNumberType::PremiumRate => LineKind::Premium,
        PhoneNumberType::SharedCost => LineKind::SharedCost,
        PhoneNumberType::VoIP => LineKind::Voip,
        PhoneNumberType::PersonalNumber => LineKind::Personal,
        PhoneNumberType::Pager => LineKind::Pager,
        PhoneNumberType::UAN => LineKind::UniversalAccess,
        PhoneNumberType::VoiceMail => LineKind::Voicemail,
        PhoneNumberType::Unknown => LineKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_number_has_one_spelling() {
        assert!(Metadata.facts(&"+442079460018".parse().unwrap()).valid);
        assert!(!Metadata.facts(&"+4402079460018".parse().unwrap()).valid);
    }
}
