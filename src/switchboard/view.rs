//! Every answer of the switchboard.

use callbackd_api::{
    ids::Seq,
    views::{
        AgentView, Changed, Controls, CustomerStatus, LegView, Queues, Reloaded, Requested, SessionPage,
        SessionView, Subscribed, SystemStatus, Welcome,
    },
};
use serde::Serialize;

use crate::dialplan::Explanation;

/// Every successful answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Reply {
    /// `system.hello`
    Welcome(Welcome),
    /// `system.status`
    Status(Box<SystemStatus>),
    /// `callback.request`
    Requested(Requested),
    /// `callback.status`, `callback.withdraw`
    Customer(CustomerStatus),
    /// `agent.*`
    Agent(Changed<AgentView>),
    /// `session.open`
    Controls(Box<Changed<Controls>>),
    /// `session.call_back`
    Leg(Changed<LegView>),
    /// Other changes of a session
    Session(Box<Changed<SessionView>>),
    /// `session.get`
    SessionView(Box<SessionView>),
    /// `session.list`
    Sessions(SessionPage),
    /// `queue.status`
    Queues(Queues),
    /// `dialplan.resolve`: the dial plan's own explanation
    Explanation(Box<Explanation>),
    /// `events.subscribe`
    Subscribed(Subscribed),
    /// `system.reload`
    Reloaded(Reloaded),
}

impl Reply {
    /// Names no place in the journal beyond this one: after a crash, later ones would be given to other records. For
    /// answers to questions; changes are answered once they are on disk.
    pub fn not_after(&mut self, kept: Seq) {
        let seq = match self {
            Self::Welcome(welcome) => &mut welcome.seq,
            Self::Status(status) => &mut status.seq,
            Self::Subscribed(subscribed) => &mut subscribed.seq,
            // `agent.present`
            Self::Agent(changed) => &mut changed.seq,
            _ => return,
        };
        *seq = kept.0.min(*seq);
    }
}
