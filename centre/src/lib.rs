//! A small contact centre: a simulated switch, and the daemon in a folder of its own.
//!
//! The tests of the daemon, the tests of the web layer and the demonstration all work in this one. The daemon runs in the
//! process itself, or as a program that can be killed.
#![expect(clippy::disallowed_methods, reason = "whoever sets up a contact centre writes files and waits")]

mod running;
mod site;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, ExitStatus},
    time::Duration,
};

use anyhow::Context;
use callbackd_api::client::{Client, Notifications};
use pbxsim::{Config, Pbx};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::running::Running;
pub use crate::site::Site;

/// Nothing takes longer than this unless it is broken.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks at what is waited for.
const LOOK: Duration = Duration::from_millis(20);

/// A simulated switch and a daemon that can be stopped and started again on the same store. Both end with it.
pub struct Centre {
    /// The switch.
    pub pbx: Pbx,
    folder: PathBuf,
    _temporary: Option<TempDir>,
    program: Option<PathBuf>,
    daemon: Option<Running>,
}

impl Centre {
    /// Starts the switch and writes the daemon's configuration. The daemon does not run yet. An absent folder is a temporary
    /// one; an absent program is the daemon in this process.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made or written, or the switch cannot start.
    pub async fn prepare(
        pbx: Config,
        site: &Site,
        folder: Option<PathBuf>,
        program: Option<&str>,
    ) -> anyhow::Result<Self> {
        let temporary = if folder.is_none() { Some(TempDir::with_prefix("callbackd-")?) } else { None };
        let folder =
            folder.or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned())).unwrap_or_default();
        // The daemon wants to know where its files are, wherever it is started.
        let folder = fs::create_dir_all(&folder)
            .and_then(|()| folder.canonicalize())
            .with_context(|| format!("making the folder {}", folder.display()))?;
        let pbx = Pbx::start(pbx, "127.0.0.1:0").await.context("starting the simulated switch")?;
        let program = program.map(PathBuf::from);
        let centre = Self { pbx, folder, _temporary: temporary, program, daemon: None };
        centre.configure(site)?;
        Ok(centre)
    }

    /// Writes the daemon's configuration, which it reads at its next start or when it is told to.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn configure(&self, site: &Site) -> anyhow::Result<()> {
        let path = self.configuration();
        fs::write(&path, site.configuration(&self.folder, self.pbx.addr().port()))
            .with_context(|| format!("writing {}", path.display()))
    }

    /// The folder of all its files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The daemon's socket.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.folder.join("api.sock")
    }

    /// The daemon's configuration file.
    #[must_use]
    pub fn configuration(&self) -> PathBuf {
        self.folder.join("callbackd.toml")
    }

    /// The daemon's store.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.folder.join("callbackd.db")
    }

    /// What the daemon has logged so far, where it is a program.
    #[must_use]
    pub fn logged(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Starts the daemon and waits until its link is up.
    ///
    /// # Errors
    ///
    /// When the daemon does not start, or its link does not come up in time.
    pub async fn start(&mut self) -> anyhow::Result<()> {
        self.start_without_link().await?;
        let (client, _) = self.client().await?;
        let up = async || {
            let status = client.call::<Value>("system.status", &json!({})).await;
            status.is_ok_and(|status| status.pointer("/link/state").is_some_and(|state| state == "up"))
        };
        self.wait_for("the link is up", up).await
    }

    /// Starts the daemon and waits until its socket answers.
    ///
    /// # Errors
    ///
    /// When the daemon does not start.
    pub async fn start_without_link(&mut self) -> anyhow::Result<()> {
        self.daemon = Some(match &self.program {
            Some(_) => Running::Program(self.spawn()?),
            None => Running::here(self.configuration())?,
        });
        self.wait_for("the socket answers", async || self.client().await.is_ok()).await
    }

    /// A daemon that is a program, runs, and is the caller's.
    ///
    /// # Errors
    ///
    /// When the centre has no program, or it cannot be started.
    pub fn spawn(&self) -> anyhow::Result<Child> {
        let program = self.program.as_deref().context("this centre's daemon is no program")?;
        running::spawn(program, &self.configuration(), &self.folder.join("log"))
    }

    /// Stops the daemon in order. Its store stays.
    ///
    /// # Errors
    ///
    /// When no daemon runs, or when it failed.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.daemon.take().context("no daemon runs")?.stop().await
    }

    /// Kills the daemon, which is a program, as a crash would end it.
    ///
    /// # Errors
    ///
    /// When no program runs.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        let mut daemon = self.take_program()?;
        daemon.kill()?;
        daemon.wait()?;
        Ok(())
    }

    /// Sends the daemon, which is a program, a signal.
    ///
    /// # Errors
    ///
    /// When no program runs.
    pub fn signal(&self, signal: rustix::process::Signal) -> anyhow::Result<()> {
        self.daemon.as_ref().context("no daemon runs")?.signal(signal)
    }

    /// Waits until the daemon, which is a program, ends by itself.
    ///
    /// # Errors
    ///
    /// When no program runs, or it does not end in time.
    pub async fn ended(&mut self) -> anyhow::Result<ExitStatus> {
        let mut daemon = self.take_program()?;
        Ok(timeout(PATIENCE, tokio::task::spawn_blocking(move || daemon.wait())).await???)
    }

    fn take_program(&mut self) -> anyhow::Result<Child> {
        match self.daemon.take() {
            Some(Running::Program(daemon)) => Ok(daemon),
            Some(Running::Here { .. }) | None => anyhow::bail!("no program runs"),
        }
    }

    /// A connection with its notifications, nothing subscribed.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer.
    pub async fn client(&self) -> anyhow::Result<(Client, Notifications)> {
        Client::connect(&self.socket()).await.context("connecting to the daemon's socket")
    }

    /// Waits until something holds, looking again and again.
    ///
    /// # Errors
    ///
    /// When it does not hold in time.
    pub async fn wait_for(&self, what: &str, holds: impl AsyncFn() -> bool) -> anyhow::Result<()> {
        let waiting = async {
            while !holds().await {
                sleep(LOOK).await;
            }
        };
        let waited = timeout(PATIENCE, waiting).await;
        waited
            .with_context(|| format!("{what}: not within {PATIENCE:?}; the daemon's log:\n{}", self.logged()))
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        if let Some(daemon) = self.daemon.take() {
            daemon.end();
        }
    }
}
