//! The daemon's handle on everybody who is connected.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use callbackd_api::{
    message::{self, Fault, RequestId},
    trace::Traced,
    views::{Lagged, Refused},
};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::{Semaphore, mpsc};
use tracing::error;

use crate::ids::ClientId;

/// What became of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// It waits for the client to read it.
    Queued,
    /// The client reads too slowly. It is told the last `seq` it was sent; nothing more is queued before [`Clients::resume`].
    Lagged,
    /// There is no such client any more.
    Gone,
}

/// Answers calls and tells clients what happens. Cheap to clone; no method waits.
///
/// What one client is sent arrives in the order of these calls, answers and notifications alike.
#[derive(Debug, Clone)]
pub struct Clients {
    outboxes: Arc<Mutex<HashMap<ClientId, Outbox>>>,
    /// Notifications that may wait for one client.
    outbound: usize,
    /// Answers that may wait for one client.
    in_flight: usize,
}

/// One line on its way out.
#[derive(Debug)]
pub(super) enum Line {
    /// Answers a call.
    Answer(String),
    /// Tells what happened.
    Notification(String),
}

impl Line {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Answer(text) | Self::Notification(text) => text,
        }
    }
}

#[derive(Debug)]
struct Outbox {
    lines: mpsc::Sender<Line>,
    load: Load,
    pace: Pace,
    /// `seq` of the last notification that was queued.
    last: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    KeepsUp,
    Lags,
}

/// What one client has in flight; shared between the daemon's handle and the client's own task.
#[derive(Debug, Clone)]
pub(super) struct Load {
    /// A permit per call that may still be made.
    pub(super) calls: Arc<Semaphore>,
    /// Notifications queued and not written.
    notifications: Arc<AtomicUsize>,
}

impl Load {
    /// Makes room for what has been written.
    pub(super) fn written(&self, line: &Line) {
        match line {
            Line::Answer(_) => self.calls.add_permits(1),
            Line::Notification(_) => {
                self.notifications.fetch_sub(1, Ordering::AcqRel);
            }
        }
    }
}

impl Clients {
    pub(super) fn new(outbound: usize, in_flight: usize) -> Self {
        Self { outboxes: Arc::default(), outbound: outbound.max(1), in_flight: in_flight.max(1) }
    }

    /// Answers a call. A client that is gone does not mind.
    pub fn reply<R: Serialize>(&self, client: ClientId, id: RequestId, result: Result<R, Refused>) {
        let line = match result {
            Ok(result) => message::result_line(id, result),
            Err(refused) => message::error_line(Some(id), &Fault::from(refused)),
        };
        self.answer(client, line);
    }

    /// Says why a line is no call that the daemon should see.
    pub(super) fn refuse(&self, client: ClientId, id: Option<RequestId>, fault: &Fault) {
        self.answer(client, message::error_line(id, fault));
    }

    /// Tells a client what happened at place `seq` of the journal.
    pub fn notify(&self, client: ClientId, method: &str, params: &Value, seq: u64) -> Delivery {
        let mut outboxes = self.outboxes();
        let Some(outbox) = outboxes.get_mut(&client) else { return Delivery::Gone };
        if outbox.pace == Pace::Lags {
            return Delivery::Lagged;
        }
        let waiting = outbox.load.notifications.load(Ordering::Acquire);
        if waiting >= self.outbound {
            self.lag(outbox, waiting);
            return Delivery::Lagged;
        }
        outbox.last = seq;
        outbox.push(message::notification_line(method, params))
    }

    /// Tells a client that more has happened than could be kept for it; nothing more comes until it subscribes again.
    pub fn lags(&self, client: ClientId) {
        if let Some(outbox) = self.outboxes().get_mut(&client).filter(|outbox| outbox.pace != Pace::Lags) {
            let waiting = outbox.load.notifications.load(Ordering::Acquire);
            self.lag(outbox, waiting);
        }
    }

    fn lag(&self, outbox: &mut Outbox, waiting: usize) {
        outbox.pace = Pace::Lags;
        // One place above the bound is kept for this notice. Where it is taken, the notice in it is the last line that the
        // client will read, and says the same.
        if waiting <= self.outbound {
            let notice = message::notification_line("events.lagged", &Lagged { seq: outbox.last });
            outbox.push(notice);
        }
    }

    /// Tells a client what passed over the link, if it keeps up. A trace leaves half of the client's queue to the events,
    /// and what finds no room is let go.
    pub fn trace(&self, client: ClientId, traced: &Traced) -> Delivery {
        let outboxes = self.outboxes();
        let Some(outbox) = outboxes.get(&client) else { return Delivery::Gone };
        if outbox.load.notifications.load(Ordering::Acquire) >= self.outbound.div_ceil(2) {
            return Delivery::Lagged;
        }
        outbox.push(message::notification_line("link.trace", traced))
    }

    /// Notifications may be queued again: the client has subscribed anew and knows what it missed.
    pub fn resume(&self, client: ClientId) {
        if let Some(outbox) = self.outboxes().get_mut(&client) {
            outbox.pace = Pace::KeepsUp;
        }
    }

    /// A new client, with the far end of its queue.
    pub(super) fn enter(&self, client: ClientId) -> (mpsc::Receiver<Line>, Load) {
        let (lines, queue) = mpsc::channel(self.outbound + 1 + self.in_flight);
        let calls = Arc::new(Semaphore::new(self.in_flight));
        let load = Load { calls, notifications: Arc::default() };
        let outbox = Outbox { lines, load: load.clone(), pace: Pace::KeepsUp, last: 0 };
        self.outboxes().insert(client, outbox);
        (queue, load)
    }

    pub(super) fn leave(&self, client: ClientId) {
        self.outboxes().remove(&client);
    }

    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    fn answer(&self, client: ClientId, line: String) {
        let mut outboxes = self.outboxes();
        let Some(outbox) = outboxes.get(&client) else { return };
        // Every call holds a permit until its answer is written, so there is room unless a call is answered twice.
        if outbox.lines.try_send(Line::Answer(line)).is_err() {
            error!(client = client.0, "more answers than calls; closing the client");
            outboxes.remove(&client);
        }
    }

    fn outboxes(&self) -> MutexGuard<'_, HashMap<ClientId, Outbox>> {
        self.outboxes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outbox {
    fn push(&self, line: String) -> Delivery {
        self.load.notifications.fetch_add(1, Ordering::AcqRel);
        match self.lines.try_send(Line::Notification(line)) {
            Ok(()) => Delivery::Queued,
            Err(_) => Delivery::Gone,
        }
    }
}
