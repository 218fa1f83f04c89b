//! What agents do: forms of the desk's page, sent by a browser or by its script.

use axum::{
    Form, Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use callbackd_api::ids::{AgentId, Device};
use serde::Deserialize;

use super::{
    Desk,
    agent_client::Action,
    bare::{Bare, is_script},
    form::{self, Objection, SessionForm},
    guard::{self, Signed},
    locked, pages, words,
};
use crate::language::Language;

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
    let action = match form.act.as_str() {
        "log_in" => {
            let Ok(agent) = form.agent.parse::<AgentId>() else { return Bare::Unreadable.into_response() };
            if !signed.person.may_act_as(&agent) {
                return Bare::NotAllowed.into_response();
            }
            locked(&desk.sign_ins).act_as(&signed.token, agent.clone());
            signed.agent = Some(agent);
            let Ok(device) = form.device.trim().parse::<Device>() else {
                let text = t.say("desk.seat.bad_device").to_owned();
                return refuse(&desk, t, &signed, &headers, text).await;
            };
            Action::LogIn(device)
        }
        "ready" => Action::Ready(true, None),
        "not_ready" => Action::Ready(false, form::reason(&form.reason)),
        "log_out" => Action::LogOut,
        _ => return Bare::Unreadable.into_response(),
    };
    perform(&desk, t, &signed, &headers, vec![action]).await
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
    match actions(&form, &signed.person.name) {
        Ok(actions) => perform(&desk, t, &signed, &headers, actions).await,
        Err(Objection::Told(key)) => refuse(&desk, t, &signed, &headers, t.say(key).to_owned()).await,
        Err(Objection::Unreadable) => Bare::Unreadable.into_response(),
    }
}

/// First what is written, so that it is kept whatever becomes of the rest; then what the button says.
fn actions(form: &SessionForm, actor: &str) -> Result<Vec<Action>, Objection> {
    let draft = form.draft(actor)?.map(|draft| Action::Draft(Box::new(draft)));
    let act = match form.act.as_str() {
        "draft" => None,
        _ => Some(form.action(actor)?),
    };
    Ok(draft.into_iter().chain(act).collect())
}

/// `POST /here`: the browser answers a ping.
pub(super) async fn here(State(desk): State<Desk>, signed: Signed, headers: HeaderMap) -> Response {
    let csrf = headers.get("x-desk").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !guard::sealed(&desk, &signed, csrf) {
        return guard::unsealed();
    }
    if let Some(agent) = signed.acts_as() {
        let client = desk.client(agent, &signed.person.name);
        // If the daemon is away, the page says so anyway.
        let _ = client.act(Action::Present, signed.person.name.clone()).await;
    }
    StatusCode::NO_CONTENT.into_response()
}

/// Does one after the other, until one is not done. A script is answered with the page as it is now, so that a button has its effect even where the stream of
/// events stands still.
async fn perform(
    desk: &Desk,
    t: Language,
    signed: &Signed,
    headers: &HeaderMap,
    actions: Vec<Action>,
) -> Response {
    let Some(agent) = signed.acts_as() else { return Bare::NotAllowed.into_response() };
    let client = desk.client(agent, &signed.person.name);
    client.settled().await;
    let mut done = Ok(());
    for action in actions {
        done = client.act(action, signed.person.name.clone()).await;
        if done.is_err() {
            break;
        }
    }
    match done {
        Ok(()) if is_script(headers) => Json(pages::present(desk, t, signed, &client.now())).into_response(),
        Ok(()) => Redirect::to("/").into_response(),
        Err(fault) => refuse(desk, t, signed, headers, words::refused(t, &fault)).await,
    }
}

async fn refuse(desk: &Desk, t: Language, signed: &Signed, headers: &HeaderMap, text: String) -> Response {
    if !is_script(headers) {
        return pages::show(desk, t, signed, Some(text)).await;
    }
    let Some(agent) = signed.acts_as() else { return Bare::NotAllowed.into_response() };
    let station = desk.client(agent, &signed.person.name).now();
    let mut told = pages::present(desk, t, signed, &station);
    if let Some(members) = told.as_object_mut() {
        members.insert("text".to_owned(), text.into());
    }
    (StatusCode::CONFLICT, Json(told)).into_response()
}
