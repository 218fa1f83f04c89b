//! The daemon and its switch, in one process, in a folder of their own.
#![expect(
    clippy::disallowed_methods,
    reason = "the demonstration writes its configuration and waits for people"
)]

use std::{fs, path::PathBuf, time::Duration};

use anyhow::Context;
use callbackd::{config, daemon::Daemon};
use callbackd_api::client::Client;
use pbxsim::{
    Config, Pbx,
    exchange::{Behaviour, Extension, User},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle, time::sleep};

/// The link comes up within this, or something is wrong.
const LINK_WITHIN: Duration = Duration::from_secs(10);

pub(crate) struct Centre {
    pub(crate) pbx: Pbx,
    socket: PathBuf,
    stop: oneshot::Sender<()>,
    daemon: JoinHandle<anyhow::Result<()>>,
    _temporary: Option<TempDir>,
}

impl Centre {
    /// Starts both; returns when the link is up.
    pub(crate) async fn open(folder: Option<PathBuf>) -> anyhow::Result<Self> {
        let temporary = if folder.is_none() { Some(TempDir::with_prefix("callbackd-demo-")?) } else { None };
        let folder =
            folder.or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned())).unwrap_or_default();
        // The daemon wants to know where its files are, wherever it is started.
        let folder = fs::create_dir_all(&folder)
            .and_then(|()| folder.canonicalize())
            .with_context(|| format!("making the folder {}", folder.display()))?;
        let pbx = Pbx::start(switch()?, "127.0.0.1:0").await.context("starting the simulated switch")?;
        let path = folder.join("callbackd.toml");
        let socket = folder.join("api.sock");
        fs::write(&path, configuration(&folder, &pbx))
            .with_context(|| format!("writing {}", path.display()))?;
        let config =
            config::load(Some(&path), config::environment()).map_err(|faults| anyhow::anyhow!("{faults}"))?;
        let daemon = Daemon::start(Some(path), config).context("starting the daemon")?;
        let (stop, stopped) = oneshot::channel();
        let daemon = tokio::spawn(async move {
            let shutdown = async {
                let _ = stopped.await;
            };
            daemon.serve(shutdown).await.map_err(anyhow::Error::from)
        });
        let centre = Self { pbx, socket, stop, daemon, _temporary: temporary };
        centre.wait_for_link().await?;
        Ok(centre)
    }

    pub(crate) fn socket(&self) -> &PathBuf {
        &self.socket
    }

    async fn wait_for_link(&self) -> anyhow::Result<()> {
        let (client, _) = Client::connect(&self.socket).await.context("connecting to the daemon's socket")?;
        let up = async {
            loop {
                let status: Value = client.call("system.status", &json!({})).await?;
                if status.pointer("/link/state").is_some_and(|state| state == "up") {
                    return anyhow::Ok(());
                }
                sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(LINK_WITHIN, up)
            .await
            .context("the link to the simulated switch did not come up")?
    }

    pub(crate) async fn close(self) -> anyhow::Result<()> {
        let _ = self.stop.send(());
        self.daemon.await?
    }
}

/// People who lift their phones after a moment, and customers of every kind.
fn switch() -> anyhow::Result<Config> {
    let lifts = User::Lifts { after: Duration::from_millis(800) };
    let answers = Behaviour::Answers { after: Duration::from_millis(1500), hangs_up_after: None };
    let mut config = Config::default();
    for number in 2001..=2010 {
        config = config.with_extension(Extension::new(number.to_string()).with_user(lifts));
    }
    let kinds = [("1", Behaviour::Busy), ("2", Behaviour::RingsOut), ("3", Behaviour::Invalid)];
    for (last, behaviour) in kinds {
        config = config.with_destination(&format!("9XXXXXXXXXX{last}"), behaviour)?;
    }
    Ok(config.with_destination("9*", answers)?)
}

/// A British site whose people dial 9 for an outside line. Whoever runs the demonstration may do everything.
fn configuration(folder: &std::path::Path, pbx: &Pbx) -> String {
    let folder = folder.display();
    let port = pbx.addr().port();
    let user = rustix::process::getuid().as_raw();
    format!(
        r#"[pbx]
address = "127.0.0.1"
port = {port}

[pacing]
per-second = 20
monitor-gap = "0s"

[api]
socket = "{folder}/api.sock"

[store]
path = "{folder}/callbackd.db"

[site]
zone = "Europe/London"

[dialplan]
region = "GB"
outside-line = "9"
extensions = ["2XXX"]

[callbacks]
customer-status = true

[[queues]]
name = "sales"

[[agents]]
id = "ann"
devices = ["2001"]
users = [{user}]

[[agents]]
id = "bob"
devices = ["2002"]
users = [{user}]

[[access]]
user = {user}
roles = ["requester", "agent", "supervisor", "operator"]
"#
    )
}
