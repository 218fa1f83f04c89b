//! The supervisor's pages: everything at once, and one callback's whole story.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use callbackd_api::{
    ids::SessionId,
    params::{OnSession, Resolve},
    story::Story as Told,
    views::{Changed, SessionView, SystemStatus},
    words::{AgentState, LinkState, Reason, SessionState},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Desk,
    bare::Bare,
    form,
    guard::{self, Signed, Supervisor},
    ladder::{Lane, Rung},
    look_up,
    overview::Overview,
    pages::{self, Head},
    story, words,
};
use crate::{
    calendar::Calendar,
    daemon::Fault,
    language::Language,
    page::{self, Frame},
};

#[derive(Template)]
#[template(path = "desk/supervisor.html")]
struct Page {
    frame: Frame,
    signed: Head,
    csrf: String,
    now: Timestamp,
    main: String,
}

#[derive(Template)]
#[template(path = "desk/overview.html")]
struct Main {
    t: Language,
    connected: bool,
    more: bool,
    /// `active` and `waiting`, each with its sessions.
    tables: [(&'static str, Vec<Row>); 2],
    waiting: usize,
    scheduled: usize,
    active: usize,
    status: Option<Status>,
}

/// A session in a table.
struct Row {
    id: String,
    short: String,
    name: String,
    number: String,
    formatted: String,
    state: String,
    text: String,
    queue: String,
    agent: String,
    asked: String,
    /// When the customer wants to be called, as far as that is still to come.
    chosen: Option<String>,
}

struct Status {
    ready: usize,
    link: String,
    link_up: bool,
    link_since: String,
    queues: Vec<Queue>,
    agents: Vec<Agent>,
}

struct Queue {
    name: String,
    waiting: u64,
    scheduled: u64,
    active: u64,
    open: bool,
    oldest: String,
}

struct Agent {
    id: String,
    device: String,
    state: String,
    text: String,
    waits_for: Option<String>,
}

impl Row {
    fn of(calendar: &Calendar, session: &SessionView) -> Self {
        let t = calendar.t;
        let id = session.session_id.to_string();
        let from = session.not_before.filter(|_| session.is_scheduled());
        Self {
            short: words::short(&id),
            id,
            name: session.name.as_ref().map_or("–", |name| name.expose()).to_owned(),
            number: session.number.expose().to_owned(),
            formatted: session.formatted.as_ref().unwrap_or(&session.number).expose().to_owned(),
            state: session.state.to_string(),
            text: words::session_state(t, session),
            queue: session.queue.to_string(),
            agent: session.agent_id.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string),
            asked: calendar.stamp(session.created_at),
            chosen: calendar.window(from, session.not_after),
        }
    }
}

impl Status {
    fn of(calendar: &Calendar, status: &SystemStatus) -> Self {
        let t = calendar.t;
        let queues = status.queues.iter().map(|queue| Queue {
            name: queue.queue.to_string(),
            waiting: queue.waiting,
            scheduled: queue.scheduled,
            active: queue.active,
            open: queue.open,
            oldest: queue.oldest_s.map_or_else(|| "–".to_owned(), words::span),
        });
        let agents = status.agents.iter().map(|agent| Agent {
            id: agent.agent_id.to_string(),
            device: agent.device.as_ref().map(ToString::to_string).unwrap_or_default(),
            state: agent.state.to_string(),
            text: words::agent_state(t, agent),
            waits_for: words::obstacle(t, agent),
        });
        Self {
            ready: status.agents.iter().filter(|agent| agent.state == AgentState::Ready).count(),
            link: words::word(t, "desk.link.", status.link.state.as_str()),
            link_up: status.link.state == LinkState::Up,
            link_since: calendar.t.fill("desk.link.since", "time", calendar.stamp(status.link.since)),
            queues: queues.collect(),
            agents: agents.collect(),
        }
    }
}

/// What changes on the supervisor's page.
pub(super) fn main(calendar: &Calendar, seen: &Overview) -> String {
    let t = calendar.t;
    let (mut waiting, active): (Vec<_>, Vec<_>) =
        seen.sessions.iter().partition(|one| one.state == SessionState::Queued);
    // Those in line as they were listed, then those whose time comes, the next one first.
    waiting.sort_by_key(|one| one.not_before.filter(|_| one.is_scheduled()));
    let scheduled = waiting.iter().filter(|one| one.is_scheduled()).count();
    let rows = |sessions: Vec<&SessionView>| {
        sessions.into_iter().map(|session| Row::of(calendar, session)).collect()
    };
    let main = Main {
        t,
        connected: seen.connected,
        more: seen.more,
        waiting: waiting.len() - scheduled,
        scheduled,
        active: active.len(),
        tables: [("active", rows(active)), ("waiting", rows(waiting))],
        status: seen.status.as_ref().map(|status| Status::of(calendar, status)),
    };
    // Writing to memory does not fail.
    main.render().unwrap_or_default()
}

/// `GET /supervisor`
pub(super) async fn overview(
    State(desk): State<Desk>,
    t: Language,
    Supervisor(signed): Supervisor,
) -> Response {
    let seen = desk.lookout.now().await;
    let page = Page {
        frame: desk.frame(t, "/supervisor"),
        signed: Head::of(&signed.person),
        csrf: signed.csrf,
        now: pages::now(),
        main: main(&desk.calendar(t), &seen),
    };
    page::show(StatusCode::OK, &page)
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    id: String,
}

/// `GET /supervisor/sessions?id=`
pub(super) async fn look_up(
    State(desk): State<Desk>,
    t: Language,
    Supervisor(signed): Supervisor,
    Query(wanted): Query<Wanted>,
) -> Response {
    find(&desk, t, &signed, &wanted.id, StatusCode::BAD_REQUEST).await
}

/// The session that somebody means, or a page that says why none is shown.
async fn find(desk: &Desk, t: Language, signed: &Signed, id: &str, no_id: StatusCode) -> Response {
    let found = match look_up::wanted(id) {
        Some(look_up::Wanted::Id(id)) => Ok(Some(id)),
        Some(look_up::Wanted::Ending(ending)) => look_up::ending(&desk.daemon, &ending).await,
        None => Err(look_up::Fault::NoId),
    };
    let (status, problem) = match found {
        Ok(Some(id)) => return Redirect::to(&format!("/supervisor/sessions/{id}")).into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, t.say("desk.look_up.no_ending").to_owned()),
        Err(look_up::Fault::NoId) => (no_id, t.say("desk.look_up.no_id").to_owned()),
        Err(look_up::Fault::Several) => (StatusCode::CONFLICT, t.say("desk.look_up.several").to_owned()),
        Err(look_up::Fault::Daemon(fault)) => (StatusCode::BAD_GATEWAY, words::refused(t, &fault)),
    };
    let page = StoryPage {
        frame: desk.frame(t, "/supervisor"),
        signed: Head::of(&signed.person),
        csrf: signed.csrf.clone(),
        problem: Some(problem),
        wanted: id.trim().chars().take(64).collect(),
        story: None,
    };
    page::show(status, &page)
}

#[derive(Template)]
#[template(path = "desk/story.html")]
struct StoryPage {
    frame: Frame,
    signed: Head,
    csrf: String,
    problem: Option<String>,
    /// What to look up next, as far as it was typed.
    wanted: String,
    story: Option<Story>,
}

struct Story {
    id: String,
    state: Option<(String, String)>,
    number: Option<String>,
    chosen: Option<String>,
    shown: Option<String>,
    note: Option<String>,
    disposition: Option<String>,
    attributes: Vec<(String, String)>,
    unknown: bool,
    lanes: Vec<&'static str>,
    rungs: Vec<Line>,
    more: bool,
}

/// A line of the ladder.
struct Line {
    class: &'static str,
    at: Timestamp,
    clock: String,
    after: String,
    mark: String,
    way: String,
    text: String,
}

impl Story {
    fn of(calendar: &Calendar, told: &Told, session: Option<&SessionView>) -> Self {
        let t = calendar.t;
        let lines = told.steps.iter().map(|step| {
            let rung = Rung::of(step);
            Line {
                class: if step.what.starts_with("audit.") { "audit" } else { "fact" },
                at: step.at,
                clock: calendar.clock(step.at),
                after: words::after(step.after_ms),
                mark: rung.classes(),
                way: match rung {
                    Rung::Arrow(from, to) => format!("{} → {}", t.say(from.key()), t.say(to.key())),
                    Rung::Dot(at) => t.say(at.key()).to_owned(),
                },
                text: story::told(calendar, step),
            }
        });
        Self {
            id: told.session_id.to_string(),
            state: session.map(|session| (session.state.to_string(), words::session_state(t, session))),
            number: session
                .and_then(|session| session.formatted.as_ref())
                .or(told.number.as_ref())
                .map(|number| number.expose().to_owned()),
            chosen: session.and_then(|session| calendar.window(session.not_before, session.not_after)),
            shown: told.shown.as_ref().map(|shown| shown.expose().to_owned()),
            note: told.note.as_ref().map(|note| note.expose().to_owned()),
            disposition: session
                .and_then(|session| session.disposition.as_deref())
                .map(|word| words::word(t, "desk.disposition.", word)),
            attributes: told
                .attributes
                .iter()
                .map(|(key, value)| (key.clone(), value.expose().to_owned()))
                .collect(),
            unknown: session.is_some_and(|session| session.state == SessionState::Unknown),
            lanes: Lane::ALL.iter().map(|lane| t.say(lane.key())).collect(),
            rungs: lines.collect(),
            more: told.more,
        }
    }
}

/// `GET /supervisor/sessions/{id}`
pub(super) async fn story(
    State(desk): State<Desk>,
    t: Language,
    Supervisor(signed): Supervisor,
    Path(id): Path<String>,
) -> Response {
    match id.parse() {
        Ok(id) => tell(&desk, t, &signed, id, None).await,
        Err(_) => find(&desk, t, &signed, &id, StatusCode::NOT_FOUND).await,
    }
}

async fn tell(desk: &Desk, t: Language, signed: &Signed, id: SessionId, problem: Option<String>) -> Response {
    let on = OnSession { session_id: id, actor: Some(signed.person.name.clone()) };
    // A session that was closed long ago is told of, but not listed any more.
    let session: Option<SessionView> = desk.daemon.call("session.get", &on).await.ok();
    let told = desk.daemon.call::<Told>("session.explain", &on).await;
    let page = StoryPage {
        frame: desk.frame(t, format!("/supervisor/sessions/{id}")),
        signed: Head::of(&signed.person),
        csrf: signed.csrf.clone(),
        wanted: String::new(),
        problem: problem.or_else(|| told.as_ref().err().map(|fault| untold(t, fault))),
        story: told.ok().map(|told| Story::of(&desk.calendar(t), &told, session.as_ref())),
    };
    page::show(if page.story.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND }, &page)
}

/// Why there is no story.
fn untold(t: Language, fault: &Fault) -> String {
    match fault {
        Fault::Refused(refused) if refused.reason == Reason::NoSuchSession => {
            t.say("desk.look_up.none").to_owned()
        }
        fault => words::refused(t, fault),
    }
}

#[derive(Deserialize)]
pub(super) struct Outcome {
    csrf: String,
    outcome: String,
}

/// `POST /supervisor/sessions/{id}`: says what became of a call that the daemon lost sight of.
pub(super) async fn resolve(
    State(desk): State<Desk>,
    t: Language,
    Supervisor(signed): Supervisor,
    Path(id): Path<String>,
    Form(told): Form<Outcome>,
) -> Response {
    if !guard::sealed(&desk, &signed, &told.csrf) {
        return guard::unsealed();
    }
    let (Ok(session_id), Some(outcome)) = (id.parse(), form::outcome(&told.outcome)) else {
        return Bare::Unreadable.into_response();
    };
    let params = Resolve { session_id, outcome, actor: Some(signed.person.name.clone()) };
    match desk.daemon.call::<Changed<SessionView>>("session.resolve", &params).await {
        Ok(_) => Redirect::to(&format!("/supervisor/sessions/{session_id}")).into_response(),
        Err(fault) => tell(&desk, t, &signed, session_id, Some(words::refused(t, &fault))).await,
    }
}
