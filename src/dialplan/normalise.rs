//! From people's text to a destination.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::country::EmergencyNumbers;
use super::explain::Trail;
use super::numbering::{Numbering, Style};
use super::scan::{Scanned, scan};
use super::site::impossible;
use super::{Destination, DialPlan, E164, Refusal, RefusalRule, Region};

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
        let scanned = scan(text, self.site.letters)?;
        trail.fired("text", || scanned.to_string());
        let region = region.unwrap_or(self.site.region);
        let (destination, reading) = match self.read_private(&scanned, region, trail)? {
            Some(read) => read,
            None => self.read_by_plan(&scanned, region, trail)?,
        };
        trail.fired(reading.as_str(), || destination.to_string());
        Ok(Normalised { destination, extension: scanned.extension, reading })
    }

    /// What digits mean at the site, whatever numbering plans say of them.
    fn read_private(
        &self,
        scanned: &Scanned,
        region: Region,
        trail: &mut Trail,
    ) -> Result<Option<(Destination, Reading)>, Refusal> {
        let digits = scanned.digits.as_str();
        if scanned.plus {
            return Ok(None);
        }
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
    ) -> Result<(Destination, Reading), Refusal> {
        let digits = scanned.digits.as_str();
        let read = if scanned.plus {
            self.read_public(&format!("+{digits}"), None)
        } else {
            self.read_public(digits, Some(region))
        };
        let refusal = match read {
            Ok(number) => return Ok((Destination::External(number), Reading::Public)),
            Err(refusal) => refusal,
        };
        trail.skipped("numbering-plan", || format!("read in {region}: {}", refusal.detail));
        match digits.parse() {
            Ok(code) if !scanned.plus => Ok((Destination::Short(code), Reading::ShortCode)),
            _ => Err(refusal),
        }
    }

    fn read_public(&self, text: &str, region: Option<Region>) -> Result<E164, Refusal> {
        let number = self.numbering.read(text, region)?.number;
        if self.numbering.facts(&number).valid { Ok(number) } else { Err(impossible()) }
    }
}
