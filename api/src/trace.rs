//! `link.trace`: its parameters, its answer and its notification.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::TimestampSchema;

/// `link.trace`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkTrace {
    /// End the trace of this connection; otherwise it begins, or goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<bool>,
}

/// Answer to `link.trace`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tracing {
    /// Whether this connection is told what passes over the link.
    pub tracing: bool,
}

/// Which way an APDU goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From callbackd.
    ToSwitch,
    /// From the switch.
    FromSwitch,
}

/// Notification `link.trace`: one APDU that passed over the link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Traced {
    /// When it passed.
    #[schemars(with = "TimestampSchema")]
    pub at: Timestamp,
    /// Which way.
    pub direction: Direction,
    /// The APDU as `callbackctl decode` shows it, without what is private; absent where it cannot be decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apdu: Option<Map<String, Value>>,
    /// Why it cannot be decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// APDUs that passed since the last notification and are not told, because this client reads too slowly.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lost: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
