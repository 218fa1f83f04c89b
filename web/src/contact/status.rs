//! The PagePop page: what comes after the form, the live status where the centre shows one, and the way back.

use askama::Template;
use axum::{
    Form as Sent,
    extract::{RawQuery, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_TYPE, SET_COOKIE},
    },
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use callbackd::{
    ids::StatusToken,
    switchboard::{
        command::SessionRef,
        view::{CustomerStatus, Reason},
    },
};
use serde::{Deserialize, Serialize};
use tracing::error;

use super::{Contact, Visitor, form::report};
use crate::{
    daemon::Fault,
    language::Language,
    page::{self, Frame},
    security,
};

/// Where the browser keeps what it may ask about.
const COOKIE: &str = "callback";
/// What stands there when there is nothing to ask about.
const ACCEPTED: &str = "accepted";
/// Longest token, in characters.
const TOKEN: usize = 64;
/// A status is worth looking at for a day.
const TOKEN_KEPT_S: u32 = 24 * 3600;
/// That a request was accepted, for an hour.
const ACCEPTED_KEPT_S: u32 = 3600;
/// What the tickets are for.
const PURPOSE: &str = "withdraw";
/// Seconds between two looks of a browser without scripts, and of one with them.
const LOOK_S: (u32, u32) = (15, 3);

/// What a browser keeps of its request.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Kept {
    /// It was accepted, and no more is told.
    Accepted,
    /// By this its status can be asked for.
    Token(StatusToken),
}

impl Kept {
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        match security::cookie(headers, COOKIE)? {
            ACCEPTED => Some(Self::Accepted),
            token if token.len() <= TOKEN && token.bytes().all(|octet| octet.is_ascii_hexdigit()) => {
                token.parse().ok().map(Self::Token)
            }
            _ => None,
        }
    }

    pub(super) fn cookie(&self, settings: &super::Settings) -> HeaderValue {
        let secure = settings.secure_cookies;
        match self {
            Self::Accepted => security::set_cookie(COOKIE, ACCEPTED, Some(ACCEPTED_KEPT_S), secure),
            Self::Token(token) => security::set_cookie(COOKIE, token.expose(), Some(TOKEN_KEPT_S), secure),
        }
    }

    fn token(&self) -> Option<&StatusToken> {
        match self {
            Self::Accepted => None,
            Self::Token(token) => Some(token),
        }
    }
}

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
}

impl Status {
    fn new(t: Language, status: &CustomerStatus) -> Self {
        let CustomerStatus { status: word, place, .. } = status;
        let text = match (word.as_str(), place) {
            ("queued", Some(1)) => t.say("status.next").to_owned(),
            ("queued", Some(place)) => t.fill("status.place", "place", place),
            _ => t.find(&format!("status.{word}")).unwrap_or(t.say("status.accepted")).to_owned(),
        };
        Self {
            state: format!("{word} {}", place.unwrap_or_default()),
            text,
            may_withdraw: word == "queued",
            last: !["queued", "being_called", "in_call"].contains(&word.as_str()),
        }
    }

    /// The daemon has no answer just now; the next look may have one.
    fn away(t: Language) -> Self {
        Self {
            state: "away".to_owned(),
            text: t.say("status.away").to_owned(),
            may_withdraw: false,
            last: false,
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
    look_s: (u32, u32),
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
    let status = match contact.status(t, &kept).await {
        Ok(status) => status,
        Err(Forgotten) => return Redirect::to("/").into_response(),
    };
    let Ok(ticket) = contact.tickets.issue(PURPOSE, &visitor.name, contact.now()) else {
        error!("A form cannot be sealed.");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let asks = |what: &str| query.as_deref().unwrap_or_default().split('&').any(|part| part == what);
    let frame = contact.frame(t, "/requested");
    let page = Requested { frame, status, ticket, late: asks("late"), still: asks("still"), look_s: LOOK_S };
    let visit = AppendHeaders([(SET_COOKIE, visitor.cookie(&contact.settings))]);
    (visit, page::show(StatusCode::OK, &page)).into_response()
}

/// `GET /requested/status`: the same for the page's script.
pub(super) async fn look(State(contact): State<Contact>, t: Language, headers: HeaderMap) -> Response {
    let status = match Kept::of(&headers) {
        Some(kept) => contact.status(t, &kept).await.ok().flatten(),
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
    let Some(token) = kept.as_ref().and_then(Kept::token) else { return Redirect::to("/").into_response() };
    if contact.tickets.check(PURPOSE, visitor.sent(&headers), &sent.ticket, contact.now()).is_err() {
        // The page comes back with a fresh ticket and the button on it.
        return Redirect::to("/requested").into_response();
    }
    let reference = SessionRef { session_id: None, status_token: Some(token.clone()) };
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
    async fn status(&self, t: Language, kept: &Kept) -> Result<Option<Status>, Forgotten> {
        let Some(token) = kept.token() else { return Ok(None) };
        let reference = SessionRef { session_id: None, status_token: Some(token.clone()) };
        match self.daemon.call::<CustomerStatus>("callback.status", &reference).await {
            Ok(status) => Ok(Some(Status::new(t, &status))),
            Err(Fault::Refused(refused)) if refused.reason == Reason::NoSuchSession => Err(Forgotten),
            Err(fault) => {
                report(&fault);
                Ok(Some(Status::away(t)))
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
