//! One callback's story as a ladder: who told whom. Pure.

use callbackd_api::{
    record::Fact,
    story::Step,
    words::{LegState, MethodName, Word},
};

/// A column of the ladder, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// Who asked.
    Customer,
    /// callbackd.
    Daemon,
    /// Who calls back.
    Agent,
    /// The telephone switch.
    Switch,
}

impl Lane {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Customer, Self::Daemon, Self::Agent, Self::Switch];

    /// Its number, from 0.
    #[must_use]
    pub fn place(self) -> usize {
        match self {
            Self::Customer => 0,
            Self::Daemon => 1,
            Self::Agent => 2,
            Self::Switch => 3,
        }
    }

    /// The key of its name among the texts.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Customer => "desk.lane.customer",
            Self::Daemon => "desk.lane.daemon",
            Self::Agent => "desk.lane.agent",
            Self::Switch => "desk.lane.switch",
        }
    }
}

/// What a step looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    /// One tells the other.
    Arrow(Lane, Lane),
    /// Something is settled at one of them.
    Dot(Lane),
}

impl Rung {
    /// The rung of a step. What is not known here is something that the daemon settled by itself.
    #[must_use]
    pub fn of(step: &Step) -> Self {
        use Lane::{Agent, Customer, Daemon, Switch};
        let Ok(fact) = serde_json::from_value::<Fact>(step.fact.clone()) else { return Self::Dot(Daemon) };
        match fact {
            Fact::SessionQueued { .. } if step.agent_id.is_none() && step.after_ms <= 0 => {
                Self::Arrow(Customer, Daemon)
            }
            Fact::Called { method: Word::Known(method), .. } if is_customers(method) => {
                Self::Arrow(Customer, Daemon)
            }
            Fact::SessionOpened {}
            | Fact::SessionDialing { .. }
            | Fact::SessionCancelled {}
            | Fact::Called { .. }
            | Fact::Refused { .. } => Self::Arrow(Agent, Daemon),
            Fact::SessionOffered { .. }
            | Fact::SessionTalking { .. }
            | Fact::SessionHeld {}
            | Fact::SessionFailed { .. }
            | Fact::SessionUnknown { .. }
            | Fact::SessionWrapUp { .. } => Self::Arrow(Daemon, Agent),
            Fact::CallProgress { leg_state, .. } => match leg_state.known() {
                Some(LegState::Placing) => Self::Arrow(Daemon, Switch),
                Some(LegState::Abandoning | LegState::Unknown) => Self::Dot(Daemon),
                _ => Self::Arrow(Switch, Daemon),
            },
            Fact::LegAccepted { .. } | Fact::LegEnded { .. } => Self::Arrow(Switch, Daemon),
            Fact::SessionQueued { .. }
            | Fact::SessionClosed { .. }
            | Fact::AgentChanged { .. }
            | Fact::QueueChanged { .. }
            | Fact::LinkChanged { .. }
            | Fact::RulesFired { .. }
            | Fact::OfferConsidered { .. }
            | Fact::LegPermitted { .. }
            | Fact::Reloaded { .. }
            | Fact::DoNotCallRead { .. }
            | Fact::StoreFault { .. }
            | Fact::SessionDamaged { .. }
            | Fact::Started { .. } => Self::Dot(Daemon),
        }
    }

    /// Classes that draw it: where it begins on the left, how many lanes it spans, which way it points.
    #[must_use]
    pub fn classes(self) -> String {
        match self {
            Self::Arrow(from, to) => {
                let (left, right) = (from.min(to), from.max(to));
                let way = if from < to { "right" } else { "left" };
                format!("arrow at-{} over-{} {way}", left.place(), right.place() - left.place())
            }
            Self::Dot(at) => format!("dot at-{}", at.place()),
        }
    }
}

/// Does a customer's layer call it?
fn is_customers(method: MethodName) -> bool {
    matches!(
        method,
        MethodName::CallbackRequest
            | MethodName::CallbackChange
            | MethodName::CallbackStatus
            | MethodName::CallbackWithdraw
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn rung(what: &str, mut fact: Value) -> Rung {
        fact["kind"] = what.into();
        let step = json!({
            "seq": 1, "at": "2026-03-04T12:00:00Z", "after_ms": 0, "what": what, "detail": "", "fact": fact,
        });
        Rung::of(&serde_json::from_value(step).unwrap())
    }

    #[test]
    fn a_step_runs_from_who_tells_to_who_is_told() {
        use Lane::{Agent, Customer, Daemon, Switch};
        let queued = json!({ "queue": "sales", "reason": "requested" });
        assert_eq!(rung("session.queued", queued), Rung::Arrow(Customer, Daemon));
        let offered = json!({ "queue": "sales", "until": "2026-03-04T12:00:20Z" });
        assert_eq!(rung("session.offered", offered), Rung::Arrow(Daemon, Agent));
        let dialing = json!({ "device": "2001", "edited": false });
        assert_eq!(rung("session.dialing", dialing), Rung::Arrow(Agent, Daemon));
        let leg = |state: &str| rung("session.call_progress", json!({ "leg_state": state }));
        assert_eq!(leg("placing"), Rung::Arrow(Daemon, Switch));
        assert_eq!(leg("ringing"), Rung::Arrow(Switch, Daemon));
        assert_eq!(leg("teleported"), Rung::Arrow(Switch, Daemon));
        let rules = json!({ "step": "request", "class": "mobile", "rules": [], "rules_version": "v" });
        assert_eq!(rung("audit.rules_fired", rules), Rung::Dot(Daemon));
        let called =
            |method: &str| rung("audit.called", json!({ "method": method, "uid": 33, "result": "done" }));
        assert_eq!(called("callback.request"), Rung::Arrow(Customer, Daemon));
        assert_eq!(called("session.drop"), Rung::Arrow(Agent, Daemon));
        assert_eq!(rung("something.later", json!({})), Rung::Dot(Daemon));
    }

    #[test]
    fn an_arrow_is_drawn_from_its_left_end_with_its_length_and_its_way() {
        assert_eq!(Rung::Arrow(Lane::Daemon, Lane::Switch).classes(), "arrow at-1 over-2 right");
        assert_eq!(Rung::Arrow(Lane::Switch, Lane::Daemon).classes(), "arrow at-1 over-2 left");
        assert_eq!(Rung::Dot(Lane::Agent).classes(), "dot at-2");
    }
}
