//! Attends one agent's place: a connection of its own to the daemon, on which the agent is logged in.
//!
//! A log-in binds an agent to a connection, and subscriptions are per connection: so each agent whose browser is there has
//! one. What people wish goes through here one after the other; what is known is published whole, and whoever watches too
//! slowly misses nothing but what is no longer true. Ends a while after the last browser has left.
#![expect(clippy::disallowed_methods, reason = "connections and people are waited for")]

use std::{path::PathBuf, sync::Arc, time::Duration};

use callbackd_api::{
    ids::AgentId, ids::Device, ids::SessionId, params::CallBack, params::Draft, params::Finish,
    params::ListSessions, params::LogIn, params::OnAgent, params::OnSession, params::QueueStatus,
    params::Resolve, params::SetState, params::Subscribe, params::WorkMode, views::AgentView, views::Changed,
    views::Controls, views::LegView, views::Queues, views::Reason, views::Refused, views::SessionPage,
    views::SessionView, views::Subscribed, views::SystemStatus,
};
use serde_json::json;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch},
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use tracing::{debug, info, warn};

use super::booth::{Ask, Booth};
use crate::daemon::{Daemon, Fault, Happening};

/// A place is kept for so long after the last browser has left it: a page that is loaded anew finds it as it was.
const KEPT: Duration = Duration::from_secs(60);
/// How many wait is not told by itself: it is asked so often.
const QUEUES_EVERY: Duration = Duration::from_secs(5);
/// Wishes that may wait.
const WISHES: usize = 16;
/// Pages of one agent that may be open at once: nobody looks at more, and each costs a connection.
const TABS: usize = 16;
/// Sessions of one agent that are shown.
const SESSIONS: u32 = 50;

/// What somebody at the page wishes.
#[derive(Debug, Clone)]
pub(super) enum Wish {
    /// Sit down at an extension.
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

/// The way to an agent's place.
#[derive(Debug, Clone)]
pub(super) struct Place {
    wishes: mpsc::Sender<Asked>,
    booth: watch::Receiver<Arc<Booth>>,
    tabs: Arc<Semaphore>,
}

#[derive(Debug)]
struct Asked {
    wish: Wish,
    actor: String,
    answer: oneshot::Sender<Result<(), Fault>>,
}

impl Place {
    /// Attends this agent's place from now on. `actor` is who opened it.
    #[must_use]
    pub(super) fn open(socket: PathBuf, agent: AgentId, actor: String, edition: u64) -> Self {
        let (wishes, asked) = mpsc::channel(WISHES);
        let mut empty = Booth::new(agent);
        empty.edition = edition;
        let (published, booth) = watch::channel(Arc::new(empty.clone()));
        let (daemon, happenings) = Daemon::start(socket, "callbackd-web desk");
        let attendant =
            Attendant { booth: empty, daemon, published, actor, first: true, idle_since: Instant::now() };
        tokio::spawn(attendant.run(asked, happenings));
        Self { wishes, booth, tabs: Arc::new(Semaphore::new(TABS)) }
    }

    /// Room for one more page, as long as this is kept.
    #[must_use]
    pub(super) fn tab(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.tabs).try_acquire_owned().ok()
    }

    /// Attended no longer?
    #[must_use]
    pub(super) fn is_over(&self) -> bool {
        self.wishes.is_closed()
    }

    /// What is known now.
    #[must_use]
    pub(super) fn now(&self) -> Arc<Booth> {
        Arc::clone(&self.booth.borrow())
    }

    /// What is known, now and whenever it changes. As long as somebody has this, a browser counts as being there.
    #[must_use]
    pub(super) fn watch(&self) -> watch::Receiver<Arc<Booth>> {
        let mut booth = self.booth.clone();
        booth.mark_changed();
        booth
    }

    /// Waits until the daemon has told how things stand, or does not answer. Once it has been there, nobody waits again: the
    /// page says that it is away.
    pub(super) async fn settled(&self) -> Arc<Booth> {
        let mut booth = self.booth.clone();
        let settled = tokio::time::timeout(
            Duration::from_secs(2),
            booth.wait_for(|booth| booth.connected || booth.met),
        );
        let settled = settled.await.ok().and_then(Result::ok).map(|booth| Arc::clone(&booth));
        settled.unwrap_or_else(|| self.now())
    }

    /// Does what somebody wishes; the place is up to date when this returns.
    ///
    /// # Errors
    /// What the daemon says.
    pub(super) async fn wish(&self, wish: Wish, actor: String) -> Result<(), Fault> {
        let (answer, answered) = oneshot::channel();
        let asked = Asked { wish, actor, answer };
        if self.wishes.send(asked).await.is_err() {
            return Err(Fault::Away);
        }
        answered.await.unwrap_or(Err(Fault::Unanswered))
    }
}

struct Attendant {
    booth: Booth,
    daemon: Daemon,
    published: watch::Sender<Arc<Booth>>,
    /// For whom the calls are made that nobody asked for just now.
    actor: String,
    /// Nothing was heard of the daemon yet.
    first: bool,
    idle_since: Instant,
}

impl Attendant {
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
                Some(Asked { wish, actor, answer }) = asked.recv() => {
                    self.actor.clone_from(&actor);
                    let result = self.grant(wish).await;
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
                        debug!(agent = %self.booth.agent, "Nobody is at an agent's place any more.");
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
        let before = self.booth.queues.clone();
        if self.booth.connected && self.booth.sessions.is_empty() && self.is_watched() {
            self.queues().await;
        }
        self.booth.queues != before
    }

    /// A daemon that does not tell is one that has nothing to tell; a connection that is gone is on its way already.
    async fn queues(&mut self) {
        match self.daemon.call::<Queues>("queue.status", &QueueStatus::default()).await {
            Ok(answer) => self.booth.queues_are(answer.queues),
            Err(Fault::Refused(_) | Fault::Misunderstood(_)) => self.booth.queues_are(Vec::new()),
            Err(Fault::Away | Fault::Unanswered) => {}
        }
    }

    /// Is there a browser? One receiver is the place's own.
    fn is_watched(&self) -> bool {
        self.published.receiver_count() > 1
    }

    fn publish(&mut self) {
        self.booth.edition += 1;
        self.published.send_replace(Arc::new(self.booth.clone()));
    }

    async fn happened(&mut self, happening: Happening) {
        let asks = match happening {
            Happening::Connected(_) => {
                // Another fault means that the connection is gone again, and the next one is on its way.
                if let Err(Fault::Refused(refused)) = self.connected().await {
                    warn!(agent = %self.booth.agent, "An agent's place cannot be attended: {refused}.");
                }
                return;
            }
            Happening::Lost => {
                self.booth.connected = false;
                return;
            }
            Happening::Told(told) => self.booth.hear(&told),
        };
        if let Some(ask) = asks {
            // Likewise.
            let _ = self.look(ask).await;
        }
    }

    /// Everything anew on a new connection: nothing is subscribed there, and nobody is logged in.
    async fn connected(&mut self) -> Result<(), Fault> {
        let after = (!self.first).then_some(self.booth.seq);
        self.subscribe(after).await?;
        if let (Some(device), true) =
            (self.booth.seat.clone().filter(|_| self.booth.is_seated()), self.is_watched())
        {
            self.log_in_again(device).await?;
        }
        self.look(Ask::Sessions).await?;
        match self.daemon.call::<SystemStatus>("system.status", &json!({})).await {
            Ok(status) => {
                self.booth.link_is(&status.link);
                if self.booth.seat.is_none() {
                    self.booth.view =
                        status.agents.into_iter().find(|agent| agent.agent_id == self.booth.agent);
                }
            }
            // Told to operators only: then the next change of the link says how it is.
            Err(Fault::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
        self.queues().await;
        self.first = false;
        self.booth.connected = true;
        self.booth.met = true;
        Ok(())
    }

    async fn subscribe(&mut self, after_seq: Option<u64>) -> Result<(), Fault> {
        let wish =
            Subscribe { after_seq, agents: Some(vec![self.booth.agent.clone()]), ..Subscribe::default() };
        let subscribed: Subscribed = self.daemon.call("events.subscribe", &wish).await?;
        if after_seq.is_none() {
            self.booth.seq = self.booth.seq.max(subscribed.seq);
        }
        Ok(())
    }

    /// After a restart of the daemon everybody is logged out: whoever sat there and is still there sits down again, and is
    /// as ready as before. A call in the air goes on whatever happens here.
    async fn log_in_again(&mut self, device: Device) -> Result<(), Fault> {
        let ready = self.booth.ready;
        match self.log_in(device).await {
            Ok(()) if ready => self.set_state(WorkMode::Ready, None).await,
            Ok(()) => Ok(()),
            Err(Fault::Refused(refused)) => {
                info!(agent = %self.booth.agent, "An agent could not be logged in again: {}", refused.detail);
                self.booth.logged_out();
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
        let missing: Vec<SessionId> = self.booth.without_controls().collect();
        for id in missing {
            self.open(id).await.or_else(refusals_aside)?;
        }
        Ok(())
    }

    async fn sessions(&mut self) -> Result<(), Fault> {
        let wish = ListSessions {
            agent_id: Some(self.booth.agent.clone()),
            limit: Some(SESSIONS),
            ..ListSessions::default()
        };
        let page: SessionPage = self.daemon.call("session.list", &wish).await?;
        self.booth.sessions_are(page.sessions);
        Ok(())
    }

    async fn session(&mut self, id: SessionId) -> Result<(), Fault> {
        match self.daemon.call::<SessionView>("session.get", &self.on(id)).await {
            Ok(view) => self.booth.session_is(view),
            Err(Fault::Refused(refused)) if refused.reason == Reason::NoSuchSession => self.booth.forget(id),
            Err(fault) => return Err(fault),
        }
        Ok(())
    }

    async fn grant(&mut self, wish: Wish) -> Result<(), Fault> {
        match wish {
            Wish::LogIn(device) => self.log_in(device).await,
            Wish::Ready(true, _) => {
                if let (Some(_), Some(device)) = (self.booth.lost, self.booth.seat.clone()) {
                    self.log_in(device).await?;
                }
                self.set_state(WorkMode::Ready, None).await
            }
            Wish::Ready(false, reason) => self.set_state(WorkMode::NotReady, reason).await,
            Wish::LogOut => self.log_out().await,
            Wish::Present => self.present().await,
            Wish::Open(id) => {
                self.owned(id)?;
                self.open(id).await?;
                self.session(id).await
            }
            Wish::CallBack(wish) => self.call_back(*wish).await,
            Wish::Cancel(id) => self.change("session.cancel", id, &self.on(id)).await,
            Wish::Drop(finish) => self.change("session.drop", finish.session_id, &*finish).await,
            Wish::Close(finish) => self.change("session.close", finish.session_id, &*finish).await,
            Wish::Hold(id) => self.change("session.hold", id, &self.on(id)).await,
            Wish::Retrieve(id) => self.change("session.retrieve", id, &self.on(id)).await,
            Wish::Resolve(wish) => self.change("session.resolve", wish.session_id, &wish).await,
            Wish::Draft(draft) => self.draft(*draft).await,
        }
    }

    async fn log_in(&mut self, device: Device) -> Result<(), Fault> {
        let wish = LogIn {
            agent_id: self.booth.agent.clone(),
            device: device.clone(),
            queues: None,
            actor: Some(self.actor.clone()),
        };
        let changed: Changed<AgentView> = self.daemon.call("agent.log_in", &wish).await?;
        self.booth.logged_in(changed.seq, device, changed.view);
        // From here on silence of the browser counts.
        self.say_present().await
    }

    async fn set_state(&mut self, state: WorkMode, reason: Option<String>) -> Result<(), Fault> {
        let agent_id = self.booth.agent.clone();
        let wish = SetState { agent_id, state, reason, actor: Some(self.actor.clone()) };
        let changed: Changed<AgentView> = self.daemon.call("agent.set_state", &wish).await?;
        self.booth.ready = state == WorkMode::Ready;
        self.booth.agent_is(changed.seq, changed.view);
        Ok(())
    }

    async fn log_out(&mut self) -> Result<(), Fault> {
        if self.booth.is_seated() {
            let gone = self.daemon.call::<Changed<AgentView>>("agent.log_out", &self.on_agent()).await;
            match gone {
                Ok(_) => {}
                Err(Fault::Refused(refused)) if refused.state.as_deref() == Some("logged_out") => {}
                Err(fault) => return Err(fault),
            }
        }
        self.booth.logged_out();
        self.sessions().await
    }

    /// Says that the browser is there, and mends what its silence may have broken.
    async fn present(&mut self) -> Result<(), Fault> {
        if !self.booth.is_seated() || !self.booth.connected {
            return Ok(());
        }
        match self.say_present().await {
            Err(Fault::Refused(refused)) if refused.state.as_deref() == Some("logged_out") => {
                self.booth.logged_out();
                return Ok(());
            }
            other => other?,
        }
        match (self.booth.lost, self.booth.seat.clone()) {
            (Some(_), Some(device)) => self.log_in(device).await,
            _ => Ok(()),
        }
    }

    async fn say_present(&mut self) -> Result<(), Fault> {
        let changed: Changed<AgentView> = self.daemon.call("agent.present", &self.on_agent()).await?;
        self.booth.agent_is(changed.seq, changed.view);
        Ok(())
    }

    async fn open(&mut self, id: SessionId) -> Result<(), Fault> {
        let shown = self.daemon.call::<Changed<Controls>>("session.open", &self.on(id)).await;
        if let Err(Fault::Refused(refused)) = &shown
            && refused.reason == Reason::NumberRefused
        {
            self.booth.number_refused(id);
        }
        self.booth.controls_are(shown?.view);
        Ok(())
    }

    async fn call_back(&mut self, mut wish: CallBack) -> Result<(), Fault> {
        let id = wish.session_id;
        self.owned(id)?;
        wish.actor = Some(self.actor.clone());
        let result = self.daemon.call::<Changed<LegView>>("session.call_back", &wish).await;
        if let Err(Fault::Refused(refused)) = &result
            && let Some(fresh) = &refused.controls
        {
            self.booth.controls_are((**fresh).clone());
        }
        self.look_after(id, result.map(drop)).await
    }

    /// How the session is now, whether the wish was granted or refused. Who gave no answer is not asked again: the person
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
        if self.booth.has_written(&draft) {
            return Ok(());
        }
        let changed = self.daemon.call::<Changed<SessionView>>("session.draft", &draft).await;
        if let Ok(changed) = changed {
            self.booth.session_is(changed.view);
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
        if self.booth.sessions.contains_key(&id) {
            return Ok(());
        }
        let refused = Refused::new(Reason::NoSuchSession, "this session is not, or no longer, this agent's");
        Err(Fault::Refused(Box::new(refused)))
    }

    fn on(&self, session_id: SessionId) -> OnSession {
        OnSession { session_id, actor: Some(self.actor.clone()) }
    }

    fn on_agent(&self) -> OnAgent {
        OnAgent { agent_id: self.booth.agent.clone(), actor: Some(self.actor.clone()) }
    }
}

fn refusals_aside(fault: Fault) -> Result<(), Fault> {
    match fault {
        Fault::Refused(_) => Ok(()),
        fault => Err(fault),
    }
}
