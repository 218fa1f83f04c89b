//! A whole contact centre: a simulated switch, the real daemon in a folder of its own, layers on its socket.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use callbackd_api::client::{CallError, Client, Notification, Notifications};
use pbxsim::{Config, Pbx};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

/// Nothing in these tests takes longer than this unless it is broken.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A simulated switch and a daemon that may be killed and started again.
pub struct Centre {
    pub folder: TempDir,
    pub pbx: Pbx,
    daemon: Option<Child>,
}

impl Centre {
    /// Starts both and waits until the link is up.
    pub async fn open(pbx: Config) -> Self {
        Self::open_with(pbx, "").await
    }

    /// The same with more lines of configuration.
    pub async fn open_with(pbx: Config, more: &str) -> Self {
        let mut centre = Self::prepared(pbx, more).await;
        centre.start().await;
        centre
    }

    /// The switch runs and the daemon is configured, not started.
    pub async fn prepared(pbx: Config, more: &str) -> Self {
        let pbx = Pbx::start(pbx, "127.0.0.1:0").await.unwrap();
        let centre = Self { folder: TempDir::new().unwrap(), pbx, daemon: None };
        centre.configure(more);
        centre
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("api.sock")
    }

    pub fn configuration(&self) -> PathBuf {
        self.folder.path().join("callbackd.toml")
    }

    /// Writes the configuration.
    pub fn configure(&self, more: &str) {
        let text = configuration(self.folder.path(), self.pbx.addr().port(), more);
        fs::write(self.configuration(), text).unwrap();
    }

    /// Lays settings above the configuration.
    pub fn override_with(&self, text: &str) {
        let folder = self.configuration().with_extension("d");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("above.toml"), text).unwrap();
    }

    /// A daemon that is not waited for.
    pub fn spawn(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_callbackd"))
            .arg("run")
            .arg("--config")
            .arg(self.configuration())
            .env_remove("NOTIFY_SOCKET")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(self.log())
            .spawn()
            .unwrap()
    }

    fn log(&self) -> fs::File {
        fs::File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap()
    }

    /// What the daemon has logged so far.
    pub fn logged(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Starts the daemon and waits until its link is up.
    pub async fn start(&mut self) {
        self.start_without_link().await;
        let (client, _) = self.client().await;
        self.eventually("the link is up", async || {
            let status: Value = client.call("system.status", &json!({})).await.unwrap();
            status["link"]["state"] == "up"
        })
        .await;
    }

    /// Starts the daemon and waits until its socket answers.
    pub async fn start_without_link(&mut self) {
        self.daemon = Some(self.spawn());
        self.eventually("the socket answers", async || Client::connect(&self.socket()).await.is_ok()).await;
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        let mut daemon = self.daemon.take().expect("a daemon runs");
        daemon.kill().unwrap();
        daemon.wait().unwrap();
    }

    /// A signal to the daemon.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let id = self.daemon.as_ref().expect("a daemon runs").id();
        let pid = rustix::process::Pid::from_raw(i32::try_from(id).unwrap()).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Waits for the daemon to end by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        let mut daemon = self.daemon.take().expect("a daemon runs");
        timeout(PATIENCE, tokio::task::spawn_blocking(move || daemon.wait().unwrap())).await.unwrap().unwrap()
    }

    /// A connection with its notifications, nothing subscribed.
    pub async fn client(&self) -> (Client, Notifications) {
        Client::connect(&self.socket()).await.unwrap()
    }

    /// A desk that sees everything, with an agent at 2001 who is ready.
    pub async fn desk(&self) -> Desk {
        Desk::sit_down(&self.socket()).await
    }

    /// Waits until something holds, looking again and again.
    pub async fn eventually(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let waiting = async {
            while !holds().await {
                sleep(Duration::from_millis(20)).await;
            }
        };
        if timeout(PATIENCE, waiting).await.is_err() {
            panic!("{what}: not within {PATIENCE:?}; the daemon's log:\n{}", self.logged());
        }
    }
}

/// A British site with one queue and two agents, for whoever runs the tests.
pub fn configuration(folder: &Path, port: u16, more: &str) -> String {
    let folder = folder.display();
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

impl Drop for Centre {
    fn drop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

/// An agent's layer.
pub struct Desk {
    pub client: Client,
    pub notifications: Notifications,
}

impl Desk {
    /// Subscribes to everything and makes `ann` ready at 2001.
    pub async fn sit_down(socket: &Path) -> Self {
        Self::sit_down_at(socket, "2001").await
    }

    /// The same at another telephone.
    pub async fn sit_down_at(socket: &Path, device: &str) -> Self {
        let (client, notifications) = Client::connect(socket).await.unwrap();
        let _: Value = client.call("events.subscribe", &json!({})).await.unwrap();
        let mut desk = Self { client, notifications };
        desk.call("agent.log_in", json!({ "agent_id": "ann", "device": device })).await.unwrap();
        desk.call("agent.set_state", json!({ "agent_id": "ann", "state": "ready" })).await.unwrap();
        desk
    }

    pub async fn call(&mut self, method: &str, params: Value) -> Result<Value, CallError> {
        timeout(PATIENCE, self.client.call(method, &params)).await.expect("an answer in time")
    }

    /// The next notification of that name; others are passed over.
    pub async fn hears(&mut self, method: &str) -> Value {
        self.hears_until(method).await.pop().map(|notification| notification.params).unwrap_or_default()
    }

    /// All notifications up to the next one of that name.
    pub async fn hears_until(&mut self, method: &str) -> Vec<Notification> {
        let mut heard = Vec::new();
        loop {
            let next = timeout(PATIENCE, self.notifications.next()).await;
            let names =
                || heard.iter().map(|n: &Notification| n.method.clone()).collect::<Vec<_>>().join(", ");
            let Ok(Some(notification)) = next else { panic!("no {method}; heard only: {}", names()) };
            let found = notification.method == method;
            heard.push(notification);
            if found {
                return heard;
            }
        }
    }
}
