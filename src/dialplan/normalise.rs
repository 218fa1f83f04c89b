//! From people's text to a destination.

use serde::{Deserialize, Serialize};

use super::country::EmergencyNumbers;
use super::number::SHORT_CODE_DIGITS;
use super::numbering::Numbering;
use super::scan::{Scanned, scan};
use super::site::impossible;
use super::{Destination, DialPlan, E164, Refusal, RefusalRule, Region};

/// A text that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Normalised {
    /// Whom it means.
    pub destination: Destination,
    /// The extension that was written after the number: to be dialled by hand once the call is answered.
    pub extension: Option<String>,
    /// How it was understood.
    pub reading: Reading,
}

/// How a text was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// An extension of the PBX.
    Extension,
    /// A short code of the public network.
    ShortCode,
    /// A number of the site's own area, written without its area code.
    Local,
    /// By the numbering plans of the world.
    Public,
}

impl Reading {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Extension => "extension",
            Self::ShortCode => "short_code",
            Self::Local => "local",
            Self::Public => "public",
        }
    }
}

impl<N: Numbering> DialPlan<N> {
    /// Understands `text`, of at most 256 characters, as written by a person in `region`; without one, at the
    /// site. Emergency numbers, extensions and short codes are recognised before numbering plans are asked.
    ///
    /// # Errors
    ///
    /// A refusal that says what to write instead.
    pub fn normalise(&self, text: &str, region: Option<Region>) -> Result<Normalised, Refusal> {
        let scanned = scan(text, self.site.letters)?;
        let (destination, reading) = self.read(&scanned, region)?;
        Ok(Normalised { destination, extension: scanned.extension, reading })
    }

    fn read(&self, scanned: &Scanned, region: Option<Region>) -> Result<(Destination, Reading), Refusal> {
        let home = region.is_none_or(|region| region == self.site.region);
        let digits = scanned.digits.as_str();
        if scanned.plus {
            return self.read_public(&format!("+{digits}"), None).map(external);
        }
        let region = region.unwrap_or(self.site.region);
        if !home && EmergencyNumbers::of(region).include(digits) {
            return Err(Refusal::new(
                RefusalRule::Emergency,
                format!("this is an emergency number in {region}: give the number of a telephone"),
            ));
        }
        if home {
            if let Some(extension) = self.site.extension(digits) {
                return Ok((Destination::Internal(extension), Reading::Extension));
            }
            if !self.site.is_emergency(digits)
                && let Some(number) = self.read_local(digits)
            {
                return Ok((Destination::External(number), Reading::Local));
            }
        }
        match self.read_public(digits, Some(region)) {
            Ok(number) if !self.site.is_emergency(digits) => Ok(external(number)),
            Err(refusal) if !SHORT_CODE_DIGITS.contains(&digits.len()) => Err(refusal),
            Ok(_) | Err(_) => match digits.parse() {
                Ok(code) => Ok((Destination::Short(code), Reading::ShortCode)),
                Err(_) => Err(impossible()),
            },
        }
    }

    fn read_public(&self, text: &str, region: Option<Region>) -> Result<E164, Refusal> {
        let number = self.numbering.read(text, region)?.number;
        if self.numbering.facts(&number).valid { Ok(number) } else { Err(impossible()) }
    }
}

fn external(number: E164) -> (Destination, Reading) {
    (Destination::External(number), Reading::Public)
}
