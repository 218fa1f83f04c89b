//! The contact centre with the real daemon as a program, and an agent's layer at its socket.

use std::{
    fs,
    ops::{Deref, DerefMut},
    path::Path,
};

use callbackd_api::client::{CallError, Client, Notification, Notifications};
pub use centre::PATIENCE;
use centre::Site;
use pbxsim::Config;
use serde_json::{Value, json};
use tokio::time::timeout;

/// A simulated switch and a daemon that may be killed and started again.
pub struct Centre(centre::Centre);

impl Centre {
    /// Starts both and waits until the link is up.
    pub async fn open(pbx: Config) -> Self {
        Self::open_with(pbx, "").await
    }

    /// The same with more lines of configuration.
    pub async fn open_with(pbx: Config, more: &str) -> Self {
        let mut centre = Self::prepared(pbx, more).await;
        centre.start().await.unwrap();
        centre
    }

    /// The switch runs and the daemon is configured, not started.
    pub async fn prepared(pbx: Config, more: &str) -> Self {
        let program = Some(env!("CARGO_BIN_EXE_callbackd"));
        Self(centre::Centre::prepare(pbx, &Site::new(more), None, program).await.unwrap())
    }

    /// Lays settings above the configuration.
    pub fn override_with(&self, text: &str) {
        let folder = self.configuration().with_extension("d");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("above.toml"), text).unwrap();
    }

    /// A desk that sees everything, with an agent at 2001 who is ready.
    pub async fn desk(&self) -> Desk {
        Desk::sit_down(&self.socket()).await
    }

    /// Waits until something holds, looking again and again.
    pub async fn eventually(&self, what: &str, holds: impl AsyncFn() -> bool) {
        self.wait_for(what, holds).await.unwrap();
    }
}

impl Deref for Centre {
    type Target = centre::Centre;

    fn deref(&self) -> &centre::Centre {
        &self.0
    }
}

impl DerefMut for Centre {
    fn deref_mut(&mut self) -> &mut centre::Centre {
        &mut self.0
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
