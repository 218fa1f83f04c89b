//! Who traces the link: one task each, which decodes and redacts what the tap gives it.

use std::collections::HashMap;

use callbackd_api::{
    trace::{Direction, Traced},
    views::Refused,
    words::Reason,
};
use csta::Apdu;
use serde_json::Value;
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    task::AbortHandle,
};

use crate::{
    api::server::{Clients, Delivery},
    ids::ClientId,
    pbx::{Passed, Tap, redacted},
};

/// Connections that may trace at a time: each decodes everything for itself.
const MOST: usize = 8;

/// The tasks, by connection.
#[derive(Debug, Default)]
pub(super) struct LinkTraces(HashMap<ClientId, AbortHandle>);

impl LinkTraces {
    /// May this connection begin to trace?
    pub(super) fn admit(&mut self, client: ClientId) -> Result<(), Refused> {
        self.0.retain(|_, task| !task.is_finished());
        if self.0.contains_key(&client) || self.0.len() < MOST {
            return Ok(());
        }
        let detail = format!("{MOST} connections trace the link already: end one of them first.");
        Err(Refused::new(Reason::Busy, detail))
    }

    /// Tells the connection what passes from now on. One that traces already goes on.
    pub(super) fn start(&mut self, client: ClientId, clients: Clients, tap: &Tap) {
        self.0
            .entry(client)
            .or_insert_with(|| tokio::spawn(follow(client, clients, tap.listen())).abort_handle());
    }

    pub(super) fn stop(&mut self, client: ClientId) {
        if let Some(task) = self.0.remove(&client) {
            task.abort();
        }
    }
}

impl Drop for LinkTraces {
    fn drop(&mut self) {
        self.0.values().for_each(AbortHandle::abort);
    }
}

async fn follow(client: ClientId, clients: Clients, mut tap: Receiver<Passed>) {
    let mut lost = 0;
    loop {
        match tap.recv().await {
            Ok(passed) => match clients.trace(client, &traced(&passed, lost)) {
                Delivery::Queued => lost = 0,
                Delivery::Lagged => lost += 1,
                Delivery::Gone => return,
            },
            Err(RecvError::Lagged(missed)) => lost += missed,
            Err(RecvError::Closed) => return,
        }
    }
}

fn traced(passed: &Passed, lost: u64) -> Traced {
    let direction = if passed.from_switch { Direction::FromSwitch } else { Direction::ToSwitch };
    let (apdu, fault) = match Apdu::decode(&passed.octets).map(|apdu| redacted(apdu.to_json())) {
        Ok(Value::Object(apdu)) => (Some(apdu), None),
        Ok(_) => (None, None),
        Err(error) => (None, Some(error.to_string())),
    };
    Traced { at: passed.at, direction, apdu, fault, lost }
}
