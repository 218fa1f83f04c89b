//! The Contact Us page: shows the form, takes it, and shows it again with what was typed.

use askama::Template;
use axum::{
    Form as Sent,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use callbackd::switchboard::view::Requested;
use jiff::Timestamp;
use tracing::{error, info, warn};

use super::{
    Contact, Visitor,
    captcha::Verdict,
    complaint::{Complaint, Field},
    countries,
    fields::Fields,
    status::Kept,
    ticket::BadTicket,
    wall_clock,
    wish::Wish,
};
use crate::{
    calendar,
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
    /// The zone in which times are read; while nobody has told it, none is asked for.
    zone: Option<String>,
}

impl Form<'_> {
    /// What is wrong with this field.
    fn wrong(&self, id: &str) -> Option<&str> {
        let of_field = |complaint: &&Complaint| complaint.field.is_some_and(|field| field.id() == id);
        self.complaints.iter().find(of_field).map(|complaint| self.frame.t.say(complaint.text))
    }

    /// Is a time to be chosen?
    fn asks_for_time(&self) -> bool {
        self.zone.is_some() || self.fields.has_time()
    }

    fn script(&self) -> Option<&Source> {
        self.captcha.and_then(|captcha| captcha.script.as_ref())
    }
}

/// `GET /`
pub(super) async fn show(State(contact): State<Contact>, visitor: Visitor, t: Language) -> Response {
    let fields = Fields { country: contact.settings.country.0.clone(), ..Fields::default() };
    // Without the daemon's word on it, the form does not ask for a time.
    let _ = contact.zone().await;
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
        Ok(kept) => kept.redirect(&contact.settings, wall_clock()),
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
            zone: self.known_zone().map(|zone| calendar::zone_name(&zone)),
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
            // Mostly robots, but a browser that fills forms by itself may do it to a person: nobody is told what is not true.
            if let Some(count) = self.told.trapped.count() {
                info!(count, "A form came with the field filled that people do not see; it was shown again.");
            }
            return Err(vec![Complaint::of(Field::Trap, "complaint.trap")]);
        }
        let wish = self.read(t, fields).await?;
        self.may_request(visitor.client.clone())
            .map_err(|_| whole(StatusCode::TOO_MANY_REQUESTS, "complaint.too-often"))?;
        let nonce = self
            .tickets
            .check(PURPOSE, visitor.sent(headers), &fields.ticket, self.now())
            .map_err(|bad| whole(StatusCode::FORBIDDEN, bad.text()))?;
        if self.captcha.check(&fields.captcha, visitor.client.address()).await == Verdict::NotProven {
            return Err(vec![Complaint::of(Field::Captcha, "complaint.captcha")]);
        }
        let queue = self.settings.queue.as_ref().map(|queue| queue.0.clone());
        let request = fields.request(queue, t, wish, nonce);
        let mut answer = self.daemon.call("callback.request", &request).await;
        if answer == Err(Fault::Unanswered) {
            // Under the same key it is the same request, done or not.
            answer = self.daemon.call("callback.request", &request).await;
        }
        match answer {
            Ok(Requested::Accepted { status_token: token, .. }) => Ok(Kept { token, wish }),
            // Whoever asks for a number that waits already learns nothing of who asked before, nor of when.
            Ok(Requested::Duplicate { .. }) => {
                let own = Kept::of(headers).filter(|kept| kept.token.is_some());
                Ok(own.unwrap_or(Kept::accepted(wish)))
            }
            Err(fault) => {
                report(&fault);
                Err(vec![Complaint::about(&fault).where_typed(fields)])
            }
        }
    }

    /// The time that was chosen, if nothing is wrong with the form as far as can be told without asking the daemon.
    async fn read(&self, t: Language, fields: &Fields) -> Result<Wish, Vec<Complaint>> {
        let mut found = fields.complaints(t);
        let mut wish = Wish::default();
        if fields.has_time() {
            let zone = self.zone().await.map_err(|fault| {
                report(&fault);
                vec![Complaint::about(&fault)]
            })?;
            match Wish::read(&fields.not_before, &fields.not_after, &zone, wall_clock()) {
                Ok(read) => wish = read,
                Err(more) => found.extend(more),
            }
        }
        if found.is_empty() { Ok(wish) } else { Err(found) }
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
    fn redirect(&self, settings: &super::Settings, now: Timestamp) -> Response {
        let kept = AppendHeaders([(SET_COOKIE, self.cookie(settings, now))]);
        (kept, Redirect::to("/requested")).into_response()
    }
}
