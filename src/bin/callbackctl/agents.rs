//! `agent …`: one person at one extension.
#![expect(clippy::disallowed_methods, reason = "a log-in lasts as long as somebody sits there")]

use std::time::Duration;

use callbackd_api::{
    client::{CallError, Client},
    ids::{AgentId, Device, QueueName},
    params::{LogIn, OnAgent, SetState, Subscribe, WorkMode},
    views::{AgentView, Changed},
};
use serde::Serialize;
use tokio::{
    signal::unix::{SignalKind, signal},
    time,
};

use crate::{
    cli,
    failure::Failure,
    feed::{Event, Feed},
    reach::Reach,
    watch,
    words::{Moment, agent_state, clean, short},
};

/// How often a layer that stands for a person says that the person is there.
const PRESENT_EVERY: Duration = Duration::from_secs(10);

/// How long one may take to answer before we stop caring.
const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) async fn run(reach: &mut Reach, command: cli::Agent) -> Result<(), Failure> {
    let set = |agent_id, state, reason| SetState { agent_id, state, reason, actor: None };
    match command {
        cli::Agent::LogIn { agent, device, queues, ready } => {
            Seat { agent, device, queues, ready, since: 0 }.sit(reach).await
        }
        cli::Agent::Ready { agent } => {
            reach.ask("agent.set_state", &set(agent, WorkMode::Ready, None), changed).await
        }
        cli::Agent::NotReady { agent, reason } => {
            reach.ask("agent.set_state", &set(agent, WorkMode::NotReady, reason), changed).await
        }
        cli::Agent::LogOut { agent } => reach.ask("agent.log_out", &on(agent), changed).await,
        cli::Agent::Present { agent } => reach.ask("agent.present", &on(agent), changed).await,
    }
}

fn on(agent_id: AgentId) -> OnAgent {
    OnAgent { agent_id, actor: None }
}

fn changed(agent: &Changed<AgentView>, _: &Moment) -> String {
    described(&agent.view)
}

fn described(agent: &AgentView) -> String {
    let at =
        agent.device.as_ref().map(|device| format!(" at {}", clean(device.as_str()))).unwrap_or_default();
    let session = agent.session_id.as_ref().map(|id| format!(", session {}", short(id))).unwrap_or_default();
    format!("{}{at}: {}{session}", clean(agent.agent_id.as_str()), agent_state(agent))
}

/// A log-in in the foreground.
struct Seat {
    agent: AgentId,
    device: Device,
    queues: Vec<QueueName>,
    ready: bool,
    /// Place of our last log-in in the journal.
    since: u64,
}

impl Seat {
    async fn sit(mut self, reach: &mut Reach) -> Result<(), Failure> {
        let wish = Subscribe { agents: Some(vec![self.agent.clone()]), ..Subscribe::default() };
        let mut feed = Feed::start(reach, wish).await?;
        // One listener for all the time: an interrupt must not be missed while an answer is awaited.
        let mut interrupts = signal(SignalKind::interrupt())?;
        self.log_in(reach, &feed).await?;
        let mut present = time::interval(PRESENT_EVERY);
        let mut leaving = false;
        loop {
            tokio::select! {
                event = feed.next(reach) => {
                    let event = event?;
                    watch::tell(reach.screen, &event)?;
                    if matches!(event, Event::Back) {
                        self.log_in(reach, &feed).await?;
                    }
                    self.is_ours(&event)?;
                    self.explain(reach, &event)?;
                }
                _ = present.tick() => self.say_present(&feed).await,
                _ = interrupts.recv() => {
                    if leaving || self.log_out(reach, &feed).await? {
                        return Ok(());
                    }
                    leaving = true;
                }
            }
        }
    }

    async fn log_in(&mut self, reach: &Reach, feed: &Feed) -> Result<(), Failure> {
        // Lost again already: the feed says so next.
        let Some(client) = feed.client() else { return Ok(()) };
        let queues = (!self.queues.is_empty()).then(|| self.queues.clone());
        let wish = LogIn { agent_id: self.agent.clone(), device: self.device.clone(), queues, actor: None };
        let mut agent: Changed<AgentView> = client.call("agent.log_in", &wish).await?;
        if self.ready {
            let wish =
                SetState { agent_id: self.agent.clone(), state: WorkMode::Ready, reason: None, actor: None };
            agent = client.call("agent.set_state", &wish).await?;
        }
        self.since = agent.seq;
        match reach.screen.json {
            true => reach.screen.json(&agent)?,
            false => reach.screen.text(&format!("{}. Ctrl-C logs out.", described(&agent.view)))?,
        }
        Ok(())
    }

    /// Somebody else may log the agent in elsewhere; then we must not go on saying that the person sits here.
    fn is_ours(&self, event: &Event) -> Result<(), Failure> {
        let Event::Told(told) = event else { return Ok(()) };
        let word = |name| told.params.get(name).and_then(serde_json::Value::as_str);
        let later = told.params.get("seq").and_then(serde_json::Value::as_u64) > Some(self.since);
        let over = word("reason") == Some("taken_over") || word("state") == Some("logged_out");
        match told.method == "agent.changed" && later && over {
            true => Err(Failure::LoggedOut(self.agent.clone())),
            false => Ok(()),
        }
    }

    /// What to do about an offer.
    fn explain(&self, reach: &Reach, event: &Event) -> Result<(), Failure> {
        let Event::Told(told) = event else { return Ok(()) };
        let id = told.params.get("session_id").and_then(serde_json::Value::as_str);
        let (Some(id), "session.offered", false) = (id, told.method.as_str(), reach.screen.json) else {
            return Ok(());
        };
        Ok(reach.screen.text(&format!("   to take it: callbackctl open {}", clean(id)))?)
    }

    async fn say_present(&self, feed: &Feed) {
        let Some(client) = feed.client() else { return };
        // Whatever comes of it, the feed tells what matters: that the connection or the log-in is gone.
        let _ = within(client, "agent.present", &on(self.agent.clone())).await;
    }

    /// False where the daemon refuses because a call is in the air.
    async fn log_out(&self, reach: &Reach, feed: &Feed) -> Result<bool, Failure> {
        let Some(client) = feed.client() else { return Ok(true) };
        match within(client, "agent.log_out", &on(self.agent.clone())).await {
            Ok(agent) => {
                match reach.screen.json {
                    true => reach.screen.json(&agent)?,
                    false => reach.screen.text(&described(&agent.view))?,
                }
                Ok(true)
            }
            Err(CallError::Refused(refused)) => {
                eprintln!("-- {}; Ctrl-C once more leaves without logging out", clean(&refused.detail));
                Ok(false)
            }
            Err(fault) => Err(fault.into()),
        }
    }
}

async fn within(
    client: &Client,
    method: &str,
    params: &(impl Serialize + Sync),
) -> Result<Changed<AgentView>, CallError> {
    time::timeout(PATIENCE, client.call(method, params)).await.unwrap_or(Err(CallError::Gone))
}
