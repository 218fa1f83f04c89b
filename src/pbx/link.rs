//! The link's task: connect, associate, carry requests and events, notice loss, try again.
//!
//! It answers the switch's heartbeats itself, whatever the engine or the disk are doing.
#![expect(
    clippy::disallowed_methods,
    reason = "this is where the switch is connected to and its clock is read"
)]

use std::{
    future::pending,
    io,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use csta::{
    association::Reason,
    frame::{Frame, FrameDecoder, PRELUDE_ANSWER, PRELUDE_REQUEST},
};
use jiff::Timestamp;
use rustix::net::sockopt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
    task::JoinHandle,
    time::{sleep, sleep_until, timeout},
};
use tracing::{Instrument, debug, info_span, warn};

use super::{
    Backoff, Settings, Tap,
    line::{Line, Output},
};
use crate::{
    ids::Epoch,
    switchboard::{LinkInput, Send},
};

/// Octets read at a time.
const READ: usize = 16 * 1024;
/// A switch that takes no octets for this long has lost the link.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// Keep-alive probes that may go unanswered.
const KEEP_ALIVE_PROBES: u32 = 2;
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

/// Why an attempt or an association ended.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error("cannot connect to {address}: {source}")]
    Connect { address: String, source: io::Error },
    #[error("no connection to {address} within {} s: check the address, the port and firewalls", limit.as_secs())]
    ConnectTimeout { address: String, limit: Duration },
    #[error("the connection broke: {0}")]
    Broken(#[from] io::Error),
    #[error("the switch closed the connection")]
    Closed,
    #[error("the switch takes no octets")]
    Stuck,
    #[error("what the switch sends is not framed as configured: {0}")]
    Framing(#[from] csta::frame::FrameError),
    #[error("an APDU of ours does not fit a frame: {0}")]
    TooLong(#[from] csta::frame::FrameFault),
    #[error("{0}")]
    Association(Reason),
    #[error("callbackd is going down")]
    Released,
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
        let stream = match self.connect().await {
            Ok(stream) => stream,
            Err(lost) => return (None, lost),
        };
        let mut wire = Wire::new(stream, &self.settings, self.tap.clone());
        let line = Line::new(&self.settings, Epoch(self.epoch.0 + 1));
        let mut carried = Carried { line, up: None };
        let lost = match self.carry(&mut wire, &mut carried).await {
            Ok(never) => match never {},
            Err(lost) => lost,
        };
        (carried.up, lost)
    }

    async fn connect(&self) -> Result<TcpStream, Lost> {
        let address = &self.settings.address;
        let limit = self.settings.connect_timeout;
        let stream = timeout(limit, TcpStream::connect(address))
            .await
            .map_err(|_| Lost::ConnectTimeout { address: address.clone(), limit })?
            .map_err(|source| Lost::Connect { address: address.clone(), source })?;
        stream.set_nodelay(true)?;
        notice_death(&stream, &self.settings).map_err(io::Error::from)?;
        Ok(stream)
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
                Output::Tell(input) => {
                    if let LinkInput::Up { epoch, .. } = &input {
                        carried.up = Some(Instant::now());
                        self.epoch = *epoch;
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

/// A connection with its framing.
struct Wire {
    stream: TcpStream,
    framing: csta::frame::Framing,
    decoder: FrameDecoder,
    input: BytesMut,
    output: BytesMut,
    tap: Tap,
}

impl Wire {
    fn new(stream: TcpStream, settings: &Settings, tap: Tap) -> Self {
        let decoder = FrameDecoder::new(settings.framing);
        let decoder = if settings.prelude { decoder.with_prelude(PRELUDE_ANSWER) } else { decoder };
        Self {
            stream,
            framing: settings.framing,
            decoder,
            input: BytesMut::new(),
            output: BytesMut::new(),
            tap,
        }
    }

    /// The next frame. Cancel-safe: what was read stays.
    async fn read(&mut self) -> Result<Frame, Lost> {
        loop {
            if let Some(frame) = self.decoder.decode(&mut self.input)? {
                if let Frame::Apdu(apdu) = &frame {
                    self.tap.pass(true, apdu, Timestamp::now);
                }
                return Ok(frame);
            }
            self.input.reserve(READ);
            if self.stream.read_buf(&mut self.input).await? == 0 {
                return Err(Lost::Closed);
            }
        }
    }

    async fn send(&mut self, apdu: &Bytes) -> Result<(), Lost> {
        self.framing.encode(apdu, &mut self.output)?;
        self.tap.pass(false, apdu, Timestamp::now);
        if self.output.len() >= READ { self.flush().await } else { Ok(()) }
    }

    async fn send_raw(&mut self, octets: &[u8]) -> Result<(), Lost> {
        self.output.extend_from_slice(octets);
        self.flush().await
    }

    async fn flush(&mut self) -> Result<(), Lost> {
        if self.output.is_empty() {
            return Ok(());
        }
        let written = timeout(WRITE_TIMEOUT, self.stream.write_all(&self.output)).await;
        self.output.clear();
        written.map_err(|_| Lost::Stuck)?.map_err(Lost::Broken)
    }
}

/// Keep-alive probes find a dead host while nothing is sent, TCP_USER_TIMEOUT while something is.
fn notice_death(stream: &TcpStream, settings: &Settings) -> rustix::io::Result<()> {
    sockopt::set_socket_keepalive(stream, true)?;
    sockopt::set_tcp_keepidle(stream, settings.keep_alive)?;
    sockopt::set_tcp_keepintvl(stream, settings.keep_alive)?;
    sockopt::set_tcp_keepcnt(stream, KEEP_ALIVE_PROBES)?;
    sockopt::set_tcp_user_timeout(
        stream,
        u32::try_from(settings.user_timeout.as_millis()).unwrap_or(u32::MAX),
    )
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
