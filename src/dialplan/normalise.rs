//! From people's text to a destination.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::country::EmergencyNumbers;
use super::explain::Trail;
use super::numbering::{Numbering, Style};
use super::scan::{Scanned, scan};
use super::split::{Choice, Found};
use super::{Candidate, Destination, DialPlan, Refusal, RefusalRule, Region};

/// A text that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised {
    destination: Destination,
    extension: Option<String>,
    reading: Reading,
}

impl Normalised {
    /// Whom it means.
    #[must_use]
    pub fn destination(&self) -> &Destination {
        &self.destination
    }

    /// The extension that was written after the number, in digits: for people to dial once the call is answered.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        self.extension.as_deref()
    }

    fn is_public(&self) -> bool {
        matches!(self.destination, Destination::External(_))
    }

    fn into_choice(self) -> Option<Choice> {
        match self.destination {
            Destination::External(number) => Some(Choice { number, extension: self.extension }),
            Destination::Internal(_) | Destination::Short(_) => None,
        }
    }

    /// How it was understood.
    #[must_use]
    pub fn reading(&self) -> Reading {
        self.reading
    }
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

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<N: Numbering> DialPlan<N> {
    /// Where numbers of the queue's customers are read, if not at the site. What a request itself names goes before it.
    #[must_use]
    pub fn region_of(&self, queue: Option<&str>) -> Option<Region> {
        self.site.queue_regions.get(queue?).copied()
    }

    /// The number as people write it: `+44 20 7946 0018`, or `020 7946 0018` for readers in its own country. Extensions
    /// and short codes are shown as they are. For whoever may see the number, never for a log.
    #[must_use]
    pub fn formatted(&self, destination: &Destination, style: Style) -> String {
        match destination {
            Destination::External(number) => self.numbering.written(number, style),
            Destination::Internal(_) | Destination::Short(_) => destination.expose().to_owned(),
        }
    }

    /// Understands `text`, of at most 256 characters, as written by a person in `region`; without one, at the
    /// site. Emergency numbers, extensions and short codes are recognised before numbering plans are asked.
    ///
    /// # Errors
    ///
    /// A refusal that says what to write instead.
    pub fn normalise(&self, text: &str, region: Option<Region>) -> Result<Normalised, Refusal> {
        self.normalise_traced(text, region, &mut Trail::off())
    }

    pub(super) fn normalise_traced(
        &self,
        text: &str,
        region: Option<Region>,
        trail: &mut Trail,
    ) -> Result<Normalised, Refusal> {
        let region = region.unwrap_or(self.site.region);
        if !self.site.letters {
            return self.understand(&scan(text, false)?, region, trail);
        }
        // As a keypad would read it, unless its letters are but labels and remarks.
        let lettered = scan(text, true);
        let plain = scan(text, false);
        if lettered == plain {
            return self.understand(&lettered?, region, trail);
        }
        let lettered = lettered.and_then(|scanned| self.understand(&scanned, region, trail));
        let plain = plain.and_then(|scanned| self.understand(&scanned, region, trail));
        match (lettered, plain) {
            (Ok(lettered), Ok(plain)) if lettered != plain && plain.is_public() => {
                let choices = [lettered, plain].into_iter().filter_map(Normalised::into_choice);
                Err(self.ambiguous(choices))
            }
            (Err(_), Ok(plain)) => Ok(plain),
            (lettered, _) => lettered,
        }
    }

    fn understand(
        &self,
        scanned: &Scanned,
        region: Region,
        trail: &mut Trail,
    ) -> Result<Normalised, Refusal> {
        trail.fired("text", || scanned.to_string());
        let private = match scanned.whole().filter(|_| !scanned.plus()) {
            Some(digits) => self.read_private(&digits, region, trail)?,
            None => None,
        };
        let (destination, reading, extension) = match private {
            Some((destination, reading)) => {
                (destination, reading, scanned.groups.iter().find_map(|group| group.extension.clone()))
            }
            None => self.read_by_plan(scanned, region, trail)?,
        };
        trail.fired(reading.as_str(), || destination.to_string());
        Ok(Normalised { destination, extension, reading })
    }

    /// What digits mean at the site, whatever numbering plans say of them.
    fn read_private(
        &self,
        digits: &str,
        region: Region,
        trail: &mut Trail,
    ) -> Result<Option<(Destination, Reading)>, Refusal> {
        if region != self.site.region {
            if EmergencyNumbers::of(region).include(digits) {
                let detail =
                    format!("this is an emergency number in {region}: give the number of a telephone");
                return Err(Refusal::new(RefusalRule::Emergency, detail));
            }
            return Ok(None);
        }
        if self.site.is_emergency(digits) {
            return Ok(digits.parse().ok().map(|code| (Destination::Short(code), Reading::ShortCode)));
        }
        trail.skipped("emergency", || "not an emergency number here".to_owned());
        if let Some(extension) = self.site.extension(digits) {
            return Ok(Some((Destination::Internal(extension), Reading::Extension)));
        }
        trail.skipped("dialplan.extensions", || "not an extension".to_owned());
        let local = self.read_local(digits);
        if local.is_none() {
            trail.skipped("dialplan.area-code", || {
                "not a number of the site's area without its code".to_owned()
            });
        }
        Ok(local.map(|number| (Destination::External(number), Reading::Local)))
    }

    fn read_by_plan(
        &self,
        scanned: &Scanned,
        region: Region,
        trail: &mut Trail,
    ) -> Result<(Destination, Reading, Option<String>), Refusal> {
        let choices = match self.find(scanned, region) {
            Found::One(Choice { number, extension }) => {
                return Ok((Destination::External(number), Reading::Public, extension));
            }
            Found::Several(choices) => choices,
            Found::Nothing => Vec::new(),
        };
        if !choices.is_empty() {
            trail.skipped("numbering-plan", || format!("read in {region}: {} numbers", choices.len()));
            return Err(self.ambiguous(choices));
        }
        if scanned.lettered {
            return Err(Refusal::new(RefusalRule::Letters, "type digits in place of the letters"));
        }
        let refusal = self.impossible_in(scanned, region);
        trail.skipped("numbering-plan", || format!("read in {region}: {}", refusal.detail));
        let code = scanned.whole().filter(|digits| !scanned.plus() && digits.contains(|digit| digit != '0'));
        let code = code.and_then(|digits| digits.parse().ok());
        match code {
            Some(code) => Ok((Destination::Short(code), Reading::ShortCode, None)),
            None => Err(refusal),
        }
    }

    fn ambiguous(&self, choices: impl IntoIterator<Item = Choice>) -> Refusal {
        let readings: Vec<Candidate> = choices.into_iter().map(|choice| self.candidate(choice)).collect();
        let detail = match readings.len() {
            1 => {
                "it is not certain that this is the number that is meant: if it is, choose it, or write it with + and the \
                 country code"
            }
            _ => {
                "this can be read as more than one number: choose one, or write one with + and the country code"
            }
        };
        Refusal::new(RefusalRule::AmbiguousNumber, detail).offering(readings)
    }

    pub(super) fn candidate(&self, choice: Choice) -> Candidate {
        let region = self.numbering.facts(&choice.number).region;
        let destination = Destination::External(choice.number);
        let formatted = self.formatted(&destination, Style::International);
        Candidate { destination, formatted, region, extension: choice.extension }
    }
}
