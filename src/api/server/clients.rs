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
use tokio::sync::{AcquireError, Semaphore, mpsc};
use tracing::error;

use super::{
    Settings,
    room::{self, Room, Taken},
};
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
    connected: Arc<Mutex<Connected>>,
    settings: Settings,
}

#[derive(Debug, Default)]
struct Connected {
    outboxes: HashMap<ClientId, Outbox>,
    users: HashMap<u32, User>,
}

/// What the clients of one user share.
#[derive(Debug)]
struct User {
    clients: usize,
    /// Octets of answers.
    answers: Arc<Semaphore>,
    /// Octets of notifications.
    notifications: Arc<Semaphore>,
}

/// One line on its way out. Its room is free again once it is dropped.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) text: String,
    kind: Kind,
    _room: Option<Taken>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Answers a call.
    Answer,
    /// Tells what happened.
    Notification,
}

#[derive(Debug)]
struct Outbox {
    uid: u32,
    lines: mpsc::Sender<Line>,
    load: Load,
    /// Room for answers that are still to come, by the client's own names of its calls; two calls may have one name.
    expected: Vec<(RequestId, Taken)>,
    /// Room for notifications.
    room: Room,
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
    /// Room for answers.
    answers: Room,
    /// Notifications queued and not written.
    notifications: Arc<AtomicUsize>,
}

impl Load {
    /// Makes room for what has been written.
    pub(super) fn written(&self, line: &Line) {
        match line.kind {
            Kind::Answer => self.calls.add_permits(1),
            Kind::Notification => {
                self.notifications.fetch_sub(1, Ordering::AcqRel);
            }
        }
    }
}

impl Clients {
    pub(super) fn new(settings: Settings) -> Self {
        let settings =
            Settings { outbound: settings.outbound.max(1), in_flight: settings.in_flight.max(1), ..settings };
        Self { connected: Arc::default(), settings }
    }

    /// Answers a call. A client that is gone does not mind.
    pub fn reply<R: Serialize>(&self, client: ClientId, id: RequestId, result: Result<R, Refused>) {
        let room = self.expected(client, &id);
        let line = match result {
            Ok(result) => message::result_line(id, result),
            Err(refused) => message::error_line(Some(id), &Fault::from(refused)),
        };
        self.answer(client, line, room);
    }

    /// Says why a line is no call that the daemon should see.
    pub(super) fn refuse(&self, client: ClientId, id: Option<RequestId>, fault: &Fault) {
        let room = id.as_ref().and_then(|id| self.expected(client, id));
        self.answer(client, message::error_line(id, fault), room);
    }

    /// Tells a client what happened at place `seq` of the journal.
    pub fn notify(&self, client: ClientId, method: &str, params: &Value, seq: u64) -> Delivery {
        let mut connected = self.connected();
        let Some(outbox) = connected.outboxes.get_mut(&client) else { return Delivery::Gone };
        if outbox.pace == Pace::Lags {
            return Delivery::Lagged;
        }
        let waiting = outbox.load.notifications.load(Ordering::Acquire);
        let line = message::notification_line(method, params);
        let room = outbox.room.try_take(line.len()).filter(|_| waiting < self.settings.outbound);
        if room.is_none() {
            self.lag(outbox, waiting);
            return Delivery::Lagged;
        }
        outbox.last = seq;
        outbox.push(line, room)
    }

    /// Tells a client that more has happened than could be kept for it; nothing more comes until it subscribes again.
    pub fn lags(&self, client: ClientId) {
        let mut connected = self.connected();
        if let Some(outbox) = connected.outboxes.get_mut(&client).filter(|outbox| outbox.pace != Pace::Lags) {
            let waiting = outbox.load.notifications.load(Ordering::Acquire);
            self.lag(outbox, waiting);
        }
    }

    fn lag(&self, outbox: &mut Outbox, waiting: usize) {
        outbox.pace = Pace::Lags;
        // One place above the bound is kept for this notice. Where it is taken, the notice in it is the last line that the
        // client will read, and says the same.
        if waiting <= self.settings.outbound {
            let notice = message::notification_line("events.lagged", &Lagged { seq: outbox.last });
            outbox.push(notice, None);
        }
    }

    /// Tells a client what passed over the link, if it keeps up. A trace leaves half of the client's queue to the events,
    /// and what finds no room is let go.
    pub fn trace(&self, client: ClientId, traced: &Traced) -> Delivery {
        let connected = self.connected();
        let Some(outbox) = connected.outboxes.get(&client) else { return Delivery::Gone };
        let line = message::notification_line("link.trace", traced);
        let room = outbox.room.try_take(line.len());
        let waiting = outbox.load.notifications.load(Ordering::Acquire);
        if room.is_none() || waiting >= self.settings.outbound.div_ceil(2) {
            return Delivery::Lagged;
        }
        outbox.push(line, room)
    }

    /// Notifications may be queued again: the client has subscribed anew and knows what it missed.
    pub fn resume(&self, client: ClientId) {
        if let Some(outbox) = self.connected().outboxes.get_mut(&client) {
            outbox.pace = Pace::KeepsUp;
        }
    }

    /// A new client of a user, with the far end of its queue.
    pub(super) fn enter(&self, client: ClientId, uid: u32) -> (mpsc::Receiver<Line>, Load) {
        let Settings { outbound, in_flight, client_octets, user_octets, .. } = self.settings;
        let (lines, queue) = mpsc::channel(outbound + 1 + in_flight);
        let mut connected = self.connected();
        let user = connected.users.entry(uid).or_insert_with(|| User {
            clients: 0,
            answers: room::semaphore(user_octets),
            notifications: room::semaphore(user_octets),
        });
        user.clients += 1;
        let load = Load {
            calls: Arc::new(Semaphore::new(in_flight)),
            answers: Room::new(client_octets, Arc::clone(&user.answers)),
            notifications: Arc::default(),
        };
        let room = Room::new(client_octets, Arc::clone(&user.notifications));
        let outbox = Outbox {
            uid,
            lines,
            load: load.clone(),
            expected: Vec::new(),
            room,
            pace: Pace::KeepsUp,
            last: 0,
        };
        connected.outboxes.insert(client, outbox);
        (queue, load)
    }

    pub(super) fn leave(&self, client: ClientId) {
        let mut connected = self.connected();
        let Some(outbox) = connected.outboxes.remove(&client) else { return };
        if let Some(user) = connected.users.get_mut(&outbox.uid) {
            user.clients -= 1;
            if user.clients == 0 {
                connected.users.remove(&outbox.uid);
            }
        }
    }

    pub(super) fn in_flight(&self) -> usize {
        self.settings.in_flight
    }

    /// Waits until there is room for the answer to a call, and keeps it for that answer.
    pub(super) async fn expect(
        &self,
        client: ClientId,
        id: RequestId,
        octets: usize,
        load: &Load,
    ) -> Result<(), AcquireError> {
        let most = self.settings.client_octets.min(self.settings.user_octets);
        let room = load.answers.take(u32::try_from(octets.min(most)).unwrap_or(u32::MAX)).await?;
        if let Some(outbox) = self.connected().outboxes.get_mut(&client) {
            outbox.expected.push((id, room));
        }
        Ok(())
    }

    /// The room that was kept for an answer.
    fn expected(&self, client: ClientId, id: &RequestId) -> Option<Taken> {
        let mut connected = self.connected();
        let expected = &mut connected.outboxes.get_mut(&client)?.expected;
        let at = expected.iter().position(|(expected, _)| expected == id)?;
        Some(expected.swap_remove(at).1)
    }

    fn answer(&self, client: ClientId, text: String, room: Option<Taken>) {
        let connected = self.connected();
        let Some(outbox) = connected.outboxes.get(&client) else { return };
        let room = room.map(|room| room.fit(text.len()));
        // Every call holds a permit until its answer is written, so there is room unless a call is answered twice.
        if outbox.lines.try_send(Line { text, kind: Kind::Answer, _room: room }).is_err() {
            error!(client = client.0, "more answers than calls; closing the client");
            drop(connected);
            self.leave(client);
        }
    }

    fn connected(&self) -> MutexGuard<'_, Connected> {
        self.connected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outbox {
    fn push(&self, text: String, room: Option<Taken>) -> Delivery {
        self.load.notifications.fetch_add(1, Ordering::AcqRel);
        match self.lines.try_send(Line { text, kind: Kind::Notification, _room: room }) {
            Ok(()) => Delivery::Queued,
            Err(_) => Delivery::Gone,
        }
    }
}
