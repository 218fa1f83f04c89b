//! One connection to the daemon's socket, which comes back by itself.
//!
//! ```text
//!  Daemon::call ──▶ Client (while connected) ──▶ socket
//!  Happening   ◀── task: connect, hello, read until it ends, wait with back-off, again
//! ```
#![expect(clippy::disallowed_methods, reason = "connections are waited for")]

use std::{path::PathBuf, time::Duration};

use callbackd_api::{
    client::{CallError, Client, Notification, Notifications},
    views::{Refused, Welcome},
};
use jiff::tz::TimeZone;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use tokio::{
    sync::{mpsc, watch},
    time::{sleep, timeout},
};
use tracing::{debug, info, warn};

/// First and longest wait between two attempts to connect.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));
/// A call waits this long for the connection to come back: a restart of the daemon is nobody's failure.
const BACK_WITHIN: Duration = Duration::from_secs(3);
/// An answer takes no longer than this, or people are told that it does not come.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Happenings that may wait to be handled.
const HAPPENINGS: usize = 1024;

/// The way to the daemon. Clones share the connection; the last one to be dropped closes it.
#[derive(Debug, Clone)]
pub struct Daemon {
    link: watch::Receiver<Option<Client>>,
    site: watch::Receiver<Option<Site>>,
}

/// What the daemon told of the site when it was connected last.
#[derive(Debug, Clone)]
pub struct Site {
    /// The zone in which the centre tells the time, if it has one.
    pub zone: Option<TimeZone>,
    /// The countries whose numbers it calls; empty where it does not tell.
    pub countries: Vec<String>,
}

impl Site {
    /// A zone that this machine does not know is told of as none: people then read moments in a zone that is named to them.
    fn of(welcome: &Welcome) -> Self {
        let zone = welcome.time_zone.as_deref().and_then(|name| {
            let found = TimeZone::get(name);
            found.inspect_err(|fault| warn!("The time zone of callbackd is not known here: {fault}.")).ok()
        });
        Self { zone, countries: welcome.countries.clone() }
    }
}

/// What a listener is told, in order.
#[derive(Debug)]
pub enum Happening {
    /// Connected, for the first time or again: nothing is subscribed and nobody is logged in on this connection.
    Connected(Welcome),
    /// The daemon told something.
    Told(Notification),
    /// The connection is gone; [`Happening::Connected`] will follow.
    Lost,
}

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The daemon understood and does not do it.
    #[error(transparent)]
    Refused(Box<Refused>),
    /// There is no connection. Nothing was done.
    #[error("the daemon cannot be reached")]
    Away,
    /// No answer came: the call may have been done or not.
    #[error("the daemon did not answer")]
    Unanswered,
    /// The daemon did not take the call, or answered what this program does not understand: our fault.
    #[error("{0}")]
    Misunderstood(String),
}

impl From<CallError> for Fault {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refused) => Self::Refused(refused),
            CallError::Gone => Self::Unanswered,
            other => Self::Misunderstood(other.to_string()),
        }
    }
}

impl Daemon {
    /// Connects to the socket, now and whenever the connection is lost. Needs a tokio runtime around it.
    ///
    /// Nobody need listen to the second half; whoever does must keep up, since the connection waits for them.
    #[must_use]
    pub fn start(socket: PathBuf, name: &'static str) -> (Self, mpsc::Receiver<Happening>) {
        let (connected, link) = watch::channel(None);
        let (heard, site) = watch::channel(None);
        let (happenings, listener) = mpsc::channel(HAPPENINGS);
        tokio::spawn(Task { socket, name, connected, site: heard, happenings }.run());
        (Self { link, site }, listener)
    }

    /// Is there a connection just now?
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.link.borrow().is_some()
    }

    /// The site, also while the daemon is away. Waits, within bounds, only before the first connection.
    ///
    /// # Errors
    /// [`Fault::Away`]: nothing was heard of the daemon yet.
    pub async fn site(&self) -> Result<Site, Fault> {
        let mut site = self.site.clone();
        let known = timeout(BACK_WITHIN, site.wait_for(Option::is_some)).await;
        known.ok().and_then(Result::ok).and_then(|site| site.clone()).ok_or(Fault::Away)
    }

    /// The same without waiting.
    #[must_use]
    pub fn known_site(&self) -> Option<Site> {
        self.site.borrow().clone()
    }

    /// Calls a method and waits for its answer, within bounds.
    ///
    /// # Errors
    /// See [`Fault`]; only [`Fault::Unanswered`] leaves open whether the call was done.
    pub async fn call<R: DeserializeOwned>(
        &self,
        method: &str,
        params: &(impl Serialize + Sync),
    ) -> Result<R, Fault> {
        let mut link = self.link.clone();
        let client = match timeout(BACK_WITHIN, link.wait_for(Option::is_some)).await {
            Ok(Ok(client)) => client.clone(),
            _ => None,
        };
        let client = client.ok_or(Fault::Away)?;
        let answer = timeout(ANSWER_WITHIN, client.call(method, params)).await;
        answer.map_err(|_| Fault::Unanswered)?.map_err(Fault::from)
    }
}

struct Task {
    socket: PathBuf,
    name: &'static str,
    connected: watch::Sender<Option<Client>>,
    site: watch::Sender<Option<Site>>,
    happenings: mpsc::Sender<Happening>,
}

impl Task {
    async fn run(mut self) {
        let mut wait = BACKOFF.0;
        let mut told = false;
        while !self.connected.is_closed() {
            match self.connect().await {
                Ok((client, notifications, welcome)) => {
                    info!(version = welcome.version, roles = ?welcome.roles, "Connected to callbackd.");
                    (wait, told) = (BACKOFF.0, false);
                    self.site.send_replace(Some(Site::of(&welcome)));
                    self.tell(Happening::Connected(welcome)).await;
                    self.connected.send_replace(Some(client));
                    self.read(notifications).await;
                    self.connected.send_replace(None);
                    self.tell(Happening::Lost).await;
                    // Whoever held this connection is gone, as when an agent's last page is closed: nobody misses it.
                    if !self.connected.is_closed() {
                        warn!("The connection to callbackd is lost; it is tried again.");
                    }
                }
                Err(complaint) if !told => {
                    warn!("callbackd cannot be reached at {}: {complaint}.", self.socket.display());
                    told = true;
                }
                Err(complaint) => debug!("callbackd cannot be reached: {complaint}."),
            }
            tokio::select! {
                () = sleep(wait) => {}
                () = self.connected.closed() => {}
            }
            wait = (wait * 2).min(BACKOFF.1);
        }
    }

    async fn connect(&self) -> Result<(Client, Notifications, Welcome), String> {
        let (client, notifications) =
            Client::connect(&self.socket).await.map_err(|error| error.to_string())?;
        let hello = json!({ "client": self.name, "version": env!("CARGO_PKG_VERSION") });
        let welcome = timeout(ANSWER_WITHIN, client.call("system.hello", &hello))
            .await
            .map_err(|_| "it does not answer".to_owned())?
            .map_err(|error| error.to_string())?;
        Ok((client, notifications, welcome))
    }

    /// Until the connection ends or nobody holds a [`Daemon`] any more.
    async fn read(&mut self, mut notifications: Notifications) {
        loop {
            let notification = tokio::select! {
                notification = notifications.next() => notification,
                () = self.connected.closed() => None,
            };
            match notification {
                Some(notification) => self.tell(Happening::Told(notification)).await,
                None => return,
            }
        }
    }

    async fn tell(&mut self, happening: Happening) {
        // Fails only when nobody listens.
        let _ = self.happenings.send(happening).await;
    }
}
