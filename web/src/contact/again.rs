//! Somebody asks again: for a number that waits already, or to correct a request that they sent before.
//!
//! Who holds the ticket of the first request changes it. Anybody else is told that there is one and that it will be called,
//! which is true whoever asked and whenever, and nothing else.

use axum::http::HeaderMap;
use callbackd_api::{
    ids::Private,
    params::{CallbackChange, SessionRef},
    views::{CustomerStatus, Requested},
    words::Reason,
};
use jiff::SignedDuration;

use super::{
    Contact,
    call_window::CallWindow,
    complaint::{Complaint, Rejected, report},
    fields::Fields,
    kept::{Kept, Known},
    wall_clock,
};
use crate::{daemon::Fault, language::Language};

/// What became of a form.
pub(super) struct Done {
    /// For the browser to keep.
    pub(super) kept: Kept,
    /// An earlier request was to be changed or taken back, and is being called already.
    pub(super) late: bool,
}

impl Contact {
    /// By what the daemon knows the request, if it is this browser's own.
    pub(super) fn own(&self, kept: &Kept) -> Option<SessionRef> {
        let by_claim = || {
            let (session, seal) = kept.claim.as_ref()?;
            let is_own = self.tickets.is_claim(&session.to_string(), seal);
            is_own.then_some(SessionRef { session_id: Some(*session), status_token: None })
        };
        match &kept.known {
            Known::Token(token) => Some(SessionRef { session_id: None, status_token: Some(token.clone()) }),
            Known::Accepted => by_claim(),
            Known::Already => None,
        }
    }

    /// What this browser keeps after an answer, for the time that was chosen.
    pub(super) fn kept(&self, answer: Requested, window: CallWindow) -> Kept {
        Kept::answered(answer, window, |session| self.tickets.claim(session))
    }

    /// The form was answered: an earlier request of this browser is changed, taken back, or left alone.
    pub(super) async fn settle(
        &self,
        answer: Requested,
        window: CallWindow,
        (t, headers, fields): (Language, &HeaderMap, &Fields),
    ) -> Result<Done, Rejected> {
        let session = |kept: &Kept| kept.claim.as_ref().map(|(session, _)| *session);
        let is_new = matches!(answer, Requested::Accepted { .. });
        let kept = self.kept(answer, window);
        let earlier = Kept::of(headers).and_then(|earlier| Some((self.own(&earlier)?, earlier)));
        let Some((own, earlier)) = earlier else { return Ok(Done { kept, late: false }) };
        let same = |one: &Kept, other: &Kept| {
            one.number.as_ref().zip(other.number.as_ref()).is_some_and(|(one, other)| one.is_same(other))
        };
        if !is_new && same(&earlier, &kept) {
            return self.change(own, earlier, kept, window, (t, fields)).await;
        }
        let is_other = session(&earlier) != session(&kept);
        let corrects = !fields.change.is_empty() && is_other;
        let late = corrects && self.take_back(&own).await;
        Ok(Done { kept, late })
    }

    /// Changes the earlier request to what the form says; what it leaves empty stays.
    async fn change(
        &self,
        own: SessionRef,
        earlier: Kept,
        already: Kept,
        window: CallWindow,
        (t, fields): (Language, &Fields),
    ) -> Result<Done, Rejected> {
        let some = |text: &str| (!text.is_empty()).then(|| Private::new(text));
        // Without a time, as soon as possible is meant; to the daemon that is a time that is over.
        let soon = window == CallWindow::default();
        let change = CallbackChange {
            session_id: own.session_id,
            status_token: own.status_token,
            name: some(&fields.name),
            subject: some(&fields.subject),
            language: Some(t.tag().to_owned()),
            not_before: if soon { Some(wall_clock() - SignedDuration::from_secs(1)) } else { window.from },
            not_after: window.until,
            ..CallbackChange::default()
        };
        match self.daemon.call::<Requested>("callback.change", &change).await {
            Ok(answer) => Ok(Done { kept: self.kept(answer, window), late: false }),
            Err(Fault::Refused(refused)) if refused.reason == Reason::TooLate => {
                Ok(Done { kept: earlier, late: true })
            }
            Err(Fault::Refused(refused)) if refused.reason == Reason::NoSuchSession => {
                Ok(Done { kept: already, late: false })
            }
            Err(fault) => {
                report(&fault);
                Err(vec![fields.where_typed(Complaint::about(&fault))].into())
            }
        }
    }

    /// Takes an earlier request back. Is it too late for that?
    async fn take_back(&self, own: &SessionRef) -> bool {
        match self.daemon.call::<CustomerStatus>("callback.withdraw", own).await {
            Ok(_) => false,
            Err(Fault::Refused(refused)) => refused.reason == Reason::TooLate,
            Err(fault) => {
                report(&fault);
                false
            }
        }
    }
}
