//! The task that owns the [`Switch`]: it chooses what comes next, lets the switch act, and carries out what
//! the switch wants.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::clock::Clock;
use super::connection::{self, FromLink, ToLink};
use crate::config::Config;
use crate::exchange::{Call, Change, Phone, Refusal};
use crate::observation::{Observation, SeenMakeCall};
use crate::switch::{Fault, LinkId, Output, Switch};

/// APDUs that may wait for a client that does not read; one more and its link is dropped.
const OUTGOING_LIMIT: usize = 1024;
const INBOX_LIMIT: usize = 256;
/// Connections at once; further ones are closed as soon as they come.
const LINK_LIMIT: usize = 64;
/// Longest sleep, so that a distant deadline never overflows the clock.
const LONGEST_SLEEP: Duration = Duration::from_secs(3600);

/// What the handle asks of the task; the answer goes to the sender inside.
#[derive(Debug)]
pub(super) enum Command {
    Phone(Phone, oneshot::Sender<Result<(), Refusal>>),
    Change(Change, oneshot::Sender<Result<(), Refusal>>),
    Fault(Fault, oneshot::Sender<()>),
    Calls(oneshot::Sender<Vec<Call>>),
    Log(oneshot::Sender<Vec<Observation>>),
    MakeCalls(oneshot::Sender<Vec<SeenMakeCall>>),
}

pub(super) struct Server {
    config: Arc<Config>,
    acceptor: Option<TlsAcceptor>,
    switch: Switch,
    clock: Clock,
    links: BTreeMap<LinkId, mpsc::Sender<ToLink>>,
    connections: JoinSet<()>,
    inbox: (mpsc::Sender<FromLink>, mpsc::Receiver<FromLink>),
    observations: broadcast::Sender<Observation>,
    last_link: u64,
}

impl Server {
    pub(super) fn new(
        config: Config,
        acceptor: Option<TlsAcceptor>,
        observations: broadcast::Sender<Observation>,
    ) -> Self {
        let config = Arc::new(config);
        Self {
            switch: Switch::new(Config::clone(&config)),
            clock: Clock::start(config.speed),
            config,
            acceptor,
            links: BTreeMap::new(),
            connections: JoinSet::new(),
            inbox: mpsc::channel(INBOX_LIMIT),
            observations,
            last_link: 0,
        }
    }

    /// Serves until every handle is gone.
    pub(super) async fn run(mut self, listener: TcpListener, mut commands: mpsc::Receiver<Command>) {
        loop {
            let wake = self.switch.poll_timeout().unwrap_or(Duration::MAX);
            let wake = wake.min(self.clock.now() + LONGEST_SLEEP);
            tokio::select! {
                accepted = listener.accept() => if let Ok((stream, peer)) = accepted {
                    self.accept(stream, peer);
                },
                Some(message) = self.inbox.1.recv() => self.receive(message),
                command = commands.recv() => match command {
                    Some(command) => self.obey(command),
                    None => return,
                },
                () = tokio::time::sleep_until(self.clock.instant(wake)) => {}
                Some(_) = self.connections.join_next() => {}
            }
            self.switch.handle_timeout(self.clock.now());
            self.carry_out();
        }
    }

    fn accept(&mut self, stream: TcpStream, peer: SocketAddr) {
        if self.links.len() >= LINK_LIMIT {
            return;
        }
        self.last_link += 1;
        let link = LinkId(self.last_link);
        let (sender, outgoing) = mpsc::channel(OUTGOING_LIMIT);
        let (config, acceptor, inbox) =
            (Arc::clone(&self.config), self.acceptor.clone(), self.inbox.0.clone());
        // Small APDUs must not wait for each other; where the option fails the link still works.
        let _ = stream.set_nodelay(true);
        self.connections
            .spawn(async move { connection::accept(link, stream, acceptor, &config, outgoing, inbox).await });
        self.links.insert(link, sender);
        self.switch.linked(self.clock.now(), link, peer.to_string());
    }

    fn receive(&mut self, message: FromLink) {
        let now = self.clock.now();
        match message {
            FromLink::Prelude(link) => self.switch.prelude(now, link),
            FromLink::Apdu(link, octets) => self.switch.received(now, link, &octets),
            FromLink::Down(link, reason) => {
                self.links.remove(&link);
                self.switch.unlinked(now, link, reason);
            }
        }
    }

    fn obey(&mut self, command: Command) {
        let now = self.clock.now();
        match command {
            Command::Phone(action, reply) => answer(reply, self.switch.phone(now, action)),
            Command::Change(change, reply) => answer(reply, self.switch.change(now, change)),
            Command::Fault(fault, reply) => {
                self.switch.fault(now, fault);
                answer(reply, ());
            }
            Command::Calls(reply) => answer(reply, self.switch.calls().cloned().collect()),
            Command::Log(reply) => answer(reply, self.switch.log().cloned().collect()),
            Command::MakeCalls(reply) => answer(reply, self.switch.make_calls().cloned().collect()),
        }
    }

    fn carry_out(&mut self) {
        while let Some(output) = self.switch.poll_output() {
            match output {
                Output::Send { link, apdu } => self.send(link, ToLink::Apdu(apdu)),
                Output::Raw { link, octets } => self.send(link, ToLink::Raw(octets)),
                Output::Close { link } => drop(self.links.remove(&link)),
                // An observation that nobody watches is in the log all the same.
                Output::Observed(observation) => drop(self.observations.send(observation)),
            }
        }
    }

    fn send(&mut self, link: LinkId, message: ToLink) {
        let refused = self.links.get(&link).is_some_and(|sender| sender.try_send(message).is_err());
        if refused {
            self.links.remove(&link);
        }
    }
}

/// Answers whoever asked; one who no longer waits is no concern.
fn answer<T>(reply: oneshot::Sender<T>, value: T) {
    let _ = reply.send(value);
}
