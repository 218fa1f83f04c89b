//! What people read where there is nothing to show: a page in their language instead of a bare status.

use askama::Template;
use axum::{
    Json,
    extract::{Request, State},
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_TYPE, SET_COOKIE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::Desk;
use crate::{
    language::Language,
    page::{self, Frame},
};

/// An answer without a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    /// The address names nothing.
    Nothing,
    /// Only supervisors may see this.
    Supervisors,
    /// The form was not made for this person's sign-in.
    OldForm,
    /// The form or the address makes no sense.
    Unreadable,
    /// This person may not do that.
    NotAllowed,
    /// Too many pages are open.
    TooMany,
    /// Our own fault.
    Ours,
}

impl Bare {
    fn status(self) -> StatusCode {
        match self {
            Self::Nothing => StatusCode::NOT_FOUND,
            Self::Supervisors | Self::OldForm | Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Ours => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What somebody else's code meant by a status of its own.
    fn meant(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::Nothing,
            StatusCode::FORBIDDEN => Self::NotAllowed,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany,
            status if status.is_client_error() => Self::Unreadable,
            _ => Self::Ours,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Nothing => "desk.bare.nothing",
            Self::Supervisors => "desk.bare.supervisors",
            Self::OldForm => "desk.bare.old_form",
            Self::Unreadable => "desk.bare.unreadable",
            Self::NotAllowed => "desk.refused.not_allowed",
            Self::TooMany => "desk.bare.too_many",
            Self::Ours => "desk.bare.ours",
        }
    }
}

impl IntoResponse for Bare {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "desk/bare.html")]
struct Page {
    frame: Frame,
    text: String,
}

/// A script asks, not a page that is loaded: it is told what is wrong, and not sent elsewhere.
const SCRIPT: &str = "x-desk";

/// Does a script ask?
pub(super) fn is_script(headers: &HeaderMap) -> bool {
    headers.contains_key(SCRIPT)
}

/// Middleware: gives every refusal without a page one, and scripts the same in words.
pub(super) async fn dress(State(desk): State<Desk>, t: Language, request: Request, next: Next) -> Response {
    let script = is_script(request.headers());
    // Streams are read by no person, and a browser that is not signed in is sent elsewhere.
    let stream = request.uri().path().ends_with("/events") || request.uri().path() == "/events";
    let response = next.run(request).await;
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    let told = response.headers().get(CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.as_bytes();
        kind.starts_with(b"text/html") || kind.starts_with(b"application/json")
    });
    if !refused || told || stream || status == StatusCode::UNAUTHORIZED {
        return response;
    }
    let bare = response.extensions().get::<Bare>().copied().unwrap_or(Bare::meant(status));
    let text = t.say(bare.key()).to_owned();
    let mut dressed = match script {
        true => (status, Json(json!({ "text": text }))).into_response(),
        false => page::show(status, &Page { frame: desk.frame(t, "/"), text }),
    };
    for cookie in response.headers().get_all(SET_COOKIE) {
        dressed.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    dressed
}
