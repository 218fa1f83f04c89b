//! What happens, without holes: resumes after a lag and after a lost connection, and tells where something is missing.
#![expect(clippy::disallowed_methods, reason = "a terminal waits before it tries again")]

use std::time::Duration;

use callbackd_api::{
    client::{CallError, Client, Notification, Notifications},
    params::Subscribe,
    views::{Gap, Subscribed},
};
use serde_json::Value;
use tokio::time::{Instant, sleep_until};

use crate::{failure::Failure, reach::Reach};

/// Waits between two attempts to reach the daemon again: at first, and at most.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A subscription that goes on until the process ends.
#[derive(Debug)]
pub(crate) struct Feed {
    wish: Subscribe,
    /// The last place of the journal that is behind us.
    last: u64,
    state: State,
}

#[derive(Debug)]
enum State {
    Live {
        client: Client,
        notifications: Notifications,
    },
    /// The daemon waits for us to subscribe anew.
    Behind {
        client: Client,
        notifications: Notifications,
    },
    Lost {
        until: Instant,
        pause: Duration,
    },
}

/// What comes out of it.
#[derive(Debug)]
pub(crate) enum Event {
    /// Something happened.
    Told(Notification),
    /// We were too slow; what came after this place follows.
    Behind(u64),
    /// These places of the journal are not to be had.
    Missing(Gap),
    /// The daemon went away; the next event is `Back`.
    Lost,
    /// The connection is up again; what came meanwhile follows.
    Back,
}

impl Feed {
    /// Connects and subscribes.
    pub(crate) async fn start(reach: &mut Reach, wish: Subscribe) -> Result<Self, Failure> {
        let (client, notifications) = reach.connect().await?;
        let subscribed: Subscribed = client.call("events.subscribe", &wish).await?;
        let last = wish.after_seq.unwrap_or(subscribed.seq);
        Ok(Self { wish, last, state: State::Live { client, notifications } })
    }

    /// The connection, while there is one.
    pub(crate) fn client(&self) -> Option<&Client> {
        match &self.state {
            State::Live { client, .. } | State::Behind { client, .. } => Some(client),
            State::Lost { .. } => None,
        }
    }

    /// The next event. Nothing is lost or told twice when the future is dropped.
    pub(crate) async fn next(&mut self, reach: &mut Reach) -> Result<Event, Failure> {
        loop {
            match &mut self.state {
                State::Live { notifications, .. } => {
                    let told = notifications.next().await;
                    if let Some(event) = self.told(told) {
                        return Ok(event);
                    }
                }
                State::Behind { client, .. } => {
                    let client = client.clone();
                    self.subscribe(&client).await?;
                }
                State::Lost { until, .. } => {
                    sleep_until(*until).await;
                    if self.connect(reach).await? {
                        return Ok(Event::Back);
                    }
                }
            }
        }
    }

    fn told(&mut self, notification: Option<Notification>) -> Option<Event> {
        let Some(notification) = notification else {
            self.lose(PAUSE);
            return Some(Event::Lost);
        };
        if notification.method == "events.lagged" {
            self.turn(|client, notifications| State::Behind { client, notifications });
            return Some(Event::Behind(self.last));
        }
        if notification.method == "events.gap"
            && let Ok(gap) = serde_json::from_value::<Gap>(notification.params.clone())
            && (gap.ahead || gap.seq > self.last)
        {
            // Where the journal is another one, its places count from now on, however far the old one had come.
            self.last = gap.seq;
            return Some(Event::Missing(gap));
        }
        let seq = notification.params.get("seq").and_then(Value::as_u64);
        // Subscribing twice may replay twice.
        if seq.is_some_and(|seq| seq <= self.last) {
            return None;
        }
        self.last = seq.unwrap_or(self.last);
        Some(Event::Told(notification))
    }

    /// Asks for what came after the last that is known.
    async fn subscribe(&mut self, client: &Client) -> Result<(), Failure> {
        self.wish.after_seq = Some(self.last);
        match client.call::<Subscribed>("events.subscribe", &self.wish).await {
            Ok(_) => self.turn(|client, notifications| State::Live { client, notifications }),
            // The end of the notifications says so as well, and counts.
            Err(CallError::Gone) => self.turn(|client, notifications| State::Live { client, notifications }),
            Err(fault) => return Err(fault.into()),
        }
        Ok(())
    }

    /// Tries to come back; the next attempt comes later than this one did.
    async fn connect(&mut self, reach: &mut Reach) -> Result<bool, Failure> {
        let State::Lost { pause, .. } = self.state else { return Ok(true) };
        match reach.connect().await {
            Ok((client, notifications)) => {
                self.state = State::Behind { client: client.clone(), notifications };
                self.subscribe(&client).await?;
                Ok(true)
            }
            Err(Failure::Unreachable { .. }) => {
                self.lose((pause * 2).min(LONGEST_PAUSE));
                Ok(false)
            }
            Err(fault) => Err(fault),
        }
    }

    fn lose(&mut self, pause: Duration) {
        self.state = State::Lost { until: Instant::now() + pause, pause };
    }

    fn turn(&mut self, into: impl FnOnce(Client, Notifications) -> State) {
        let lost = State::Lost { until: Instant::now(), pause: PAUSE };
        self.state = match std::mem::replace(&mut self.state, lost) {
            State::Live { client, notifications } | State::Behind { client, notifications } => {
                into(client, notifications)
            }
            lost @ State::Lost { .. } => lost,
        };
    }
}
