//! What sort of number a number is, as policies and routes speak of it.

mod services;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::numbering::{Facts, LineKind, Numbering};
use super::{Destination, DialPlan, E164, Region};

/// The classes that policies and routes name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberClass {
    /// An extension of the PBX.
    Internal,
    /// An emergency number of the site's country, or one that configuration adds.
    Emergency,
    /// Another short code of the public network.
    ShortCode,
    /// Geographic, with the site's area code.
    Local,
    /// Any other number of a domestic country.
    National,
    /// Mobile. North America's plan does not tell: those are local or national.
    Mobile,
    /// The called party pays.
    Freephone,
    /// Dearer than a national call but not premium: shared cost, personal numbers, pagers, mailboxes.
    #[serde(alias = "shared-cost")]
    SharedCost,
    /// Premium rate, of whatever country, services inside ordinary codes (976, 555-1212) among them.
    Premium,
    /// Of a country that is not domestic, or of a worldwide network.
    International,
    /// In no numbering plan.
    Impossible,
}

impl NumberClass {
    /// Whether numbers of this class are denied until a policy allows them by name.
    #[must_use]
    pub fn needs_allowing(self) -> bool {
        matches!(
            self,
            Self::Internal | Self::Emergency | Self::ShortCode | Self::Premium | Self::International
        )
    }

    /// Whether numbers of this class are public and in E.164.
    pub(super) fn is_public(self) -> bool {
        !matches!(self, Self::Internal | Self::Emergency | Self::ShortCode | Self::Impossible)
    }

    /// The name, as it is serialised.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Emergency => "emergency",
            Self::ShortCode => "short_code",
            Self::Local => "local",
            Self::National => "national",
            Self::Mobile => "mobile",
            Self::Freephone => "freephone",
            Self::SharedCost => "shared_cost",
            Self::Premium => "premium",
            Self::International => "international",
            Self::Impossible => "impossible",
        }
    }
}

impl fmt::Display for NumberClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A class with the country it was found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classified {
    /// The class. Of a premium number abroad it is [`NumberClass::Premium`].
    pub class: NumberClass,
    /// Whose number it is; `None` for internal and impossible numbers and worldwide networks.
    pub country: Option<Region>,
    /// The number is public and not of a domestic country.
    pub abroad: bool,
}

impl Classified {
    /// Every class the number is in: premium numbers abroad are both premium and international.
    pub fn classes(self) -> impl Iterator<Item = NumberClass> {
        let also =
            (self.abroad && self.class != NumberClass::International).then_some(NumberClass::International);
        std::iter::once(self.class).chain(also)
    }
}

impl fmt::Display for Classified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let abroad = if self.abroad && self.class != NumberClass::International { " abroad" } else { "" };
        match self.country {
            Some(country) => write!(f, "{}{abroad} ({country})", self.class),
            None => write!(f, "{}{abroad}", self.class),
        }
    }
}

impl<N: Numbering> DialPlan<N> {
    /// The class of `destination` as seen from the site.
    #[must_use]
    pub fn classify(&self, destination: &Destination) -> Classified {
        let home = Some(self.site.region);
        match destination {
            Destination::External(number) => self.classify_public(number),
            Destination::Internal(_) => {
                Classified { class: NumberClass::Internal, country: None, abroad: false }
            }
            Destination::Short(code) if self.site.is_emergency(code.expose()) => {
                Classified { class: NumberClass::Emergency, country: home, abroad: false }
            }
            Destination::Short(_) => {
                Classified { class: NumberClass::ShortCode, country: home, abroad: false }
            }
        }
    }

    /// Countries that share a calling code share its services too: +1 800 is at home in Canada, although the
    /// plan files it under the United States.
    fn is_domestic(&self, facts: &Facts) -> bool {
        let service = matches!(
            facts.kind,
            LineKind::Freephone | LineKind::Premium | LineKind::SharedCost | LineKind::Personal
        );
        facts.region.is_some_and(|region| self.site.domestic.contains(&region))
            || (service && facts.calling_code == self.site.country.calling_code)
    }

    fn classify_public(&self, number: &E164) -> Classified {
        let facts = self.numbering.facts(number);
        if !facts.valid {
            return Classified { class: NumberClass::Impossible, country: facts.region, abroad: false };
        }
        let abroad = !self.is_domestic(&facts);
        let service = services::class_of(&facts.calling_code, &facts.national);
        let class = match facts.kind {
            LineKind::Premium => NumberClass::Premium,
            // 1-800-555-1212 is free, whatever its last digits mean elsewhere.
            LineKind::Freephone if abroad => NumberClass::International,
            LineKind::Freephone => NumberClass::Freephone,
            _ if service == Some(NumberClass::Premium) => NumberClass::Premium,
            _ if abroad => NumberClass::International,
            _ if service.is_some() => NumberClass::SharedCost,
            LineKind::Mobile => NumberClass::Mobile,
            LineKind::SharedCost | LineKind::Personal | LineKind::Pager | LineKind::Voicemail => {
                NumberClass::SharedCost
            }
            LineKind::Fixed | LineKind::FixedOrMobile if self.site.is_local(&facts) => NumberClass::Local,
            LineKind::Fixed
            | LineKind::FixedOrMobile
            | LineKind::Voip
            | LineKind::UniversalAccess
            | LineKind::Unknown => NumberClass::National,
        };
        Classified { class, country: facts.region, abroad }
    }
}
