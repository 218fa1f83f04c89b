//! Who may see which record: by role first, by the client's own filter second.
//!
//! Both are decided from the record alone, so that replayed history is filtered by the same rule as live events.

use std::collections::BTreeSet;

use callbackd_api::{
    ids::AgentId,
    params::{Role, Roles, Subscribe},
    record::{Fact, Record},
    words::{CustomerState, Word},
};

use super::settings::Settings;

/// What a connection may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Its roles.
    pub roles: Roles,
    /// The peer's user id.
    pub uid: u32,
    /// The agents it may act for.
    pub agents: BTreeSet<AgentId>,
    /// May customers follow their requests?
    pub customer_status: bool,
}

/// How much of a record is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Full,
    /// What a customer may know.
    Customer,
}

impl Viewer {
    /// What somebody with these roles and this user id may see.
    pub(super) fn new(settings: &Settings, roles: Roles, uid: u32) -> Self {
        let own = settings.agents.iter().filter(|agent| agent.uids.contains(&uid));
        let agents = own.map(|agent| agent.id.clone()).collect();
        Self { roles, uid, agents, customer_status: settings.customer_status }
    }

    /// May this viewer see the record, and how much of it?
    #[must_use]
    pub fn sees(&self, record: &Record) -> Option<Sight> {
        record.notification()?;
        if self.roles.has(Role::Operator) || self.roles.has(Role::Supervisor) {
            return Some(Sight::Full);
        }
        let own_agent = record.agent_id.as_ref().is_some_and(|agent| self.agents.contains(agent));
        if self.roles.has(Role::Agent) && (own_agent || matches!(record.fact, Fact::LinkChanged { .. })) {
            return Some(Sight::Full);
        }
        let own_request = record.requested_by == Some(self.uid);
        let of_interest = self.customer_status && customer_state(&record.fact).is_some();
        (self.roles.has(Role::Requester) && own_request && of_interest).then_some(Sight::Customer)
    }
}

/// Does the client's own filter let the record pass?
#[must_use]
pub fn wanted(wish: &Subscribe, record: &Record) -> bool {
    let kind = record.fact.kind();
    wish.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|wanted| wanted == kind))
        && wish.sessions.as_ref().is_none_or(|ids| record.session_id.is_none_or(|id| ids.contains(&id)))
        && wish.agents.as_ref().is_none_or(|ids| record.agent_id.as_ref().is_none_or(|id| ids.contains(id)))
}

/// What a customer is told, where the centre shows them anything.
#[must_use]
pub fn customer_state(fact: &Fact) -> Option<CustomerState> {
    match fact {
        Fact::SessionQueued { .. } => Some(CustomerState::Queued),
        Fact::SessionDialing { .. } => Some(CustomerState::BeingCalled),
        Fact::SessionTalking { retrieved: false, .. } => Some(CustomerState::InCall),
        Fact::SessionCancelled {} => Some(CustomerState::Cancelled),
        Fact::SessionClosed { reason: Word::Known(closing), .. } => Some((*closing).into()),
        Fact::SessionClosed { .. } => Some(CustomerState::NotReached),
        _ => None,
    }
}
