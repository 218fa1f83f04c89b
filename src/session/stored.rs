//! What of a session survives a restart: one part without and one part with personal data.

use callbackd_api::{
    ids::{AgentId, LegId, Private, QueueName, SessionId, StatusToken},
    words::Closing,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Asked, Customer, Request, Session, State, Window};
use crate::{
    dialplan::{Destination, NumberClass, Routed},
    leg::{self, Failure, Leg},
};

/// The session without personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    session_id: SessionId,
    queue: QueueName,
    requested_by: u32,
    created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status_token: Option<StatusToken>,
    #[serde(default, skip_serializing_if = "Window::is_any_time")]
    window: Window,
    /// Absent where it is the moment of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_chance: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    counted: Vec<(Timestamp, NumberClass)>,
    legs: Vec<leg::Stored>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_failure: Option<Failure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    passed_over: Option<AgentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    disposition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    typed_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "is_zero")]
    showings: u32,
    #[serde(flatten)]
    state: State,
}

/// The personal data of a session, erased on its own schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    destination: Destination,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extension: Option<Private>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked: Option<Box<Asked>>,
    #[serde(flatten)]
    customer: Customer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shown: Option<Routed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Private>,
    dialled: Vec<(LegId, Private)>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Stored {
    /// The session.
    #[must_use]
    pub fn session_id(&self) -> SessionId {
        self.session_id
    }

    /// As [`Session::over_at`].
    #[must_use]
    pub fn over_at(&self) -> Option<Timestamp> {
        match self.state {
            State::Closed { at, .. } if self.legs.iter().all(leg::Stored::is_ended) => Some(at),
            _ => None,
        }
    }
}

impl Stored {
    /// A session of which nothing is left to be known but that it is over.
    #[must_use]
    pub fn ended(
        session_id: SessionId,
        queue: QueueName,
        created_at: Timestamp,
        requested_by: Option<u32>,
        at: Timestamp,
        reason: Closing,
    ) -> Self {
        Self {
            session_id,
            queue,
            requested_by: requested_by.unwrap_or_default(),
            created_at,
            idempotency_key: None,
            status_token: None,
            window: Window::default(),
            first_chance: None,
            counted: Vec::new(),
            legs: Vec::new(),
            last_failure: None,
            passed_over: None,
            disposition: None,
            typed_at: None,
            showings: 0,
            state: State::Closed { agent: None, at, reason },
        }
    }

    /// Its queue.
    #[must_use]
    pub fn queue(&self) -> &QueueName {
        &self.queue
    }

    /// The uid of the layer that asked.
    #[must_use]
    pub fn requested_by(&self) -> u32 {
        self.requested_by
    }

    /// Whose it is, or was.
    #[must_use]
    pub fn agent(&self) -> Option<&AgentId> {
        self.state.agent()
    }
}

impl Personal {
    /// Whom to call.
    #[must_use]
    pub fn destination(&self) -> &Destination {
        &self.destination
    }

    /// What the agent was shown last.
    #[must_use]
    pub fn shown(&self) -> Option<&Routed> {
        self.shown.as_ref()
    }

    /// Whom to ask for there, in digits.
    #[must_use]
    pub fn extension(&self) -> Option<&Private> {
        self.extension.as_ref()
    }

    /// The customer.
    #[must_use]
    pub fn customer(&self) -> &Customer {
        &self.customer
    }

    /// What agents wrote.
    #[must_use]
    pub fn note(&self) -> Option<&Private> {
        self.note.as_ref()
    }

    /// The digits of an attempt.
    #[must_use]
    pub fn dialled(&self, leg: LegId) -> Option<&Private> {
        self.dialled.iter().find(|(id, _)| *id == leg).map(|(_, digits)| digits)
    }
}

impl Session {
    /// Both parts.
    #[must_use]
    pub fn stored(&self) -> (Stored, Personal) {
        let stored = Stored {
            session_id: self.request.id,
            queue: self.request.queue.clone(),
            requested_by: self.request.requested_by,
            created_at: self.request.created_at,
            idempotency_key: self.request.idempotency_key.clone(),
            status_token: self.request.status_token.clone(),
            window: self.request.window,
            first_chance: Some(self.request.first_chance).filter(|at| *at != self.request.created_at),
            counted: self.request.counted.clone(),
            legs: self.legs.iter().map(Leg::stored).collect(),
            last_failure: self.last_failure.clone(),
            passed_over: self.passed_over.clone(),
            disposition: self.disposition.clone(),
            typed_at: self.typed_at,
            showings: self.showings,
            state: self.state.clone(),
        };
        let personal = Personal {
            destination: self.request.destination.clone(),
            extension: self.request.extension.clone(),
            asked: self.asked.clone(),
            customer: self.request.customer.clone(),
            shown: self.shown.clone(),
            note: self.note.clone(),
            dialled: self.legs.iter().map(|leg| (leg.id, leg.dialled.clone())).collect(),
        };
        (stored, personal)
    }

    /// Puts both parts together again, exactly as they were; [`Session::restarted`] then says what that means.
    #[must_use]
    pub fn restore(stored: Stored, personal: Personal) -> Self {
        let dialled = |id: LegId| personal.dialled(id).cloned().unwrap_or_else(|| Private::new(""));
        let legs: Vec<Leg> = stored
            .legs
            .into_iter()
            .map(|leg| {
                let digits = dialled(leg.leg_id);
                Leg::restore(leg, digits)
            })
            .collect();
        let request = Request {
            id: stored.session_id,
            queue: stored.queue,
            requested_by: stored.requested_by,
            created_at: stored.created_at,
            idempotency_key: stored.idempotency_key,
            status_token: stored.status_token,
            destination: personal.destination,
            extension: personal.extension,
            counted: stored.counted,
            customer: personal.customer,
            window: stored.window,
            first_chance: stored.first_chance.unwrap_or(stored.created_at),
        };
        Self {
            legs,
            request,
            asked: personal.asked,
            shown: personal.shown,
            showings: stored.showings,
            last_failure: stored.last_failure,
            passed_over: stored.passed_over,
            disposition: stored.disposition,
            note: personal.note,
            typed_at: stored.typed_at,
            state: stored.state,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::session::WriteUp;

    /// As 0.1 before drafts, extensions and versions of what was shown wrote them.
    fn restored(state: &serde_json::Value) -> Session {
        let mut row = json!({
            "session_id": "01890a5d-ac96-774b-bcce-b302099a8057", "queue": "sales", "requested_by": 33,
            "created_at": "2026-03-02T10:00:00Z", "idempotency_key": "k", "legs": [],
        });
        row.as_object_mut().unwrap().extend(state.as_object().unwrap().clone());
        let shown = json!({
            "number": { "external": "+442079460018" }, "prepended": "9", "dial_string": "902079460018",
            "rule": "outside", "rules_version": "0123456789abcdef",
        });
        let personal = json!({
            "destination": { "external": "+442079460018" }, "name": "Miller", "shown": shown,
            "note": "asks for Ann", "dialled": [],
        });
        let stored = serde_json::from_value(row).unwrap();
        Session::restore(stored, serde_json::from_value(personal).unwrap())
    }

    #[test]
    fn controls_that_the_version_before_showed_keep_their_version_and_others_get_another() {
        let mut session = restored(&json!({ "state": "open", "agent": "ann" }));
        assert_eq!(session.shown_version().as_deref(), Some("0123456789abcdef"));
        let mut other = session.shown().unwrap().clone();
        session.show(other.clone());
        assert_eq!(session.shown_version().as_deref(), Some("0123456789abcdef"), "the same digits again");
        other.dial_string = "802079460018".parse().unwrap();
        session.show(other);
        assert_eq!(session.shown_version().as_deref(), Some("0123456789abcdef.2"));
        let (stored, personal) = session.stored();
        let again = Session::restore(stored, personal);
        assert_eq!(again.shown_version().as_deref(), Some("0123456789abcdef.2"));
        assert_eq!(
            (again.request().extension.clone(), again.asked().customer),
            (None, again.request().customer.clone())
        );
    }

    #[test]
    fn a_write_up_that_the_version_before_began_waits_for_who_types() {
        let until = "2026-03-02T10:00:05Z";
        let state = json!({ "state": "wrap_up", "agent": "ann", "until": until, "reason": "completed" });
        let mut session = restored(&state);
        let times =
            WriteUp { span: Duration::ZERO, typing: Duration::from_secs(30), most: Duration::from_secs(40) };
        let note = Some(Private::new("asks for Ann, at last"));
        session.draft(None, note, "2026-03-02T10:00:01Z".parse().unwrap(), times).unwrap();
        session.draft(None, None, "2026-03-02T10:00:21Z".parse().unwrap(), times).unwrap();
        assert_eq!(session.deadline(Duration::ZERO), Some("2026-03-02T10:00:41Z".parse().unwrap()));
        assert_eq!(session.note.as_ref().map(Private::expose), Some("asks for Ann, at last"));
    }
}
