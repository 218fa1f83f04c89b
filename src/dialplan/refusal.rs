//! Why a number is not dialled.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Destination, Region};

/// A number that was refused. Neither `rule` nor `detail` ever contains it.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{rule}: {detail}")]
pub struct Refusal {
    /// The rule that refused, for programs.
    pub rule: RefusalRule,
    /// What would make it pass, for people.
    pub detail: String,
    /// What the text may mean, for whoever typed it to choose from; at most [`Refusal::READINGS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Candidate>,
}

impl Refusal {
    /// More readings than a person would look at are not told.
    pub const READINGS_MAX: usize = 4;

    pub(super) fn new(rule: RefusalRule, detail: impl Into<String>) -> Self {
        Self { rule, detail: detail.into(), readings: Vec::new() }
    }

    /// With what the text may mean instead.
    pub(super) fn offering(self, readings: impl IntoIterator<Item = Candidate>) -> Self {
        Self { readings: readings.into_iter().take(Self::READINGS_MAX).collect(), ..self }
    }
}

/// One of the numbers that a text may mean. It hides itself like every number; whoever typed the text may see it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The number: sent in place of the text, it is read as itself.
    pub destination: Destination,
    /// The number as a reader knows it ([`super::DialPlan::formatted`]).
    pub formatted: String,
    /// The country whose number it is, if it is one country's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The extension that the text has, in digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidate")
            .field("destination", &self.destination)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// Stable names of the rules that refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RefusalRule {
    /// The text has no digits.
    Empty,
    /// The text has more characters or digits than any number.
    TooLong,
    /// The text has something that is no part of a number.
    NotANumber,
    /// The text has letters and the site does not read letters as digits.
    Letters,
    /// The text is a feature code of a switch or network (`*21#`).
    ServiceCode,
    /// A `tel:` URI whose number only means something inside another organisation.
    PhoneContext,
    /// The text has two numbers, or can be read as two: the refusal has the readings.
    AmbiguousNumber,
    /// No country has this code.
    UnknownCountry,
    /// No such number exists, by its country's numbering plan.
    Impossible,
    /// An emergency number, or dialled digits that would reach one.
    Emergency,
    /// A short code of the public network.
    ShortCode,
    /// An extension of the PBX.
    Internal,
    /// Premium rate.
    Premium,
    /// Abroad.
    International,
    /// A `deny` entry of the policy.
    Denied,
    /// One of the centre's own numbers.
    OwnNumber,
    /// On the do-not-call list.
    DoNotCall,
    /// No routing rule fits.
    NoRoute,
    /// A routing rule makes an extension of a public number: the call would come back.
    RouteLoops,
    /// A routing rule needs an authorisation code that was not read.
    NoAuthCode,
    /// A routing rule makes digits that read as another number.
    RouteDiffers,
    /// The digits to dial are more than the site allows.
    DialTooLong,
    /// An edited number that does not begin with the route's prefix or the outside line.
    NoOutsideLine,
    /// An edited number that cannot be read as dialled at the site.
    EditNotUnderstood,
    /// A pause where the switch takes none, or within a number.
    Pause,
    /// The digits to dial do not belong to the destination that was judged.
    NotAsJudged,
}

impl RefusalRule {
    /// The name, as it is serialised.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::NotANumber => "not_a_number",
            Self::Letters => "letters",
            Self::ServiceCode => "service_code",
            Self::PhoneContext => "phone_context",
            Self::AmbiguousNumber => "ambiguous_number",
            Self::UnknownCountry => "unknown_country",
            Self::Impossible => "impossible",
            Self::Emergency => "emergency",
            Self::ShortCode => "short_code",
            Self::Internal => "internal",
            Self::Premium => "premium",
            Self::International => "international",
            Self::Denied => "denied",
            Self::OwnNumber => "own_number",
            Self::DoNotCall => "do_not_call",
            Self::NoRoute => "no_route",
            Self::RouteLoops => "route_loops",
            Self::NoAuthCode => "no_auth_code",
            Self::RouteDiffers => "route_differs",
            Self::DialTooLong => "dial_too_long",
            Self::NoOutsideLine => "no_outside_line",
            Self::EditNotUnderstood => "edit_not_understood",
            Self::Pause => "pause",
            Self::NotAsJudged => "not_as_judged",
        }
    }
}

impl fmt::Display for RefusalRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
