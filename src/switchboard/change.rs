//! `callback.change`: the customer thinks again while the request waits. Whoever holds the request's ticket may change it,
//! nobody else, and nobody who works on it is surprised: once it is offered it is too late.

use callbackd_api::{
    ids::{Private, SessionId},
    params::CallbackChange,
    views::{Refused, Requested},
    words::{Reason, SessionState},
};

use super::{Switchboard, command::Caller};
use crate::{
    ids::Now,
    session::{Changed, Customer, Session, Window},
};

impl Switchboard {
    pub(super) fn change_request(
        &mut self,
        now: Now,
        caller: &Caller,
        command: CallbackChange,
    ) -> Result<Requested, Refused> {
        let id = self.referred(caller, command.session_id.as_ref(), command.status_token.as_ref())?;
        self.book.rates().attempt(now.wall, caller.uid, &self.settings.limits)?;
        let changed = self.changed(now, id, command)?;
        self.transition(now, id, |session, out| session.change(changed, out))
            .map_err(|unmoved| unmoved.refuse(too_late))?;
        Ok(self.accepted(now, self.book.named(id)?))
    }

    /// The request as it would be, judged like a new one.
    fn changed(&self, now: Now, id: SessionId, command: CallbackChange) -> Result<Changed, Refused> {
        let session = self.book.named(id)?;
        if !session.is_queued() {
            return Err(too_late(session.state_name()));
        }
        let moves = command.queue.as_ref().is_some_and(|queue| *queue != session.request().queue);
        let queue =
            if moves { self.known_queue(command.queue.as_ref())? } else { session.request().queue.clone() };
        if moves {
            self.judge_for(&session.request().destination, &queue)?;
            self.queue_has_room(&queue)?;
        }
        // Both ends of a time are one wish.
        let given = Window { not_before: command.not_before, not_after: command.not_after };
        let (window, first_chance) = match (given.is_any_time(), moves) {
            (true, false) => (session.request().window, session.request().first_chance),
            (true, true) => self.window(now, session.request().window, &queue)?,
            (false, _) => self.window(now, given, &queue)?,
        };
        Ok(Changed { queue, window, first_chance, customer: merged(session, command) })
    }
}

/// The customer's details, with what is new: absent stays as it was, empty clears.
fn merged(session: &Session, command: CallbackChange) -> Customer {
    let before = session.request().customer.clone();
    let text = |new: Option<Private>, old: Option<Private>| match new {
        Some(text) => Some(text).filter(|text| !text.expose().is_empty()),
        None => old,
    };
    Customer {
        name: text(command.name, before.name),
        subject: text(command.subject, before.subject),
        attributes: command.attributes.unwrap_or(before.attributes),
        language: command.language.map_or(before.language, |tag| Some(tag).filter(|tag| !tag.is_empty())),
    }
}

fn too_late(state: SessionState) -> Refused {
    let detail = format!("the request is already {state}: nothing was changed");
    Refused { state: Some(state.to_string()), ..Refused::new(Reason::TooLate, detail) }
}
