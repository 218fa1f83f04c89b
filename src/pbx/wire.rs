//! One connection to the switch: TCP, TLS where that is wanted, framing.
#![expect(
    clippy::disallowed_methods,
    reason = "this is where the switch is connected to, and where what passes gets its time"
)]

use std::{io, time::Duration};

use bytes::{Bytes, BytesMut};
use csta::frame::{Frame, FrameDecoder, Framing, PRELUDE_ANSWER};
use jiff::Timestamp;
use rustix::net::sockopt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::client::TlsStream;

use super::{LinkSettings, Tap, Tls, lost::Lost, tls};

/// Octets read at a time.
const READ: usize = 16 * 1024;
/// A switch that takes no octets for this long has lost the link.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// The last octets of a connection are not waited for longer than this.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// Keep-alive probes that may go unanswered.
const KEEP_ALIVE_PROBES: u32 = 2;

/// A connection with its framing.
pub(super) struct Wire {
    stream: Stream,
    framing: Framing,
    decoder: FrameDecoder,
    input: BytesMut,
    output: BytesMut,
    tap: Tap,
}

enum Stream {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

impl Wire {
    /// Connects, and agrees on TLS where that is wanted; each has the time that `connect_timeout` gives.
    pub(super) async fn open(settings: &LinkSettings, tap: Tap) -> Result<Self, Lost> {
        let stream = connect(settings).await?;
        let stream = match &settings.tls {
            None => Stream::Plain(stream),
            Some(tls) => Stream::Encrypted(Box::new(encrypt(tls, stream, settings.connect_timeout).await?)),
        };
        let decoder = FrameDecoder::new(settings.framing);
        let decoder = if settings.prelude { decoder.with_prelude(PRELUDE_ANSWER) } else { decoder };
        let (input, output) = (BytesMut::new(), BytesMut::new());
        Ok(Self { stream, framing: settings.framing, decoder, input, output, tap })
    }

    /// The version of TLS, such as `TLS 1.3`; `None` for a plain connection.
    pub(super) fn encryption(&self) -> Option<&'static str> {
        match &self.stream {
            Stream::Plain(_) => None,
            Stream::Encrypted(stream) => Some(tls::version(stream.get_ref().1)),
        }
    }

    /// The next frame. Cancel-safe: what was read stays.
    pub(super) async fn read(&mut self) -> Result<Frame, Lost> {
        loop {
            if let Some(frame) = self.decoder.decode(&mut self.input)? {
                if let Frame::Apdu(apdu) = &frame {
                    self.tap.pass(true, apdu, Timestamp::now);
                }
                return Ok(frame);
            }
            self.input.reserve(READ);
            let read = match &mut self.stream {
                Stream::Plain(stream) => stream.read_buf(&mut self.input).await?,
                Stream::Encrypted(stream) => stream.read_buf(&mut self.input).await?,
            };
            if read == 0 {
                return Err(Lost::Closed);
            }
        }
    }

    pub(super) async fn send(&mut self, apdu: &Bytes) -> Result<(), Lost> {
        self.framing.encode(apdu, &mut self.output)?;
        self.tap.pass(false, apdu, Timestamp::now);
        if self.output.len() >= READ { self.flush().await } else { Ok(()) }
    }

    pub(super) async fn send_raw(&mut self, octets: &[u8]) -> Result<(), Lost> {
        self.output.extend_from_slice(octets);
        self.flush().await
    }

    pub(super) async fn flush(&mut self) -> Result<(), Lost> {
        if self.output.is_empty() {
            return Ok(());
        }
        let written = timeout(WRITE_TIMEOUT, self.stream.write(&self.output)).await;
        self.output.clear();
        written.map_err(|_| Lost::Stuck)?.map_err(Lost::from)
    }

    /// Says that nothing more will come. A peer that is gone already misses nothing.
    pub(super) async fn close(&mut self) {
        let closing = async {
            match &mut self.stream {
                Stream::Plain(stream) => stream.shutdown().await,
                Stream::Encrypted(stream) => stream.shutdown().await,
            }
        };
        let _ = timeout(CLOSE_TIMEOUT, closing).await;
    }
}

impl Stream {
    async fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(octets).await,
            Self::Encrypted(stream) => {
                stream.write_all(octets).await?;
                // What is encrypted may still wait in here.
                stream.flush().await
            }
        }
    }
}

async fn connect(settings: &LinkSettings) -> Result<TcpStream, Lost> {
    let address = settings.address();
    let limit = settings.connect_timeout;
    let stream = timeout(limit, TcpStream::connect(address.as_str()))
        .await
        .map_err(|_| Lost::ConnectTimeout { address: address.clone(), limit })?
        .map_err(|source| Lost::Connect { address: address.clone(), source })?;
    stream.set_nodelay(true)?;
    notice_death(&stream, settings).map_err(io::Error::from)?;
    Ok(stream)
}

async fn encrypt(tls: &Tls, stream: TcpStream, limit: Duration) -> Result<TlsStream<TcpStream>, Lost> {
    timeout(limit, tls.connect(stream))
        .await
        .map_err(|_| Lost::HandshakeTimeout { limit })?
        .map_err(|error| Lost::Handshake(tls::in_words(&error).unwrap_or_else(|| error.to_string())))
}

/// Keep-alive probes find a dead host while nothing is sent, TCP_USER_TIMEOUT while something is.
fn notice_death(stream: &TcpStream, settings: &LinkSettings) -> rustix::io::Result<()> {
    sockopt::set_socket_keepalive(stream, true)?;
    sockopt::set_tcp_keepidle(stream, settings.keep_alive)?;
    sockopt::set_tcp_keepintvl(stream, settings.keep_alive)?;
    sockopt::set_tcp_keepcnt(stream, KEEP_ALIVE_PROBES)?;
    sockopt::set_tcp_user_timeout(
        stream,
        u32::try_from(settings.user_timeout.as_millis()).unwrap_or(u32::MAX),
    )
}
