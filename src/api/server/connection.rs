//! One client: its lines in, its lines out.

use std::io;

use callbackd_api::{
    lines::Lines,
    message::{self, BadRequest, Fault, MAX_LINE, RequestId},
    params::Roles,
    views::Refused,
    words::Reason,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    sync::mpsc,
    time,
};
use tokio_util::codec::LinesCodecError;
use tracing::debug;

use super::{
    ClientInput, DRAIN, Peer, Server,
    clients::{Line, Load},
};
use crate::{
    api::method::{self, Call},
    ids::ClientId,
    switchboard::command::Caller,
};

/// Lines that are written in one go.
const BATCH: usize = 64;
/// Octets that a client must take within the time for writing: who reads one by one holds nobody's memory for long.
const CHUNK: usize = 64 * 1024;

impl Server {
    /// Serves one connection to its end.
    pub async fn attend<S: AsyncRead + AsyncWrite + Send>(&self, client: ClientId, peer: Peer, stream: S) {
        let (queue, load) = self.clients.enter(client, peer.uid);
        let roles = self.roles_of(peer);
        if self.daemon.send(ClientInput::Connected { client, uid: peer.uid, roles }).await.is_ok() {
            let (source, sink) = tokio::io::split(stream);
            let ended = tokio::select! {
                ended = self.listen(client, peer, source, &load) => ended,
                ended = self.speak(sink, queue, &load) => ended,
                () = self.daemon.closed() => Ok(()),
                () = self.stays_a_stranger(peer) => Err(io::ErrorKind::PermissionDenied.into()),
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
        let mut lines = Lines::new(source, MAX_LINE);
        loop {
            let next = tokio::select! {
                next = next_call(&mut lines, load) => next?,
                () = self.stop.cancelled() => None,
            };
            let Some(line) = next else { break };
            match line.and_then(|line| self.decode(client, peer, &line)) {
                Ok((caller, id, call)) => self.hand_over(caller, id, call, load).await?,
                Err(BadRequest { id, fault }) => self.clients.refuse(client, id, &fault),
            }
        }
        let all = u32::try_from(self.clients.in_flight()).unwrap_or(u32::MAX);
        time::timeout(DRAIN, load.calls.acquire_many(all)).await.map(drop).map_err(io::Error::from)
    }

    fn decode(
        &self,
        client: ClientId,
        peer: Peer,
        line: &str,
    ) -> Result<(Caller, RequestId, Call), BadRequest> {
        let message::Incoming { id, method, params } = message::read_request(line)?;
        let roles = self.roles_of(peer);
        match method::decode(&method, params, roles) {
            Ok(call) => Ok((Caller { client, uid: peer.uid, roles }, id, call)),
            Err(fault) => Err(BadRequest { id: Some(id), fault }),
        }
    }

    /// Gives a call to the daemon once there is room for its answer. When the server stops, the daemon may take no more.
    async fn hand_over(&self, caller: Caller, id: RequestId, call: Call, load: &Load) -> io::Result<()> {
        let handed = async {
            self.clients.expect(caller.client, id.clone(), call.answer_octets(), load).await.ok()?;
            self.daemon.reserve().await.ok()
        };
        let place = tokio::select! {
            place = handed => place.ok_or(io::ErrorKind::BrokenPipe)?,
            () = self.stop.cancelled() => {
                let detail = "callbackd is going down; try again in a moment";
                self.clients.refuse(caller.client, Some(id), &Refused::new(Reason::ShuttingDown, detail).into());
                return Ok(());
            }
        };
        place.send(ClientInput::Call { caller, id, call });
        Ok(())
    }

    /// Ends when somebody without any role has stayed for as long as that is of use.
    async fn stays_a_stranger(&self, peer: Peer) {
        loop {
            time::sleep(self.settings.stranger_stays).await;
            if self.roles_of(peer).is_empty() {
                return;
            }
        }
    }

    /// By the rules that hold now.
    pub(super) fn roles_of(&self, peer: Peer) -> Roles {
        self.access.borrow().roles_of(peer.uid, peer.gid)
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
            let octets: Vec<u8> = batch.iter().flat_map(|line: &Line| line.text.bytes()).collect();
            for chunk in octets.chunks(CHUNK) {
                time::timeout(self.settings.write_timeout, sink.write_all(chunk)).await??;
            }
            batch.drain(..).for_each(|line| load.written(&line));
        }
        Ok(())
    }
}

/// The next line that is not blank, once there is room for its answer.
async fn next_call<R: AsyncRead + Unpin>(
    lines: &mut Lines<R>,
    load: &Load,
) -> io::Result<Option<Result<String, BadRequest>>> {
    let line = loop {
        match lines.next().await? {
            Some(Ok(line)) if line.trim().is_empty() => {}
            Some(line) => break line,
            None => return Ok(None),
        }
    };
    // The permit comes back when the answer is written: a client that does not read is not read from.
    load.calls.acquire().await.map_err(io::Error::other)?.forget();
    Ok(Some(line.map_err(|fault| no_line(&fault))))
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
