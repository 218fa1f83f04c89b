//! The Contact Us page and what follows it. Its only words on the socket are `callback.request`, `callback.change`,
//! `callback.status` and `callback.withdraw`.
//!
//! ```text
//!  GET /  ── form with ticket ──▶ POST / ── honeypot, lengths, times, limit, ticket, CAPTCHA ──▶ callback.request
//!                                   │ complaints: the form again, with what was typed
//!                                   ▼
//!                             GET /requested ── callback.status ──▶ POST /withdraw ── callback.withdraw
//! ```

mod address;
mod again;
mod call_window;
mod captcha;
mod complaint;
mod fields;
mod form;
mod kept;
mod limit;
mod status;
mod ticket;

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef, FromRequestParts, Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{FORWARDED, RETRY_AFTER},
        request::Parts,
    },
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::{Timestamp, tz::TimeZone};
use tracing::warn;

use self::{
    address::{Blur, Client, Proxies},
    captcha::Captcha,
    limit::Limit,
    ticket::Tickets,
};
use crate::{
    assets,
    assets::{Asset, Assets, SHARED},
    daemon::{Daemon, Fault, Site},
    language::{self, Language},
    log_once::{LogOnce, Tally},
    origin::{self, Gate},
    page::{self, Frame},
    security,
    serve::{Peer, StartError, Web},
    settings::{CaptchaSettings, ContactSettings, Socket, Source},
};

/// Files that only this program serves.
const ASSETS: &[Asset] = assets![
    "number.js" as "text/javascript; charset=utf-8",
    "status.js" as "text/javascript; charset=utf-8",
    "vendor/libphonenumber-min.js" as "text/javascript; charset=utf-8",
];

/// The cookie that ties forms to a browser.
const VISITOR: &str = "visitor";

#[derive(Debug, Clone)]
struct Contact {
    settings: Arc<ContactSettings>,
    assets: Assets,
    daemon: Daemon,
    tickets: Tickets,
    captcha: Captcha,
    limits: Arc<Mutex<Limits>>,
    told: Arc<Notes>,
    began: Instant,
}

/// What the log says of what anybody can cause.
#[derive(Debug, Default)]
struct Notes {
    /// Why customers could not be told from each other.
    blurs: LogOnce<Blur>,
    /// How often the field was filled that people do not see.
    trapped: Tally,
}

#[derive(Debug)]
struct Limits {
    requests: Limit,
    looks: Limit,
}

/// Listens; serves nothing before [`Web::serve`].
///
/// # Errors
/// The address cannot be listened at, or the system has no random octets.
pub async fn bind(socket: &Socket, settings: &ContactSettings) -> Result<Web, StartError> {
    let (daemon, _) = Daemon::start(socket.0.clone(), "callbackd-web contact");
    let contact = Contact::new(settings.clone(), daemon).map_err(|fault| StartError {
        what: "asking the system for random octets".to_owned(),
        source: std::io::Error::other(fault),
    })?;
    let connections = settings.connections.size();
    Web::bind(settings.listen.0, connections, contact.router()).await
}

impl Contact {
    #[expect(clippy::disallowed_methods, reason = "what is limited and sealed is told the time from here")]
    fn new(settings: ContactSettings, daemon: Daemon) -> Result<Self, getrandom::Error> {
        const MINUTE: Duration = Duration::from_secs(60);
        let (requests, addresses) = (settings.requests_per_hour.0, settings.addresses.size());
        let looks = settings.looks_per_minute.0;
        let limits = Limits {
            requests: Limit::new(settings.requests_at_once.0, requests, 60 * MINUTE, addresses),
            looks: Limit::new(looks, looks, MINUTE, addresses),
        };
        Ok(Self {
            assets: Assets::new(&[SHARED, ASSETS]),
            daemon,
            tickets: Tickets::new(settings.form_lifetime.0)?,
            captcha: Captcha::new(settings.captcha.clone()),
            settings: Arc::new(settings),
            limits: Arc::new(Mutex::new(limits)),
            told: Arc::default(),
            began: Instant::now(),
        })
    }

    fn router(self) -> Router {
        let more: Vec<String> = self.settings.captcha.iter().flat_map(sources).collect();
        let files = self.assets.router();
        let secure = self.settings.secure_cookies;
        let gate = Gate::new(&self.settings.origins, secure);
        let pages = Router::new()
            .route("/", get(form::show).post(form::take))
            .route("/requested", get(status::show))
            .route("/requested/status", get(status::look))
            .route("/withdraw", post(status::withdraw))
            .fallback(nothing_here)
            .layer(DefaultBodyLimit::max(security::MAX_BODY))
            .layer(from_fn_with_state(self.clone(), within_limits))
            .layer(from_fn_with_state(secure, |State(secure), request, next| {
                language::remember(secure, request, next)
            }))
            .layer(from_fn_with_state(gate, origin::refuse_foreign_posts))
            .with_state(self);
        security::headers(files.merge(pages), &security::policy(&more))
    }

    /// The zone in which times are typed and told.
    ///
    /// # Errors
    /// [`Fault::Away`]: nobody told it yet.
    async fn zone(&self) -> Result<TimeZone, Fault> {
        self.daemon.site().await.map(zone_of)
    }

    /// The same without waiting.
    fn known_zone(&self) -> Option<TimeZone> {
        self.daemon.known_site().map(zone_of)
    }

    /// The countries whose numbers are called, as far as anybody has told.
    fn called(&self) -> Vec<String> {
        self.daemon.known_site().map(|site| site.countries).unwrap_or_default()
    }

    /// Since the process began.
    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn frame(&self, t: Language, here: &'static str) -> Frame {
        Frame { t, assets: self.assets.clone(), here: here.into(), company: self.settings.company.clone() }
    }

    fn may_request(&self, client: Client) -> Result<(), Duration> {
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        limits.requests.take(self.now(), client)
    }

    fn may_look(&self, client: Client) -> Result<(), Duration> {
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        limits.looks.take(self.now(), client)
    }

    /// Who asks, by the peer and by what a trusted proxy says.
    fn client(&self, peer: Option<&Peer>, headers: &HeaderMap) -> Client {
        let peer = peer.map_or(IpAddr::from([0; 4]), |peer| peer.0.ip());
        let header = &self.settings.forwarded_header.0;
        let lines: Vec<_> = headers.get_all(header).iter().map(|line| line.to_str().ok()).collect();
        let rfc7239 = header.eq_ignore_ascii_case(FORWARDED.as_str());
        let proxies = Proxies { trusted: &self.settings.trusted_proxies, rfc7239 };
        let (client, blur) = proxies.client(peer, &lines);
        if let Some(blur) = blur.filter(|blur| self.told.blurs.is_new(*blur)) {
            warn!(%peer, header, "Customers cannot be told from each other and share their limits: {blur}. LogOnce once.");
        }
        client
    }
}

/// The site's own zone; customers are told whichever it is.
fn zone_of(site: Site) -> TimeZone {
    site.zone.unwrap_or(TimeZone::UTC)
}

#[expect(clippy::disallowed_methods, reason = "what times of people are compared with")]
fn wall_clock() -> Timestamp {
    Timestamp::now()
}

/// Where a CAPTCHA's script and what it loads come from.
fn sources(captcha: &CaptchaSettings) -> Vec<String> {
    // A policy names a path at most: what comes after it would make browsers ignore the source.
    let path = |source: &Source| source.0.split(['?', '#']).next().unwrap_or_default().to_owned();
    captcha.script.iter().chain(&captcha.sources).map(path).collect()
}

/// The browser that asks.
struct Visitor {
    /// A name that nobody else has; fresh for who brought none.
    name: String,
    client: Client,
}

impl Visitor {
    fn cookie(&self, settings: &ContactSettings) -> HeaderValue {
        security::set_cookie(VISITOR, &self.name, None, settings.secure_cookies)
    }

    /// The name that the browser brought, which is all that a form may be tied to.
    fn sent<'a>(&self, headers: &'a HeaderMap) -> &'a str {
        security::cookie(headers, VISITOR).unwrap_or_default()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor
where
    Contact: FromRef<S>,
{
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, StatusCode> {
        let contact = Contact::from_ref(state);
        let client = contact.client(parts.extensions.get(), &parts.headers);
        let known = security::cookie(&parts.headers, VISITOR);
        let is_ours = |name: &&str| name.len() == 32 && name.chars().all(|c| c.is_ascii_hexdigit());
        let name = match known.filter(is_ours) {
            Some(name) => name.to_owned(),
            None => security::token().map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?,
        };
        Ok(Self { name, client })
    }
}

async fn within_limits(State(contact): State<Contact>, request: Request, next: Next) -> Response {
    let client = contact.client(request.extensions().get(), request.headers());
    match contact.may_look(client) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            let seconds = [(RETRY_AFTER, (wait.as_secs() + 1).to_string())];
            (StatusCode::TOO_MANY_REQUESTS, seconds, "Too many requests.\n").into_response()
        }
    }
}

#[derive(Template)]
#[template(path = "contact/nothing.html")]
struct Nothing {
    frame: Frame,
}

async fn nothing_here(State(contact): State<Contact>, t: Language) -> Response {
    page::show(StatusCode::NOT_FOUND, &Nothing { frame: contact.frame(t, "/") })
}
