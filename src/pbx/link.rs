//! The link's task: connect, associate, carry requests and events, notice loss, try again.
//!
//! It answers the switch's heartbeats itself, whatever the engine or the disk are doing.
#![expect(clippy::disallowed_methods, reason = "this is where the link waits and its clock is read")]

use std::{
    future::pending,
    time::{Duration, Instant},
};

use csta::{
    association::{self, Association, Failure, Output},
    frame::{Frame, PRELUDE_REQUEST},
};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{sleep, sleep_until},
};
use tracing::{Instrument, debug, info_span, warn};

use super::{Backoff, Settings, Tap, dialect::Interpreter, lost::Lost, wire::Wire};
use crate::{
    ids::Epoch,
    switchboard::{Answer, LinkInput, Send, Token},
};

/// An association that stood for so long resets the back-off.
const STABLE: Duration = Duration::from_secs(30);
/// Names the activation among our requests: the switchboard counts from below.
const ACTIVATION: association::Token = association::Token(u64::MAX);
/// Malformed things that are logged one by one on an association; the rest is only counted.
const FAULTS_LOGGED: u64 = 10;

/// The engine's end of the link.
#[derive(Debug)]
pub struct Handle {
    requests: mpsc::UnboundedSender<Send>,
    tap: Tap,
    task: JoinHandle<()>,
}

impl Handle {
    /// Hands a request over. The switchboard's pacing bounds how many there are; while the link is down they are let go,
    /// because the switchboard has forgotten them too.
    pub fn send(&self, send: Send) {
        if self.requests.send(send).is_err() {
            warn!("The link's task is gone; a request to the switch was not sent.");
        }
    }

    /// Where what passes can be listened to.
    pub fn tap(&self) -> &Tap {
        &self.tap
    }

    /// Releases the association, if there is one, and closes the connection.
    pub async fn release(self) {
        drop(self.requests);
        let _ = self.task.await;
    }
}

/// Starts the task. It ends when the handle is released.
#[must_use]
pub fn start(settings: Settings, inputs: mpsc::Sender<LinkInput>) -> Handle {
    let (sender, requests) = mpsc::unbounded_channel();
    let span = info_span!("link", address = %settings.address);
    let tap = Tap::default();
    let link =
        Link { settings, inputs, requests, tap: tap.clone(), epoch: Epoch::default(), start: Instant::now() };
    Handle { requests: sender, tap, task: tokio::spawn(link.run().instrument(span)) }
}

struct Link {
    settings: Settings,
    inputs: mpsc::Sender<LinkInput>,
    requests: mpsc::UnboundedReceiver<Send>,
    tap: Tap,
    epoch: Epoch,
    start: Instant,
}

impl Link {
    async fn run(mut self) {
        let mut backoff = Backoff::new(self.settings.retry_least, self.settings.retry_most);
        let mut detail = format!("connecting to {}", self.settings.address);
        loop {
            self.tell(LinkInput::Connecting { detail }).await;
            let (up, lost) = self.attempt().await;
            if let Lost::Released = lost {
                return;
            }
            if up.is_some_and(|since| since.elapsed() >= STABLE) {
                backoff.reset();
            }
            let wait = backoff.next(random());
            detail = format!("{lost}; trying again in {:.1} s", wait.as_secs_f32());
            self.tell(LinkInput::Down { detail: detail.clone() }).await;
            if !self.wait(wait).await {
                return;
            }
        }
    }

    /// One connection, from SYN to its end. Tells since when the association stood, if it ever did.
    async fn attempt(&mut self) -> (Option<Instant>, Lost) {
        let mut wire = match Wire::open(&self.settings, self.tap.clone()).await {
            Ok(wire) => wire,
            Err(lost) => return (None, lost),
        };
        let mut carried = Carried {
            association: Association::new(self.settings.association.clone()),
            interpreter: Interpreter::new(self.settings.dialect.clone()),
            up: None,
            faults: 0,
        };
        let lost = match self.carry(&mut wire, &mut carried).await {
            Ok(never) => match never {},
            Err(lost) => lost,
        };
        if let Lost::Released | Lost::Association(_) = lost {
            wire.close().await;
        }
        (carried.up, lost)
    }

    async fn carry(
        &mut self,
        wire: &mut Wire,
        carried: &mut Carried,
    ) -> Result<std::convert::Infallible, Lost> {
        self.tell(LinkInput::Binding).await;
        if self.settings.prelude {
            wire.send_raw(&[PRELUDE_REQUEST]).await?;
        } else {
            carried.association.connected(self.now());
        }
        loop {
            self.drain(wire, carried).await?;
            let deadlines = [carried.association.poll_timeout(), carried.interpreter.deadline()];
            let deadline = deadlines.into_iter().flatten().min();
            tokio::select! {
                frame = wire.read() => match frame? {
                    Frame::Prelude => carried.association.connected(self.now()),
                    Frame::Apdu(apdu) => carried.association.receive(self.now(), &apdu),
                },
                request = self.requests.recv() => match request {
                    Some(send) => self.invoke(carried, send).await,
                    None => return self.release(wire, carried).await,
                },
                () = until(self.start, deadline) => {
                    carried.association.handle_timeout(self.now());
                    for input in carried.interpreter.overdue(self.now()) {
                        self.tell(input).await;
                    }
                }
            }
        }
    }

    async fn invoke(&self, carried: &mut Carried, send: Send) {
        let Send { token, request } = send;
        let argument = carried.interpreter.argument(token, request);
        let named = association::Token(token.0);
        if let Err(misuse) = carried.association.invoke(self.now(), argument, named) {
            // Nothing was sent, so nothing can have happened.
            debug!("A request was not sent: {misuse}");
            let answer = Answer::Refused(crate::leg::Refusal::read("link", 0, &misuse.to_string()));
            self.tell(LinkInput::Answered { token, answer }).await;
        }
    }

    /// Asks a switch that is silent by design for heartbeats.
    fn activate(&self, carried: &mut Carried) {
        let Some(activation) = &self.settings.activation else { return };
        if let Err(misuse) = carried.association.invoke(self.now(), activation.argument(), ACTIVATION) {
            warn!("The switch could not be asked for heartbeats: {misuse}");
        }
    }

    /// Does what the association wants done and hands on what it tells.
    async fn drain(&mut self, wire: &mut Wire, carried: &mut Carried) -> Result<(), Lost> {
        while let Some(output) = carried.association.poll_output() {
            match output {
                Output::Send(apdu) => wire.send(&apdu).await?,
                Output::Bound { accepted } => {
                    carried.up = Some(Instant::now());
                    self.epoch = Epoch(self.epoch.0 + 1);
                    let detail = match accepted {
                        Some(_) => "the switch accepted the association",
                        None => "connected; this link has no association handshake",
                    };
                    self.activate(carried);
                    let detail = match wire.encryption() {
                        Some(tls) => format!("{detail}, over {tls}; {}", self.settings.watch()),
                        None => format!("{detail}; {}", self.settings.watch()),
                    };
                    self.tell(LinkInput::Up { epoch: self.epoch, detail }).await;
                }
                Output::Event(report) => {
                    if let Some(input) = carried.interpreter.event(*report) {
                        self.tell(input).await;
                    }
                }
                Output::Invoked(argument) => {
                    if let Some(input) = carried.interpreter.invoked(*argument) {
                        self.tell(input).await;
                    }
                }
                Output::SystemStatus(status) => debug!(?status, "The switch reports its status."),
                Output::Completed { token, outcome, .. } | Output::Late { token, outcome, .. } => {
                    self.completed(carried, Token(token.0), outcome).await;
                }
                Output::ProbeAnswered { .. } | Output::ProbeMissed { .. } => {}
                Output::Fault(fault) => {
                    carried.faults += 1;
                    if carried.faults <= FAULTS_LOGGED {
                        warn!("The switch sent something it should not have: {fault}");
                    }
                }
                Output::Closed(reason) => {
                    wire.flush().await?;
                    return Err(Lost::Association(reason));
                }
            }
        }
        wire.flush().await
    }

    async fn completed(
        &self,
        carried: &mut Carried,
        token: Token,
        outcome: Result<csta::service::ServiceResult, Failure>,
    ) {
        if token == Token(ACTIVATION.0) {
            if let Err(failure) = outcome {
                warn!("The switch did not agree to send heartbeats: {failure}. Check [pbx.activation].");
            }
            return;
        }
        // What the link's end leaves unanswered, the switchboard forgets by itself.
        if matches!(outcome, Err(Failure::LinkLost)) {
            return;
        }
        if let Some(answer) = carried.interpreter.answer(self.now(), token, outcome) {
            self.tell(LinkInput::Answered { token, answer }).await;
        }
    }

    /// The daemon goes down: says so to the switch and waits for its consent.
    async fn release(
        &mut self,
        wire: &mut Wire,
        carried: &mut Carried,
    ) -> Result<std::convert::Infallible, Lost> {
        carried.association.release(self.now());
        loop {
            while let Some(output) = carried.association.poll_output() {
                match output {
                    Output::Send(apdu) => wire.send(&apdu).await?,
                    Output::Closed(_) => {
                        wire.flush().await?;
                        return Err(Lost::Released);
                    }
                    _ => {}
                }
            }
            wire.flush().await?;
            let Some(deadline) = carried.association.poll_timeout() else { return Err(Lost::Released) };
            tokio::select! {
                frame = wire.read() => match frame {
                    Ok(Frame::Apdu(apdu)) => carried.association.receive(self.now(), &apdu),
                    _ => return Err(Lost::Released),
                },
                () = until(self.start, Some(deadline)) => carried.association.handle_timeout(self.now()),
            }
        }
    }

    /// Waits before the next attempt; false when the daemon goes down meanwhile.
    async fn wait(&mut self, span: Duration) -> bool {
        let over = sleep(span);
        tokio::pin!(over);
        loop {
            tokio::select! {
                () = &mut over => return true,
                request = self.requests.recv() => match request {
                    Some(send) => debug!(token = send.token.0, "A request came too late: the link is down."),
                    None => return false,
                },
            }
        }
    }

    async fn tell(&self, input: LinkInput) {
        let _ = self.inputs.send(input).await;
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }
}

/// What lives as long as one connection.
struct Carried {
    association: Association,
    interpreter: Interpreter,
    up: Option<Instant>,
    faults: u64,
}

async fn until(start: Instant, deadline: Option<Duration>) {
    match deadline {
        Some(deadline) => sleep_until((start + deadline).into()).await,
        None => pending().await,
    }
}

/// For jitter only; without entropy every daemon waits the same.
fn random() -> u32 {
    getrandom::u32().unwrap_or(u32::MAX / 2)
}
