//! Everything around the daemon: time, the wire, the switch, the disk, and what is on its way between them.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    time::Duration,
};

use bytes::Bytes;
use callbackd::{
    daemon::replay::Read,
    dialplan::DialPlan,
    ids::{ClientId, Entropy},
    journal::Write,
    switchboard::{
        LinkInput, Send,
        command::{Caller, Command},
        view::Reply,
    },
};
use callbackd_api::{ids::LegId, record::Record, views::Refused};
use jiff::{SignedDuration, Timestamp};
use pbxsim::switch::{LinkId, Output, Switch};

use super::{
    chance::Chance, guard::Guard, judge::Judge, scenario::Scenario, store::Disk, tally::Tally, trace::Trace,
};

/// What is on its way, and arrives in order on its own way.
#[derive(Debug)]
pub(crate) enum Event {
    /// To the switch; MakeCalls with the leg that they are for.
    ToSwitch {
        conn: u64,
        nth: u64,
        apdu: Bytes,
        leg: Option<LegId>,
    },
    ToDaemon {
        conn: u64,
        nth: u64,
        apdu: Bytes,
    },
    SwitchLoses {
        conn: u64,
    },
    DaemonLoses {
        conn: u64,
    },
    /// TCP is up, or cannot come up.
    Connected {
        life: u64,
        conn: u64,
        up: bool,
    },
    /// The back-off is over.
    Reconnect {
        life: u64,
    },
    /// Between the engine's task and the link's.
    LinkAsked {
        life: u64,
        send: Send,
    },
    LinkTold {
        life: u64,
        input: LinkInput,
    },
    /// Between the engine's task and the store's thread.
    Commit {
        life: u64,
    },
    StoreTold {
        life: u64,
        unwritten: Option<Vec<Write>>,
    },
    StoreRetry {
        life: u64,
    },
    Read {
        life: u64,
        read: Read,
    },
    /// Between layers and the daemon.
    Ask {
        life: u64,
        caller: Caller,
        ticket: u64,
        command: Command,
    },
    Hear {
        client: ClientId,
        nth: u64,
        heard: Heard,
    },
    Gone {
        life: u64,
        client: ClientId,
    },
    /// Somebody does something.
    Act(Actor),
    Heal(Heal),
    Restart,
}

/// What a layer hears.
#[derive(Debug)]
pub(crate) enum Heard {
    Reply {
        ticket: u64,
        result: Box<Result<Reply, Refused>>,
    },
    Notify(Box<Record>),
    /// The connection is gone.
    Lost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Actor {
    Layer(usize),
    Agent(usize),
    Customer,
    Supervisor,
    Phones,
    Weather,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heal {
    Switch,
    Store,
    SlowStore,
    Network,
}

/// The ways on which order is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    ToSwitch(u64),
    ToDaemon(u64),
    LinkAsked,
    LinkTold,
    Store,
    StoreTold,
    Ask(ClientId),
    Hear(ClientId),
}

#[derive(Debug)]
struct Due {
    at: Duration,
    nth: u64,
    event: Box<Event>,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.nth) == (other.at, other.nth)
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.nth).cmp(&(other.at, other.nth))
    }
}

/// One direction of a connection: after a cut, what lies beyond `limit` never arrives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lane {
    sent: u64,
    seen: u64,
    limit: u64,
}

impl Default for Lane {
    fn default() -> Self {
        Self { sent: 0, seen: 0, limit: u64::MAX }
    }
}

impl Lane {
    fn next(&mut self) -> u64 {
        self.sent += 1;
        self.sent - 1
    }

    fn passes(&mut self, nth: u64) -> bool {
        self.seen = nth + 1;
        nth < self.limit
    }

    /// Some of what is on its way still arrives.
    fn cut(&mut self, chance: &mut Chance) {
        let least = self.seen.min(self.limit);
        let most = self.sent.min(self.limit).max(least);
        self.limit = chance.between(least, most);
    }
}

/// The process is gone.
#[derive(Debug)]
pub(crate) struct Crash;

/// Where the process may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    /// Something was decided; nothing of it is on disk.
    Decided,
    /// It is on disk; not all of it was done.
    Committed,
}

pub(crate) struct Outside {
    pub(crate) now: Duration,
    wall: Timestamp,
    skew: SignedDuration,
    heap: BinaryHeap<Reverse<Due>>,
    count: u64,
    last: BTreeMap<Way, Duration>,
    pub(crate) chance: Chance,
    pub(crate) scenario: Scenario,
    pub(crate) plan: DialPlan,
    pub(crate) switch: Switch,
    pub(crate) wires: BTreeMap<u64, (Lane, Lane)>,
    pub(crate) layers: BTreeMap<ClientId, Lane>,
    pub(crate) conns: u64,
    pub(crate) disk: Disk,
    pub(crate) judge: Judge,
    pub(crate) tally: Tally,
    pub(crate) trace: Trace,
    /// Crashes happen by themselves.
    pub(crate) stormy: bool,
    pub(crate) unreachable: bool,
    pub(crate) slow_store: bool,
}

impl Outside {
    pub(crate) fn new(scenario: Scenario, plan: DialPlan, traced: bool) -> Self {
        let mut chance = Chance::new(scenario.seed, 1);
        let wall: Timestamp = "2026-03-02T06:00:00Z".parse().unwrap();
        let wall = wall + SignedDuration::from_mins(chance.between(0, 1440) as i64);
        Self {
            now: Duration::from_secs(1000),
            wall,
            skew: SignedDuration::ZERO,
            heap: BinaryHeap::new(),
            count: 0,
            last: BTreeMap::new(),
            chance,
            plan,
            switch: Switch::new(scenario.switch.clone()),
            wires: BTreeMap::new(),
            layers: BTreeMap::new(),
            conns: 0,
            disk: Disk::default(),
            judge: Judge::new(scenario.finds_everything()),
            tally: Tally { seeds: 1, ..Tally::default() },
            trace: Trace::new(traced),
            stormy: true,
            unreachable: false,
            slow_store: false,
            scenario,
        }
    }

    pub(crate) fn lacks(&self, guard: Guard) -> bool {
        self.scenario.without == Some(guard)
    }

    pub(crate) fn wall(&self) -> Timestamp {
        self.wall + self.skew + SignedDuration::try_from(self.now).unwrap()
    }

    pub(crate) fn jump(&mut self, span: SignedDuration) {
        self.skew += span;
    }

    pub(crate) fn entropy(&mut self) -> Entropy {
        let mut octets = [0; 32];
        for part in octets.chunks_mut(8) {
            part.copy_from_slice(&self.chance.next().to_be_bytes());
        }
        Entropy(octets)
    }

    pub(crate) fn note(&mut self, line: impl FnOnce() -> String) {
        self.trace.note(self.now, line);
    }

    pub(crate) fn after(&mut self, span: Duration, event: Event) {
        self.at(self.now + span, event);
    }

    fn at(&mut self, at: Duration, event: Event) {
        self.count += 1;
        self.heap.push(Reverse(Due { at, nth: self.count, event: Box::new(event) }));
    }

    /// Puts it on its way, behind whatever is on the same way already.
    pub(crate) fn send(&mut self, way: Way, delay: Duration, event: Event) {
        let at = self.last.get(&way).copied().unwrap_or_default().max(self.now + delay);
        self.last.insert(way, at);
        self.at(at, event);
    }

    /// A message's delay: mostly short.
    pub(crate) fn delay(&mut self) -> Duration {
        let most = self.scenario.delay_ms;
        let most = if self.chance.percent(3) { most * 10 } else { most };
        Duration::from_millis(self.chance.between(0, most))
    }

    /// Between tasks of one process.
    pub(crate) fn hop(&mut self) -> Duration {
        let slow = self.chance.percent(2) && self.scenario.delay_ms > 2;
        Duration::from_micros(if slow {
            self.chance.between(0, 400_000)
        } else {
            self.chance.between(0, 200)
        })
    }

    pub(crate) fn due(&self) -> Option<Duration> {
        self.heap.peek().map(|Reverse(due)| due.at)
    }

    pub(crate) fn pop(&mut self) -> Option<Event> {
        self.heap.pop().map(|Reverse(due)| *due.event)
    }

    /// Perhaps the process ends here.
    pub(crate) fn point(&mut self, point: Point) -> Result<(), Crash> {
        let rate = self.scenario.weather.crash;
        if !self.stormy || rate == 0 || !self.chance.rarely(rate) {
            return Ok(());
        }
        match point {
            Point::Decided => self.tally.crashes_before += 1,
            Point::Committed => self.tally.crashes_after += 1,
        }
        self.note(|| format!("the process ends: {point:?}"));
        Err(Crash)
    }

    // The wire.

    pub(crate) fn transmit(&mut self, conn: u64, apdu: Bytes, leg: Option<LegId>) {
        let delay = self.delay();
        let Some((up, _)) = self.wires.get_mut(&conn) else { return };
        let nth = up.next();
        self.send(Way::ToSwitch(conn), delay, Event::ToSwitch { conn, nth, apdu, leg });
    }

    pub(crate) fn arrives_at_switch(&mut self, conn: u64, nth: u64, apdu: &Bytes, leg: Option<LegId>) {
        if !self.wires.get_mut(&conn).is_some_and(|(up, _)| up.passes(nth)) {
            return;
        }
        let before = self.switch.make_calls().count();
        self.switch.received(self.now, LinkId(conn), apdu);
        let seen = self.switch.make_calls().nth(before).cloned();
        if let Some(seen) = seen {
            self.tally.make_calls += 1;
            self.note(|| {
                format!("switch: MakeCall {} → {} for {leg:?}: {:?}", seen.calling, seen.called, seen.call)
            });
            let call = seen.call.and_then(|id| self.switch.calls().find(|call| call.id == id));
            let call = call.map(|call| call.linkage);
            self.tally.calls += u64::from(call.is_some());
            let live = self.switch.calls().map(|call| call.linkage).collect();
            self.judge.made(leg, &seen, call, &live);
        }
    }

    pub(crate) fn arrives_at_daemon(&mut self, conn: u64, nth: u64) -> bool {
        self.wires.get_mut(&conn).is_some_and(|(_, down)| down.passes(nth))
    }

    /// Does what the switch wants done.
    pub(crate) fn drain_switch(&mut self) {
        while let Some(output) = self.switch.poll_output() {
            match output {
                Output::Send { link, apdu } => {
                    let delay = self.delay();
                    let Some((_, down)) = self.wires.get_mut(&link.0) else { continue };
                    let nth = down.next();
                    self.send(Way::ToDaemon(link.0), delay, Event::ToDaemon { conn: link.0, nth, apdu });
                }
                Output::Close { link } => {
                    let delay = self.delay();
                    self.send(Way::ToDaemon(link.0), delay, Event::DaemonLoses { conn: link.0 });
                }
                Output::Observed(observation) => {
                    self.trace.note(self.now, || format!("switch: {}", observation.to_string().trim()));
                }
                Output::Raw { .. } => {}
            }
        }
    }

    /// The connection breaks: some of what is on its way arrives, then both ends notice.
    pub(crate) fn cut(&mut self, conn: u64) {
        let Some((mut up, mut down)) = self.wires.get(&conn).copied() else { return };
        up.cut(&mut self.chance);
        down.cut(&mut self.chance);
        self.wires.insert(conn, (up, down));
        let (here, there) = (self.delay(), self.delay());
        self.send(Way::ToDaemon(conn), here, Event::DaemonLoses { conn });
        self.send(Way::ToSwitch(conn), there, Event::SwitchLoses { conn });
    }

    /// Nothing passes any more and nobody is told: the daemon's kernel gives up in time, the switch sometime.
    pub(crate) fn half_open(&mut self, conn: u64, notice: Duration) {
        let Some((up, down)) = self.wires.get_mut(&conn) else { return };
        up.limit = up.seen.min(up.limit);
        down.limit = down.seen.min(down.limit);
        let later = Duration::from_secs(self.chance.between(10, 900));
        self.send(Way::ToDaemon(conn), notice, Event::DaemonLoses { conn });
        self.send(Way::ToSwitch(conn), later, Event::SwitchLoses { conn });
    }

    /// The daemon's end closes, after everything that was sent; or with only some of it sent, if it crashes.
    pub(crate) fn close(&mut self, conn: u64, crashed: bool) {
        if let Some((up, down)) = self.wires.get_mut(&conn) {
            if crashed && self.chance.percent(50) {
                up.cut(&mut self.chance);
            }
            down.limit = down.seen.min(down.limit);
        }
        let delay = self.delay();
        self.send(Way::ToSwitch(conn), delay, Event::SwitchLoses { conn });
    }

    // The socket.

    pub(crate) fn hear(&mut self, client: ClientId, heard: Heard) {
        let delay = self.delay();
        let Some(lane) = self.layers.get_mut(&client) else { return };
        let nth = lane.next();
        self.send(Way::Hear(client), delay, Event::Hear { client, nth, heard });
    }

    pub(crate) fn heard(&mut self, client: ClientId, nth: u64) -> bool {
        self.layers.get_mut(&client).is_some_and(|lane| lane.passes(nth))
    }

    /// The daemon is gone, and some of what it had told with it.
    pub(crate) fn lose_layers(&mut self) {
        let clients: Vec<ClientId> = self.layers.keys().copied().collect();
        for client in clients {
            if let Some(lane) = self.layers.get_mut(&client) {
                lane.cut(&mut self.chance);
                lane.sent = lane.sent.max(lane.limit);
            }
            let delay = self.delay();
            self.send(
                Way::Hear(client),
                delay,
                Event::Hear { client, nth: u64::MAX - 1, heard: Heard::Lost },
            );
        }
    }
}
