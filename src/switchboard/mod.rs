//! Owns sessions, legs and agents; decides everything, does nothing.
//!
//! `handle` takes one input and the time; `take_batch` gives what is to be written and done, in causal order;
//! `poll_timeout` says when the next deadline is due. The same inputs always give the same batches.
//!
//! What it knows has four owners, and only they touch it: the `book` has the sessions and their legs, the `phones` the link, the
//! extensions and what is asked of the switch, the `floor` the agents and queues, the `ledger` what is recorded and who hears of it.
//! The switchboard itself takes the inputs and lets the owners act in their order.
//!
//! A request that may dial passes four gates, each with its own file: the dial plan judges it and limits bound it (`intake`),
//! an idle, ready agent is offered it (`offers`), the agent presses Call Back (`methods`), and when the switch's pace
//! permits, everything is checked once more, that is recorded, and one [`DialPermit`] is granted (`dialling`).

mod agents;
mod book;
mod calls;
mod change;
pub mod command;
mod damaged;
mod dialling;
mod digits;
mod floor;
mod input;
mod intake;
mod ledger;
mod link;
mod methods;
mod offers;
mod phones;
mod queries;
mod refusals;
mod request;
mod restore;
mod schedule;
pub mod settings;
pub mod story;
pub mod subscription;
mod timers;
pub mod view;

use callbackd_api::{
    ids::{LegId, QueueName, Seq, SessionId},
    record::Fact,
};
use jiff::Timestamp;

use self::{
    book::{Book, Load, Unmoved},
    damaged::DamagedSessions,
    floor::Floor,
    ledger::{About, Ledger},
    phones::Phones,
    settings::Settings,
};
pub use self::{
    book::{LAYER_SPAN, REQUEST_SPAN},
    input::{Batch, Deed, Input, LinkInput, Output, Send},
    phones::Token,
    request::{Answer, DialPermit, SwitchRequest},
};
use crate::{
    agent::Agent,
    dialplan::DialPlan,
    ids::{ClientId, Entropy, Now},
    journal::Finding,
    session::{self, Session, Window, WriteUp, Wrong},
};

/// The whole state of one daemon.
#[derive(Debug)]
pub struct Switchboard {
    settings: Settings,
    dial_plan: DialPlan,
    version: &'static str,
    started: Now,
    book: Book,
    /// Sessions that cannot be trusted.
    damaged: DamagedSessions,
    /// What was found wrong with the store since the start.
    store_faults: Vec<Finding>,
    /// When the store was last found to have lost what happened before.
    end_lost: Option<Timestamp>,
    phones: Phones,
    floor: Floor,
    store_works: bool,
    /// False only in a simulation that must notice.
    rechecks_permits: bool,
    ledger: Ledger,
}

impl Switchboard {
    /// An empty switchboard. `version` is the daemon's, for those who ask.
    #[must_use]
    pub fn new(now: Now, version: &'static str, settings: Settings, dial_plan: DialPlan) -> Self {
        let mut floor = Floor::default();
        floor.employ(&settings.agents);
        Self {
            settings,
            dial_plan,
            version,
            started: now,
            book: Book::default(),
            damaged: DamagedSessions::default(),
            store_faults: Vec::new(),
            end_lost: None,
            phones: Phones::new(now.wall),
            floor,
            store_works: true,
            rechecks_permits: true,
            ledger: Ledger::default(),
        }
    }

    /// Takes away the look at service hours at the moment of dialling: the simulation must notice that it is gone.
    #[doc(hidden)]
    pub fn trust_permits(&mut self) {
        self.rechecks_permits = false;
    }

    /// Takes one input. Whatever must be minted comes out of `entropy`.
    pub fn handle(&mut self, now: Now, entropy: &Entropy, input: Input) {
        match input {
            Input::Started { version } => self.start(now, version),
            Input::Command { caller, id, actor, command } => {
                self.command(now, entropy, &caller, id, actor, command);
            }
            Input::ClientGone(client) => self.client_gone(now, client),
            Input::Link(input) => self.link_reported(now, input),
            Input::Store { works } => self.store_works = works,
            Input::StoreFault(finding) => self.store_fault(now, finding),
            Input::SessionDamaged(row) => self.session_damaged(now, row),
            Input::Reloaded { settings, dial_plan, configuration } => {
                self.reload(now, *settings, *dial_plan, configuration);
            }
            Input::DoNotCall { numbers } => self.take_do_not_call(now, numbers),
            Input::Dial { token, leg } => self.send_permitted(now, token, leg),
            Input::Timeout => self.fire(now),
        }
        self.offer(now);
        self.watch_queues(now);
        self.dispatch(now);
        for session in self.book.take_changed() {
            self.ledger.store(session);
        }
        self.set_deadlines();
        self.ledger.conclude();
    }

    /// Ends a connection's subscription: it was too slow, or is gone.
    pub fn unsubscribe(&mut self, client: ClientId) {
        self.ledger.unsubscribe(client);
    }

    /// What is to be written and done since the last call.
    pub fn take_batch(&mut self) -> Batch {
        self.ledger.take_batch()
    }

    /// How numbers are read and judged now.
    #[must_use]
    pub fn dial_plan(&self) -> &DialPlan {
        &self.dial_plan
    }

    /// The last place used in the journal.
    #[must_use]
    pub fn seq(&self) -> Seq {
        self.ledger.seq()
    }

    /// One line for an operator: link, queue and calls.
    #[must_use]
    pub fn summary(&self) -> String {
        let Load { waiting, scheduled, active } = self.book.total();
        let scheduled = if scheduled > 0 { format!(", {scheduled} scheduled") } else { String::new() };
        let agents = self.floor.logged_in().count();
        let link = self.phones.link_summary();
        let damaged = match self.damaged.len() {
            0 => String::new(),
            damaged => format!(", {damaged} damaged"),
        };
        let faults = match self.store_faults.len() {
            0 => "",
            _ => "store has faults (see callbackctl status); ",
        };
        format!(
            "{faults}link {link}; {waiting} waiting{scheduled}, {active} active{damaged}, {agents} agents logged in"
        )
    }

    /// Sessions that are not closed, those among them that cannot be trusted.
    fn open_sessions(&self) -> u64 {
        u64::try_from(self.book.total().open() + self.damaged.len()).unwrap_or(u64::MAX)
    }

    fn about(&self, id: SessionId) -> About {
        let Some(session) = self.book.session(id) else { return About::default() };
        About {
            session: Some(id),
            agent: session.agent().or(session.passed_over()).cloned(),
            leg: None,
            requested_by: Some(session.request().requested_by),
        }
    }

    /// A record about a leg that is not ended.
    fn about_leg(&self, id: LegId) -> About {
        let session = self.book.session_of(id).map(Session::id);
        session.map(|session| self.about(session)).unwrap_or_default().leg(id)
    }

    /// One transition of a session, and everything that follows from it.
    fn transition(
        &mut self,
        now: Now,
        id: SessionId,
        transition: impl FnOnce(&mut Session, &mut Vec<session::Output>) -> Result<(), Wrong>,
    ) -> Result<(), Unmoved> {
        let became = self.book.transition(id, &self.settings.policy, now.wall, transition)?;
        self.follow(now, id, became);
        Ok(())
    }

    /// Records what became true of a session and lets the agents follow it.
    fn follow(&mut self, now: Now, id: SessionId, became: Vec<session::Output>) {
        for output in became {
            let mut about = self.about(id);
            if output.is_of_leg() {
                about.leg = self.book.session(id).and_then(Session::leg).map(|leg| leg.id);
            }
            if let Some(fact) = self.fact(id, output) {
                self.ledger.record(now, about, fact);
            }
        }
        self.await_agent(now, id);
        self.agents_follow(now, id);
    }

    /// An open session whose agent is not there goes back to the queue after a time.
    fn await_agent(&mut self, now: Now, id: SessionId) {
        let Some(session) = self.book.session(id).filter(|session| session.is_open()) else { return };
        let owner = session.agent().and_then(|agent| self.floor.agent(agent));
        if !owner.is_some_and(Agent::is_expected)
            && let Some(reclaim) = book::after(now.wall, self.settings.policy.reclaim)
        {
            self.book.change(id, &self.settings.policy, now.wall, |session| session.await_agent(reclaim));
        }
    }

    fn fact(&self, id: SessionId, output: session::Output) -> Option<Fact> {
        use session::Output as O;
        let session = self.book.session(id)?;
        let queue = session.request().queue.clone();
        Some(match output {
            O::Queued { reason } => {
                let Window { not_before, not_after } = session.request().window;
                Fact::SessionQueued { queue, reason: reason.into(), not_before, not_after }
            }
            O::Offered { until } => Fact::SessionOffered { queue, until },
            O::Opened => Fact::SessionOpened {},
            O::Dialing => {
                let leg = session.leg()?;
                let edited =
                    session.shown().is_some_and(|shown| shown.dial_string.expose() != leg.dialled.expose());
                Fact::SessionDialing { device: leg.device.clone(), edited }
            }
            O::Talking { assumed, retrieved } => {
                Fact::SessionTalking { assumed, retrieved, extension: session.request().extension.is_some() }
            }
            O::Held => Fact::SessionHeld {},
            O::Failed(failure) => Fact::SessionFailed {
                reason: failure.reason.into(),
                assumed: failure.assumed,
                detail: failure.sentence().to_owned(),
                switch: failure.switch,
            },
            O::Cancelled => Fact::SessionCancelled {},
            O::Unknown { detail } => Fact::SessionUnknown { detail: detail.to_owned() },
            O::WrapUp { reason, until } => Fact::SessionWrapUp { reason: reason.into(), until },
            O::Closed { reason } => Fact::SessionClosed {
                reason: reason.into(),
                disposition: session.disposition().map(str::to_owned),
            },
        })
    }

    fn queue(&self, session: &Session) -> Option<&settings::Queue> {
        self.queue_named(&session.request().queue).or_else(|| self.queue_named(&self.settings.default_queue))
    }

    fn queue_named(&self, name: &QueueName) -> Option<&settings::Queue> {
        self.settings.queues.iter().find(|queue| queue.name == *name)
    }

    fn write_up(&self, id: SessionId) -> WriteUp {
        let own =
            self.book.session(id).and_then(|session| self.queue(session)).and_then(|queue| queue.wrap_up);
        self.settings.policy.write_up(own)
    }

    fn set_deadlines(&mut self) {
        let (phones, traits) = (&self.phones, &self.settings.switch);
        self.book.set_deadlines(&self.settings.policy, |device| phones.answers(device, traits));
    }
}
