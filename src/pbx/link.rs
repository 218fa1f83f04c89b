//! The link's task: connect, associate, carry requests and events, notice loss, try again.
//!
//! It answers the switch's heartbeats itself, whatever the engine or the disk are doing.
#![expect(clippy::disallowed_methods, reason = "this is where the link waits and its clock is read")]

use std::{
    future::pending,
    time::{Duration, Instant},
};

use csta::frame::{Frame, PRELUDE_REQUEST};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{sleep, sleep_until},
};
use tracing::{Instrument, debug, info_span, warn};

use super::{
    Backoff, LinkSettings, Tap,
    line::{Line, Output},
    lost::Lost,
    wire::Wire,
};
use crate::{
    ids::Epoch,
    switchboard::{LinkInput, Send},
};

/// An association that stood for so long resets the back-off.
const STABLE: Duration = Duration::from_secs(30);

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
pub fn start(settings: LinkSettings, inputs: mpsc::Sender<LinkInput>) -> Handle {
    let (sender, requests) = mpsc::unbounded_channel();
    let span = info_span!("link", address = %settings.address());
    let tap = Tap::default();
    let link =
        Link { settings, inputs, requests, tap: tap.clone(), epoch: Epoch::default(), start: Instant::now() };
    Handle { requests: sender, tap, task: tokio::spawn(link.run().instrument(span)) }
}

struct Link {
    settings: LinkSettings,
    inputs: mpsc::Sender<LinkInput>,
    requests: mpsc::UnboundedReceiver<Send>,
    tap: Tap,
    epoch: Epoch,
    start: Instant,
}

impl Link {
    async fn run(mut self) {
        let mut backoff = Backoff::new(self.settings.retry_least, self.settings.retry_most);
        let mut detail = format!("connecting to {}", self.settings.address());
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
        let line = Line::new(&self.settings, Epoch(self.epoch.0 + 1));
        let mut carried = Carried { line, up: None };
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
            carried.line.connected(self.now());
        }
        loop {
            self.drain(wire, carried).await?;
            let deadline = carried.line.poll_timeout();
            tokio::select! {
                frame = wire.read() => match frame? {
                    Frame::Prelude => carried.line.connected(self.now()),
                    Frame::Apdu(apdu) => carried.line.receive(self.now(), &apdu),
                },
                request = self.requests.recv() => match request {
                    Some(send) => carried.line.request(self.now(), send),
                    None => return self.release(wire, carried).await,
                },
                () = until(self.start, deadline) => carried.line.handle_timeout(self.now()),
            }
        }
    }

    /// Does what the line wants done and hands on what it tells.
    async fn drain(&mut self, wire: &mut Wire, carried: &mut Carried) -> Result<(), Lost> {
        while let Some(output) = carried.line.poll_output(self.now()) {
            match output {
                Output::Send(apdu) => wire.send(&apdu).await?,
                Output::Tell(mut input) => {
                    if let LinkInput::Up { epoch, detail } = &mut input {
                        carried.up = Some(Instant::now());
                        self.epoch = *epoch;
                        if let Some(tls) = wire.encryption() {
                            *detail = format!("{detail}; over {tls}");
                        }
                    }
                    self.tell(input).await;
                }
                Output::Closed(reason) => {
                    wire.flush().await?;
                    return Err(Lost::Association(reason));
                }
            }
        }
        wire.flush().await
    }

    /// The daemon goes down: says so to the switch and waits for its consent.
    async fn release(
        &mut self,
        wire: &mut Wire,
        carried: &mut Carried,
    ) -> Result<std::convert::Infallible, Lost> {
        carried.line.release(self.now());
        loop {
            while let Some(output) = carried.line.poll_output(self.now()) {
                match output {
                    Output::Send(apdu) => wire.send(&apdu).await?,
                    Output::Closed(_) => {
                        wire.flush().await?;
                        return Err(Lost::Released);
                    }
                    Output::Tell(_) => {}
                }
            }
            wire.flush().await?;
            let Some(deadline) = carried.line.poll_timeout() else { return Err(Lost::Released) };
            tokio::select! {
                frame = wire.read() => match frame {
                    Ok(Frame::Apdu(apdu)) => carried.line.receive(self.now(), &apdu),
                    _ => return Err(Lost::Released),
                },
                () = until(self.start, Some(deadline)) => carried.line.handle_timeout(self.now()),
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
    line: Line,
    up: Option<Instant>,
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
