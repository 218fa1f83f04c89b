//! The Contact Us page: shows the form, takes it, and shows it again with what was typed.

use askama::Template;
use axum::{
    Form as Sent,
    extract::{RawQuery, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use callbackd_api::views::{NumberReading, Requested};
use jiff::{Timestamp, tz::TimeZone};
use tracing::{error, info};

use super::{
    Contact, Visitor,
    again::Done,
    call_window::CallWindow,
    captcha::Verdict,
    complaint::{self, Complaint, Field, Rejected},
    fields::Fields,
    kept::Kept,
    ticket::BadTicket,
    wall_clock,
};
use crate::{
    calendar, countries,
    daemon::Fault,
    language::Language,
    page::{self, Frame},
    settings::{CaptchaSettings, ContactSettings, Source},
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
    captcha: Option<&'a CaptchaSettings>,
    /// What the number may mean, to choose from.
    readings: Vec<Reading>,
    /// The zone in which times are read; while nobody has told it, none is asked for.
    zone: Option<String>,
}

impl Form<'_> {
    /// What is wrong with this field.
    fn wrong(&self, id: &str) -> Option<&str> {
        let of_field = |complaint: &&Complaint| complaint.field.is_some_and(|field| field.id() == id);
        self.complaints.iter().find(of_field).map(|complaint| self.frame.t.say(complaint.text))
    }

    /// The country, where there is no other to choose.
    fn only_country(&self) -> Option<countries::Choice> {
        match self.countries.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Is a time to be chosen?
    fn asks_for_time(&self) -> bool {
        self.zone.is_some() || self.fields.has_time()
    }

    fn script(&self) -> Option<&Source> {
        self.captcha.and_then(|captcha| captcha.script.as_ref())
    }
}

/// One of the numbers that a text may mean.
struct Reading {
    /// What is sent for it.
    value: String,
    /// For a reader: the number, and whose it is.
    shown: String,
}

impl Reading {
    fn of(t: Language, reading: &NumberReading) -> Self {
        let (number, formatted) = (reading.number.expose(), reading.formatted.expose());
        let extension = reading.extension.as_ref().map(|extension| format!(" ext. {}", extension.expose()));
        let extension = extension.unwrap_or_default();
        let country = reading.country.as_deref().and_then(|code| countries::name(t, code));
        let country = country.map(|country| format!(" ({country})")).unwrap_or_default();
        Self { value: format!("{number}{extension}"), shown: format!("{formatted}{extension}{country}") }
    }
}

/// `GET /`, and `GET /?change` to correct the request before.
pub(super) async fn show(
    State(contact): State<Contact>,
    visitor: Visitor,
    t: Language,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    // Without the daemon's word on it, the form does not ask for a time.
    let zone = contact.zone().await.ok();
    let country = contact.settings.country.0.clone();
    let mut fields = Fields { country, ..Fields::default() };
    let corrects = query.as_deref().unwrap_or_default().split('&').any(|part| part == "change");
    if let Some(kept) = Kept::of(&headers).filter(|kept| corrects && contact.own(kept).is_some()) {
        fields.correct(&kept, &zone.unwrap_or(TimeZone::UTC), wall_clock());
    }
    contact.form(t, &visitor, &fields, &Rejected::default())
}

impl Fields {
    /// The request as it stands, to be corrected.
    fn correct(&mut self, kept: &Kept, zone: &TimeZone, now: Timestamp) {
        let typed = |at: Option<Timestamp>| {
            let at = at.filter(|at| *at > now)?.to_zoned_datetime(zone.clone());
            Some(at.strftime("%Y-%m-%dT%H:%M").to_string())
        };
        self.change = "yes".to_owned();
        self.number = kept.number.as_ref().map(|number| number.typed()).unwrap_or_default();
        self.not_before = typed(kept.window.from).unwrap_or_default();
        self.not_after = typed(kept.window.until).unwrap_or_default();
    }
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
        Ok(done) => done.redirect(&contact.settings, wall_clock()),
        Err(rejected) => contact.form(t, &visitor, &fields, &rejected),
    }
}

impl Contact {
    fn form(&self, t: Language, visitor: &Visitor, fields: &Fields, rejected: &Rejected) -> Response {
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
            complaints: &rejected.complaints,
            countries: countries::choices(t, &self.called(), &fields.country),
            readings: rejected.readings.iter().map(|reading| Reading::of(t, reading)).collect(),
            captcha: self.settings.captcha.as_ref(),
            zone: self.known_zone().map(|zone| calendar::zone_name(&zone)),
        };
        let status = rejected.complaints.first().map_or(StatusCode::OK, |complaint| complaint.status);
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
    ) -> Result<Done, Rejected> {
        let whole = |status, text| Rejected::from(vec![Complaint::whole(status, text)]);
        if !fields.website.is_empty() {
            // Mostly robots, but a browser that fills forms by itself may do it to a person: nobody is told what is not true.
            if let Some(count) = self.told.trapped.count() {
                info!(count, "A form came with the field filled that people do not see; it was shown again.");
            }
            return Err(vec![Complaint::of(Field::Trap, "complaint.trap")].into());
        }
        let window = self.read(t, fields).await?;
        self.may_request(visitor.client.clone())
            .map_err(|_| whole(StatusCode::TOO_MANY_REQUESTS, "complaint.too-often"))?;
        let nonce = self
            .tickets
            .check(PURPOSE, visitor.sent(headers), &fields.ticket, self.now())
            .map_err(|bad| whole(StatusCode::FORBIDDEN, bad.text()))?;
        if self.captcha.check(&fields.captcha, visitor.client.address()).await == Verdict::NotProven {
            return Err(vec![Complaint::of(Field::Captcha, "complaint.captcha")].into());
        }
        let queue = self.settings.queue.as_ref().map(|queue| queue.0.clone());
        let request = fields.request(queue, t, window, nonce);
        let mut answer: Result<Requested, _> = self.daemon.call("callback.request", &request).await;
        if answer == Err(Fault::Unanswered) {
            // Under the same key it is the same request, done or not.
            answer = self.daemon.call("callback.request", &request).await;
        }
        match answer {
            Ok(answer) => self.settle(answer, window, (t, headers, fields)).await,
            Err(fault) => {
                complaint::report(&fault);
                let complaints = vec![fields.where_typed(Complaint::about(&fault))];
                let readings = match fault {
                    Fault::Refused(refused) => refused.readings,
                    _ => Vec::new(),
                };
                Err(Rejected { complaints, readings })
            }
        }
    }

    /// The time that was chosen, if nothing is wrong with the form as far as can be told without asking the daemon.
    async fn read(&self, t: Language, fields: &Fields) -> Result<CallWindow, Vec<Complaint>> {
        let mut found = fields.complaints(t);
        let mut window = CallWindow::default();
        if fields.has_time() {
            let zone = self.zone().await.map_err(|fault| {
                complaint::report(&fault);
                vec![Complaint::about(&fault)]
            })?;
            match CallWindow::read(&fields.not_before, &fields.not_after, &zone, wall_clock()) {
                Ok(read) => window = read,
                Err(more) => found.extend(more),
            }
        }
        if found.is_empty() { Ok(window) } else { Err(found) }
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

impl Done {
    fn redirect(&self, settings: &ContactSettings, now: Timestamp) -> Response {
        let kept = AppendHeaders([(SET_COOKIE, self.kept.cookie(settings, now))]);
        let page = if self.late { "/requested?late" } else { "/requested" };
        (kept, Redirect::to(page)).into_response()
    }
}
