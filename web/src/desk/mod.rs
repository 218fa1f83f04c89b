//! The agents' desk and the supervisor's page.
//!
//! ```text
//!  browser ──POST──▶ act ──Action──▶ agent_client (one per agent) ──▶ daemon
//!  browser ◀──SSE─── stream ◀───── workstation::Workstation ◀────────┘
//! ```
//!
//! Who may do what is decided twice: the daemon lets this program act for the agents that its configuration lists, and
//! this program lets a person act as the agents that the people file lists. Supervisors' pages need the role supervisor
//! in both.

mod act;
mod agent_client;
pub mod attempts;
mod bare;
mod deep_link;
pub mod form;
mod guard;
pub mod hash_password;
pub mod ladder;
pub mod login;
mod look_up;
mod overview;
mod pages;
pub mod passwords;
pub mod people;
pub mod people_file;
pub mod sign_ins;
pub mod story;
mod stream;
mod supervise;
mod unseen;
pub mod view;
pub mod words;
pub mod workstation;

use std::{
    borrow::Cow,
    collections::HashMap,
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, header::CONNECTION},
    middleware::{from_fn, from_fn_with_state, map_response},
    response::Response,
    routing::{get, post},
};
use callbackd_api::ids::AgentId;
use jiff::tz::TimeZone;

use self::{
    agent_client::AgentClient,
    attempts::Attempts,
    overview::Lookout,
    passwords::Passwords,
    people::People,
    sign_ins::{Lifetime, SignIns},
};
use crate::{
    assets,
    assets::{Asset, Assets, SHARED},
    calendar::Calendar,
    daemon::Daemon,
    language::{self, Language},
    origin::{self, Gate},
    page::Frame,
    security::{self, Seal},
    serve::{StartError, Web},
    settings::{Auth, DeskSettings, Fault, Socket},
};

/// Files that only the desk serves.
const ASSETS: &[Asset] = assets![
    "desk.css" as "text/css; charset=utf-8",
    "desk.js" as "text/javascript; charset=utf-8",
    "desk-stream.js" as "text/javascript; charset=utf-8",
];
/// Connections at once.
const CONNECTIONS: usize = 1024;

/// What every request finds.
#[derive(Debug, Clone)]
struct Desk(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: DeskSettings,
    socket: PathBuf,
    assets: Assets,
    seal: Seal,
    people: People,
    passwords: Passwords,
    sign_ins: Mutex<SignIns>,
    attempts: Mutex<Attempts>,
    clients: Mutex<HashMap<AgentId, AgentClient>>,
    lookout: Lookout,
    /// For what supervisors ask once.
    daemon: Daemon,
    started: Instant,
}

impl std::ops::Deref for Desk {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Inner {
    /// Tells moments now, by the clocks of the site; where it has no zone, of the machine.
    fn calendar(&self, t: Language) -> Calendar {
        let zone = self.daemon.known_site().and_then(|site| site.zone);
        Calendar { t, zone: zone.unwrap_or_else(TimeZone::system), now: pages::now() }
    }

    /// The frame of a page at that address.
    fn frame(&self, t: Language, here: impl Into<Cow<'static, str>>) -> Frame {
        Frame { t, assets: self.assets.clone(), here: here.into(), company: self.settings.company.clone() }
    }

    /// Time since the start, for sign-ins and attempts.
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// The agent's client, started where there is none.
    fn client(&self, agent: &AgentId, actor: &str) -> AgentClient {
        let mut clients = locked(&self.clients);
        clients.retain(|_, client| !client.is_over());
        // Later pages have higher numbers, also those of a client that ended and was started again.
        let edition = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let open = || AgentClient::open(self.socket.clone(), agent.clone(), actor.to_owned(), edition);
        clients.entry(agent.clone()).or_insert_with(open).clone()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads the people file and listens; serves nothing before [`Web::serve`].
///
/// # Errors
/// The people file cannot be read or is wrong, or the address cannot be listened at.
#[expect(clippy::disallowed_methods, reason = "the clock begins")]
pub async fn bind(socket: &Socket, settings: &DeskSettings) -> Result<Web, StartError> {
    let what = |what: &str, source| StartError { what: what.to_owned(), source };
    let people =
        people(settings).map_err(|fault| what(&fault.to_string(), io::ErrorKind::InvalidInput.into()))?;
    let seal = Seal::new().map_err(|_| what("making a key", io::ErrorKind::Other.into()))?;
    let lifetime = Lifetime { idle: settings.sign_in_idle.0, most: settings.sign_in_most.0 };
    let socket = socket.0.clone();
    let desk = Desk(Arc::new(Inner {
        settings: settings.clone(),
        assets: Assets::new(&[SHARED, ASSETS]),
        seal,
        people,
        passwords: Passwords::default(),
        sign_ins: Mutex::new(SignIns::new(lifetime)),
        attempts: Mutex::default(),
        clients: Mutex::default(),
        lookout: Lookout::new(socket.clone()),
        daemon: Daemon::start(socket.clone(), "callbackd-web stories").0,
        socket,
        started: Instant::now(),
    }));
    let router = security::headers(router(desk), &security::policy(&[]));
    let router = router.layer(map_response(leave_nothing_idle));
    Web::bind(settings.listen.0, CONNECTIONS, router).await
}

/// Reads the people file, as the desk does when it starts and `check` does before.
///
/// # Errors
/// It cannot be read, a line of it is wrong, or nobody could sign in.
pub fn people(settings: &DeskSettings) -> Result<People, Fault> {
    let path = &settings.people_file.0;
    let fault = |line: Option<usize>, message: String| Fault {
        file: path.display().to_string(),
        place: line.map(|line| (line, 1)),
        key: String::new(),
        message,
    };
    let text = people_file::read(path).map_err(|why| fault(None, why))?;
    let people = People::parse(&text).map_err(|bad| fault(Some(bad.line), bad.what.to_owned()))?;
    if settings.auth == Auth::File && people.decoy().is_none() {
        let message = "nobody in it has a password: callbackd-web desk hash-password NAME --file writes one";
        return Err(fault(None, message.to_owned()));
    }
    Ok(people)
}

/// Has nobody touched `[desk]` nor made the people file? Then this machine has no desk, and nothing is wrong with it.
#[must_use]
pub fn is_unused(settings: &DeskSettings) -> bool {
    *settings == DeskSettings::default() && !settings.people_file.0.exists()
}

/// Every answer ends its connection. One that was left idle may die without anybody noticing, and a browser puts the next
/// button's request on it: then nothing happens for a long time.
async fn leave_nothing_idle(mut response: Response) -> Response {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

fn router(desk: Desk) -> Router {
    let secure = desk.settings.secure_cookies;
    let gate = Gate::new(&desk.settings.origins, secure);
    let files = desk.assets.router();
    Router::new()
        .route("/", get(pages::desk))
        .route("/sign-in", get(pages::sign_in_form).post(pages::sign_in))
        .route("/sign-out", post(pages::sign_out))
        .route("/agent", post(act::agent))
        .route("/session", post(act::session))
        .route("/here", post(act::here))
        .route("/events", get(stream::agent))
        .route("/supervisor", get(supervise::overview))
        .route("/supervisor/events", get(stream::supervisor))
        .route("/supervisor/sessions", get(supervise::look_up))
        .route("/supervisor/sessions/{id}", get(supervise::story).post(supervise::resolve))
        .fallback(async || bare::Bare::Nothing)
        .layer(DefaultBodyLimit::max(security::MAX_BODY))
        .layer(from_fn_with_state(desk.clone(), guard::identify))
        .with_state(desk.clone())
        .layer(from_fn(move |request, next| language::remember(secure, request, next)))
        .merge(files)
        .layer(from_fn_with_state(desk, bare::dress))
        .layer(from_fn_with_state(gate, origin::refuse_foreign_posts))
}
