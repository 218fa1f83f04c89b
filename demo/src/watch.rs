//! What the switch and the daemon tell while the callback goes on, drawn into the ladder.
#![expect(clippy::disallowed_methods, reason = "what follows a step is waited for a moment")]

use std::time::Duration;

use anyhow::bail;
use callbackd_api::client::{Notification, Notifications};
use pbxsim::observation::{Message, Observation, What};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, sleep_until},
};

use crate::ladder::{Ladder, Party};

/// After this long without a word nothing more follows from a step.
const QUIET: Duration = Duration::from_millis(250);

pub(crate) struct Watch<'a> {
    ladder: &'a Ladder,
    notifications: Notifications,
    observations: Receiver<Observation>,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(
        ladder: &'a Ladder,
        notifications: Notifications,
        observations: Receiver<Observation>,
    ) -> Self {
        Self { ladder, notifications, observations }
    }

    /// Draws until the daemon tells this.
    pub(crate) async fn until(&mut self, method: &str) -> anyhow::Result<()> {
        loop {
            match self.next().await {
                Some(told) if told == method => return Ok(()),
                Some(told) if told == "session.failed" => bail!("the call failed"),
                Some(_) => {}
                None => bail!("the daemon or the switch has ended"),
            }
        }
    }

    /// Draws for so long.
    pub(crate) async fn during(&mut self, span: Duration) {
        let end = Instant::now() + span;
        loop {
            tokio::select! {
                told = self.next() => if told.is_none() { return },
                () = sleep_until(end) => return,
            }
        }
    }

    /// Draws until nothing more follows.
    pub(crate) async fn settle(&mut self) {
        loop {
            let quiet = Instant::now() + QUIET;
            tokio::select! {
                told = self.next() => if told.is_none() { return },
                () = sleep_until(quiet) => return,
            }
        }
    }

    /// The next thing that is told, drawn; its name.
    async fn next(&mut self) -> Option<String> {
        tokio::select! {
            biased;
            seen = self.observations.recv() => match seen {
                Ok(seen) => Some(self.observed(&seen.what)),
                Err(RecvError::Lagged(_)) => Some(String::new()),
                Err(RecvError::Closed) => None,
            },
            told = self.notifications.next() => Some(self.notified(&told?)),
        }
    }

    fn notified(&self, told: &Notification) -> String {
        let text = |key: &str| told.params.get(key).and_then(|value| value.as_str()).unwrap_or_default();
        let line = match told.method.as_str() {
            "session.call_progress" => format!("call_progress: {}", text("leg_state")),
            "agent.changed" => format!("agent.changed: {} {}", text("agent_id"), text("state")),
            "session.wrap_up" | "session.closed" => format!("{}: {}", told.method, text("reason")),
            method => method.to_owned(),
        };
        self.ladder.message(Party::Daemon, Party::Desk, &line);
        told.method.clone()
    }

    fn observed(&self, what: &What) -> String {
        match what {
            What::Received { message, .. } => {
                self.ladder.message(Party::Daemon, Party::Switch, &words(message));
            }
            What::Sent { message, .. } => {
                self.at_the_phones(message);
                self.ladder.message(Party::Switch, Party::Daemon, &words(message));
            }
            _ => {}
        }
        String::new()
    }

    /// What people notice of it.
    fn at_the_phones(&self, message: &Message) {
        match message.name.as_str() {
            "serviceInitiated" => self.ladder.message(Party::Switch, Party::Phone, "rings: please lift"),
            "originated" => self.ladder.message(Party::Phone, Party::Switch, "off hook"),
            "delivered" => self.ladder.message(Party::Switch, Party::Customer, "rings"),
            "established" => self.ladder.message(Party::Customer, Party::Switch, "answers"),
            "connectionCleared" => self.ladder.message(Party::Switch, Party::Customer, "the call is over"),
            _ => {}
        }
    }
}

fn words(message: &Message) -> String {
    format!("{} {}", message.name, message.detail).trim_end().to_owned()
}
