//! The daemon as it runs: in this process, or as a program.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::Context;
use callbackd::{config, daemon::Daemon};
use rustix::process::{Pid, Signal, kill_process};
use tokio::{sync::oneshot, task::JoinHandle};

/// A daemon that runs.
pub(crate) enum Running {
    /// In this process.
    Here {
        /// Asks it to stop.
        stop: oneshot::Sender<()>,
        /// Itself.
        daemon: JoinHandle<anyhow::Result<()>>,
    },
    /// As a program.
    Program(Child),
}

/// Starts the program. Its log goes to the end of that file.
pub(crate) fn spawn(program: &Path, configuration: &Path, log: &Path) -> anyhow::Result<Child> {
    let log = fs::File::options().create(true).append(true).open(log)?;
    Command::new(program)
        .args(["run", "--config"])
        .arg(configuration)
        .env_remove("NOTIFY_SOCKET")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .with_context(|| format!("starting {}", program.display()))
}

impl Running {
    pub(crate) fn here(configuration: PathBuf) -> anyhow::Result<Self> {
        let config = config::load(Some(&configuration), config::environment())
            .map_err(|faults| anyhow::anyhow!("{faults}"))?;
        let daemon = Daemon::start(Some(configuration), config).context("starting the daemon")?;
        let (stop, stopped) = oneshot::channel();
        let daemon = tokio::spawn(async move {
            let shutdown = async {
                let _ = stopped.await;
            };
            daemon.serve(shutdown).await.map_err(anyhow::Error::from)
        });
        Ok(Self::Here { stop, daemon })
    }

    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        match self {
            Self::Here { stop, daemon } => {
                let _ = stop.send(());
                daemon.await?
            }
            Self::Program(mut daemon) => {
                kill_process(pid(&daemon)?, Signal::TERM)?;
                daemon.wait()?;
                Ok(())
            }
        }
    }

    /// Ends it at once.
    pub(crate) fn end(self) {
        match self {
            Self::Here { daemon, .. } => daemon.abort(),
            Self::Program(mut daemon) => {
                let _ = daemon.kill();
                let _ = daemon.wait();
            }
        }
    }

    pub(crate) fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        match self {
            Self::Here { .. } => anyhow::bail!("no program runs"),
            Self::Program(daemon) => Ok(kill_process(pid(daemon)?, signal)?),
        }
    }
}

fn pid(daemon: &Child) -> anyhow::Result<Pid> {
    Pid::from_raw(i32::try_from(daemon.id())?).context("a process has a number")
}
