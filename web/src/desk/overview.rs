//! Everything at once, for supervisors: one connection to the daemon while one of them looks.
//!
//! Events only say that something changed; what is shown is asked for, at most once a second however much happens.
#![expect(clippy::disallowed_methods, reason = "connections and people are waited for")]

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use callbackd_api::{
    params::{ListSessions, Subscribe},
    views::{SessionPage, SessionView, Subscribed, SystemStatus},
};
use serde_json::json;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch},
    time::{MissedTickBehavior, interval, timeout},
};

use crate::daemon::{Daemon, Fault, Happening};

/// What happens is looked at so often.
const TICK: Duration = Duration::from_secs(1);
/// What changes without an event (a telephone's state) is looked at every so many ticks.
const ANYWAY: u32 = 5;
/// Kept, and kept up to date, for so many ticks after the last supervisor has left.
const KEPT: u32 = 60;
/// The first look is waited for this long.
const FIRST_LOOK: Duration = Duration::from_secs(3);
/// Supervisors' pages that may be open at once.
const TABS: usize = 128;
/// Sessions that are shown.
const SESSIONS: u32 = 200;

/// What there is to see.
#[derive(Debug, Clone, Default)]
pub(super) struct Overview {
    /// Is there a connection to the daemon?
    pub(super) connected: bool,
    /// Sessions that are not closed, oldest first.
    pub(super) sessions: Vec<SessionView>,
    /// There are more.
    pub(super) more: bool,
    /// Link, agents and queues; absent where this program is no operator.
    pub(super) status: Option<SystemStatus>,
    /// Counts looks: another number, another picture.
    pub(super) look: u64,
}

/// The way to it.
#[derive(Debug)]
pub(super) struct Lookout {
    socket: PathBuf,
    seen: Mutex<Option<watch::Receiver<Arc<Overview>>>>,
    tabs: Arc<Semaphore>,
}

impl Lookout {
    /// Nobody looks yet.
    #[must_use]
    pub(super) fn new(socket: PathBuf) -> Self {
        Self { socket, seen: Mutex::new(None), tabs: Arc::new(Semaphore::new(TABS)) }
    }

    /// Room for one more page, as long as this is kept.
    #[must_use]
    pub(super) fn tab(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.tabs).try_acquire_owned().ok()
    }

    /// Looks from now on, for as long as this is kept.
    #[must_use]
    pub(super) fn watch(&self) -> watch::Receiver<Arc<Overview>> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = seen.as_ref().filter(|seen| seen.has_changed().is_ok()) {
            return running.clone();
        }
        let (published, fresh) = watch::channel(Arc::default());
        let (daemon, happenings) = Daemon::start(self.socket.clone(), "callbackd-web supervisor");
        tokio::spawn(Look { daemon, published, seen: Overview::default() }.run(happenings));
        *seen = Some(fresh.clone());
        fresh
    }

    /// How things stand now.
    pub(super) async fn now(&self) -> Arc<Overview> {
        let mut seen = self.watch();
        let first = timeout(FIRST_LOOK, seen.wait_for(|overview| overview.look > 0)).await;
        let first = first.ok().and_then(Result::ok).map(|overview| Arc::clone(&overview));
        first.unwrap_or_default()
    }
}

struct Look {
    daemon: Daemon,
    published: watch::Sender<Arc<Overview>>,
    seen: Overview,
}

impl Look {
    async fn run(mut self, mut happenings: mpsc::Receiver<Happening>) {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut due, mut ticks, mut alone) = (false, 0_u32, 0_u32);
        loop {
            tokio::select! {
                Some(happening) = happenings.recv() => match happening {
                    Happening::Connected(_) => {
                        // A fault means that the connection is gone again, and the next one is on its way.
                        let _: Result<Subscribed, Fault> =
                            self.daemon.call("events.subscribe", &Subscribe::default()).await;
                        self.look().await;
                        due = false;
                    }
                    Happening::Told(told) if told.method == "events.lagged" => {
                        let _: Result<Subscribed, Fault> =
                            self.daemon.call("events.subscribe", &Subscribe::default()).await;
                        due = true;
                    }
                    Happening::Told(_) => due = true,
                    Happening::Lost => {
                        self.seen.connected = false;
                        self.publish();
                    }
                },
                _ = tick.tick() => {
                    ticks = ticks.wrapping_add(1);
                    alone = if self.published.receiver_count() > 1 { 0 } else { alone + 1 };
                    if alone >= KEPT {
                        return;
                    }
                    if self.seen.connected && (due || ticks.is_multiple_of(ANYWAY)) {
                        due = false;
                        self.look().await;
                    }
                }
            }
        }
    }

    async fn look(&mut self) {
        self.seen.connected = self.ask().await.is_ok();
        self.publish();
    }

    async fn ask(&mut self) -> Result<(), Fault> {
        let params = ListSessions { limit: Some(SESSIONS), ..ListSessions::default() };
        let page: SessionPage = self.daemon.call("session.list", &params).await?;
        self.seen.sessions = page.sessions;
        self.seen.more = page.more;
        self.seen.status = match self.daemon.call("system.status", &json!({})).await {
            Ok(status) => Some(status),
            Err(Fault::Refused(_)) => None,
            Err(fault) => return Err(fault),
        };
        Ok(())
    }

    fn publish(&mut self) {
        self.seen.look += 1;
        self.published.send_replace(Arc::new(self.seen.clone()));
    }
}
