//! Who asks: before any page is made, and what they may do.

use std::net::IpAddr;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header::SET_COOKIE, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use callbackd_api::ids::AgentId;

use super::{
    Desk,
    bare::{Bare, is_script},
    deep_link, locked,
    people::Person,
    sign_ins::Token,
};
use crate::{security, serve::Peer, settings::Auth};

/// Where the token is kept in the browser.
const COOKIE: &str = "desk";

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Signed {
    pub(super) token: Token,
    pub(super) person: Person,
    pub(super) agent: Option<AgentId>,
    /// Goes into every form.
    pub(super) csrf: String,
}

impl Signed {
    fn of(desk: &Desk, token: Token, person: &Person, agent: Option<AgentId>) -> Self {
        let csrf = desk.seal.of(&sealed_parts(person));
        Self { token, person: person.clone(), agent, csrf }
    }
}

/// What a form is sealed for: the person, not one sign-in of theirs. A page that is open stays good when the same person
/// signs in once more in another tab.
fn sealed_parts(person: &Person) -> [&str; 2] {
    ["desk", person.name.as_str()]
}

impl Signed {
    /// The agent they act as, if they are one.
    pub(super) fn acts_as(&self) -> Option<&AgentId> {
        self.agent.as_ref().filter(|agent| self.person.may_act_as(agent)).or(self.person.agents.first())
    }
}

/// Finds out who is signed in, and puts it beside the request. With a proxy that vouches, whoever it names is.
pub(super) async fn identify(State(desk): State<Desk>, mut request: Request, next: Next) -> Response {
    let known = known(&desk, request.headers());
    let (signed, fresh) = match desk.settings.auth {
        Auth::File => (known, None),
        Auth::Header => vouched(&desk, &request, known),
    };
    if let Some(signed) = signed {
        request.extensions_mut().insert(signed);
    }
    let mut response = next.run(request).await;
    if let Some(token) = fresh {
        response.headers_mut().append(SET_COOKIE, cookie(&desk, Some(&token)));
    }
    response
}

fn known(desk: &Desk, headers: &HeaderMap) -> Option<Signed> {
    let token = Token::claimed(security::cookie(headers, COOKIE)?)?;
    let sign_in = locked(&desk.sign_ins).seen(desk.now(), &token)?;
    let person = desk.people.named(&sign_in.person)?;
    Some(Signed::of(desk, token, person, sign_in.agent))
}

/// Whom the proxy names is signed in, and nobody else: not even who was a moment ago.
fn vouched(desk: &Desk, request: &Request, known: Option<Signed>) -> (Option<Signed>, Option<Token>) {
    let Some(person) = named_by_proxy(desk, request).and_then(|name| desk.people.named(&name)) else {
        return (None, None);
    };
    if let Some(known) = known.filter(|known| known.person.name == person.name) {
        return (Some(known), None);
    }
    let Some(token) = open(desk, person) else { return (None, None) };
    (Some(Signed::of(desk, token.clone(), person, None)), Some(token))
}

fn named_by_proxy(desk: &Desk, request: &Request) -> Option<String> {
    let peer = peer(request.extensions().get::<Peer>().copied())?;
    let trusted = desk.settings.trusted_proxies.iter().any(|one| one.to_canonical() == peer);
    let mut values = request.headers().get_all(&desk.settings.user_header.0).into_iter();
    match (trusted, values.next(), values.next()) {
        (true, Some(name), None) => name.to_str().ok().map(str::to_owned),
        // Twice means that somebody before the proxy wrote one, and that the proxy let it pass.
        _ => None,
    }
}

/// The address at the other end.
pub(super) fn peer(peer: Option<Peer>) -> Option<IpAddr> {
    peer.map(|peer| peer.0.ip().to_canonical())
}

/// Signs somebody in; without random octets, nobody.
#[expect(clippy::disallowed_methods, reason = "tokens are made here and nowhere else")]
pub(super) fn open(desk: &Desk, person: &Person) -> Option<Token> {
    let mut entropy = [0; 32];
    getrandom::fill(&mut entropy).ok()?;
    let token = Token::mint(&entropy);
    let agent = person.agents.first().cloned();
    locked(&desk.sign_ins).open(desk.now(), token.clone(), person.name.clone(), agent);
    Some(token)
}

/// The cookie of a sign-in, or its end.
pub(super) fn cookie(desk: &Desk, token: Option<&Token>) -> axum::http::HeaderValue {
    let (value, seconds) = token.map_or(("", Some(0)), |token| (token.as_str(), None));
    security::set_link_cookie(COOKIE, value, seconds, desk.settings.secure_cookies)
}

impl FromRequestParts<Desk> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Response> {
        let signed = parts.extensions.get::<Self>().cloned();
        let events = parts.uri.path().ends_with("events");
        signed.ok_or_else(|| match is_script(&parts.headers) || events {
            true => StatusCode::UNAUTHORIZED.into_response(),
            false if parts.method == Method::GET => {
                Redirect::to(&deep_link::sign_in(&parts.uri)).into_response()
            }
            false => Redirect::to("/sign-in").into_response(),
        })
    }
}

/// Somebody who may see everything.
#[derive(Debug)]
pub(super) struct Supervisor(pub(super) Signed);

impl FromRequestParts<Desk> for Supervisor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Response> {
        let signed = Signed::from_request_parts(parts, desk).await?;
        match signed.person.supervisor {
            true => Ok(Self(signed)),
            false => Err(Bare::Supervisors.into_response()),
        }
    }
}

/// Does the form come from a page of ours, made for this browser?
pub(super) fn sealed(desk: &Desk, signed: &Signed, csrf: &str) -> bool {
    desk.seal.fits(csrf, &sealed_parts(&signed.person))
}

/// It does not.
pub(super) fn unsealed() -> Response {
    Bare::OldForm.into_response()
}
