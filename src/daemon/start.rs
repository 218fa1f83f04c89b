//! From a valid configuration to a serving daemon, and down again.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use jiff::SignedDuration;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::{mpsc, watch},
    task::spawn_blocking,
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::{
    Clock, descriptors,
    do_not_call::{DoNotCallList, LOOK_EVERY},
    engine::{Engine, Fatal, STORE_RETRY, StoreAnswer},
    reload::{Applied, AtStart, Reload, Reloaded},
    signals::Signals,
    tidy::TIDY_EVERY,
};
use crate::{
    api::{
        access::Access,
        server::{self, BindError, Listener, Server},
    },
    config::{Config, LineFaults, Listed},
    exit,
    journal::{OpenError, SqliteStore, Store, StoreError, Writer},
    pbx::link,
    switchboard::{Input, LAYER_SPAN, REQUEST_SPAN, Switchboard},
    systemd,
};

/// The daemon's version, as clients are told it.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Inputs of one kind that may wait for the engine.
const INPUTS: usize = 4096;
/// Going down waits this long for the store and for clients that take their last answers.
const LAST_COMMIT: Duration = Duration::from_secs(6);
/// The status line is told to systemd at most this often.
const STATUS_EVERY: Duration = Duration::from_secs(1);

/// While it starts, systemd is asked this often to wait longer.
const STARTING_EVERY: Duration = Duration::from_secs(10);

/// Why the daemon does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store cannot be opened.
    #[error("{0}")]
    Store(#[from] OpenError),
    /// The store cannot be read.
    #[error("{0}")]
    Read(#[from] StoreError),
    /// The socket cannot be bound.
    #[error("{0}")]
    Socket(#[from] BindError),
    /// The operating system refuses something every program needs.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: &'static str,
        /// What it said.
        source: std::io::Error,
    },
}

impl StartError {
    /// The exit status (sysexits.h): 65 says that only a person can help, others that trying again later may.
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Self::Store(error) => exit::of_open(error),
            Self::Read(error) => exit::of_store(error),
            Self::Socket(BindError::InUse(_)) => exit::UNAVAILABLE,
            Self::Socket(BindError::NotASocket(_)) => exit::CANTCREAT,
            Self::Socket(BindError::System { fault, .. }) => exit::of_system(fault),
            Self::System { .. } => exit::OSERR,
        }
    }
}

/// Everything that is open before the first input is handled.
pub struct Daemon {
    engine: Engine,
    clients: mpsc::Receiver<server::ClientInput>,
    link: mpsc::Receiver<crate::switchboard::LinkInput>,
    store: mpsc::UnboundedReceiver<StoreAnswer>,
    access: watch::Sender<Access>,
    stop: CancellationToken,
    server: tokio::task::JoinHandle<()>,
    reload: Reload,
    at_start: AtStart,
    do_not_call: DoNotCallList,
}

/// Runs until the signals say that it is enough. Calls that are up stay up.
pub async fn run(path: Option<PathBuf>, config: Config, signals: Signals) -> ExitCode {
    for warning in &config.warnings {
        warn!("{warning}");
    }
    if let Some(few) = descriptors::too_few_for(config.api.max_clients) {
        warn!("{few}");
    }
    let Signals { mut end, hangup } = signals;
    // Elsewhere, because opening a store takes as long as its disk takes.
    let mut starting = spawn_blocking(move || Daemon::start(path, config));
    let mut patience = interval(STARTING_EVERY);
    let wait = || systemd::starting(STARTING_EVERY * 3, "reading the store");
    wait();
    patience.reset();
    let started = loop {
        tokio::select! {
            started = &mut starting => break started,
            _ = patience.tick() => wait(),
            () = end.come() => return ExitCode::SUCCESS,
        }
    };
    let daemon = match started {
        Ok(Ok(daemon)) => daemon,
        Ok(Err(error)) => {
            error!("callbackd does not start: {error}");
            return ExitCode::from(error.status());
        }
        Err(panicked) => {
            error!("callbackd does not start: {panicked}");
            return ExitCode::from(exit::SOFTWARE);
        }
    };
    match daemon.serve_through(Some(hangup), end.come()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fatal) => {
            error!("callbackd cannot go on: {fatal}");
            ExitCode::from(exit::SOFTWARE)
        }
    }
}

impl Daemon {
    /// Opens the store, binds the socket, starts the link. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// See [`StartError`]; nothing is left behind.
    pub fn start(path: Option<PathBuf>, config: Config) -> Result<Self, StartError> {
        Self::start_on(path, config, |store| store)
    }

    /// The same with something around the store, such as one that fails on demand.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start_on<S: Store>(
        path: Option<PathBuf>,
        config: Config,
        around: impl FnOnce(SqliteStore) -> S,
    ) -> Result<Self, StartError> {
        let at_start = AtStart::of(&config);
        let clock = Clock::new();
        let now = clock.now();
        let ago = |span: SignedDuration| now.wall.checked_sub(span).unwrap_or(now.wall);
        let shown = SignedDuration::try_from(config.switchboard.policy.closed_kept).unwrap_or_default();
        let mut store = around(SqliteStore::open(&config.store.path)?);
        let restored = store.restore(ago(shown.max(REQUEST_SPAN)))?;
        let calls = store.calls_since(ago(LAYER_SPAN))?;
        let link = config.link.with_outstanding(config.switchboard.pacing.outstanding);
        let mut board = Switchboard::new(now, VERSION, config.switchboard, config.dial_plan);
        board.restore(restored);
        board.recall(&calls);
        let (writer, store_answers) = Writer::start(store)
            .map_err(|source| StartError::System { what: "starting the journal's thread", source })?;

        let listener = match systemd::socket() {
            Some(inherited) => Listener::adopt(inherited).map_err(|source| StartError::System {
                what: "taking over the socket from systemd",
                source,
            })?,
            None => Listener::bind(&config.api.socket, config.api.mode)?,
        };
        let (access, access_seen) = watch::channel(config.access);
        let stop = CancellationToken::new();
        let (server, clients, client_inputs) = Server::new(config.api.server(), access_seen, stop.clone());
        let server = tokio::spawn(server.serve(listener));
        let (link_out, link_inputs) = mpsc::channel(INPUTS);
        let link = link::start(link, link_out);
        let engine = Engine::new(board, clock, writer, clients, link, config.retention);
        Ok(Self {
            engine,
            clients: client_inputs,
            link: link_inputs,
            store: store_answers,
            access,
            stop,
            server,
            reload: Reload::new(path),
            at_start,
            do_not_call: DoNotCallList::new(config.do_not_call),
        })
    }

    /// Serves until `shutdown` resolves.
    ///
    /// # Errors
    /// What no daemon survives; a restart reconciles.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> Result<(), Fatal> {
        self.serve_through(signal(SignalKind::hangup()).ok(), shutdown).await
    }

    /// The same, where somebody has listened for SIGHUP already: one that came before counts.
    async fn serve_through(
        mut self,
        mut hangups: Option<Signal>,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), Fatal> {
        self.engine.handle(Input::Started { version: VERSION })?;
        self.engine.look_on()?;
        info!(version = VERSION, "callbackd serves.");
        systemd::ready(&self.engine.status_line());
        let mut retry = interval(STORE_RETRY);
        let mut status = interval(STATUS_EVERY);
        let mut watchdog = interval(systemd::watchdog().unwrap_or(Duration::from_secs(3600)));
        let mut look = interval(LOOK_EVERY);
        let mut tidy = interval(TIDY_EVERY);
        for timer in [&mut retry, &mut status, &mut watchdog, &mut look, &mut tidy] {
            timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        let mut told = String::new();
        tokio::pin!(shutdown);
        loop {
            let deadline = self.engine.deadline();
            tokio::select! {
                () = &mut shutdown => break,
                Some(answer) = self.store.recv() => self.engine.store_told(answer)?,
                Some(input) = self.link.recv() => self.engine.link_told(input)?,
                Some(input) = self.clients.recv() => {
                    if let Some(wanted) = self.engine.client(input)? {
                        systemd::reloading();
                        self.reload.want(Some(wanted));
                    }
                }
                () = at(deadline), if !self.engine.lags() => self.engine.handle(Input::Timeout)?,
                _ = retry.tick(), if self.engine.store_fails() => self.engine.retry_store()?,
                Some(()) = hung_up(&mut hangups) => {
                    systemd::reloading();
                    self.reload.want(None);
                }
                read = self.reload.done() => self.reloaded(read)?,
                _ = look.tick() => self.do_not_call.look(self.engine.board.dial_plan()),
                list = self.do_not_call.changed() => self.do_not_call_changed(list)?,
                _ = tidy.tick() => self.engine.tidy()?,
                _ = watchdog.tick() => systemd::alive(),
                _ = status.tick() => {
                    let line = self.engine.status_line();
                    if line != told {
                        systemd::status(&line);
                        told = line;
                    }
                }
            }
        }
        self.stop().await
    }

    /// Takes nothing new, answers what was taken, brings what was decided to disk, releases the association. Whatever clients
    /// do, this ends in time.
    async fn stop(mut self) -> Result<(), Fatal> {
        systemd::stopping();
        self.engine.closing = true;
        self.stop.cancel();
        let end = Instant::now() + LAST_COMMIT;
        let mut served = false;
        while !(served && self.engine.is_idle()) {
            tokio::select! {
                Some(answer) = self.store.recv() => self.engine.store_told(answer)?,
                // Nothing is reloaded any more; who asked for it sees the end.
                Some(input) = self.clients.recv() => drop(self.engine.client(input)?),
                _ = &mut self.server, if !served => served = true,
                () = sleep_until(end) => {
                    self.tell_unfinished(served);
                    break;
                }
            }
        }
        let Engine { writer, link, clients, .. } = self.engine;
        drop((clients, self.clients));
        link.release().await;
        let closed = spawn_blocking(move || writer.shutdown()).await;
        match closed {
            Ok(Ok(())) => info!("callbackd is down."),
            Ok(Err(error)) => warn!("callbackd is down, but the store's log could not be emptied: {error}"),
            Err(_) => warn!("callbackd is down, but the store's thread did not end."),
        }
        Ok(())
    }

    fn tell_unfinished(&self, served: bool) {
        if !self.engine.is_idle() {
            warn!("The store did not take the last records in time; a restart reconciles.");
        }
        if !served {
            info!("Some clients did not take their last answers in time.");
        }
    }

    /// The configuration was read again; a bad one changes nothing.
    fn reloaded(&mut self, read: Reloaded) -> Result<(), Fatal> {
        let result = match read.result {
            Ok(config) => {
                for warning in &config.warnings {
                    warn!("{warning}");
                }
                let configuration = config.hash.clone();
                let after_restart = self.at_start.changed_in(&config);
                self.apply(config)?;
                info!(configuration, "The configuration was read again and applies.");
                for section in &after_restart {
                    warn!(
                        "[{section}] is not as it was at the start: what changed there applies after a restart."
                    );
                }
                Ok(Applied { configuration, after_restart })
            }
            Err(faults) => {
                error!("The configuration is kept as it was, because the new one is wrong:\n{faults}");
                Err(faults)
            }
        };
        self.engine.reloaded(read.asked, &result)?;
        if !read.again {
            systemd::ready(&self.engine.status_line());
        }
        Ok(())
    }

    fn apply(&mut self, config: Config) -> Result<(), Fatal> {
        self.access.send_replace(config.access);
        self.engine.retain(config.retention);
        self.do_not_call = DoNotCallList::new(config.do_not_call);
        self.engine.handle(Input::Reloaded {
            settings: Box::new(config.switchboard),
            dial_plan: Box::new(config.dial_plan),
            configuration: config.hash,
        })
    }

    /// The do-not-call file was read again. One that cannot be read changes nothing, one with faulty lines takes nobody off.
    fn do_not_call_changed(&mut self, list: Result<Listed, String>) -> Result<(), Fatal> {
        match list {
            Ok(Listed { numbers, faults }) => {
                if let Some(LineFaults { told, unprotected }) = faults {
                    let kept =
                        if unprotected { " Until they are mended nobody is taken off the list." } else { "" };
                    error!("Lines of the do-not-call file are wrong; the others apply.{kept} {told}");
                }
                info!(numbers = numbers.len(), "The do-not-call file was read again and applies.");
                self.engine.handle(Input::DoNotCall { numbers })
            }
            Err(fault) => {
                error!("The do-not-call list is kept as it was, because its file is wrong: {fault}");
                Ok(())
            }
        }
    }
}

async fn at(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

async fn hung_up(signal: &mut Option<Signal>) -> Option<()> {
    match signal {
        Some(signal) => signal.recv().await,
        None => std::future::pending().await,
    }
}
