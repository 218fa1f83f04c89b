//! The desk as it is loaded; signing in and out.

use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use tracing::info;

use super::{
    Desk,
    agent_client::Action,
    bare::Bare,
    deep_link,
    guard::{self, Signed},
    locked,
    people::{MAX_NAME, Person},
    view, words,
    workstation::Workstation,
};
use crate::{
    language::Language,
    page::{self, Frame},
    security,
    serve::Peer,
    settings::Auth,
};

/// Who is signed in, for the head of a page.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) name: String,
    pub(super) agent: bool,
    pub(super) supervisor: bool,
}

impl Head {
    pub(super) fn of(person: &Person) -> Self {
        Self { name: person.name.clone(), agent: !person.agents.is_empty(), supervisor: person.supervisor }
    }
}

#[derive(Template)]
#[template(path = "desk/desk.html")]
struct Page {
    frame: Frame,
    signed: Head,
    csrf: String,
    now: Timestamp,
    agent: String,
    edition: u64,
    notice: Option<String>,
    main: String,
}

#[derive(Template)]
#[template(path = "desk/main.html")]
struct Main<'a> {
    t: Language,
    csrf: &'a str,
    desk: view::Desk,
}

#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct SignInPage {
    frame: Frame,
    csrf: String,
    by_password: bool,
    next: String,
    name: String,
    problem: Option<String>,
}

#[expect(clippy::disallowed_methods, reason = "pages tell the time to browsers, whose clocks may be wrong")]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

/// What changes on the desk's page.
pub(super) fn main(desk: &Desk, t: Language, signed: &Signed, station: &Workstation) -> String {
    let view = view::Desk::of(&desk.calendar(t), station, &signed.person, &desk.settings);
    // Writing to memory does not fail.
    Main { t, csrf: &signed.csrf, desk: view }.render().unwrap_or_default()
}

/// The same for a script: the page, which of two is the later one, and what the time is here.
pub(super) fn present(desk: &Desk, t: Language, signed: &Signed, station: &Workstation) -> Value {
    json!({
        "html": main(desk, t, signed, station),
        "edition": station.edition(),
        "agent": station.agent(),
        "csrf": signed.csrf,
        "now": now(),
    })
}

/// `GET /`
pub(super) async fn desk(State(desk): State<Desk>, t: Language, signed: Signed) -> Response {
    show(&desk, t, &signed, None).await
}

/// The desk as it is now, with a refusal if there was one.
pub(super) async fn show(desk: &Desk, t: Language, signed: &Signed, notice: Option<String>) -> Response {
    let Some(agent) = signed.acts_as() else { return Redirect::to("/supervisor").into_response() };
    let station = desk.client(agent, &signed.person.name).settled().await;
    let page = Page {
        frame: desk.frame(t, "/"),
        signed: Head::of(&signed.person),
        csrf: signed.csrf.clone(),
        now: now(),
        agent: station.agent().to_string(),
        edition: station.edition(),
        main: main(desk, t, signed, &station),
        notice,
    };
    let status = if page.notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    page::show(status, &page)
}

/// Where the sign-in form keeps what its seal is for.
const VISIT: &str = "desk-visit";

/// Where somebody wants to go who is not signed in.
#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub(super) async fn sign_in_form(
    State(desk): State<Desk>,
    t: Language,
    signed: Option<Extension<Signed>>,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    match signed {
        Some(_) => Redirect::to(deep_link::after(&wanted.next)).into_response(),
        None => {
            Visit { desk: &desk, t, headers: &headers, next: &wanted.next }.form(StatusCode::OK, "", None)
        }
    }
}

/// Somebody at the sign-in page.
struct Visit<'a> {
    desk: &'a Desk,
    t: Language,
    headers: &'a HeaderMap,
    next: &'a str,
}

impl Visit<'_> {
    fn form(&self, status: StatusCode, name: &str, problem: Option<String>) -> Response {
        let Some(visit) = self.kept().or_else(|| security::token().ok()) else {
            return Bare::Ours.into_response();
        };
        let next = deep_link::after(self.next);
        let here = match next {
            "/" => "/sign-in".to_owned(),
            next => deep_link::sign_in(&next.parse().unwrap_or_default()),
        };
        let page = SignInPage {
            frame: self.desk.frame(self.t, here),
            csrf: self.desk.seal.of(&["sign-in", &visit]),
            by_password: self.desk.settings.auth == Auth::File,
            next: next.to_owned(),
            name: name.to_owned(),
            problem,
        };
        let mut response = page::show(status, &page);
        let cookie = security::set_link_cookie(VISIT, &visit, None, self.desk.settings.secure_cookies);
        response.headers_mut().append(SET_COOKIE, cookie);
        response
    }

    /// The browser's visit goes on: a form in another tab stays good.
    fn kept(&self) -> Option<String> {
        let visit = security::cookie(self.headers, VISIT)?;
        (visit.len() == 32 && visit.bytes().all(|octet| octet.is_ascii_hexdigit())).then(|| visit.to_owned())
    }
}

#[derive(Deserialize)]
pub(super) struct Credentials {
    csrf: String,
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`
pub(super) async fn sign_in(
    State(desk): State<Desk>,
    t: Language,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    Form(told): Form<Credentials>,
) -> Response {
    let page = Visit { desk: &desk, t, headers: &headers, next: &told.next };
    let visit = security::cookie(&headers, VISIT).unwrap_or_default();
    if desk.settings.auth != Auth::File || !desk.seal.fits(&told.csrf, &["sign-in", visit]) {
        let problem = t.say("desk.sign_in.old").to_owned();
        return page.form(StatusCode::FORBIDDEN, &told.name, Some(problem));
    }
    let name: String = told.name.trim().chars().take(MAX_NAME).collect();
    let address =
        guard::peer(peer.map(|Extension(peer)| peer)).map(|peer| peer.to_string()).unwrap_or_default();
    // What a proxy sends comes from one address: there the name alone counts.
    let proxied =
        desk.settings.trusted_proxies.iter().any(|proxy| proxy.to_canonical().to_string() == address);
    let keys: Vec<String> = std::iter::once(format!("name {name}"))
        .chain((!proxied).then(|| format!("address {address}")))
        .collect();
    let wait = {
        let attempts = locked(&desk.attempts);
        keys.iter().filter_map(|key| attempts.wait(desk.now(), key)).max()
    };
    if let Some(wait) = wait {
        let problem = t.fill("desk.sign_in.wait", "time", words::span(wait.as_secs() + 1));
        return page.form(StatusCode::TOO_MANY_REQUESTS, &name, Some(problem));
    }
    // Counted before it is known, so that many at once are no way around it.
    for key in &keys {
        locked(&desk.attempts).failed(desk.now(), key);
    }
    let person = desk.people.named(&name);
    let hash = person.and_then(|person| person.hash.clone());
    let decoy = desk.people.decoy().map(str::to_owned);
    let right = desk.passwords.verify(told.password, hash, decoy).await;
    let Some(person) = person.filter(|_| right) else {
        info!(address, "A sign-in failed.");
        let problem = t.say("desk.sign_in.wrong").to_owned();
        return page.form(StatusCode::FORBIDDEN, &name, Some(problem));
    };
    for key in &keys {
        locked(&desk.attempts).passed(key);
    }
    let Some(token) = guard::open(&desk, person) else { return Bare::Ours.into_response() };
    info!(person = person.name, "Somebody signed in.");
    let cookie = [(SET_COOKIE, guard::cookie(&desk, Some(&token)))];
    (cookie, Redirect::to(deep_link::after(&told.next))).into_response()
}

#[derive(Deserialize)]
pub(super) struct Sealed {
    csrf: String,
}

/// `POST /sign-out`: the agent leaves as well, unless a call is up.
pub(super) async fn sign_out(
    State(desk): State<Desk>,
    t: Language,
    signed: Signed,
    Form(form): Form<Sealed>,
) -> Response {
    if !guard::sealed(&desk, &signed, &form.csrf) {
        return guard::unsealed();
    }
    if let Some(agent) = signed.acts_as() {
        let left =
            desk.client(agent, &signed.person.name).act(Action::LogOut, signed.person.name.clone()).await;
        if let Err(fault @ crate::daemon::Fault::Refused(_)) = left {
            return show(&desk, t, &signed, Some(words::refused(t, &fault))).await;
        }
    }
    locked(&desk.sign_ins).close(&signed.token);
    ([(SET_COOKIE, guard::cookie(&desk, None))], Redirect::to("/sign-in")).into_response()
}
