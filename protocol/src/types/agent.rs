//! Agents (ECMA-285 `device-feature-types`).

use super::octet_string;
use crate::ber::Asn1;

octet_string! {
    /// An agent.
    pub struct AgentId;
}

octet_string! {
    /// An agent's password.
    pub struct AgentPassword; secret
}

/// State of an agent.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AgentState {
    AgentNotReady = 0,
    AgentNull = 1,
    AgentReady = 2,
    AgentBusy = 3,
    AgentWorkingAfterCall = 4,
    Unknown(i64),
}

/// The state an agent will have when the call at hand ends.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum PendingAgentState {
    AgentNotReady = 0,
    AgentNull = 1,
    AgentReady = 2,
    AgentWorkingAfterCall = 3,
    Unknown(i64),
}
