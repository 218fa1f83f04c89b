//! One callback's story as a ladder: who told whom. Pure.

use callbackd_api::story::Step;
use callbackd_api::words::{LegState, Word};

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
        match step.what.as_str() {
            "session.queued" if step.agent_id.is_none() && step.after_ms <= 0 => {
                Self::Arrow(Customer, Daemon)
            }
            "audit.called" if method(step).starts_with("callback.") => Self::Arrow(Customer, Daemon),
            "session.opened" | "session.dialing" | "session.cancelled" | "audit.called" => {
                Self::Arrow(Agent, Daemon)
            }
            "session.offered" | "session.talking" | "session.held" | "session.failed" | "session.unknown"
            | "session.wrap_up" => Self::Arrow(Daemon, Agent),
            "session.call_progress" => match step.leg_state.as_ref() {
                Some(Word::Known(LegState::Placing)) => Self::Arrow(Daemon, Switch),
                Some(Word::Known(LegState::Abandoning | LegState::Unknown)) => Self::Dot(Daemon),
                _ => Self::Arrow(Switch, Daemon),
            },
            "audit.leg_accepted" | "audit.leg_ended" => Self::Arrow(Switch, Daemon),
            _ => Self::Dot(Daemon),
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

/// The method that a layer called.
fn method(step: &Step) -> &str {
    step.fact.get("method").and_then(|method| method.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rung(what: &str, leg_state: Option<&str>) -> Rung {
        let step = json!({
            "seq": 1, "at": "2026-03-04T12:00:00Z", "after_ms": 0, "what": what, "detail": "", "leg_state": leg_state,
        });
        Rung::of(&serde_json::from_value(step).unwrap())
    }

    #[test]
    fn a_step_runs_from_who_tells_to_who_is_told() {
        use Lane::{Agent, Customer, Daemon, Switch};
        assert_eq!(rung("session.queued", None), Rung::Arrow(Customer, Daemon));
        assert_eq!(rung("session.offered", None), Rung::Arrow(Daemon, Agent));
        assert_eq!(rung("session.dialing", None), Rung::Arrow(Agent, Daemon));
        assert_eq!(rung("session.call_progress", Some("placing")), Rung::Arrow(Daemon, Switch));
        assert_eq!(rung("session.call_progress", Some("ringing")), Rung::Arrow(Switch, Daemon));
        assert_eq!(rung("audit.rules_fired", None), Rung::Dot(Daemon));
        assert_eq!(rung("audit.called", None), Rung::Arrow(Agent, Daemon));
        let asked = json!({
            "seq": 1, "at": "2026-03-04T12:00:00Z", "after_ms": 0, "what": "audit.called", "detail": "",
            "fact": { "kind": "audit.called", "method": "callback.request", "uid": 33, "result": "done" },
        });
        assert_eq!(Rung::of(&serde_json::from_value(asked).unwrap()), Rung::Arrow(Customer, Daemon));
        assert_eq!(rung("something.later", None), Rung::Dot(Daemon));
    }

    #[test]
    fn an_arrow_is_drawn_from_its_left_end_with_its_length_and_its_way() {
        assert_eq!(Rung::Arrow(Lane::Daemon, Lane::Switch).classes(), "arrow at-1 over-2 right");
        assert_eq!(Rung::Arrow(Lane::Switch, Lane::Daemon).classes(), "arrow at-1 over-2 left");
        assert_eq!(Rung::Dot(Lane::Agent).classes(), "dot at-2");
    }
}
