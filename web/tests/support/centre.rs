//! The contact centre with the daemon in this process, and both web programs before its socket.

use std::{
    net::SocketAddr,
    ops::{Deref, DerefMut},
};

use callbackd_api::client::Client;
use callbackd_web::{
    contact, desk,
    serve::{StartError, Web},
    settings::Settings,
};
use centre::Site;
use pbxsim::Config;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// The centre and its pages; whatever is started here ends with it.
pub struct Centre {
    centre: centre::Centre,
    pages: Vec<JoinHandle<()>>,
}

impl Centre {
    /// Starts switch and daemon, with more lines of the daemon's configuration, and waits until the link is up.
    pub async fn open(pbx: Config, more: &str) -> Self {
        let site = Site::new(more).with_queue("wrap-up = \"0s\"\nmax-waiting = 5000");
        let mut centre = centre::Centre::prepare(pbx, &site, None, None).await.unwrap();
        centre.start().await.unwrap();
        Self { centre, pages: Vec::new() }
    }

    /// A centre whose daemon runs on defaults and whose customers learn how their request does.
    pub async fn with_status() -> Self {
        Self::open(Config::default(), "[callbacks]\ncustomer-status = true\n").await
    }

    /// A connection with every role.
    pub async fn client(&self) -> Client {
        self.centre.client().await.unwrap().0
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

impl Deref for Centre {
    type Target = centre::Centre;

    fn deref(&self) -> &centre::Centre {
        &self.centre
    }
}

impl DerefMut for Centre {
    fn deref_mut(&mut self) -> &mut centre::Centre {
        &mut self.centre
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        for page in &self.pages {
            page.abort();
        }
    }
}
