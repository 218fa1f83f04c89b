//! The agents' desk and the supervisor's page.
//!
//! ```text
//!  browser ──POST──▶ act ──Wish──▶ attend (one per agent) ──▶ daemon
//!  browser ◀──SSE─── stream ◀──── booth::Booth ◀───────────┘
//! ```
//!
//! Who may do what is decided twice: the daemon lets this program act for the agents that its configuration lists, and
//! this program lets a person act as the agents that the people file lists. Supervisors' pages need the role supervisor
//! in both.

mod act;
pub mod attempts;
mod attend;
pub mod booth;
mod guard;
pub mod hash_password;
pub mod ladder;
mod overview;
mod pages;
pub mod passwords;
pub mod people;
mod settings;
pub mod sign_ins;
mod stream;
mod supervise;
pub mod view;
pub mod words;

use std::{
    collections::HashMap,
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use callbackd::{file::read_text, ids::AgentId};
use jiff::tz::TimeZone;

pub use self::settings::{Auth, Settings};
use self::{
    attempts::Attempts,
    attend::Place,
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
    security::{self, Seal},
    serve::{StartError, Web},
    settings as configuration,
};

/// Files that only the desk serves.
const ASSETS: &[Asset] =
    assets!["desk.css" as "text/css; charset=utf-8", "desk.js" as "text/javascript; charset=utf-8"];
/// Connections at once.
const CONNECTIONS: usize = 1024;

/// What every request finds.
#[derive(Debug, Clone)]
struct Desk(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    socket: PathBuf,
    assets: Assets,
    seal: Seal,
    people: People,
    passwords: Passwords,
    sign_ins: Mutex<SignIns>,
    attempts: Mutex<Attempts>,
    places: Mutex<HashMap<AgentId, Place>>,
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

    /// Time since the start, for sign-ins and attempts.
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// The agent's place, attended from now on.
    fn place(&self, agent: &AgentId, actor: &str) -> Place {
        let mut places = locked(&self.places);
        places.retain(|_, place| !place.is_over());
        let open = || Place::open(self.socket.clone(), agent.clone(), actor.to_owned());
        places.entry(agent.clone()).or_insert_with(open).clone()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads the people file and listens; serves nothing before [`Web::serve`].
///
/// # Errors
/// The people file cannot be read or is wrong, or the address cannot be listened at.
#[expect(clippy::disallowed_methods, reason = "the people file is read, and the clock begins")]
pub async fn bind(settings: &configuration::Settings) -> Result<Web, StartError> {
    let what = |what: &str, source| StartError { what: what.to_owned(), source };
    let people = people(&settings.desk)?;
    let seal = Seal::new().map_err(|_| what("making a key", io::ErrorKind::Other.into()))?;
    let lifetime = Lifetime { idle: settings.desk.sign_in_idle.0, most: settings.desk.sign_in_most.0 };
    let socket = settings.socket.0.clone();
    let desk = Desk(Arc::new(Inner {
        settings: settings.desk.clone(),
        assets: Assets::new(&[SHARED, ASSETS]),
        seal,
        people,
        passwords: Passwords::default(),
        sign_ins: Mutex::new(SignIns::new(lifetime)),
        attempts: Mutex::default(),
        places: Mutex::default(),
        lookout: Lookout::new(socket.clone()),
        daemon: Daemon::start(socket.clone(), "callbackd-web stories").0,
        socket,
        started: Instant::now(),
    }));
    let router = security::headers(router(desk), &security::policy(&[]));
    Web::bind(settings.desk.listen.0, CONNECTIONS, router).await
}

fn people(settings: &Settings) -> Result<People, StartError> {
    let path = &settings.people_file.0;
    let fault = |source| StartError { what: format!("reading {}", path.display()), source };
    let text = read_text(path, people::MAX_FILE).map_err(|error| fault(io::Error::other(error)))?;
    let people = People::parse(&text).map_err(|bad| fault(io::Error::other(bad)))?;
    if settings.auth == Auth::File && people.decoy().is_none() {
        return Err(fault(io::Error::other(
            "nobody in it has a password; callbackd-web desk hash-password makes one",
        )));
    }
    Ok(people)
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
        .layer(DefaultBodyLimit::max(security::MAX_BODY))
        .layer(from_fn_with_state(desk.clone(), guard::identify))
        .with_state(desk)
        .layer(from_fn(move |request, next| language::remember(secure, request, next)))
        .layer(from_fn_with_state(gate, origin::refuse_foreign_posts))
        .merge(files)
}
