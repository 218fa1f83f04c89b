//! Customers, agents and a supervisor. They know only what their layers hear, and what they see at their phones.

use std::{collections::BTreeMap, time::Duration};

use callbackd::{
    ids::ClientId,
    switchboard::{
        command::{Caller, Command},
        view::Reply,
    },
};
use callbackd_api::{
    ids::{AgentId, Private, SessionId},
    params::{
        CallBack, CallbackRequest, Finish, ListSessions, LogIn, OnAgent, OnSession, Resolution, Resolve,
        Role, Roles, SessionRef, SetState, Subscribe, WorkMode,
    },
    record::Record,
    views::{Refused, Requested, SessionView},
    words::{Reason, SessionState},
};
use jiff::{SignedDuration, Timestamp};

use super::{
    outside::{Actor, Event, Heard, Lane, Outside, Way},
    scenario::{DESKS, SUPERVISOR, WEB, agent, device},
};

/// Two of the public, two desks, one supervisor.
const LAYERS: [u32; 5] = [WEB, WEB + 1, DESKS[0], DESKS[1], SUPERVISOR];
const WATCHER: usize = 4;

pub(crate) struct People {
    layers: Vec<Option<ClientId>>,
    clients: u64,
    tickets: u64,
    calls: BTreeMap<u64, (usize, Purpose)>,
    agents: Vec<Desk>,
    /// Requests that may be repeated, with what they were answered.
    asked: Vec<(CallbackRequest, Option<SessionId>)>,
    /// Nobody plays any more: all that is left is to be finished.
    pub(crate) diligent: bool,
    /// Calls that were lost from sight are left alone, to see whether they are found.
    pub(crate) patient: bool,
    keys: u64,
}

#[derive(Debug, Clone, Default)]
struct Desk {
    seated: bool,
    sessions: Vec<SessionId>,
}

/// Why a layer called.
#[derive(Debug, Clone)]
enum Purpose {
    Nothing,
    Request(usize),
    Look(usize),
    LogIn(usize),
    Open(SessionId, Option<&'static str>),
    Lost,
}

impl People {
    pub(crate) fn new(agents: usize) -> Self {
        Self {
            layers: vec![None; LAYERS.len()],
            clients: 0,
            tickets: 0,
            calls: BTreeMap::new(),
            agents: vec![Desk::default(); agents],
            asked: Vec::new(),
            diligent: false,
            patient: false,
            keys: 0,
        }
    }

    /// Everybody begins.
    pub(crate) fn begin(&self, out: &mut Outside) {
        let agents = (0..self.agents.len()).map(Actor::Agent);
        let layers = (0..LAYERS.len()).map(Actor::Layer);
        for actor in agents.chain(layers).chain([Actor::Customer, Actor::Supervisor, Actor::Phones]) {
            let soon = Duration::from_millis(out.chance.between(0, 2_000));
            out.after(soon, Event::Act(actor));
        }
    }

    pub(crate) fn act(&mut self, out: &mut Outside, life: Option<u64>, actor: Actor) {
        let again = match actor {
            Actor::Layer(layer) => {
                self.connect(out, life, layer);
                Duration::from_millis(out.chance.between(200, 5_000))
            }
            Actor::Agent(place) => {
                self.agent(out, life, place);
                Duration::from_millis(out.chance.between(500, if self.diligent { 20_000 } else { 8_000 }))
            }
            Actor::Customer => {
                self.customer(out, life);
                out.scenario.request_every.mul_f64(out.chance.between(0, 2_000) as f64 / 1000.0)
                    + Duration::from_millis(1)
            }
            Actor::Supervisor => {
                let list =
                    ListSessions { states: Some(vec![SessionState::Unknown]), ..ListSessions::default() };
                if !self.patient {
                    self.call(out, life, WATCHER, Command::List(list), Purpose::Lost);
                }
                Duration::from_millis(out.chance.between(20_000, 90_000))
            }
            Actor::Phones => {
                super::phones::act(out, self.diligent);
                Duration::from_millis(out.chance.between(500, 10_000))
            }
            Actor::Weather => return,
        };
        out.after(again, Event::Act(actor));
    }

    fn connect(&mut self, out: &mut Outside, life: Option<u64>, layer: usize) {
        if self.layers[layer].is_some() || life.is_none() {
            return;
        }
        self.clients += 1;
        let client = ClientId(self.clients);
        self.layers[layer] = Some(client);
        out.layers.insert(client, Lane::default());
        if layer == WATCHER || layer == 2 {
            let after_seq = (layer == WATCHER).then(|| out.judge.seen().0);
            let subscribe = Subscribe { after_seq, ..Subscribe::default() };
            self.call(out, life, layer, Command::Subscribe(subscribe), Purpose::Nothing);
        }
    }

    /// A layer goes away without a word.
    pub(crate) fn lose_layer(&mut self, out: &mut Outside, life: Option<u64>) {
        let layer = out.chance.between(0, LAYERS.len() as u64 - 1) as usize;
        let Some(client) = self.layers[layer].take() else { return };
        out.tally.layers_lost += 1;
        self.forget(out, layer, client);
        let delay = out.delay();
        if let Some(life) = life {
            out.send(Way::Ask(client), delay, Event::Gone { life, client });
        }
    }

    fn forget(&mut self, out: &mut Outside, layer: usize, client: ClientId) {
        out.layers.remove(&client);
        self.calls.retain(|_, (of, _)| *of != layer);
        for (place, desk) in self.agents.iter_mut().enumerate() {
            desk.seated &= 2 + place % 2 != layer;
        }
    }

    fn call(&mut self, out: &mut Outside, life: Option<u64>, layer: usize, command: Command, why: Purpose) {
        let (Some(client), Some(life)) = (self.layers[layer], life) else { return };
        self.tickets += 1;
        let (ticket, delay) = (self.tickets, out.delay());
        self.calls.insert(ticket, (layer, why));
        let caller = Caller { client, uid: LAYERS[layer], roles: roles(layer) };
        out.send(Way::Ask(client), delay, Event::Ask { life, caller, ticket, command });
    }

    // Customers.

    fn customer(&mut self, out: &mut Outside, life: Option<u64>) {
        if self.diligent {
            return;
        }
        let layer = out.chance.between(0, 1) as usize;
        if out.chance.percent(12) && !self.asked.is_empty() {
            // Nothing was heard, or the page was loaded twice: the same again.
            let nth = out.chance.between(0, self.asked.len() as u64 - 1) as usize;
            let request = Box::new(self.asked[nth].0.clone());
            return self.call(out, life, nth % 2, Command::Request(request), Purpose::Request(nth));
        }
        let session =
            out.chance.percent(8).then(|| self.asked.iter().rev().find_map(|(_, id)| *id)).flatten();
        if session.is_some() {
            let reference = SessionRef { session_id: session, status_token: None };
            let command = if out.chance.percent(50) {
                Command::Withdraw(reference)
            } else {
                Command::Status(reference)
            };
            return self.call(out, life, layer, command, Purpose::Nothing);
        }
        self.keys += 1;
        let nth = self.asked.len();
        let (not_before, not_after) = chosen_time(out);
        let request = CallbackRequest {
            number: Private::new(number(out)),
            region: None,
            queue: None,
            name: Some(Private::new("Jo")),
            subject: None,
            attributes: BTreeMap::new(),
            language: None,
            not_before,
            not_after,
            idempotency_key: Some(format!("key {}", self.keys)),
        };
        self.asked.push((request.clone(), None));
        self.call(out, life, nth % 2, Command::Request(Box::new(request)), Purpose::Request(nth));
    }

    // Agents.

    fn agent(&mut self, out: &mut Outside, life: Option<u64>, place: usize) {
        let layer = 2 + place % 2;
        let agent_id: AgentId = agent(place).id;
        let roll = if self.diligent { 50 } else { out.chance.between(0, 99) };
        let command = match roll {
            // Whoever gets nothing to do logs in again.
            _ if !self.agents[place].seated || self.diligent && out.chance.percent(10) => {
                let spare = !self.diligent && out.chance.percent(10);
                let device = device(if spare { 9 } else { place });
                let wish = LogIn { agent_id, device, queues: None, actor: None };
                return self.call(out, life, layer, Command::LogIn(wish), Purpose::LogIn(place));
            }
            0 => Command::LogOut(OnAgent { agent_id, actor: None }),
            1..=3 => set_state(agent_id, WorkMode::NotReady),
            4..=15 => set_state(agent_id, WorkMode::Ready),
            16..=18 => {
                if let Some(session) = self.agents[place].sessions.last().copied() {
                    let command = anything(out, session);
                    self.call(out, life, layer, command, Purpose::Nothing);
                }
                return;
            }
            19..=30 if out.scenario.presence => Command::Present(OnAgent { agent_id, actor: None }),
            _ => {
                if self.diligent {
                    let ready = set_state(agent_id.clone(), WorkMode::Ready);
                    self.call(out, life, layer, ready, Purpose::Nothing);
                }
                let list = ListSessions { agent_id: Some(agent_id), ..ListSessions::default() };
                return self.call(out, life, layer, Command::List(list), Purpose::Look(place));
            }
        };
        if matches!(command, Command::LogOut(_)) {
            self.agents[place].seated = false;
        }
        self.call(out, life, layer, command, Purpose::Nothing);
    }

    /// What an agent does with a session.
    fn handle(&mut self, out: &mut Outside, life: Option<u64>, place: usize, view: &SessionView) {
        let layer = 2 + place % 2;
        let id = view.session_id;
        let on = OnSession { session_id: id, actor: None };
        let finish = Finish { session_id: id, disposition: None, note: None, actor: None };
        if !self.agents[place].sessions.contains(&id) {
            self.agents[place].sessions.push(id);
        }
        let roll = out.chance.between(0, 99);
        let command = match view.state.as_str() {
            "offered" if roll < 80 => Command::Open(on),
            "open" if self.diligent && view.legs.len() >= 2 => Command::Drop(finish),
            "open" if roll < 75 || self.diligent => {
                let edit = [None, None, None, None, None, Some("902079460199"), Some("9999"), Some("9")];
                let edit = out.chance.of(&edit).filter(|_| !self.diligent);
                return self.call(out, life, layer, Command::Open(on), Purpose::Open(id, edit));
            }
            "open" if roll < 82 => Command::Cancel(on),
            "open" if roll < 88 => Command::Drop(finish),
            "dialing" if roll < 6 => Command::Drop(finish),
            "talking" if roll < 10 => Command::Hold(on),
            "talking" if roll < 20 => Command::Drop(finish),
            "held" if roll < 40 => Command::Retrieve(on),
            "held" if roll < 50 => Command::Drop(finish),
            "cancelled" if roll < 60 => Command::Drop(finish),
            "wrap_up" if roll < 50 => Command::Close(finish),
            "unknown" if !self.patient && (roll < 8 || self.diligent) => {
                self.resolve(out, life, layer, view);
                return;
            }
            _ => return,
        };
        self.call(out, life, layer, command, Purpose::Nothing);
    }

    /// A person looks at the phone, puts it down and says how it ended; a careless one only says something.
    fn resolve(&mut self, out: &mut Outside, life: Option<u64>, layer: usize, view: &SessionView) {
        let careless = !self.diligent && out.chance.percent(10);
        if let Some(leg) = view.legs.last().filter(|_| !careless) {
            super::phones::put_down(out, leg.leg_id);
        }
        let outcome = out.chance.of(&[Resolution::Talked, Resolution::NotReached, Resolution::NotDialled]);
        let wish = Resolve { session_id: view.session_id, outcome, actor: None };
        self.call(out, life, layer, Command::Resolve(wish), Purpose::Nothing);
    }

    // What is heard.

    pub(crate) fn hear(&mut self, out: &mut Outside, life: Option<u64>, client: ClientId, heard: Heard) {
        let Some(layer) = self.layers.iter().position(|own| *own == Some(client)) else { return };
        match heard {
            Heard::Lost => {
                self.layers[layer] = None;
                self.forget(out, layer, client);
            }
            Heard::Notify(record) => {
                if layer == WATCHER {
                    let record: Record = *record;
                    let Outside { judge, disk, .. } = out;
                    judge.watched(&record, disk);
                }
            }
            Heard::Reply { ticket, result } => {
                let Some((_, why)) = self.calls.remove(&ticket) else { return };
                self.answered(out, life, layer, why, *result);
            }
        }
    }

    fn answered(
        &mut self,
        out: &mut Outside,
        life: Option<u64>,
        layer: usize,
        why: Purpose,
        result: Result<Reply, Refused>,
    ) {
        match (why, result) {
            (Purpose::Request(nth), Ok(Reply::Requested(Requested::Accepted { session_id, .. }))) => {
                let first = *self.asked[nth].1.get_or_insert(session_id);
                // Its name may be forgotten by the time of the repetition.
                if first != session_id && out.judge.state(first) != "closed" {
                    let state = out.judge.state(first);
                    out.judge
                        .fault(format!("one key was answered with {first}, {state}, and with {session_id}"));
                }
                self.asked[nth].1 = Some(session_id);
            }
            (Purpose::LogIn(place), Ok(_)) => {
                self.agents[place].seated = true;
                let ready = set_state(agent(place).id, WorkMode::Ready);
                self.call(out, life, layer, ready, Purpose::Nothing);
            }
            // They have a session at another phone, and finish it.
            (Purpose::LogIn(place), Err(refused)) if refused.reason == Reason::WrongState => {
                self.agents[place].seated = true;
            }
            (Purpose::Look(place), Ok(Reply::Sessions(page))) => {
                for view in &page.sessions {
                    self.handle(out, life, place, view);
                }
            }
            (Purpose::Look(place), Err(_)) => self.agents[place].seated = false,
            (Purpose::Open(session_id, edit), Ok(Reply::Controls(controls))) => {
                let wish = CallBack {
                    session_id,
                    dial_string: edit.map(Private::new),
                    rules_version: controls.view.rules_version,
                    actor: None,
                };
                self.call(out, life, layer, Command::CallBack(wish), Purpose::Nothing);
            }
            (Purpose::Lost, Ok(Reply::Sessions(page))) => {
                for view in &page.sessions {
                    if self.diligent || out.chance.percent(20) {
                        self.resolve(out, life, layer, view);
                    }
                }
            }
            _ => {}
        }
    }
}

fn roles(layer: usize) -> Roles {
    match layer {
        0 | 1 => Roles::default().with(Role::Requester),
        2 | 3 => Roles::default().with(Role::Agent),
        _ => Roles::default().with(Role::Supervisor).with(Role::Operator),
    }
}

fn set_state(agent_id: AgentId, state: WorkMode) -> Command {
    Command::SetState(SetState { agent_id, state, reason: None, actor: None })
}

/// As people type them; some may not be called.
/// When a customer wants to be called: mostly as soon as possible.
fn chosen_time(out: &mut Outside) -> (Option<Timestamp>, Option<Timestamp>) {
    let minutes = |out: &mut Outside, most| SignedDuration::from_mins(out.chance.between(1, most) as i64);
    let now = out.wall();
    let from = out.chance.percent(15).then(|| now + minutes(out, 40));
    let until = out.chance.percent(10).then(|| from.unwrap_or(now) + minutes(out, 60));
    (from, until)
}

fn number(out: &mut Outside) -> String {
    let line = match out.chance.between(0, 99) {
        0 => return "999".to_owned(),
        1 => return "09098790000".to_owned(),
        2..=50 => out.chance.between(10, 29),
        51..=85 => 10 * out.chance.between(3, 8),
        _ => out.chance.between(100, 140),
    };
    format!("020 7946 {line:04}")
}

/// Whatever comes to mind.
fn anything(out: &mut Outside, session_id: SessionId) -> Command {
    let on = OnSession { session_id, actor: None };
    let finish = Finish { session_id, disposition: Some("sold".to_owned()), note: None, actor: None };
    match out.chance.between(0, 7) {
        0 => Command::Open(on),
        1 => Command::Cancel(on),
        2 => Command::Drop(finish),
        3 => Command::Hold(on),
        4 => Command::Retrieve(on),
        5 => Command::Close(finish),
        6 => Command::Get(on),
        _ => Command::CallBack(CallBack {
            session_id,
            dial_string: None,
            rules_version: "of yesterday".to_owned(),
            actor: None,
        }),
    }
}
