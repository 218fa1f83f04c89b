//! Serves the socket: one task per connection, one bounded channel to the daemon, one handle back.
//!
//! ```text
//!             ┌ connection: lines in ─▶ decode ─▶ ClientInput ─▶ daemon
//!  accept ─▶ ─┤
//!             └ connection: lines out ◀─ one queue ◀─ Clients::{reply, notify} ◀─ daemon
//! ```
//!
//! The daemon never waits for a client: every method of [`Clients`] returns at once. A client waits for the daemon
//! by not being read from.
#![expect(clippy::disallowed_methods, reason = "this is the I/O half: it binds, times out and waits")]

mod clients;
mod connection;
mod places;
mod room;
mod socket;

use std::{
    io,
    time::{Duration, Instant},
};

use callbackd_api::{
    message::{self, Fault, RequestId},
    params::Roles,
    views::Refused,
    words::Reason,
};
use tokio::{
    net::UnixStream,
    sync::{mpsc, watch},
    time,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{debug, error, info, warn};

use self::places::{FOR_OPERATORS, FOR_STRANGERS, NoPlace, Places, Standing};
pub use self::{
    clients::{Clients, Delivery},
    socket::{BindError, Listener},
};
use super::{access::Access, method::Call};
use crate::{ids::ClientId, switchboard::command::Caller};

/// Bounds on what clients may take up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Connections at once; one more is told so and closed (256). One user gets none of the last quarter while it has half
    /// of them. For the role operator there are a few more.
    pub max_clients: usize,
    /// Calls of one client that may await their answer; it is not read from meanwhile (64).
    pub in_flight: usize,
    /// Notifications that may wait for one client; one more and it has lagged (1024).
    pub outbound: usize,
    /// Octets of answers that may wait for one client, and as many of notifications (1 MiB). With more answers it is not read
    /// from, with more notifications it has lagged.
    pub client_octets: usize,
    /// The same for all clients of one user together (16 MiB).
    pub user_octets: usize,
    /// A client that takes less than 64 KiB of what waits for it in this time is closed (30 s).
    pub write_timeout: Duration,
    /// Inputs that may wait for the daemon (1024).
    pub inputs: usize,
    /// How long a client without any role stays: long enough to be told so, and to learn what there is (10 s).
    pub stranger_stays: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_clients: 256,
            in_flight: 64,
            outbound: 1024,
            client_octets: 1 << 20,
            user_octets: 16 << 20,
            write_timeout: Duration::from_secs(30),
            inputs: 1024,
            stranger_stays: Duration::from_secs(10),
        }
    }
}

/// What clients do, in the order in which each of them did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientInput {
    /// A client is there.
    Connected {
        /// The connection.
        client: ClientId,
        /// The peer's user id (SO_PEERCRED).
        uid: u32,
        /// What the access rules grant it so far.
        roles: Roles,
    },
    /// A call that is known, allowed and complete; to be answered by [`Clients::reply`] exactly once.
    Call {
        /// Who calls.
        caller: Caller,
        /// What the client calls its request.
        id: RequestId,
        /// What it asks for.
        call: Call,
    },
    /// The client is gone; its last input.
    Gone {
        /// The connection.
        client: ClientId,
    },
}

/// The other end of a connection, as the kernel vouches for it (SO_PEERCRED).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// User id.
    pub uid: u32,
    /// Group id.
    pub gid: u32,
}

/// How long connections may take to hand over the last answers when the server stops or a client has said all.
const DRAIN: Duration = Duration::from_secs(5);

/// How long to wait when the system gives no more file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Clients that find no place are told in the log this often at most.
const TELL_EVERY: Duration = Duration::from_secs(60);

/// Everything that the connections share.
#[derive(Debug, Clone)]
pub struct Server {
    settings: Settings,
    access: watch::Receiver<Access>,
    daemon: mpsc::Sender<ClientInput>,
    clients: Clients,
    stop: CancellationToken,
}

impl Server {
    /// A server with the daemon's two ends: the handle to answer with and the inputs to answer.
    ///
    /// A new value in `access` holds for every call that is read after it. After `stop` nothing more is read; what is
    /// in flight may still be answered.
    #[must_use]
    pub fn new(
        settings: Settings,
        access: watch::Receiver<Access>,
        stop: CancellationToken,
    ) -> (Self, Clients, mpsc::Receiver<ClientInput>) {
        let (daemon, inputs) = mpsc::channel(settings.inputs.max(1));
        let clients = Clients::new(settings);
        (Self { settings, access, daemon, clients: clients.clone(), stop }, clients, inputs)
    }

    /// Accepts until stopped, then waits until every connection is closed.
    pub async fn serve(self, listener: Listener) {
        let places = Places::new(self.settings.max_clients);
        let connections = TaskTracker::new();
        let mut ids = (1..).map(ClientId);
        let mut turned_away = TurnedAway::default();
        let mut fails = false;
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = self.stop.cancelled() => break,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(fault) => {
                    if !std::mem::replace(&mut fails, true) {
                        error!(%fault, "No client can be accepted; the daemon tries again until one can.");
                    }
                    time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            if std::mem::take(&mut fails) {
                info!("Clients can be accepted again.");
            }
            let Some(client) = ids.next() else { break };
            let place = match places.take(peer.uid, Standing::of(self.roles_of(peer))) {
                Ok(place) => place,
                Err(why) => {
                    turned_away.tell(peer, self.settings.max_clients);
                    turn_away(stream, self.settings.max_clients, why);
                    continue;
                }
            };
            let server = self.clone();
            connections.spawn(async move {
                server.attend(client, peer, stream).await;
                drop(place);
            });
        }
        drop(listener);
        connections.close();
        connections.wait().await;
    }
}

/// Clients that found no place: told in the log now and then, however many there are.
#[derive(Debug, Default)]
struct TurnedAway {
    told: Option<Instant>,
    since: u64,
}

impl TurnedAway {
    fn tell(&mut self, peer: Peer, max_clients: usize) {
        self.since = self.since.saturating_add(1);
        if self.told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            warn!(
                uid = peer.uid,
                turned_away = self.since,
                max_clients,
                "A client found no place: raise max-clients in [api], or look which program does not close its connections. \
                 {FOR_OPERATORS} places more are kept for operators."
            );
            *self = Self { told: Some(Instant::now()), since: 0 };
        }
    }
}

/// Tells one client too many what is the matter. Its buffer is empty, so this does not wait.
fn turn_away(stream: UnixStream, max_clients: usize, why: NoPlace) {
    let detail = match why {
        NoPlace::Full => {
            format!("callbackd serves {max_clients} clients already: close one, or raise max-clients.")
        }
        NoPlace::Share => format!(
            "this user has half of callbackd's {max_clients} places already, and the last ones are left to others: close a \
             connection, or raise max-clients."
        ),
        NoPlace::Strangers => format!(
            "users without a role have {FOR_STRANGERS} places together, and those are taken: let [[access]] grant this user a \
             role, or try again."
        ),
    };
    let line = message::error_line(None, &Fault::from(Refused::new(Reason::Busy, detail)));
    let told = stream.into_std().and_then(|mut stream| io::Write::write_all(&mut stream, line.as_bytes()));
    debug!(told = told.is_ok(), max_clients, "turned a client away");
}
