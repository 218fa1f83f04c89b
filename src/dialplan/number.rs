//! Values made of dialled characters. All of them hide themselves in logs: only `expose` shows them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// E.164 (2010) 6.2.1: at most fifteen digits; no country assigns numbers of fewer than seven.
const E164_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// The longest extension number a private plan may use (as in E.164, for want of a better bound).
const EXTENSION_DIGITS: std::ops::RangeInclusive<usize> = 1..=15;
/// Short codes of public networks, emergency numbers among them.
pub(super) const SHORT_CODE_DIGITS: std::ops::RangeInclusive<usize> = 2..=6;
/// What a stored or received dial string may measure at most; a dial plan's own bound is lower.
pub(super) const DIAL_STRING_MAX: usize = 64;

/// A pause within what is dialled, such as for a second dial tone (ECMA-269 writes it so too). Every switch that takes
/// pauses has its own character, which is put in its place on the wire.
pub const PAUSE: char = ',';

/// Why a text is not the number it was taken for. Never contains the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Malformed {
    /// Not E.164.
    #[error("write an E.164 number: `+`, the country code, then the rest; 7 to 15 digits and nothing else")]
    E164,
    /// Not an extension.
    #[error("write an extension as 1 to 15 digits")]
    Extension,
    /// Not a short code.
    #[error("write a short code as 2 to 6 digits")]
    ShortCode,
    /// Not a dial string.
    #[error(
        "write a dial string with the characters 0-9, * and # only, and commas for pauses, 1 to 64 of them"
    )]
    DialString,
}

/// Declares a string newtype that is checked on every way in and redacts itself on every way out but `expose`.
macro_rules! dialled_text {
    ($(#[$doc:meta])* $name:ident, $valid:expr, $redact:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The characters in full: for the switch, the store and API roles that need them, never for a log.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Malformed;

            fn try_from(text: String) -> Result<Self, Malformed> {
                if $valid(&text) { Ok(Self(text)) } else { Err(Malformed::$name) }
            }
        }

        impl FromStr for $name {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&$redact(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), $redact(&self.0))
            }
        }
    };
}

dialled_text! {
    /// A public number in E.164 form: `+` and 7 to 15 digits, the first of them not zero.
    /// Being well-formed says nothing about being assigned; [`super::DialPlan::judge`] does.
    E164, is_e164, redact_e164
}

dialled_text! {
    /// What MakeCall sends to the switch: digits, `*` and `#`, and [`PAUSE`] where the switch takes pauses.
    DialString, is_dial_string, redact_dialled
}

dialled_text! {
    /// A number of the PBX's own plan.
    Extension, |text: &str| is_digits(text, EXTENSION_DIGITS), redact_dialled
}

dialled_text! {
    /// A number of the public network that has no E.164 form: 112, 118000.
    ShortCode, |text: &str| is_digits(text, SHORT_CODE_DIGITS), redact_dialled
}

impl E164 {
    /// The number that ends like this and begins like this one.
    pub(super) fn ending(&self, digits: &str) -> Option<Self> {
        let kept = self.0.len().checked_sub(digits.len())?;
        Self::try_from(format!("{}{digits}", self.0.get(..kept)?)).ok()
    }

    /// The numbers after this one up to the other, or the other alone where that is not soon after.
    pub(super) fn up_to(&self, other: &Self, most: u64) -> Vec<Self> {
        let value = |number: &Self| number.digits().parse::<u64>().unwrap_or_default();
        let (first, last) = (value(self) + 1, value(other));
        if last < first || last - first > most {
            return vec![other.clone()];
        }
        (first..=last).filter_map(|value| Self::try_from(format!("+{value}")).ok()).collect()
    }

    /// All digits, country code first, without the plus.
    #[must_use]
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }
}

/// Whom a call is meant to reach.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// A subscriber of the public network.
    External(E164),
    /// A device of the same PBX.
    Internal(Extension),
    /// A service of the public network at the site, such as an emergency number.
    Short(ShortCode),
}

impl Destination {
    /// The number in full, E.164 ones with their plus. Not for logs.
    #[must_use]
    pub fn expose(&self) -> &str {
        match self {
            Self::External(number) => number.expose(),
            Self::Internal(extension) => extension.expose(),
            Self::Short(code) => code.expose(),
        }
    }

    /// The same telephone by the number that it has today: whoever counts or compares, counts and compares these.
    #[must_use]
    pub fn telephone(&self) -> Self {
        match self {
            Self::External(number) => Self::External(number.telephone()),
            Self::Internal(_) | Self::Short(_) => self.clone(),
        }
    }

    /// The characters that routing rules work on: no plus.
    pub(super) fn digits(&self) -> &str {
        self.expose().trim_start_matches('+')
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::External(number) => number.fmt(f),
            Self::Internal(extension) => write!(f, "extension {extension}"),
            Self::Short(code) => write!(f, "short code {code}"),
        }
    }
}

fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| is_digits(digits, E164_DIGITS) && !digits.starts_with('0'))
}

fn is_dial_string(text: &str) -> bool {
    (1..=DIAL_STRING_MAX).contains(&text.len())
        && text.chars().all(|c| c == PAUSE || u8::try_from(c).is_ok_and(is_dialled))
}

fn is_digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a telephone keypad has this character.
pub(super) fn is_dialled(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'*' | b'#')
}

/// The digits as a switch hears them.
pub(super) fn without_pauses(dialled: &str) -> String {
    dialled.replace(PAUSE, "")
}

/// `+4420…18`: the country code, up to two digits more, the last two; at least four stay hidden where the
/// number has that many.
fn redact_e164(text: &str) -> String {
    let digits = text.trim_start_matches('+');
    let country = calling_code_length(digits);
    let shown = country + digits.len().saturating_sub(country + 6).min(2);
    format!("+{}…{}", head(digits, shown), tail(digits, 2))
}

/// `90…18`: the first and last two characters; shorter strings show one of each, or nothing.
fn redact_dialled(text: &str) -> String {
    let shown = match text.len() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    format!("{}…{}", head(text, shown), tail(text, shown))
}

fn head(text: &str, length: usize) -> &str {
    text.get(..length).unwrap_or_default()
}

fn tail(text: &str, length: usize) -> &str {
    text.get(text.len().saturating_sub(length)..).unwrap_or_default()
}

/// How many digits the country code of `digits` has: ITU-T E.164 gives one or two to the zones' first codes
/// and three to all others.
pub(super) fn calling_code_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_hide_themselves() {
        let number: E164 = "+442079460018".parse().unwrap();
        assert_eq!(number.to_string(), "+4420…18");
        assert_eq!(format!("{number:?}"), "E164(+4420…18)");
        assert_eq!("+12125550100".parse::<E164>().unwrap().to_string(), "+121…00");
        assert_eq!("+2905123".parse::<E164>().unwrap().to_string(), "+290…23");
        assert_eq!("902079460018".parse::<DialString>().unwrap().to_string(), "90…18");
        assert_eq!("2001".parse::<Extension>().unwrap().to_string(), "2…1");
        assert_eq!("999".parse::<ShortCode>().unwrap().to_string(), "…");
    }

    #[test]
    fn a_number_is_checked_when_it_comes_from_the_store() {
        for text in
            ["", "+", "442079460018", "+44207946", "+0442079460018", "+44 20 7946 0018", "+4420794600181818"]
        {
            let accepted = text.parse::<E164>();
            assert_eq!(accepted.is_ok(), text == "+44207946", "{text}");
        }
        let whole = Destination::External("+442079460018".parse().unwrap());
        let stored = serde_json::to_string(&whole).unwrap();
        assert_eq!(stored, r#"{"external":"+442079460018"}"#);
        assert_eq!(serde_json::from_str::<Destination>(&stored).unwrap(), whole);
        let refused = serde_json::from_str::<E164>(r#""0044207946""#).unwrap_err().to_string();
        assert!(!refused.contains("207946"), "{refused}");
        assert!("90 20".parse::<DialString>().is_err());
        assert!("*31#9".parse::<DialString>().is_ok() && "0,1280".parse::<DialString>().is_ok());
    }
}
