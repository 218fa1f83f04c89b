//! What agents do: forms of the desk's page, sent by a browser or by its script.

use axum::{
    Form, Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use callbackd::{
    ids::{AgentId, Device, Private, SessionId},
    switchboard::command::{CallBack, Finish, Resolution, Resolve},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Desk,
    attend::Wish,
    guard::{self, Signed},
    locked, pages, words,
};
use crate::{daemon::Fault, language::Language};

/// The bounds of the socket, so that what is too long is cut here and not refused there.
const MAX_NOTE: usize = 2000;
const MAX_WORD: usize = 64;
const MAX_DIGITS: usize = 256;
const MAX_REASON: usize = 200;

#[derive(Deserialize)]
pub(super) struct AgentForm {
    csrf: String,
    act: String,
    #[serde(default)]
    agent: String,
    #[serde(default)]
    device: String,
    #[serde(default)]
    reason: String,
}

/// `POST /agent`
pub(super) async fn agent(
    State(desk): State<Desk>,
    t: Language,
    mut signed: Signed,
    headers: HeaderMap,
    Form(form): Form<AgentForm>,
) -> Response {
    if !guard::sealed(&desk, &signed, &form.csrf) {
        return guard::unsealed();
    }
    let wish = match form.act.as_str() {
        "log_in" => {
            let Ok(agent) = form.agent.parse::<AgentId>() else {
                return StatusCode::BAD_REQUEST.into_response();
            };
            if !signed.person.may_act_as(&agent) {
                return StatusCode::FORBIDDEN.into_response();
            }
            locked(&desk.sign_ins).act_as(&signed.token, agent.clone());
            signed.agent = Some(agent);
            let Ok(device) = form.device.trim().parse::<Device>() else {
                let notice = (t.say("desk.seat.bad_device").to_owned(), None);
                return refuse(&desk, t, &signed, &headers, notice).await;
            };
            Wish::LogIn(device)
        }
        "ready" => Wish::Ready(true, None),
        "not_ready" => Wish::Ready(false, some(&form.reason, MAX_REASON)),
        "log_out" => Wish::LogOut,
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    grant(&desk, t, &signed, &headers, wish).await
}

#[derive(Deserialize)]
pub(super) struct SessionForm {
    csrf: String,
    act: String,
    session_id: String,
    #[serde(default)]
    dial_string: String,
    #[serde(default)]
    rules_version: String,
    #[serde(default)]
    disposition: String,
    #[serde(default)]
    note: String,
}

/// `POST /session`
pub(super) async fn session(
    State(desk): State<Desk>,
    t: Language,
    signed: Signed,
    headers: HeaderMap,
    Form(form): Form<SessionForm>,
) -> Response {
    if !guard::sealed(&desk, &signed, &form.csrf) {
        return guard::unsealed();
    }
    match wished(&form, &signed.person.name) {
        Some(wish) => grant(&desk, t, &signed, &headers, wish).await,
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}

fn wished(form: &SessionForm, actor: &str) -> Option<Wish> {
    let session_id: SessionId = form.session_id.parse().ok()?;
    let actor = Some(actor.to_owned());
    let finish = || {
        Box::new(Finish {
            session_id,
            disposition: some(&form.disposition, MAX_WORD),
            note: some(&form.note, MAX_NOTE).map(Private::new),
            actor: actor.clone(),
        })
    };
    let resolve = |outcome| Wish::Resolve(Resolve { session_id, outcome, actor: actor.clone() });
    Some(match form.act.as_str() {
        "open" => Wish::Open(session_id),
        "call_back" => Wish::CallBack(Box::new(CallBack {
            session_id,
            dial_string: some(&form.dial_string, MAX_DIGITS).map(Private::new),
            rules_version: form.rules_version.chars().take(128).collect(),
            actor: actor.clone(),
        })),
        "cancel" => Wish::Cancel(session_id),
        "drop" => Wish::Drop(finish()),
        "close" => Wish::Close(finish()),
        "hold" => Wish::Hold(session_id),
        "retrieve" => Wish::Retrieve(session_id),
        other => resolve(outcome(other)?),
    })
}

/// What became of a call, by its stable word.
pub(super) fn outcome(word: &str) -> Option<Resolution> {
    serde_json::from_value(word.into()).ok()
}

/// A field that was filled in, within bounds.
fn some(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(most).collect())
}

/// `POST /here`: the browser answers a ping.
pub(super) async fn here(State(desk): State<Desk>, signed: Signed, headers: HeaderMap) -> Response {
    let csrf = headers.get("x-desk").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !guard::sealed(&desk, &signed, csrf) {
        return guard::unsealed();
    }
    if let Some(agent) = signed.acts_as() {
        let place = desk.place(agent, &signed.person.name);
        // If the daemon is away, the page says so anyway.
        let _ = place.wish(Wish::Present, signed.person.name.clone()).await;
    }
    StatusCode::NO_CONTENT.into_response()
}

async fn grant(desk: &Desk, t: Language, signed: &Signed, headers: &HeaderMap, wish: Wish) -> Response {
    let Some(agent) = signed.acts_as() else { return StatusCode::FORBIDDEN.into_response() };
    let place = desk.place(agent, &signed.person.name);
    place.settled().await;
    match place.wish(wish, signed.person.name.clone()).await {
        Ok(()) if guard::is_script(headers) => StatusCode::NO_CONTENT.into_response(),
        Ok(()) => Redirect::to("/").into_response(),
        Err(fault) => refuse(desk, t, signed, headers, notice(t, &fault)).await,
    }
}

fn notice(t: Language, fault: &Fault) -> pages::Notice {
    words::refused(t, fault)
}

async fn refuse(
    desk: &Desk,
    t: Language,
    signed: &Signed,
    headers: &HeaderMap,
    (text, detail): pages::Notice,
) -> Response {
    if guard::is_script(headers) {
        let told = json!({ "text": text, "detail": detail });
        return (StatusCode::CONFLICT, Json(told)).into_response();
    }
    pages::show(desk, t, signed, Some((text, detail))).await
}
