//! What the desk's page shows, made of what is known. Pure.

use callbackd_api::{
    ids::AgentId,
    views::{Controls, QueueView, SessionView},
    words::{AgentState, LegState, SessionState, Word},
};
use jiff::Timestamp;

use super::{
    login::Lost,
    people::Person,
    words,
    workstation::{Connection, Workstation},
};
use crate::{calendar::Calendar, language::Language, settings::DeskSettings};

/// Lines of a session's story that are shown: the last ones.
const LINES: usize = 12;

/// Everything on the page below its head.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Above everything: what hinders work.
    pub banners: Vec<Banner>,
    /// Who works here.
    pub seat: Seat,
    /// Their sessions; the one they are busy with first.
    pub cards: Vec<Card>,
}

/// A message above everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// Class: `bad` or empty.
    pub tone: &'static str,
    /// The message.
    pub text: String,
}

/// A word to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// Chosen already?
    pub chosen: bool,
}

/// The agent's own state.
#[derive(Debug, Clone)]
pub struct Seat {
    /// Logged in here?
    pub seated: bool,
    /// Whom the person acts as.
    pub agent: String,
    /// Whom else they may act as.
    pub agents: Vec<Choice>,
    /// The extension, or the last one.
    pub device: String,
    /// The state's stable word, for its colour.
    pub state: String,
    /// The state in words, with its reason.
    pub text: String,
    /// Why no offers come although the agent is ready.
    pub waits_for: Option<String>,
    /// Does the agent want offers, now or after the session?
    pub ready: bool,
    /// Is there a session, so that Ready counts when it is over?
    pub busy: bool,
    /// Reasons to be not ready.
    pub reasons: Vec<Choice>,
    /// Are all the agent's queues closed?
    pub closed: bool,
    /// How the agent's queues are, in words.
    pub queues: Vec<String>,
}

/// One session.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its id.
    pub id: String,
    /// How people tell it from others.
    pub short: String,
    /// The first one: its buttons have the access keys.
    pub first: bool,
    /// The state's stable word.
    pub state: String,
    /// The state in words.
    pub state_text: String,
    /// Its queue.
    pub queue: String,
    /// When it was asked for.
    pub asked: String,
    /// When the customer wants to be called, if a time was chosen.
    pub chosen: Option<String>,
    /// The customer.
    pub name: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// The number, as programs write it.
    pub number: String,
    /// The same as people do.
    pub formatted: String,
    /// Whom to ask for once the call is answered.
    pub extension: Option<String>,
    /// What the last attempt dials or dialled, once one is on its way.
    pub dialled: Option<String>,
    /// The customer's language.
    pub language: Option<String>,
    /// What else is known of them.
    pub attributes: Vec<(String, String)>,
    /// The number to dial, and what may be done with it.
    pub controls: Option<Dial>,
    /// What the store lost or damaged of it, in words.
    pub warning: Option<&'static str>,
    /// Why the last attempt failed, and the switch's own words.
    pub failure: Option<(String, Option<String>)>,
    /// How far the call is.
    pub steps: Vec<Step>,
    /// Since when they talk.
    pub since: Option<Timestamp>,
    /// When the state ends by itself.
    pub until: Option<Timestamp>,
    /// What happened, oldest first.
    pub story: Vec<(String, String)>,
    /// What was written so far.
    pub note: String,
    /// How it may end, and what was chosen so far.
    pub dispositions: Vec<Choice>,
    /// What may be done.
    pub can: Can,
}

/// Callback controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// The digits, with what is put in front.
    pub dial_string: String,
    /// What is put in front.
    pub prepended: String,
    /// May they be changed?
    pub editable: bool,
    /// Sent back with them.
    pub rules_version: String,
    /// What was dialled last, where that was something else.
    pub dialled: Option<String>,
}

/// A step of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// `done`, `now` or `ahead`.
    pub class: &'static str,
    /// In words.
    pub text: String,
}

/// The buttons of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Can {
    /// Call State.
    pub open: bool,
    /// Call Back and Cancel.
    pub call_back: bool,
    /// Drop Call.
    pub drop: bool,
    /// Hold.
    pub hold: bool,
    /// Retrieve.
    pub retrieve: bool,
    /// End wrap-up.
    pub close: bool,
    /// Say what became of the call.
    pub resolve: bool,
    /// Note and disposition.
    pub note: bool,
}

impl Can {
    fn of(state: &Word<SessionState>) -> Self {
        let base = Self::default();
        let Word::Known(state) = state else { return base };
        match state {
            SessionState::Offered => Self { open: true, ..base },
            SessionState::Open => Self { call_back: true, drop: true, note: true, ..base },
            SessionState::Dialing => Self { drop: true, note: true, ..base },
            SessionState::Talking => Self { drop: true, hold: true, note: true, ..base },
            SessionState::Held => Self { drop: true, retrieve: true, note: true, ..base },
            SessionState::Cancelled => Self { drop: true, note: true, ..base },
            SessionState::Unknown => Self { resolve: true, ..base },
            SessionState::WrapUp => Self { close: true, note: true, ..base },
            SessionState::Queued | SessionState::Closed => base,
        }
    }
}

impl Desk {
    /// The page of this workstation.
    #[must_use]
    pub fn of(calendar: &Calendar, station: &Workstation, person: &Person, settings: &DeskSettings) -> Self {
        let t = calendar.t;
        let busy_with = station.view().and_then(|view| view.session_id);
        let mut sessions: Vec<&SessionView> = station.sessions().values().collect();
        sessions.sort_by_key(|session| (Some(session.session_id) != busy_with, session.created_at));
        let mut cards: Vec<Card> =
            sessions.into_iter().map(|session| Card::of(calendar, station, session, settings)).collect();
        if let Some(first) = cards.first_mut() {
            first.first = true;
        }
        Self { banners: banners(t, station), seat: Seat::of(calendar, station, person, settings), cards }
    }
}

fn banners(t: Language, station: &Workstation) -> Vec<Banner> {
    let mut banners = Vec::new();
    let mut put = |tone, key: &'static str| banners.push(Banner { tone, text: t.say(key).to_owned() });
    if station.connection() != Connection::Up {
        put("bad", "desk.daemon.away");
    }
    if station.is_link_down() {
        put("bad", "desk.link.down");
    }
    match station.login().lost() {
        Some(Lost::TakenOver) => put("bad", "desk.lost.taken_over"),
        Some(Lost::Silence) => put("", "desk.lost.silence"),
        None => {}
    }
    banners
}

impl Seat {
    fn of(calendar: &Calendar, station: &Workstation, person: &Person, settings: &DeskSettings) -> Self {
        let t = calendar.t;
        let state = station.view().map_or(AgentState::LoggedOut.into(), |view| view.state.clone());
        let device = station.login().device().or(station.view().and_then(|view| view.device.as_ref()));
        let agents = |id: &AgentId| Choice {
            value: id.to_string(),
            text: id.to_string(),
            chosen: id == station.agent(),
        };
        let reason = |word: &String| Choice {
            value: word.clone(),
            text: words::word(t, "desk.reason.", word),
            chosen: false,
        };
        let text = station.view().map(|view| words::agent_state(t, view));
        Self {
            seated: station.login().own_device().is_some(),
            agent: station.agent().to_string(),
            agents: person.agents.iter().map(agents).collect(),
            device: device.map(ToString::to_string).unwrap_or_default(),
            state: state.to_string(),
            text: text.unwrap_or_else(|| words::word(t, "desk.agent.", "logged_out")),
            waits_for: station.view().and_then(|view| words::obstacle(t, view)),
            ready: station.is_ready(),
            busy: state.known().is_some_and(is_busy),
            reasons: settings.not_ready_reasons.iter().map(reason).collect(),
            closed: station.own_queues().next().is_some() && station.own_queues().all(|queue| !queue.open),
            queues: queues(calendar, station),
        }
    }
}

/// Is there a session?
fn is_busy(state: AgentState) -> bool {
    match state {
        AgentState::Offered | AgentState::OnSession | AgentState::WrapUp => true,
        AgentState::LoggedOut | AgentState::NotReady | AgentState::Ready => false,
    }
}

/// Each queue of the agent's in a line; the only one needs no name.
fn queues(calendar: &Calendar, station: &Workstation) -> Vec<String> {
    let only = station.own_queues().count() == 1;
    let line = |queue: &QueueView| {
        let told = words::queue(calendar, queue);
        if only {
            calendar.t.fill("desk.queue.yours", "told", told)
        } else {
            format!("{}: {told}", queue.queue)
        }
    };
    station.own_queues().map(line).collect()
}

impl Card {
    fn of(
        calendar: &Calendar,
        station: &Workstation,
        session: &SessionView,
        settings: &DeskSettings,
    ) -> Self {
        let t = calendar.t;
        let controls = station.controls(session.session_id);
        let story: Vec<_> = station
            .story(session.session_id)
            .filter_map(|record| Some((calendar.clock(record.at), words::told(t, record)?)))
            .collect();
        let attributes = session.attributes.iter();
        let id = session.session_id.to_string();
        Self {
            short: words::short(&id),
            id,
            first: false,
            state: session.state.to_string(),
            state_text: words::session_state(t, session),
            queue: session.queue.to_string(),
            asked: calendar.stamp(session.created_at),
            chosen: calendar.window(session.not_before, session.not_after),
            name: session.name.as_ref().map(|name| name.expose().to_owned()),
            subject: session.subject.as_ref().map(|subject| subject.expose().to_owned()),
            number: session.number.expose().to_owned(),
            formatted: formatted(session).unwrap_or(session.number.expose()).to_owned(),
            extension: session.extension.as_ref().map(|extension| extension.expose().to_owned()),
            dialled: dialled(session),
            language: session.language.clone(),
            attributes: attributes.map(|(key, value)| (key.clone(), value.expose().to_owned())).collect(),
            controls: controls.filter(|_| session.state == SessionState::Open).map(|c| Dial::of(c, session)),
            failure: session.last_failure.as_ref().filter(|_| session.state == SessionState::Open).map(
                |failure| {
                    let said = failure.switch.as_ref();
                    let said = said.map(|said| format!("{} {}, {}", said.source, said.code, said.name));
                    (words::failure(t, failure), said)
                },
            ),
            warning: warning(t, session),
            steps: steps(t, session),
            since: connected_at(session),
            until: session.until,
            story: story.into_iter().rev().take(LINES).rev().collect(),
            note: session.note.as_ref().map(|note| note.expose().to_owned()).unwrap_or_default(),
            dispositions: dispositions(t, session, settings),
            can: Can {
                drop: Can::of(&session.state).drop || station.is_refused(session.session_id),
                ..Can::of(&session.state)
            },
        }
    }
}

impl Dial {
    fn of(controls: &Controls, session: &SessionView) -> Self {
        let dialled = session.legs.last().and_then(|leg| leg.dial_string.as_ref());
        let shown = controls.dial_string.expose();
        Self {
            dial_string: shown.to_owned(),
            prepended: controls.prepended.clone(),
            editable: controls.editable,
            rules_version: controls.rules_version.clone(),
            dialled: dialled
                .map(|digits| digits.expose())
                .filter(|digits| *digits != shown)
                .map(|digits| words::grouped(digits, formatted(session))),
        }
    }
}

/// The centre's own outcomes, and one of another's that was chosen before.
fn dispositions(t: Language, session: &SessionView, settings: &DeskSettings) -> Vec<Choice> {
    let chosen = session.disposition.as_ref();
    let other = chosen.filter(|word| !settings.dispositions.contains(word));
    let choice = |word: &String| Choice {
        value: word.clone(),
        text: words::word(t, "desk.disposition.", word),
        chosen: chosen == Some(word),
    };
    settings.dispositions.iter().chain(other).map(choice).collect()
}

/// The digits of the attempt that this session's state is about. An open one shows those that are to be dialled next.
fn dialled(session: &SessionView) -> Option<String> {
    let on_its_way = match session.state.known()? {
        SessionState::Dialing
        | SessionState::Talking
        | SessionState::Held
        | SessionState::Unknown
        | SessionState::WrapUp => true,
        SessionState::Queued
        | SessionState::Offered
        | SessionState::Open
        | SessionState::Cancelled
        | SessionState::Closed => false,
    };
    let digits = session.legs.last().filter(|_| on_its_way)?.dial_string.as_ref()?;
    Some(words::grouped(digits.expose(), formatted(session)))
}

fn formatted(session: &SessionView) -> Option<&str> {
    session.formatted.as_ref().map(|formatted| formatted.expose())
}

fn connected_at(session: &SessionView) -> Option<Timestamp> {
    let talking = matches!(session.state, Word::Known(SessionState::Talking | SessionState::Held));
    session.legs.last().filter(|_| talking).and_then(|leg| leg.connected_at)
}

/// The steps of a call, and where this one is.
fn steps(t: Language, session: &SessionView) -> Vec<Step> {
    const KEYS: [&str; 4] =
        ["desk.step.phone", "desk.step.dialled", "desk.step.ringing", "desk.step.talking"];
    let leg = session.legs.last().and_then(|leg| leg.state.known());
    let at = match (session.state.known(), leg) {
        (Some(SessionState::Talking | SessionState::Held), _) => 3,
        (Some(SessionState::Dialing), Some(LegState::Ringing)) => 2,
        (Some(SessionState::Dialing), Some(LegState::Originated | LegState::NetworkReached)) => 1,
        (Some(SessionState::Dialing), _) => 0,
        _ => return Vec::new(),
    };
    let class = |place: usize| match place.cmp(&at) {
        std::cmp::Ordering::Less => "done",
        std::cmp::Ordering::Equal => "now",
        std::cmp::Ordering::Greater => "ahead",
    };
    let texts = KEYS.iter().enumerate();
    texts.map(|(place, key)| Step { class: class(place), text: t.say(key).to_owned() }).collect()
}

/// A closed session warns of nothing any more.
fn warning(t: Language, session: &SessionView) -> Option<&'static str> {
    if session.damage.is_some() {
        return Some(t.say("desk.damaged"));
    }
    let over = [SessionState::Closed, SessionState::WrapUp].iter().any(|state| session.state == *state);
    (session.outdated && !over).then(|| t.say("desk.outdated"))
}

#[cfg(test)]
mod tests;
