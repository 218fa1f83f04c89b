//! One callback's whole story, as `session.explain` tells it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AgentId, LegId, Private, SessionId, TimestampSchema},
    record::{Fact, SwitchSays},
    words::{LegState, Word},
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
    pub leg_state: Option<Word<LegState>>,
    /// The digits that the attempt dials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialled: Option<Private>,
    /// What the switch said, as it said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<SwitchSays>,
}
