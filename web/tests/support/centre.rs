//! A simulated switch, the real daemon in a folder of its own, and both web programs before its socket.

use std::{fs, net::SocketAddr, path::PathBuf};

use callbackd::{config, daemon::Daemon};
use callbackd_api::client::Client;
use callbackd_web::{
    contact, desk,
    serve::{StartError, Web},
    settings::Settings,
};
use pbxsim::{Config, Pbx};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

use super::eventually;

/// The centre; whatever is started here ends with it.
pub struct Centre {
    pub folder: TempDir,
    pub pbx: Pbx,
    daemon: Option<Running>,
    pages: Vec<JoinHandle<()>>,
}

struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Centre {
    /// Starts switch and daemon, with more lines of the daemon's configuration, and waits until the link is up.
    pub async fn open(pbx: Config, more: &str) -> Self {
        let pbx = Pbx::start(pbx, "127.0.0.1:0").await.unwrap();
        let folder = TempDir::new().unwrap();
        let mut centre = Self { folder, pbx, daemon: None, pages: Vec::new() };
        let text = configuration(&centre, more);
        fs::write(centre.configuration(), text).unwrap();
        centre.start_daemon().await;
        let client = centre.client().await;
        eventually("the link is up", async || {
            let status: Value = client.call("system.status", &json!({})).await.unwrap();
            status["link"]["state"] == "up"
        })
        .await;
        centre
    }

    /// A centre whose daemon runs on defaults and whose customers learn how their request does.
    pub async fn with_status() -> Self {
        Self::open(Config::default(), "[callbacks]\ncustomer-status = true\n").await
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("api.sock")
    }

    fn configuration(&self) -> PathBuf {
        self.folder.path().join("callbackd.toml")
    }

    /// Starts the daemon, for the first time or again on the same store.
    pub async fn start_daemon(&mut self) {
        let path = self.configuration();
        let config =
            config::load(Some(&path), std::iter::empty()).unwrap_or_else(|faults| panic!("{faults}"));
        let daemon = Daemon::start(Some(path), config).unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async {
            let _ = stopped.await;
        };
        let task = tokio::spawn(async move { daemon.serve(shutdown).await.unwrap() });
        self.daemon = Some(Running { stop, task });
    }

    /// Stops the daemon; its store stays.
    pub async fn stop_daemon(&mut self) {
        let Running { stop, task } = self.daemon.take().expect("a daemon runs");
        let _ = stop.send(());
        task.await.unwrap();
    }

    /// A connection with every role.
    pub async fn client(&self) -> Client {
        Client::connect(&self.socket()).await.unwrap().0
    }

    /// An agent's connection: `ann` ready at 2001, as long as it is kept.
    pub async fn ann(&self) -> Client {
        let client = self.client().await;
        let log_in = json!({ "agent_id": "ann", "device": "2001" });
        let _: Value = client.call("agent.log_in", &log_in).await.unwrap();
        let ready = json!({ "agent_id": "ann", "state": "ready" });
        let _: Value = client.call("agent.set_state", &ready).await.unwrap();
        client
    }

    /// All sessions there are.
    pub async fn sessions(&self) -> Vec<Value> {
        let client = self.client().await;
        let states = json!([
            "queued",
            "offered",
            "open",
            "dialing",
            "talking",
            "held",
            "cancelled",
            "unknown",
            "wrap_up",
            "closed"
        ]);
        let (mut sessions, mut after) = (Vec::new(), Value::Null);
        loop {
            let mut wish = json!({ "states": states, "limit": 500 });
            if !after.is_null() {
                wish["after"] = after;
            }
            let page: Value = client.call("session.list", &wish).await.unwrap();
            sessions.extend(page["sessions"].as_array().unwrap().iter().cloned());
            after = sessions.last().map_or(Value::Null, |session| session["session_id"].clone());
            if page["more"] == false {
                return sessions;
            }
        }
    }

    /// Serves the Contact Us page, with more lines of `[contact]`; where it is.
    pub async fn contact(&mut self, more: &str) -> SocketAddr {
        let settings = self.settings(&format!(
            "[contact]\nlisten = \"127.0.0.1:0\"\nsecure-cookies = false\nlooks-per-minute = 100000\n{more}"
        ));
        let web = contact::bind(&settings.socket, &settings.contact).await;
        self.serve(web)
    }

    /// Serves the desk, with more lines of `[desk]`; where it is.
    pub async fn desk(&mut self, more: &str) -> SocketAddr {
        let settings = self.settings(&format!("[desk]\nlisten = \"127.0.0.1:0\"\n{more}"));
        let web = desk::bind(&settings.socket, &settings.desk).await;
        self.serve(web)
    }

    fn settings(&self, rest: &str) -> Settings {
        let socket = self.socket();
        let text = format!("socket = \"{}\"\n{rest}", socket.display());
        Settings::read("web.toml", &text).unwrap_or_else(|fault| panic!("{fault}"))
    }

    /// Serves what is bound already.
    pub fn serve(&mut self, web: Result<Web, StartError>) -> SocketAddr {
        let web = web.unwrap();
        let address = web.address().unwrap();
        self.pages.push(tokio::spawn(web.serve(std::future::pending())));
        address
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        for page in &self.pages {
            page.abort();
        }
        if let Some(daemon) = &self.daemon {
            daemon.task.abort();
        }
    }
}

/// A British site with one queue and two agents, for whoever runs the tests.
fn configuration(centre: &Centre, more: &str) -> String {
    let (folder, port) = (centre.folder.path().display(), centre.pbx.addr().port());
    let uid = rustix::process::getuid().as_raw();
    format!(
        r#"
[pbx]
address = "127.0.0.1"
port = {port}
backoff-min = "100ms"
backoff-max = "1s"
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
[pacing]
per-second = 200
outstanding = 50
monitor-gap = "0s"
[[queues]]
name = "sales"
wrap-up = "0s"
max-waiting = 5000
[[agents]]
id = "ann"
devices = ["2001"]
users = [{uid}]
[[agents]]
id = "bob"
devices = ["2002"]
users = [{uid}]
[[access]]
user = {uid}
roles = ["requester", "agent", "supervisor", "operator"]
{more}
"#
    )
}
