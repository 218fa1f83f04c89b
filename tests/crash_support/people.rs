//! Customers, agents and a watcher, who come back however often the daemon dies under their hands.

use std::{sync::Arc, time::Duration};

use callbackd_api::{
    client::{CallError, Client, Notifications},
    ids::{LegId, SessionId},
};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use super::{Centre, Chance, device, ledger::Ledger, name};

/// The daemon died.
struct Died;

/// `Ok(None)` where the daemon says no.
async fn call(client: &Client, method: &str, params: Value) -> Result<Option<Value>, Died> {
    match timeout(Duration::from_secs(20), client.call(method, &params)).await {
        Ok(Ok(answer)) => Ok(Some(answer)),
        Ok(Err(CallError::Refused(_))) => Ok(None),
        Ok(Err(CallError::Gone)) => Err(Died),
        other => panic!("{method}: {other:?}"),
    }
}

async fn connected(centre: &Centre) -> Option<(Client, Notifications)> {
    while !centre.ends() {
        match Client::connect(&centre.socket()).await {
            Ok(connection) => return Some(connection),
            Err(_) => sleep(Duration::from_millis(5)).await,
        }
    }
    None
}

async fn pause(chance: &mut Chance, least: u64, most: u64) {
    sleep(Duration::from_millis(chance.between(least, most))).await;
}

/// Asks for callbacks, and now and then takes one back.
pub(crate) async fn customers(centre: Arc<Centre>, ledger: Arc<Ledger>, mut chance: Chance) {
    while let Some((client, _)) = connected(&centre).await {
        while !centre.ends() && ask(&client, &ledger, &mut chance).await.is_ok() {}
    }
}

async fn ask(client: &Client, ledger: &Ledger, chance: &mut Chance) -> Result<(), Died> {
    pause(chance, 5, 60).await;
    let number = format!("0207946{:04}", chance.between(100, 999));
    let answer: Option<Value> = call(client, "callback.request", json!({ "number": number })).await?;
    let Some(id) = answer.as_ref().and_then(|answer| id(&answer["session_id"])) else { return Ok(()) };
    ledger.entries().requests.push(id);
    if chance.percent(10) {
        pause(chance, 0, 30).await;
        let withdrawn: Option<Value> = call(client, "callback.withdraw", json!({ "session_id": id })).await?;
        ledger.entries().withdrawn.extend(withdrawn.map(|_| id));
    }
    Ok(())
}

fn id(value: &Value) -> Option<SessionId> {
    value.as_str()?.parse().ok()
}

/// Subscribes from where it was, every time, and so must be told everything once.
pub(crate) async fn watcher(centre: Arc<Centre>, ledger: Arc<Ledger>) {
    let mut after = 0;
    while let Some((client, mut notifications)) = connected(&centre).await {
        if call(&client, "events.subscribe", json!({ "after_seq": after })).await.is_err() {
            continue;
        }
        while let Some(told) = next(&centre, &mut notifications).await {
            if told.method.starts_with("events.") {
                ledger.entries().faults.push(format!("the watcher was told {}", told.method));
            }
            let seq = told.params["seq"].as_u64().unwrap();
            if seq <= after {
                ledger.entries().faults.push(format!("the watcher was told {seq} after {after}"));
            }
            after = seq;
            ledger.entries().watched.push(seq);
            ledger.heard(told);
        }
    }
}

/// The next notification; `None` when the connection, or the test, has ended.
async fn next(
    centre: &Centre,
    notifications: &mut Notifications,
) -> Option<callbackd_api::client::Notification> {
    while !centre.ends() {
        if let Ok(next) = timeout(Duration::from_millis(100), notifications.next()).await {
            return next;
        }
    }
    None
}

/// Takes what is offered, calls back, hangs up, and says what became of calls that nobody saw.
pub(crate) async fn agent(centre: Arc<Centre>, ledger: Arc<Ledger>, place: usize, mut chance: Chance) {
    while let Some((client, mut notifications)) = connected(&centre).await {
        let listens = async {
            while let Some(told) = next(&centre, &mut notifications).await {
                ledger.heard(told);
            }
        };
        let mut desk = Desk { centre: &centre, ledger: &ledger, client, place, unknown: 0, idle: 0 };
        let works = async {
            if desk.sit_down().await.is_ok() {
                while !centre.ends() && desk.look(&mut chance).await.is_ok() {}
            }
        };
        tokio::join!(listens, works);
    }
}

struct Desk<'a> {
    centre: &'a Centre,
    ledger: &'a Ledger,
    client: Client,
    place: usize,
    /// Looks at a call that was lost from sight.
    unknown: u32,
    /// Looks at nothing to do.
    idle: u32,
}

impl Desk<'_> {
    async fn call(&self, method: &str, params: Value) -> Result<Option<Value>, Died> {
        call(&self.client, method, params).await
    }

    async fn sit_down(&self) -> Result<(), Died> {
        self.call("events.subscribe", json!({})).await?;
        let agent = name(self.place);
        self.call("agent.log_in", json!({ "agent_id": agent, "device": device(self.place) })).await?;
        self.ready().await
    }

    async fn ready(&self) -> Result<(), Died> {
        self.call("agent.set_state", json!({ "agent_id": name(self.place), "state": "ready" }))
            .await
            .map(drop)
    }

    /// Looks at the screen and does what a person would, more or less.
    async fn look(&mut self, chance: &mut Chance) -> Result<(), Died> {
        pause(chance, 5, 25).await;
        let states = ["offered", "open", "cancelled", "dialing", "talking", "held", "unknown", "wrap_up"];
        let wish = json!({ "agent_id": name(self.place), "states": states });
        let page = self.call("session.list", wish).await?.unwrap_or_default();
        let Some(session) = page["sessions"].as_array().and_then(|sessions| sessions.first()) else {
            self.idle += 1;
            return if self.idle.is_multiple_of(10) { self.ready().await } else { Ok(()) };
        };
        let (id, state) = (id(&session["session_id"]).unwrap(), session["state"].as_str().unwrap());
        let lost = std::mem::take(&mut self.unknown);
        match state {
            "offered" => self.on(id, "session.open").await,
            "open" if chance.percent(70) => self.call_back(id).await,
            "open" if chance.percent(30) => self.on(id, "session.cancel").await,
            "open" | "cancelled" => self.on(id, "session.drop").await,
            "dialing" if chance.percent(4) => self.on(id, "session.drop").await,
            "talking" if chance.percent(10) => self.on(id, "session.hold").await,
            "talking" if chance.percent(15) => self.on(id, "session.drop").await,
            "held" => self.on(id, "session.retrieve").await,
            "wrap_up" => self.on(id, "session.close").await,
            "unknown" => {
                self.unknown = lost + 1;
                if self.unknown > 20 { self.resolve(id).await } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    async fn on(&self, id: SessionId, method: &str) -> Result<(), Died> {
        self.call(method, json!({ "session_id": id })).await.map(drop)
    }

    async fn call_back(&self, id: SessionId) -> Result<(), Died> {
        let Some(controls) = self.call("session.open", json!({ "session_id": id })).await? else {
            return Ok(());
        };
        let wish = json!({ "session_id": id, "rules_version": controls["rules_version"] });
        let Some(leg) = self.call("session.call_back", wish).await? else { return Ok(()) };
        let leg: LegId = leg["leg_id"].as_str().unwrap().parse().unwrap();
        self.ledger.entries().pressed.push((id, leg));
        Ok(())
    }

    /// A person looks at the phone: hangs up what is there, and says that nobody was reached once it is free.
    async fn resolve(&self, id: SessionId) -> Result<(), Died> {
        if self.centre.pbx().hang_up(&device(self.place)).await.is_ok() {
            return Ok(());
        }
        self.call("session.resolve", json!({ "session_id": id, "outcome": "not_reached" })).await.map(drop)
    }
}
