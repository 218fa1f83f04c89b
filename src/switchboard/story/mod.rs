//! One callback's whole story, told from what the journal keeps of it. Pure: records in, steps in words out.
//!
//! Nothing is told that is not on disk. Numbers come from the personal row, so they are gone from every story as soon as
//! retention has erased them.

mod words;

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::words::Words;
use crate::{
    dialplan::DialString,
    ids::{AgentId, LegId, Private, SessionId, TimestampSchema},
    journal::{Fact, Record},
    leg::SwitchSays,
    session::Personal,
};

/// Answer to `session.explain`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Story {
    /// The session.
    pub session_id: SessionId,
    /// When it was asked for, as far as that is still kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>")]
    pub requested_at: Option<Timestamp>,
    /// The uid of the layer that asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<u32>,
    /// How numbers are told: `full`, `redacted`, or `erased` where they are not kept any more.
    pub numbers: Numbers,
    /// The number as it was understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Private>,
    /// Whom to ask for there; told in full or not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Private>,
    /// What the agent was shown last, before any edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Private>,
    /// The beginning of `shown` that the centre adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepended: Option<String>,
    /// What the web layer sent along; told in full or not at all.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Private>,
    /// What agents wrote; told in full or not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Private>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// There is more than one answer tells.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

/// How much of numbers is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Numbers {
    /// All digits.
    Full,
    /// Enough to tell one from another.
    Redacted,
    /// None are kept any more.
    Erased,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Its place in the journal.
    pub seq: u64,
    /// When.
    #[schemars(with = "TimestampSchema")]
    pub at: Timestamp,
    /// Milliseconds since the request; less than zero where the clock was set back.
    pub after_ms: i64,
    /// What: the fact's stable name.
    pub what: String,
    /// The same in words.
    pub detail: String,
    /// The fact itself, for whoever tells it in other words.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    #[schemars(with = "Fact")]
    pub fact: serde_json::Value,
    /// The agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<AgentId>,
    /// The attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leg_id: Option<LegId>,
    /// Where the attempt stands, for `session.call_progress`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leg_state: Option<String>,
    /// The digits that the attempt dials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialled: Option<Private>,
    /// What the switch said, as it said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<SwitchSays>,
}

/// What the journal keeps of one session.
#[derive(Debug)]
pub struct Kept<'a> {
    /// Its records, in the order of their places.
    pub records: &'a [Record],
    /// There are more of them.
    pub more: bool,
    /// Its personal data, unless erased.
    pub personal: Option<&'a Personal>,
}

impl Story {
    /// Tells it, with numbers in full or not; `None` where nothing is on record.
    #[must_use]
    pub fn tell(session_id: SessionId, kept: &Kept<'_>, full: bool) -> Option<Self> {
        let first = kept.records.iter().find(|record| !is_about_nothing(&record.fact))?;
        let asked = kept.records.iter().find(|record| is_request(&record.fact));
        let numbers = match kept.personal {
            None => Numbers::Erased,
            Some(_) if full => Numbers::Full,
            Some(_) => Numbers::Redacted,
        };
        let words = Words { numbers, personal: kept.personal };
        let origin = asked.unwrap_or(first).at;
        let shown = kept.personal.and_then(Personal::shown);
        let in_full = kept.personal.filter(|_| full);
        // An agent's own state follows the session and would tell everything twice.
        let steps = kept.records.iter().filter(|record| !matches!(record.fact, Fact::AgentChanged { .. }));
        Some(Self {
            session_id,
            requested_at: asked.map(|record| record.at),
            requested_by: kept.records.iter().find_map(|record| record.requested_by),
            numbers,
            number: kept.personal.map(|personal| match full {
                true => Private::new(personal.destination().expose()),
                false => Private::new(personal.destination().to_string()),
            }),
            extension: in_full.and_then(Personal::extension).cloned(),
            shown: shown.map(|shown| words.digits(&shown.dial_string)),
            prepended: shown.map(|shown| shown.prepended.clone()),
            attributes: in_full.map(|personal| personal.customer().attributes.clone()).unwrap_or_default(),
            note: in_full.and_then(Personal::note).cloned(),
            steps: steps.map(|record| words.step(record, origin)).collect(),
            more: kept.more,
        })
    }
}

/// A call about a session that never was, as earlier versions recorded it: anybody could make one.
fn is_about_nothing(fact: &Fact) -> bool {
    matches!(fact, Fact::Called { result, .. } if result == "no_such_session")
}

/// Is it how the session came to be?
fn is_request(fact: &Fact) -> bool {
    matches!(fact, Fact::SessionQueued { reason, .. } if reason == "requested")
}

impl Words<'_> {
    fn step(&self, record: &Record, origin: Timestamp) -> Step {
        let dialled = matches!(record.fact, Fact::SessionDialing { .. });
        Step {
            seq: record.seq.0,
            at: record.at,
            after_ms: record.at.as_millisecond().saturating_sub(origin.as_millisecond()),
            what: record.fact.kind().to_owned(),
            detail: self.sentence(record),
            fact: serde_json::to_value(&record.fact).unwrap_or_default(),
            agent_id: record.agent_id.clone(),
            leg_id: record.leg_id,
            leg_state: match &record.fact {
                Fact::CallProgress { leg_state, .. } => Some(leg_state.clone()),
                _ => None,
            },
            dialled: record.leg_id.filter(|_| dialled).and_then(|leg| self.dialled(leg)),
            switch: switch(&record.fact).cloned(),
        }
    }

    /// The digits of an attempt, as this reader may see them.
    fn dialled(&self, leg: LegId) -> Option<Private> {
        let digits: DialString = self.personal?.dialled(leg)?.expose().parse().ok()?;
        Some(self.digits(&digits))
    }

    fn digits(&self, digits: &DialString) -> Private {
        match self.numbers {
            Numbers::Full => Private::new(digits.expose()),
            Numbers::Redacted | Numbers::Erased => Private::new(digits.to_string()),
        }
    }
}

fn switch(fact: &Fact) -> Option<&SwitchSays> {
    match fact {
        Fact::CallProgress { switch, .. }
        | Fact::SessionFailed { switch, .. }
        | Fact::LegEnded { switch, .. } => switch.as_ref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
