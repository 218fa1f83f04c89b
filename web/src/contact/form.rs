//! The Contact Us page: shows the form, takes it, and shows it again with what was typed.

use askama::Template;
use axum::{
    Form as Sent,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use callbackd::switchboard::view::Requested;
use tracing::{error, warn};

use super::{
    Contact, Visitor,
    captcha::Verdict,
    complaint::{Complaint, Field},
    countries,
    fields::Fields,
    status::Kept,
    ticket::BadTicket,
};
use crate::{
    daemon::Fault,
    language::Language,
    page::{self, Frame},
    settings::Source,
};

/// What the form's tickets are for.
const PURPOSE: &str = "request";

#[derive(Template)]
#[template(path = "contact/form.html")]
struct Form<'a> {
    frame: Frame,
    fields: &'a Fields,
    ticket: String,
    complaints: &'a [Complaint],
    countries: Vec<countries::Choice>,
    captcha: Option<&'a super::settings::Captcha>,
}

impl Form<'_> {
    /// What is wrong with this field.
    fn wrong(&self, id: &str) -> Option<&str> {
        let of_field = |complaint: &&Complaint| complaint.field.is_some_and(|field| field.id() == id);
        self.complaints.iter().find(of_field).map(|complaint| self.frame.t.say(complaint.text))
    }

    fn script(&self) -> Option<&Source> {
        self.captcha.and_then(|captcha| captcha.script.as_ref())
    }
}

/// `GET /`
pub(super) async fn show(State(contact): State<Contact>, visitor: Visitor, t: Language) -> Response {
    let fields = Fields { country: contact.settings.country.0.clone(), ..Fields::default() };
    contact.form(t, &visitor, &fields, &[])
}

/// `POST /`
pub(super) async fn take(
    State(contact): State<Contact>,
    visitor: Visitor,
    t: Language,
    headers: HeaderMap,
    sent: Result<Sent<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let sent = match sent {
        Ok(Sent(sent)) => sent,
        // No browser sends that.
        Err(rejection) => return rejection.into_response(),
    };
    let fields = Fields::read(sent, contact.captcha.field());
    match contact.request(&visitor, t, &headers, &fields).await {
        Ok(kept) => kept.redirect(&contact.settings),
        Err(complaints) => contact.form(t, &visitor, &fields, &complaints),
    }
}

impl Contact {
    fn form(&self, t: Language, visitor: &Visitor, fields: &Fields, complaints: &[Complaint]) -> Response {
        let ticket = match self.tickets.issue(PURPOSE, &visitor.name, self.now()) {
            Ok(ticket) => ticket,
            Err(fault) => {
                error!("A form cannot be sealed: {fault}.");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        };
        let form = Form {
            frame: self.frame(t, "/"),
            fields,
            ticket,
            complaints,
            countries: countries::choices(t, &fields.country),
            captcha: self.settings.captcha.as_ref(),
        };
        let status = complaints.first().map_or(StatusCode::OK, |complaint| complaint.status);
        let kept = AppendHeaders([(SET_COOKIE, visitor.cookie(&self.settings))]);
        (kept, page::show(status, &form)).into_response()
    }

    /// Everything that stands between a form and the daemon, the cheapest first.
    async fn request(
        &self,
        visitor: &Visitor,
        t: Language,
        headers: &HeaderMap,
        fields: &Fields,
    ) -> Result<Kept, Vec<Complaint>> {
        let whole = |status, text| vec![Complaint::whole(status, text)];
        if !fields.website.is_empty() {
            // A robot learns nothing from an answer that looks like any other.
            return Ok(Kept::Accepted);
        }
        let found = fields.complaints(t);
        if !found.is_empty() {
            return Err(found);
        }
        self.may_request(visitor.address)
            .map_err(|_| whole(StatusCode::TOO_MANY_REQUESTS, "complaint.too-often"))?;
        let nonce = self
            .tickets
            .check(PURPOSE, visitor.sent(headers), &fields.ticket, self.now())
            .map_err(|bad| whole(StatusCode::FORBIDDEN, bad.text()))?;
        if self.captcha.check(&fields.captcha, visitor.address).await == Verdict::NotProven {
            return Err(vec![Complaint::of(Field::Captcha, "complaint.captcha")]);
        }
        let queue = self.settings.queue.as_ref().map(|queue| queue.0.clone());
        let request = fields.request(queue, t, nonce);
        let mut answer = self.daemon.call("callback.request", &request).await;
        if answer == Err(Fault::Unanswered) {
            // Under the same key it is the same request, done or not.
            answer = self.daemon.call("callback.request", &request).await;
        }
        match answer {
            Ok(Requested::Accepted { status_token: Some(token), .. }) => Ok(Kept::Token(token)),
            Ok(Requested::Accepted { status_token: None, .. }) => Ok(Kept::Accepted),
            // Whoever asks for a number that waits already learns nothing of who asked before.
            Ok(Requested::Duplicate { .. }) => Ok(Kept::of(headers).unwrap_or(Kept::Accepted)),
            Err(fault) => {
                report(&fault);
                Err(vec![Complaint::about(&fault)])
            }
        }
    }
}

impl BadTicket {
    fn text(self) -> &'static str {
        match self {
            Self::Old => "complaint.old",
            Self::NotOurs => "complaint.not-ours",
        }
    }
}

/// Tells the operator what the customer cannot mend. No detail of the daemon's has numbers in it.
pub(super) fn report(fault: &Fault) {
    match fault {
        Fault::Refused(refused) if Complaint::about(fault).field.is_none() => {
            warn!(rule = refused.rule, "A request was refused: {refused}");
        }
        Fault::Refused(_) => {}
        Fault::Away | Fault::Unanswered => warn!("A request could not be passed on: {fault}."),
        Fault::Misunderstood(_) => error!("A request could not be passed on: {fault}."),
    }
}

impl Kept {
    fn redirect(&self, settings: &super::Settings) -> Response {
        let kept = AppendHeaders([(SET_COOKIE, self.cookie(settings))]);
        (kept, Redirect::to("/requested")).into_response()
    }
}
