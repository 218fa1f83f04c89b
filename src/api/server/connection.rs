//! One client: its lines in, its lines out.

use std::io;

use bytes::{Buf, BytesMut};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    sync::mpsc,
    time,
};
use tokio_util::codec::{Decoder, LinesCodec, LinesCodecError};
use tracing::debug;

use super::{
    ClientInput, DRAIN, Peer, Server,
    clients::{Line, Load},
};
use crate::{
    api::{
        message::{self, BadRequest, Fault, MAX_LINE},
        method,
    },
    ids::ClientId,
    switchboard::command::Caller,
};

/// Lines that are written in one go.
const BATCH: usize = 64;

/// Octets that are read in one go.
const CHUNK: usize = 4096;

impl Server {
    /// Serves one connection to its end.
    pub async fn attend<S: AsyncRead + AsyncWrite + Send>(&self, client: ClientId, peer: Peer, stream: S) {
        let (queue, load) = self.clients.enter(client);
        if self.daemon.send(ClientInput::Connected { client, peer }).await.is_ok() {
            let (source, sink) = tokio::io::split(stream);
            let ended = tokio::select! {
                ended = self.listen(client, peer, source, &load) => ended,
                ended = self.speak(sink, queue, &load) => ended,
            };
            debug!(
                client = client.0,
                uid = peer.uid,
                fault = ended.err().map(tracing::field::display),
                "client gone"
            );
        }
        self.clients.leave(client);
        // Fails only when the daemon is gone, and then nobody minds.
        let _ = self.daemon.send(ClientInput::Gone { client }).await;
    }

    /// Takes calls until the client has said all, then waits for the last answers to be written.
    async fn listen<R: AsyncRead + Unpin>(
        &self,
        client: ClientId,
        peer: Peer,
        source: R,
        load: &Load,
    ) -> io::Result<()> {
        let mut lines = Lines::new(source);
        loop {
            let next = tokio::select! {
                next = lines.next() => next?,
                () = self.stop.cancelled() => None,
            };
            let Some(line) = next else { break };
            if line.as_ref().is_ok_and(|line| line.trim().is_empty()) {
                continue;
            }
            // The permit comes back when the answer is written: a client that does not read is not read from.
            let Ok(permit) = load.calls.acquire().await else { break };
            permit.forget();
            match line.and_then(|line| self.decode(client, peer, &line)) {
                Ok(input) => self.daemon.send(input).await.map_err(|_| io::ErrorKind::BrokenPipe)?,
                Err(BadRequest { id, fault }) => self.clients.refuse(client, id.as_ref(), &fault),
            }
        }
        let all = u32::try_from(self.clients.in_flight()).unwrap_or(u32::MAX);
        time::timeout(DRAIN, load.calls.acquire_many(all)).await.map(drop).map_err(io::Error::from)
    }

    fn decode(&self, client: ClientId, peer: Peer, line: &str) -> Result<ClientInput, BadRequest> {
        let message::Incoming { id, method, params } = message::read_request(line)?;
        let roles = self.access.borrow().roles_of(peer.uid, peer.gid);
        match method::decode(&method, params, roles) {
            Ok(call) => Ok(ClientInput::Call { caller: Caller { client, uid: peer.uid, roles }, id, call }),
            Err(fault) => Err(BadRequest { id: Some(id), fault }),
        }
    }

    /// Writes what is queued until the daemon's handle lets go of the client or the client takes no more.
    async fn speak<W: AsyncWrite + Unpin>(
        &self,
        mut sink: W,
        mut queue: mpsc::Receiver<Line>,
        load: &Load,
    ) -> io::Result<()> {
        let mut batch = Vec::with_capacity(BATCH);
        while queue.recv_many(&mut batch, BATCH).await > 0 {
            let mut octets = BytesMut::new();
            batch.iter().for_each(|line: &Line| octets.extend_from_slice(line.text().as_bytes()));
            while octets.has_remaining() {
                let written = sink.write_buf(&mut octets);
                if time::timeout(self.settings.write_timeout, written).await?? == 0 {
                    return Err(io::ErrorKind::WriteZero.into());
                }
            }
            batch.drain(..).for_each(|line| load.written(&line));
        }
        Ok(())
    }
}

/// Lines from a client, each at most [`MAX_LINE`] octets. One that is longer or no UTF-8 is a fault of its own; the
/// lines after it are read as ever, because the next newline is where they begin.
struct Lines<R> {
    source: R,
    codec: LinesCodec,
    buffer: BytesMut,
    ended: bool,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    fn new(source: R) -> Self {
        let codec = LinesCodec::new_with_max_length(MAX_LINE);
        Self { source, codec, buffer: BytesMut::new(), ended: false }
    }

    /// The next line, or `None` at the end. Nothing is lost when the future is dropped.
    async fn next(&mut self) -> io::Result<Option<Result<String, BadRequest>>> {
        loop {
            let decoded = match self.ended {
                false => self.codec.decode(&mut self.buffer),
                true => self.codec.decode_eof(&mut self.buffer),
            };
            match decoded {
                Ok(Some(line)) => return Ok(Some(Ok(line))),
                Ok(None) if self.ended => return Ok(None),
                Ok(None) => {}
                Err(fault) => return Ok(Some(Err(no_line(&fault)))),
            }
            self.buffer.reserve(CHUNK);
            self.ended = self.source.read_buf(&mut self.buffer).await? == 0;
        }
    }
}

fn no_line(fault: &LinesCodecError) -> BadRequest {
    let fault = match fault {
        LinesCodecError::MaxLineLengthExceeded => {
            Fault::InvalidRequest(format!("the line is longer than {MAX_LINE} octets and was passed over"))
        }
        LinesCodecError::Io(_) => Fault::Parse("the line is not UTF-8".to_owned()),
    };
    BadRequest { id: None, fault }
}
