//! The input and output half: a TCP server around a [`Switch`](crate::switch::Switch).
#![expect(clippy::disallowed_methods, reason = "this module reads the clock, waits and listens")]

mod clock;
mod connection;
mod server;
mod tls;

use std::net::SocketAddr;

use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::exchange::{Call, Change, Phone, Refusal};
use crate::observation::{Observation, SeenMakeCall};
use crate::switch::Fault;
use server::{Command, Server};

const COMMAND_LIMIT: usize = 64;
/// Observations that a slow watcher may miss before it is told so.
const OBSERVATION_LIMIT: usize = 4096;

/// A control of the simulator was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ControlError {
    /// The exchange had nothing of the kind to do.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The simulator is gone.
    #[error("the simulator has stopped")]
    Stopped,
}

/// A running simulator. It stops when this handle is dropped.
#[derive(Debug)]
pub struct Pbx {
    addr: SocketAddr,
    commands: mpsc::Sender<Command>,
    observations: broadcast::Sender<Observation>,
    task: JoinHandle<()>,
}

impl Pbx {
    /// Listens at `address` and serves. Port 0 takes a free one: see [`addr`](Self::addr).
    ///
    /// # Errors
    /// When the address cannot be listened at, or TLS cannot be served with what it was given.
    pub async fn start(config: Config, address: impl ToSocketAddrs) -> std::io::Result<Self> {
        let acceptor = config.tls.as_ref().map(tls::acceptor).transpose()?;
        let listener = TcpListener::bind(address).await?;
        let addr = listener.local_addr()?;
        let (commands, inbox) = mpsc::channel(COMMAND_LIMIT);
        let (observations, _) = broadcast::channel(OBSERVATION_LIMIT);
        let server = Server::new(config, acceptor, observations.clone());
        let task = tokio::spawn(server.run(listener, inbox));
        Ok(Self { addr, commands, observations, task })
    }

    /// Where clients connect.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Stops listening and closes every link; returns when the port is free.
    pub async fn stop(mut self) {
        self.task.abort();
        // The only outcome is the cancellation just asked for.
        let _ = (&mut self.task).await;
    }

    /// Lifts the handset of an extension.
    ///
    /// # Errors
    /// [`ControlError::Refused`] when it is off hook already or does not exist.
    pub async fn lift(&self, extension: &str) -> Result<(), ControlError> {
        self.phone(Phone::Lift(extension.to_owned())).await
    }

    /// Puts the handset of an extension down.
    ///
    /// # Errors
    /// [`ControlError::Refused`] when it is on hook.
    pub async fn hang_up(&self, extension: &str) -> Result<(), ControlError> {
        self.phone(Phone::HangUp(extension.to_owned())).await
    }

    /// The party called by `extension` answers.
    ///
    /// # Errors
    /// [`ControlError::Refused`] when none rings.
    pub async fn answer_far(&self, extension: &str) -> Result<(), ControlError> {
        self.phone(Phone::FarAnswer(extension.to_owned())).await
    }

    /// The party that `extension` is connected to hangs up.
    ///
    /// # Errors
    /// [`ControlError::Refused`] when there is none.
    pub async fn far_hang_up(&self, extension: &str) -> Result<(), ControlError> {
        self.phone(Phone::FarHangUp(extension.to_owned())).await
    }

    /// Anything that people do at phones.
    ///
    /// # Errors
    /// [`ControlError::Refused`] when there is nothing of the kind to do.
    pub async fn phone(&self, action: Phone) -> Result<(), ControlError> {
        Ok(self.ask(|reply| Command::Phone(action, reply)).await??)
    }

    /// Makes people or destinations behave differently from now on.
    ///
    /// # Errors
    /// [`ControlError::Refused`] for an extension that does not exist.
    pub async fn change(&self, change: Change) -> Result<(), ControlError> {
        Ok(self.ask(|reply| Command::Change(change, reply)).await??)
    }

    /// Makes something go wrong, or right again.
    ///
    /// # Errors
    /// [`ControlError::Stopped`].
    pub async fn fault(&self, fault: Fault) -> Result<(), ControlError> {
        self.ask(|reply| Command::Fault(fault, reply)).await
    }

    /// The calls that exist.
    ///
    /// # Errors
    /// [`ControlError::Stopped`].
    pub async fn calls(&self) -> Result<Vec<Call>, ControlError> {
        self.ask(Command::Calls).await
    }

    /// What the simulator saw and did, oldest first, as far back as it remembers.
    ///
    /// # Errors
    /// [`ControlError::Stopped`].
    pub async fn log(&self) -> Result<Vec<Observation>, ControlError> {
        self.ask(Command::Log).await
    }

    /// Every MakeCall that arrived, whatever became of it.
    ///
    /// # Errors
    /// [`ControlError::Stopped`].
    pub async fn make_calls(&self) -> Result<Vec<SeenMakeCall>, ControlError> {
        self.ask(Command::MakeCalls).await
    }

    /// What the simulator sees and does from now on.
    pub fn observations(&self) -> broadcast::Receiver<Observation> {
        self.observations.subscribe()
    }

    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, ControlError> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(command(reply)).await.map_err(|_| ControlError::Stopped)?;
        answer.await.map_err(|_| ControlError::Stopped)
    }
}

impl Drop for Pbx {
    fn drop(&mut self) {
        self.task.abort();
    }
}
