//! One seed, from the first request to the last phone on its hook.

use std::time::Duration;

use callbackd::{
    dialplan::DialPlan,
    switchboard::{
        Input,
        command::{Caller, Command},
        view::Reply,
    },
};
use callbackd_api::params::{ListSessions, Role, Roles};
use pbxsim::{exchange::Call, switch::LinkId};

use super::{
    daemon::{Daemon, JUDGE},
    outside::{Actor, Crash, Event, Outside},
    people::People,
    phones,
    scenario::{SUPERVISOR, Scenario},
    store::Disk,
    tally::Tally,
    weather,
};

/// After everything is healed, calls that can be found are found within this.
const FOUND_WITHIN: Duration = Duration::from_secs(400);
/// And every session is closed within this.
const CLOSED_WITHIN: Duration = Duration::from_secs(30 * 3600);
/// And then every phone is free within this.
const FREE_WITHIN: Duration = Duration::from_secs(1800);
/// So many steps without time passing are no accident.
const STANDSTILL: u32 = 100_000;
/// Steps between two comparisons of what is shown with what is on disk.
const COMPARE_EVERY: u64 = 97;

pub(crate) struct World {
    pub(crate) out: Outside,
    daemon: Option<Daemon>,
    people: People,
    lives: u64,
    standing: u32,
}

/// What came of it.
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    pub(crate) fault: Option<String>,
    pub(crate) lines: Vec<String>,
    pub(crate) disk: Disk,
}

/// Plays a scenario to its end, or to the first thing that does not hold.
pub(crate) fn play(scenario: Scenario, plan: &DialPlan, traced: bool) -> Outcome {
    let people = People::new(scenario.site.settings.agents.len());
    let out = Outside::new(scenario, plan.clone(), traced);
    let mut world = World { out, daemon: None, people, lives: 0, standing: 0 };
    let begun = world.out.now;
    world.live();
    let mut tally = world.out.tally;
    tally.simulated(world.out.now - begun);
    world.out.judge.counted(&mut tally);
    Outcome {
        tally,
        fault: world.out.judge.fault.take(),
        lines: world.out.trace.last(usize::MAX),
        disk: world.out.disk,
    }
}

impl World {
    fn live(&mut self) {
        self.restart();
        self.people.begin(&mut self.out);
        self.out.after(Duration::from_secs(5), Event::Act(Actor::Weather));
        self.run(self.out.scenario.lasts);
        weather::clear(&mut self.out);
        if self.daemon.is_none() {
            self.restart();
        }
        self.reload();
        phones::everybody_lifts(&mut self.out);
        (self.people.diligent, self.people.patient) = (true, true);
        self.run(FOUND_WITHIN);
        self.all_are_found();
        self.people.patient = false;
        let end = self.out.now + CLOSED_WITHIN;
        while self.out.now < end && self.out.judge.fault.is_none() && !self.out.judge.open().is_empty() {
            self.run(Duration::from_secs(60));
            self.note_status();
        }
        let end = self.out.now + FREE_WITHIN;
        while self.out.now < end && self.out.judge.fault.is_none() && self.out.switch.calls().next().is_some()
        {
            self.run(Duration::from_secs(60));
        }
        self.nothing_is_left();
    }

    fn run(&mut self, span: Duration) {
        let end = self.out.now + span;
        while self.out.judge.fault.is_none() && self.step(end) {}
        self.out.now = self.out.now.max(end);
    }

    /// The next thing that happens, unless it is later than `end`.
    fn step(&mut self, end: Duration) -> bool {
        let heap = self.out.due();
        let switch = self.out.switch.poll_timeout();
        let daemon = self.daemon.as_ref().and_then(|daemon| daemon.poll_timeout(&self.out));
        let Some(at) = [heap, switch, daemon].into_iter().flatten().min().filter(|at| *at <= end) else {
            return false;
        };
        self.standing = if at > self.out.now { 0 } else { self.standing + 1 };
        if self.standing > STANDSTILL {
            self.out.judge.fault("deadlines without end");
            return false;
        }
        self.out.now = self.out.now.max(at);
        self.out.tally.steps += 1;
        if switch == Some(at) {
            self.out.switch.handle_timeout(self.out.now);
        } else if heap == Some(at) {
            if let Some(event) = self.out.pop() {
                self.happen(event);
            }
        } else if let Some(daemon) = &mut self.daemon {
            let done = daemon.handle_timeout(&mut self.out);
            self.lived(&done);
        }
        self.out.drain_switch();
        if self.out.tally.steps.is_multiple_of(COMPARE_EVERY) {
            self.compare();
        }
        true
    }

    fn life(&self) -> Option<u64> {
        self.daemon.as_ref().map(|daemon| daemon.life)
    }

    fn lived(&mut self, done: &Result<(), Crash>) {
        if done.is_err() {
            self.crash();
        }
    }

    fn crash(&mut self) {
        let Some(daemon) = self.daemon.take() else { return };
        self.out.tally.crashes += 1;
        self.out.note(|| "CRASH".to_owned());
        self.out.judge.names_forgotten();
        if let Some(conn) = daemon.conn() {
            self.out.close(conn, true);
        }
        let fails = self.out.disk.fails;
        let Outside { disk, chance, .. } = &mut self.out;
        disk.crash(daemon.flying.filter(|_| !fails), chance);
        let written: Vec<_> = self.out.disk.taken();
        self.out.judge.committed(&written);
        self.out.lose_layers();
        let down = match self.out.chance.between(0, 9) {
            0 => self.out.chance.between(60_000, 1_800_000),
            _ => self.out.chance.between(50, 5_000),
        };
        self.out.after(Duration::from_millis(down), Event::Restart);
    }

    fn restart(&mut self) {
        self.lives += 1;
        match Daemon::start(&mut self.out, self.lives) {
            Ok(daemon) => self.daemon = Some(daemon),
            Err(Crash) => {
                self.out.tally.crashes += 1;
                self.out.lose_layers();
                self.out.after(Duration::from_millis(100), Event::Restart);
            }
        }
    }

    fn happen(&mut self, event: Event) {
        let life = self.life();
        let out = &mut self.out;
        match event {
            Event::ToSwitch { conn, nth, apdu, leg } => out.arrives_at_switch(conn, nth, &apdu, leg),
            Event::SwitchLoses { conn } => {
                out.switch.unlinked(out.now, LinkId(conn), "gone".to_owned());
            }
            Event::Hear { client, nth, heard } => {
                let passes = out.heard(client, nth) || matches!(heard, super::outside::Heard::Lost);
                if passes {
                    self.people.hear(out, life, client, heard);
                }
            }
            Event::Act(Actor::Weather) => {
                let next = weather::act(out);
                match next {
                    weather::Next::Crash => self.crash(),
                    weather::Next::Cut(half) => self.cut(half),
                    weather::Next::LoseLayer => self.people.lose_layer(out, life),
                    weather::Next::Reload => self.reload(),
                    weather::Next::DoNotCall => self.do_not_call(),
                    weather::Next::Nothing => {}
                }
            }
            Event::Act(actor) => self.people.act(out, life, actor),
            Event::Heal(heal) => weather::heal(out, heal),
            Event::Restart if self.daemon.is_none() => self.restart(),
            Event::Restart => {}
            event => {
                if let Some(daemon) = &mut self.daemon {
                    let done = to_daemon(daemon, out, event);
                    self.lived(&done);
                }
            }
        }
    }

    fn cut(&mut self, half: bool) {
        let Some(conn) = self.daemon.as_ref().and_then(Daemon::conn) else { return };
        if half {
            self.out.tally.half_open += 1;
            self.out.half_open(conn, self.out.scenario.link.user_timeout);
        } else {
            self.out.tally.cuts += 1;
            self.out.cut(conn);
        }
    }

    fn reload(&mut self) {
        self.out.tally.reloads += 1;
        let Outside { scenario, plan, .. } = &self.out;
        let input = Input::Reloaded {
            settings: Box::new(scenario.site.settings()),
            dial_plan: Box::new(scenario.site.dial_plan(plan)),
            configuration: scenario.site.version.to_string(),
        };
        self.tell_daemon(input);
    }

    fn do_not_call(&mut self) {
        let numbers = self.out.scenario.site.numbers();
        self.tell_daemon(Input::DoNotCall { numbers });
    }

    fn tell_daemon(&mut self, input: Input) {
        if let Some(daemon) = &mut self.daemon {
            let done = daemon.handle(&mut self.out, input);
            self.lived(&done);
        }
    }

    /// While nothing is under way, what is shown is what is on disk.
    fn compare(&mut self) {
        let list = ListSessions { limit: Some(500), ..ListSessions::default() };
        if let Some(Reply::Sessions(page)) = self.ask(Command::List(list)).filter(|_| self.is_idle()) {
            let Outside { judge, disk, now, .. } = &mut self.out;
            judge.heeded(*now);
            if !page.more {
                judge.compare(&page.sessions, disk);
            }
        }
    }

    fn is_idle(&self) -> bool {
        self.daemon.as_ref().is_some_and(Daemon::is_idle)
    }

    /// Asks what a supervisor could, if the answer comes at once.
    fn ask(&mut self, question: Command) -> Option<Reply> {
        let daemon = self.daemon.as_mut().filter(|daemon| daemon.is_idle())?;
        let stormy = std::mem::replace(&mut self.out.stormy, false);
        let roles = Roles::default().with(Role::Supervisor);
        // An earlier answer may have waited for the disk: it tells of a state that is over.
        daemon.looked.clear();
        let caller = Caller { client: JUDGE, uid: SUPERVISOR, roles };
        let _ = daemon.call(&mut self.out, caller, 0, question);
        self.out.stormy = stormy;
        std::mem::take(&mut daemon.looked).into_iter().next()
    }

    /// For those who read why sessions do not end.
    fn note_status(&mut self) {
        // Asked whether or not it is read: asking takes its part of the seed's choices.
        let status = self.ask(Command::SystemStatus);
        self.out.note(|| format!("status: {status:?}"));
    }

    /// Everything works again, and nobody has said yet what became of calls that were lost from sight.
    fn all_are_found(&mut self) {
        if !self.out.scenario.finds_everything() {
            return;
        }
        let found = self.out.switch.calls().find_map(|call| {
            let (leg, truth) = self.out.judge.leg_of(&call.linkage)?;
            let missed = self.out.judge.is_missed(truth, self.out.wall());
            missed.then(|| format!("leg {leg} is lost from sight although its call {} is up", call.id))
        });
        found.into_iter().for_each(|fault| self.out.judge.fault(fault));
    }

    /// Everybody has done what they could.
    fn nothing_is_left(&mut self) {
        let open = self.out.judge.open();
        if !open.is_empty() {
            let shown: Vec<String> = open.iter().take(5).map(|(id, state)| format!("{id} {state}")).collect();
            self.out.judge.fault(format!("{} sessions never end: {}", open.len(), shown.join(", ")));
        }
        let left: Vec<String> =
            self.out.switch.calls().filter_map(|call| off_hook(&self.out, call)).collect();
        if self.out.judge.seeing {
            left.into_iter().for_each(|fault| self.out.judge.fault(fault));
        } else {
            self.out.tally.left += left.len() as u64;
        }
        let accepted = self.out.judge.accepted.iter();
        let lost = accepted.copied().find(|id| self.out.judge.state(*id) != "closed");
        lost.into_iter()
            .for_each(|id| self.out.judge.fault(format!("session {id} was promised and is lost")));
        self.compare();
    }
}

fn to_daemon(daemon: &mut Daemon, out: &mut Outside, event: Event) -> Result<(), Crash> {
    let mine = |life: u64| life == daemon.life;
    match event {
        Event::ToDaemon { conn, nth, apdu } if out.arrives_at_daemon(conn, nth) => {
            daemon.received(out, conn, &apdu)
        }
        Event::DaemonLoses { conn } => {
            daemon.disconnected(out, conn);
            Ok(())
        }
        Event::Connected { life, conn, up } if mine(life) => daemon.connected(out, conn, up),
        Event::Reconnect { life } if mine(life) => {
            daemon.reconnect(out);
            Ok(())
        }
        Event::LinkAsked { life, send } if mine(life) => daemon.link_asked(out, send),
        Event::LinkTold { life, input } if mine(life) => daemon.handle(out, Input::Link(input)),
        Event::Commit { life } if mine(life) => daemon.committing(out),
        Event::StoreTold { life, unwritten } if mine(life) => daemon.store_told(out, unwritten),
        Event::StoreRetry { life } if mine(life) => {
            daemon.retry_store(out);
            Ok(())
        }
        Event::Read { life, read } if mine(life) => {
            daemon.page(out, read);
            Ok(())
        }
        Event::Ask { life, caller, ticket, command } if mine(life) => {
            daemon.call(out, caller, ticket, command)
        }
        Event::Gone { life, client } if mine(life) => daemon.gone(out, client),
        _ => Ok(()),
    }
}

/// A call of ours that nobody will ever clear.
fn off_hook(out: &Outside, call: &Call) -> Option<String> {
    let (leg, truth) = out.judge.leg_of(&call.linkage)?;
    let words = || format!("the phone of leg {leg} is off hook for ever: call {} {:?}", call.id, call.legs);
    (!truth.resolved).then(words)
}
