//! One agent's client of the daemon: a connection of its own, on which the agent is logged in.
//!
//! A log-in binds an agent to a connection, and subscriptions are per connection: so each agent whose browser is there has
//! one. What people do goes through here one after the other; what is known is published whole, and whoever watches too
//! slowly misses nothing but what is no longer true. Ends a while after the last browser has left.
#![expect(clippy::disallowed_methods, reason = "connections and people are waited for")]

use std::{path::PathBuf, sync::Arc, time::Duration};

use callbackd_api::{
    ids::{AgentId, Device, SessionId},
    params::{
        CallBack, Draft, Finish, ListSessions, LogIn, OnAgent, OnSession, QueueStatus, Resolve, SetState,
        Subscribe, WorkMode,
    },
    views::{
        AgentView, Changed, Controls, LegView, Queues, Refused, SessionPage, SessionView, Subscribed,
        SystemStatus,
    },
    words::Reason,
};
use serde_json::json;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch},
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use tracing::{debug, info, warn};

use super::workstation::{Ask, Connection, Workstation};
use crate::daemon::{Daemon, Fault, Happening};

/// A client is kept for so long after its last browser left: a page that is loaded anew finds everything as it was.
const KEPT: Duration = Duration::from_secs(60);
/// How many wait is not told by itself: it is asked so often.
const QUEUES_EVERY: Duration = Duration::from_secs(5);
/// Actions that may wait.
const ACTIONS: usize = 16;
/// Pages of one agent that may be open at once: nobody looks at more, and each costs a connection.
const TABS: usize = 16;
/// Sessions of one agent that are shown.
const SESSIONS: u32 = 50;

/// What somebody at the page does.
#[derive(Debug, Clone)]
pub(super) enum Action {
    /// Log in at an extension.
    LogIn(Device),
    /// Ready for offers, or not and why.
    Ready(bool, Option<String>),
    /// Leave.
    LogOut,
    /// The browser says that it is there.
    Present,
    /// Call State.
    Open(SessionId),
    /// Call Back, with the digits and the rules that the page shows.
    CallBack(Box<CallBack>),
    /// Cancel.
    Cancel(SessionId),
    /// Drop Call.
    Drop(Box<Finish>),
    /// Ends wrap-up.
    Close(Box<Finish>),
    /// Puts the customer on hold.
    Hold(SessionId),
    /// Takes the customer off hold.
    Retrieve(SessionId),
    /// Says what became of a call.
    Resolve(Resolve),
    /// Keeps what is written so far.
    Draft(Box<Draft>),
}

/// The way to an agent's client.
#[derive(Debug, Clone)]
pub(super) struct AgentClient {
    actions: mpsc::Sender<Asked>,
    station: watch::Receiver<Arc<Workstation>>,
    tabs: Arc<Semaphore>,
}

#[derive(Debug)]
struct Asked {
    action: Action,
    actor: String,
    answer: oneshot::Sender<Result<(), Fault>>,
}

impl AgentClient {
    /// Runs this agent's client from now on. `actor` is who opened it.
    #[must_use]
    pub(super) fn open(socket: PathBuf, agent: AgentId, actor: String, edition: u64) -> Self {
        let (actions, asked) = mpsc::channel(ACTIONS);
        let empty = Workstation::new(agent, edition);
        let (published, station) = watch::channel(Arc::new(empty.clone()));
        let (daemon, happenings) = Daemon::start(socket, "callbackd-web desk");
        let runner = Runner { station: empty, daemon, published, actor, idle_since: Instant::now() };
        tokio::spawn(runner.run(asked, happenings));
        Self { actions, station, tabs: Arc::new(Semaphore::new(TABS)) }
    }

    /// Room for one more page, as long as this is kept.
    #[must_use]
    pub(super) fn tab(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.tabs).try_acquire_owned().ok()
    }

    /// Does it run no longer?
    #[must_use]
    pub(super) fn is_over(&self) -> bool {
        self.actions.is_closed()
    }

    /// What is known now.
    #[must_use]
    pub(super) fn now(&self) -> Arc<Workstation> {
        Arc::clone(&self.station.borrow())
    }

    /// What is known, now and whenever it changes. As long as somebody has this, a browser counts as being there.
    #[must_use]
    pub(super) fn watch(&self) -> watch::Receiver<Arc<Workstation>> {
        let mut station = self.station.clone();
        station.mark_changed();
        station
    }

    /// Waits until the daemon has told how things stand, or does not answer. Once it has been there, nobody waits again: the
    /// page says that it is away.
    pub(super) async fn settled(&self) -> Arc<Workstation> {
        let mut station = self.station.clone();
        let met = station.wait_for(|station| station.connection() != Connection::Awaited);
        let settled = tokio::time::timeout(Duration::from_secs(2), met);
        let settled = settled.await.ok().and_then(Result::ok).map(|station| Arc::clone(&station));
        settled.unwrap_or_else(|| self.now())
    }

    /// Does what somebody asked for; what is published is up to date when this returns.
    ///
    /// # Errors
    /// What the daemon says.
    pub(super) async fn act(&self, action: Action, actor: String) -> Result<(), Fault> {
        let (answer, answered) = oneshot::channel();
        let asked = Asked { action, actor, answer };
        if self.actions.send(asked).await.is_err() {
            return Err(Fault::Away);
        }
        answered.await.unwrap_or(Err(Fault::Unanswered))
    }
}

struct Runner {
    station: Workstation,
    daemon: Daemon,
    published: watch::Sender<Arc<Workstation>>,
    /// Who acted last; named in calls that this program makes by itself.
    actor: String,
    idle_since: Instant,
}

impl Runner {
    async fn run(mut self, mut asked: mpsc::Receiver<Asked>, mut happenings: mpsc::Receiver<Happening>) {
        let mut look = interval(QUEUES_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let over = self.idle_since + KEPT;
            tokio::select! {
                Some(happening) = happenings.recv() => {
                    self.happened(happening).await;
                    while let Ok(more) = happenings.try_recv() {
                        self.happened(more).await;
                    }
                }
                Some(Asked { action, actor, answer }) = asked.recv() => {
                    self.actor.clone_from(&actor);
                    let result = self.perform(action).await;
                    self.publish();
                    // Whoever asked may have gone.
                    let _ = answer.send(result);
                }
                _ = look.tick() => {
                    if !self.queues_changed().await {
                        continue;
                    }
                }
                () = sleep_until(over) => {
                    if !self.is_watched() {
                        debug!(agent = %self.station.agent(), "Nobody is at an agent's workstation any more.");
                        return;
                    }
                }
            }
            if self.is_watched() {
                self.idle_since = Instant::now();
            } else if self.idle_since + KEPT <= Instant::now() {
                return;
            }
            self.publish();
        }
    }

    /// Looks at the agent's queues, where somebody reads how many wait.
    async fn queues_changed(&mut self) -> bool {
        let before = self.station.queues().to_vec();
        if self.station.connection() == Connection::Up
            && self.station.sessions().is_empty()
            && self.is_watched()
        {
            self.queues().await;
        }
        self.station.queues() != before
    }

    /// A daemon that does not tell is one that has nothing to tell; a connection that is gone is on its way already.
    async fn queues(&mut self) {
        match self.daemon.call::<Queues>("queue.status", &QueueStatus::default()).await {
            Ok(answer) => self.station.queues_are(answer.queues),
            Err(Fault::Refused(_) | Fault::Misunderstood(_)) => self.station.queues_are(Vec::new()),
            Err(Fault::Away | Fault::Unanswered) => {}
        }
    }

    /// Is there a browser? One receiver is the client's own.
    fn is_watched(&self) -> bool {
        self.published.receiver_count() > 1
    }

    fn publish(&mut self) {
        self.station.turn_page();
        self.published.send_replace(Arc::new(self.station.clone()));
    }

    async fn happened(&mut self, happening: Happening) {
        let asks = match happening {
            Happening::Connected(_) => {
                // Another fault means that the connection is gone again, and the next one is on its way.
                if let Err(Fault::Refused(refused)) = self.connected().await {
                    warn!(agent = %self.station.agent(), "An agent's workstation cannot be served: {refused}.");
                }
                return;
            }
            Happening::Lost => {
                self.station.disconnected();
                return;
            }
            Happening::Told(told) => self.station.receive(&told),
        };
        if let Some(ask) = asks {
            // Likewise.
            let _ = self.look(ask).await;
        }
    }

    /// Everything anew on a new connection: nothing is subscribed there, and nobody is logged in.
    async fn connected(&mut self) -> Result<(), Fault> {
        let after = (self.station.connection() != Connection::Awaited).then(|| self.station.seq());
        self.subscribe(after).await?;
        if let Some(device) = self.station.login().own_device().filter(|_| self.is_watched()) {
            self.log_in_again(device.clone()).await?;
        }
        self.look(Ask::Sessions).await?;
        match self.daemon.call::<SystemStatus>("system.status", &json!({})).await {
            Ok(status) => {
                self.station.link_is(&status.link);
                self.station.agents_are(status.agents);
            }
            // Told to operators only: then the next change of the link says how it is.
            Err(Fault::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
        self.queues().await;
        self.station.connected();
        Ok(())
    }

    async fn subscribe(&mut self, after_seq: Option<u64>) -> Result<(), Fault> {
        let params =
            Subscribe { after_seq, agents: Some(vec![self.station.agent().clone()]), ..Subscribe::default() };
        let subscribed: Subscribed = self.daemon.call("events.subscribe", &params).await?;
        if after_seq.is_none() {
            self.station.subscribed(subscribed.seq);
        }
        Ok(())
    }

    /// After a restart of the daemon everybody is logged out: whoever sat there and is still there sits down again, and is
    /// as ready as before. A call in the air goes on whatever happens here.
    async fn log_in_again(&mut self, device: Device) -> Result<(), Fault> {
        let ready = self.station.is_ready();
        match self.log_in(device).await {
            Ok(()) if ready => self.set_state(WorkMode::Ready, None).await,
            Ok(()) => Ok(()),
            Err(Fault::Refused(refused)) => {
                info!(agent = %self.station.agent(), "An agent could not be logged in again: {}", refused.detail);
                self.station.logged_out();
                Ok(())
            }
            Err(fault) => Err(fault),
        }
    }

    async fn look(&mut self, ask: Ask) -> Result<(), Fault> {
        match ask {
            Ask::Session(id) => self.session(id).await?,
            Ask::Sessions => self.sessions().await?,
            Ask::Subscription(after) => {
                self.subscribe(Some(after)).await?;
                self.sessions().await?;
            }
        }
        let missing: Vec<SessionId> = self.station.without_controls().collect();
        for id in missing {
            self.open(id).await.or_else(refusals_aside)?;
        }
        Ok(())
    }

    async fn sessions(&mut self) -> Result<(), Fault> {
        let params = ListSessions {
            agent_id: Some(self.station.agent().clone()),
            limit: Some(SESSIONS),
            ..ListSessions::default()
        };
        let page: SessionPage = self.daemon.call("session.list", &params).await?;
        self.station.sessions_are(page.sessions);
        Ok(())
    }

    async fn session(&mut self, id: SessionId) -> Result<(), Fault> {
        match self.daemon.call::<SessionView>("session.get", &self.on(id)).await {
            Ok(view) => self.station.session_is(view),
            Err(Fault::Refused(refused)) if refused.reason == Reason::NoSuchSession => {
                self.station.forget(id);
            }
            Err(fault) => return Err(fault),
        }
        Ok(())
    }

    async fn perform(&mut self, action: Action) -> Result<(), Fault> {
        match action {
            Action::LogIn(device) => self.log_in(device).await,
            Action::Ready(true, _) => {
                if let Some(device) = self.station.login().lost_device() {
                    self.log_in(device.clone()).await?;
                }
                self.set_state(WorkMode::Ready, None).await
            }
            Action::Ready(false, reason) => self.set_state(WorkMode::NotReady, reason).await,
            Action::LogOut => self.log_out().await,
            Action::Present => self.present().await,
            Action::Open(id) => {
                self.owned(id)?;
                self.open(id).await?;
                self.session(id).await
            }
            Action::CallBack(params) => self.call_back(*params).await,
            Action::Cancel(id) => self.change("session.cancel", id, &self.on(id)).await,
            Action::Drop(finish) => self.change("session.drop", finish.session_id, &*finish).await,
            Action::Close(finish) => self.change("session.close", finish.session_id, &*finish).await,
            Action::Hold(id) => self.change("session.hold", id, &self.on(id)).await,
            Action::Retrieve(id) => self.change("session.retrieve", id, &self.on(id)).await,
            Action::Resolve(params) => self.change("session.resolve", params.session_id, &params).await,
            Action::Draft(draft) => self.draft(*draft).await,
        }
    }

    async fn log_in(&mut self, device: Device) -> Result<(), Fault> {
        let params = LogIn {
            agent_id: self.station.agent().clone(),
            device: device.clone(),
            queues: None,
            actor: Some(self.actor.clone()),
        };
        let changed: Changed<AgentView> = self.daemon.call("agent.log_in", &params).await?;
        self.station.logged_in(changed.seq, device, changed.view);
        // From here on silence of the browser counts.
        self.say_present().await
    }

    async fn set_state(&mut self, state: WorkMode, reason: Option<String>) -> Result<(), Fault> {
        let agent_id = self.station.agent().clone();
        let params = SetState { agent_id, state, reason, actor: Some(self.actor.clone()) };
        let changed: Changed<AgentView> = self.daemon.call("agent.set_state", &params).await?;
        self.station.ready_is(state == WorkMode::Ready);
        self.station.agent_is(changed.seq, changed.view);
        Ok(())
    }

    async fn log_out(&mut self) -> Result<(), Fault> {
        if self.station.login().own_device().is_some() {
            let gone = self.daemon.call::<Changed<AgentView>>("agent.log_out", &self.on_agent()).await;
            match gone {
                Ok(_) => {}
                Err(Fault::Refused(refused)) if refused.state.as_deref() == Some("logged_out") => {}
                Err(fault) => return Err(fault),
            }
        }
        self.station.logged_out();
        self.sessions().await
    }

    /// Says that the browser is there, and mends what its silence may have broken.
    async fn present(&mut self) -> Result<(), Fault> {
        if self.station.login().own_device().is_none() || self.station.connection() != Connection::Up {
            return Ok(());
        }
        match self.say_present().await {
            Err(Fault::Refused(refused)) if refused.state.as_deref() == Some("logged_out") => {
                self.station.logged_out();
                return Ok(());
            }
            other => other?,
        }
        match self.station.login().lost_device() {
            Some(device) => self.log_in(device.clone()).await,
            None => Ok(()),
        }
    }

    async fn say_present(&mut self) -> Result<(), Fault> {
        let changed: Changed<AgentView> = self.daemon.call("agent.present", &self.on_agent()).await?;
        self.station.agent_is(changed.seq, changed.view);
        Ok(())
    }

    async fn open(&mut self, id: SessionId) -> Result<(), Fault> {
        let shown = self.daemon.call::<Changed<Controls>>("session.open", &self.on(id)).await;
        if let Err(Fault::Refused(refused)) = &shown
            && refused.reason == Reason::NumberRefused
        {
            self.station.number_refused(id);
        }
        self.station.controls_are(shown?.view);
        Ok(())
    }

    async fn call_back(&mut self, mut params: CallBack) -> Result<(), Fault> {
        let id = params.session_id;
        self.owned(id)?;
        params.actor = Some(self.actor.clone());
        let result = self.daemon.call::<Changed<LegView>>("session.call_back", &params).await;
        if let Err(Fault::Refused(refused)) = &result
            && let Some(fresh) = &refused.controls
        {
            self.station.controls_are((**fresh).clone());
        }
        self.look_after(id, result.map(drop)).await
    }

    /// How the session is now, whether the action was done or refused. Who gave no answer is not asked again: the person
    /// is told at once, and the page follows by itself.
    async fn look_after(&mut self, id: SessionId, result: Result<(), Fault>) -> Result<(), Fault> {
        if let Ok(()) | Err(Fault::Refused(_)) = &result {
            self.session(id).await?;
        }
        result
    }

    /// What is known already is not told again.
    async fn draft(&mut self, draft: Draft) -> Result<(), Fault> {
        let id = draft.session_id;
        self.owned(id)?;
        if self.station.has_written(&draft) {
            return Ok(());
        }
        let changed = self.daemon.call::<Changed<SessionView>>("session.draft", &draft).await;
        if let Ok(changed) = changed {
            self.station.session_is(changed.view);
            return Ok(());
        }
        self.look_after(id, changed.map(drop)).await
    }

    async fn change<P: serde::Serialize + Sync>(
        &mut self,
        method: &str,
        id: SessionId,
        params: &P,
    ) -> Result<(), Fault> {
        self.owned(id)?;
        let result = self.daemon.call::<Changed<SessionView>>(method, params).await;
        self.look_after(id, result.map(drop)).await
    }

    /// The daemon lets this program act for all its agents; that one's person does not touch another's sessions is seen to here.
    fn owned(&self, id: SessionId) -> Result<(), Fault> {
        if self.station.sessions().contains_key(&id) {
            return Ok(());
        }
        let refused = Refused::new(Reason::NoSuchSession, "this session is not, or no longer, this agent's");
        Err(Fault::Refused(Box::new(refused)))
    }

    fn on(&self, session_id: SessionId) -> OnSession {
        OnSession { session_id, actor: Some(self.actor.clone()) }
    }

    fn on_agent(&self) -> OnAgent {
        OnAgent { agent_id: self.station.agent().clone(), actor: Some(self.actor.clone()) }
    }
}

fn refusals_aside(fault: Fault) -> Result<(), Fault> {
    match fault {
        Fault::Refused(_) => Ok(()),
        fault => Err(fault),
    }
}
