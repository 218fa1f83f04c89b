//! The PagePop page: what comes after the form, the live status where the centre shows one, and the way back.

use askama::Template;
use axum::{
    Form as Sent,
    extract::{RawQuery, State},
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_TYPE, SET_COOKIE},
    },
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use callbackd_api::{
    params::SessionRef,
    views::CustomerStatus,
    words::{CustomerState, Reason},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use tracing::error;

use super::{
    Contact, Visitor,
    call_window::CallWindow,
    complaint::report,
    kept::{Kept, Known, Number},
    wall_clock,
};
use crate::{
    calendar::Calendar,
    daemon::Fault,
    language::Language,
    page::{self, Frame},
};

/// The state of a request that the daemon cannot be asked about.
const AWAY: &str = "away";
/// What the tickets are for.
const PURPOSE: &str = "withdraw";
/// Seconds between two looks of a browser without scripts, and of one with them.
const LOOK_S: (u32, u32) = (15, 3);
/// The same while the request waits for the time that was chosen.
const LOOK_SCHEDULED_S: (u32, u32) = (60, 15);

/// What a customer is told of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Status {
    /// Tells one from the next.
    state: String,
    /// A sentence.
    text: String,
    /// Can it be taken back?
    may_withdraw: bool,
    /// Does nothing come after this?
    last: bool,
    /// Seconds until the page's script looks again.
    seconds: u32,
    /// The time for which the request waits.
    #[serde(skip)]
    not_before: Option<Timestamp>,
    /// When calls begin again.
    #[serde(skip)]
    opens_at: Option<Timestamp>,
}

impl Status {
    fn new(calendar: &Calendar, status: &CustomerStatus) -> Self {
        let CustomerStatus { status: word, place, not_before, opens_at, .. } = status;
        let t = calendar.t;
        let text = match (word.as_str(), place, not_before) {
            ("queued", Some(1), _) => t.say("status.next").to_owned(),
            ("queued", Some(place), _) => t.fill("status.place", "place", place),
            ("queued", None, Some(at)) => {
                let (date, time) = (calendar.date(*at), calendar.time(*at));
                t.fill_in("status.scheduled", &[("date", &date), ("time", &time)])
            }
            _ => t.find(&format!("status.{word}")).unwrap_or(t.say("status.accepted")).to_owned(),
        };
        Self {
            state: match not_before {
                Some(_) => "scheduled".to_owned(),
                None => format!("{word} {}", place.unwrap_or_default()),
            },
            text,
            may_withdraw: *word == CustomerState::Queued,
            last: !["queued", "being_called", "in_call"].contains(&word.as_str()),
            seconds: if not_before.is_some() { LOOK_SCHEDULED_S.1 } else { LOOK_S.1 },
            not_before: *not_before,
            opens_at: *opens_at,
        }
    }

    fn is_away(&self) -> bool {
        self.state == AWAY
    }

    /// The daemon has no answer just now; the next look may have one.
    fn away(t: Language) -> Self {
        Self {
            state: AWAY.to_owned(),
            text: t.say("status.away").to_owned(),
            may_withdraw: false,
            last: false,
            seconds: LOOK_S.1,
            not_before: None,
            opens_at: None,
        }
    }
}

#[derive(Template)]
#[template(path = "contact/requested.html")]
struct Requested {
    frame: Frame,
    status: Option<Status>,
    ticket: String,
    /// The request was to be withdrawn and was not.
    late: bool,
    /// The visitor does not want the page to load itself again.
    still: bool,
    /// Seconds until it does, where scripts do not run.
    reload_s: u32,
    promise: Promise,
    /// Can it be corrected?
    may_change: bool,
}

/// What the customer may count on.
struct Promise {
    /// There was a request for the number before; that it will be called is all that is told.
    already: bool,
    /// When we will call; `None` where that is as soon as possible.
    when: Option<String>,
    /// When we begin to call, while we are closed.
    opens: Option<String>,
    /// When we will not call any more.
    end: Option<String>,
    /// Whose clocks those are, where a time is told.
    zone: Option<String>,
    /// Which number that is, as understood.
    number: Option<String>,
}

impl Promise {
    /// Where the daemon tells how the request stands, it knows better what is still to come than our clock.
    fn of(calendar: &Calendar, kept: &Kept, status: Option<&Status>) -> Self {
        let (from, opens_at) = match status {
            Some(status) if !status.is_away() => (status.not_before, status.opens_at),
            _ => (kept.window.from, kept.opens_at),
        };
        // While we are closed, a time before that is no promise.
        let opens_at = opens_at.filter(|at| *at > calendar.now && from.is_none_or(|from| from < *at));
        let when = CallWindow { from, ..kept.window }.promise(calendar).filter(|_| opens_at.is_none());
        let end = if when.is_none() { kept.window.end(calendar) } else { None };
        let opens = opens_at.map(|at| {
            let (date, time) = (calendar.date(at), calendar.time(at));
            calendar.t.fill_in("promise.opens", &[("date", &date), ("time", &time)])
        });
        let zone = when.is_some() || end.is_some() || opens.is_some();
        Self {
            already: kept.known == Known::Already,
            zone: zone.then(|| calendar.zone_name()),
            number: kept.number.as_ref().map(|number| in_words(calendar.t, number)),
            when,
            opens,
            end,
        }
    }
}

/// The number that will be called, as a sentence.
fn in_words(t: Language, number: &Number) -> String {
    match &number.extension {
        Some(extension) => t.fill_in(
            "requested.number.extension",
            &[("number", number.formatted.as_str()), ("extension", extension.as_str())],
        ),
        None => t.fill("requested.number", "number", &number.formatted),
    }
}

impl Requested {
    /// Will nobody call any more?
    fn is_over(&self) -> bool {
        self.status.as_ref().is_some_and(|status| status.last)
    }
}

/// `GET /requested`
pub(super) async fn show(
    State(contact): State<Contact>,
    visitor: Visitor,
    t: Language,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(kept) = Kept::of(&headers) else { return Redirect::to("/").into_response() };
    let calendar = contact.calendar(t);
    let status = match contact.status(&calendar, &kept).await {
        Ok(status) => status,
        Err(Forgotten) => return Redirect::to("/").into_response(),
    };
    let Ok(ticket) = contact.tickets.issue(PURPOSE, &visitor.name, contact.now()) else {
        error!("A form cannot be sealed.");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let asks = |what: &str| query.as_deref().unwrap_or_default().split('&').any(|part| part == what);
    let frame = contact.frame(t, "/requested");
    let promise = Promise::of(&calendar, &kept, status.as_ref());
    let waits = status.as_ref().is_none_or(|status| status.may_withdraw);
    let may_change = waits && !asks("late") && contact.own(&kept).is_some();
    let scheduled = status.as_ref().is_some_and(|status| status.not_before.is_some());
    let reload_s = if scheduled { LOOK_SCHEDULED_S.0 } else { LOOK_S.0 };
    let page = Requested {
        frame,
        status,
        ticket,
        late: asks("late"),
        still: asks("still"),
        reload_s,
        promise,
        may_change,
    };
    let visit = AppendHeaders([(SET_COOKIE, visitor.cookie(&contact.settings))]);
    (visit, page::show(StatusCode::OK, &page)).into_response()
}

/// `GET /requested/status`: the same for the page's script.
pub(super) async fn look(State(contact): State<Contact>, t: Language, headers: HeaderMap) -> Response {
    let status = match Kept::of(&headers) {
        Some(kept) => contact.status(&contact.calendar(t), &kept).await.ok().flatten(),
        None => None,
    };
    match status.map(|status| serde_json::to_string(&status)) {
        Some(Ok(text)) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(Deserialize)]
pub(super) struct Withdrawal {
    #[serde(default)]
    ticket: String,
}

/// `POST /withdraw`
pub(super) async fn withdraw(
    State(contact): State<Contact>,
    visitor: Visitor,
    headers: HeaderMap,
    Sent(sent): Sent<Withdrawal>,
) -> Response {
    let kept = Kept::of(&headers);
    let Some(Known::Token(token)) = kept.map(|kept| kept.known) else {
        return Redirect::to("/").into_response();
    };
    if contact.tickets.check(PURPOSE, visitor.sent(&headers), &sent.ticket, contact.now()).is_err() {
        // The page comes back with a fresh ticket and the button on it.
        return Redirect::to("/requested").into_response();
    }
    let reference = SessionRef { session_id: None, status_token: Some(token) };
    let answer: Result<CustomerStatus, Fault> = contact.daemon.call("callback.withdraw", &reference).await;
    let page = match answer {
        Ok(_) => "/requested",
        Err(Fault::Refused(refused)) if refused.reason == Reason::TooLate => "/requested?late",
        Err(fault) => {
            report(&fault);
            "/requested"
        }
    };
    Redirect::to(page).into_response()
}

/// The daemon does not know the request any more.
struct Forgotten;

impl Contact {
    /// Tells moments now. Before the daemon was ever heard of, in a zone that is named to the customer all the same.
    fn calendar(&self, t: Language) -> Calendar {
        Calendar { t, zone: self.known_zone().unwrap_or(TimeZone::UTC), now: wall_clock() }
    }

    async fn status(&self, calendar: &Calendar, kept: &Kept) -> Result<Option<Status>, Forgotten> {
        let Known::Token(token) = &kept.known else { return Ok(None) };
        let reference = SessionRef { session_id: None, status_token: Some(token.clone()) };
        match self.daemon.call::<CustomerStatus>("callback.status", &reference).await {
            Ok(status) => Ok(Some(Status::new(calendar, &status))),
            Err(Fault::Refused(refused)) if refused.reason == Reason::NoSuchSession => Err(Forgotten),
            Err(fault) => {
                report(&fault);
                Ok(Some(Status::away(calendar.t)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the socket's types document them.
    const WORDS: [&str; 9] = [
        "queued",
        "being_called",
        "in_call",
        "reached",
        "not_reached",
        "cancelled",
        "withdrawn",
        "expired",
        "closed",
    ];

    #[test]
    fn every_status_has_a_sentence_in_every_language() {
        for language in Language::all() {
            for word in WORDS {
                assert!(language.find(&format!("status.{word}")).is_some(), "{word} in {language:?}");
            }
        }
    }
}
