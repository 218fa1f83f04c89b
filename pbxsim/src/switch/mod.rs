//! The switching function: clients' links and monitors in front of an [`Exchange`], without input or output.
//!
//! A [`Switch`] is told what happens (`linked`, `received`, `unlinked`, `phone`, `fault`) and what time it is;
//! it answers through [`Switch::poll_output`] and [`Switch::poll_timeout`]. Calls belong to the exchange: they
//! keep running whatever becomes of the links.

mod associate;
mod clock;
mod device;
mod dialogue;
mod fault;
mod link;
mod report;
mod serve;
mod snapshot;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use csta::Apdu;
use csta::frame::PRELUDE_ANSWER;

pub use self::fault::Fault;
use self::fault::Faults;
pub use self::link::LinkId;
use self::link::{Link, Monitor, Stage};
use crate::config::Config;
use crate::exchange::{Call, Change, Exchange, Phone, Refusal};
use crate::observation::{Journal, Message, Observation, SeenMakeCall, What};

/// Answers that may be held back at once; further ones are lost.
const HELD_BACK_LIMIT: usize = 4096;

/// What the switch wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send an APDU, framed.
    Send {
        /// To whom.
        link: LinkId,
        /// The APDU.
        apdu: Bytes,
    },
    /// Send octets as they are.
    Raw {
        /// To whom.
        link: LinkId,
        /// The octets.
        octets: Bytes,
    },
    /// Close a connection, after what was sent before.
    Close {
        /// Which.
        link: LinkId,
    },
    /// Something worth telling people.
    Observed(Observation),
}

/// The switching function.
#[derive(Debug)]
pub struct Switch {
    config: Config,
    exchange: Exchange,
    links: BTreeMap<LinkId, Link>,
    faults: Faults,
    /// Answers held back by [`Fault::DelayReplies`], and until when.
    held_back: VecDeque<(Duration, LinkId, Apdu)>,
    /// Monitors of clients that disappeared, for the next one ([`Config::keeps_monitors`]).
    orphans: Vec<Monitor>,
    service_xrefs: u32,
    journal: Journal,
    out: VecDeque<Output>,
}

impl Switch {
    /// A switching function with every phone on hook and no client.
    pub fn new(config: Config) -> Self {
        Self {
            exchange: Exchange::new(config.plan.clone()),
            config,
            links: BTreeMap::new(),
            faults: Faults::default(),
            held_back: VecDeque::new(),
            orphans: Vec::new(),
            service_xrefs: 0,
            journal: Journal::default(),
            out: VecDeque::new(),
        }
    }

    /// A client has connected.
    pub fn linked(&mut self, now: Duration, link: LinkId, peer: String) {
        self.links.insert(link, Link::new(Stage::Opening));
        self.observe(now, What::LinkUp { link, peer });
        if !self.config.prelude {
            self.open(now, link);
        }
    }

    /// A client has sent the prelude octet.
    pub fn prelude(&mut self, now: Duration, link: LinkId) {
        if !self.faults.silent {
            self.out.push_back(Output::Raw { link, octets: Bytes::from_static(&[PRELUDE_ANSWER]) });
            self.open(now, link);
        }
    }

    /// A client has sent an APDU.
    pub fn received(&mut self, now: Duration, link: LinkId, octets: &[u8]) {
        match Apdu::decode(octets) {
            Ok(apdu) => {
                self.observe(now, What::Received { link, message: Message::of(&apdu) });
                if !self.faults.silent {
                    self.receive(now, link, apdu);
                }
            }
            Err(error) => self.receive_malformed(now, link, &error),
        }
        self.report(now);
    }

    /// A client's connection is gone. Its monitors go with it, unless the switch keeps them; calls stay.
    pub fn unlinked(&mut self, now: Duration, link: LinkId, reason: String) {
        if let Some(lost) = self.links.remove(&link) {
            self.bereave(lost);
            self.observe(now, What::LinkDown { link, reason });
        }
    }

    fn bereave(&mut self, lost: Link) {
        if self.config.keeps_monitors {
            self.orphans.extend(lost.monitors);
        }
    }

    /// Somebody does something at a phone.
    ///
    /// # Errors
    /// A [`Refusal`] when there is nothing of the kind to be done.
    pub fn phone(&mut self, now: Duration, action: Phone) -> Result<(), Refusal> {
        let done = self.exchange.phone(now, action.clone());
        self.observe(now, What::Phone { action, refused: done.err() });
        self.report(now);
        done
    }

    /// People or destinations behave differently from now on.
    ///
    /// # Errors
    /// [`Refusal::UnknownConnection`] for an extension that does not exist.
    pub fn change(&mut self, now: Duration, change: Change) -> Result<(), Refusal> {
        self.exchange.change(change.clone())?;
        self.observe(now, What::Change(change));
        Ok(())
    }

    /// Something goes wrong, or right again.
    pub fn fault(&mut self, now: Duration, fault: Fault) {
        self.observe(now, What::Fault(fault.clone()));
        match fault {
            Fault::Silent => self.faults.silent = true,
            Fault::RefuseAssociations => self.faults.refuses = true,
            Fault::DelayReplies(delay) => self.faults.delay = delay,
            Fault::LoseNextReply => self.faults.loses_reply = true,
            Fault::LoseNextEvent => self.faults.loses_event = true,
            Fault::ResourceBusy => self.faults.is_busy = true,
            Fault::Heal => self.faults = Faults::default(),
            Fault::DropLinks => {
                for link in self.link_ids() {
                    self.drop_link(now, link, "dropped by order");
                }
            }
            Fault::Garbage(octets) => {
                let raw = |link| Output::Raw { link, octets: octets.clone() };
                self.out.extend(self.link_ids().into_iter().map(raw));
            }
            Fault::BadApdu(apdu) => {
                let send = |link| Output::Send { link, apdu: apdu.clone() };
                self.out.extend(self.link_ids().into_iter().map(send));
            }
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) is next worth calling.
    pub fn poll_timeout(&self) -> Option<Duration> {
        let heartbeats = self.links.values().filter_map(|link| match link.stage {
            Stage::Bound { heartbeat } => heartbeat.map(|pulse| pulse.next),
            Stage::Opening | Stage::Refused => None,
        });
        let held_back = self.held_back.front().map(|(due, ..)| *due);
        let clocks = self.links.values().filter_map(|link| Some(link.clock?.next));
        heartbeats.chain(held_back).chain(clocks).chain(self.exchange.poll_timeout()).min()
    }

    /// Lets happen what is due by `now`.
    pub fn handle_timeout(&mut self, now: Duration) {
        self.exchange.handle_timeout(now);
        self.report(now);
        while self.held_back.front().is_some_and(|(due, ..)| *due <= now) {
            let Some((_, link, apdu)) = self.held_back.pop_front() else { break };
            self.send(now, link, &apdu);
        }
        for link in self.link_ids() {
            self.beat(now, link);
            self.tell_clock(now, link);
        }
    }

    /// The next thing to be done.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// The calls that exist.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.exchange.calls()
    }

    /// What was seen and done, oldest first.
    pub fn log(&self) -> impl Iterator<Item = &Observation> {
        self.journal.log.iter()
    }

    /// Every MakeCall that arrived, oldest first.
    pub fn make_calls(&self) -> impl Iterator<Item = &SeenMakeCall> {
        self.journal.make_calls.iter()
    }

    /// APDUs may flow: where there is no association to wait for, everything may.
    fn open(&mut self, now: Duration, link: LinkId) {
        if self.config.acse.is_none() {
            self.bind(now, link);
        }
    }

    fn send(&mut self, now: Duration, link: LinkId, apdu: &Apdu) {
        self.send_as(now, link, apdu, Message::of(apdu));
    }

    fn send_as(&mut self, now: Duration, link: LinkId, apdu: &Apdu, message: Message) {
        if self.faults.silent || !self.links.contains_key(&link) {
            return;
        }
        self.observe(now, What::Sent { link, message });
        self.out.push_back(Output::Send { link, apdu: apdu.encode().into() });
    }

    fn drop_link(&mut self, now: Duration, link: LinkId, reason: &str) {
        if let Some(lost) = self.links.remove(&link) {
            self.bereave(lost);
            self.observe(now, What::LinkDown { link, reason: reason.to_owned() });
            self.out.push_back(Output::Close { link });
        }
    }

    fn link_ids(&self) -> Vec<LinkId> {
        self.links.keys().copied().collect()
    }

    fn observe(&mut self, at: Duration, what: What) {
        let observation = Observation { at, what };
        self.journal.note(observation.clone());
        self.out.push_back(Output::Observed(observation));
    }
}
