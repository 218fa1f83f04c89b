//! The engine's task: inputs in, batches to the store, deeds done once they are on disk.

use std::time::Duration;

use callbackd_api::{
    message::RequestId,
    record::Record,
    trace::{LinkTrace, Tracing},
    views::{Refused, Reloaded},
    words::Reason,
};
use tracing::{debug, error, info, warn};

use super::{
    Clock,
    check::Look,
    entropy,
    link_traces::LinkTraces,
    narrate::narrate,
    pending::Pending,
    reload::{Applied, ReloadWanted},
    replay::{Held, PAGE, Read, Replays, Step},
    stories::{Asked, MOST_RECORDS, Stories, busy},
    tidy::Tidying,
};
use crate::{
    api::{
        method::{self, Request},
        openrpc,
        server::{ClientInput, Clients, Delivery},
    },
    config,
    ids::ClientId,
    journal::{Checked, History, Page, StoreError, Tidied, Write, Writer},
    pbx::link,
    switchboard::{
        Batch, Deed, Input, LinkInput, Output, Switchboard,
        command::{Caller, Command},
        subscription::Sight,
        view::Reply,
    },
};

/// A failing store is tried again after this.
pub(super) const STORE_RETRY: Duration = Duration::from_secs(1);

/// Everything the engine's task owns.
pub(super) struct Engine {
    pub(super) board: Switchboard,
    pub(super) clock: Clock,
    pub(super) writer: Writer<StoreAnswer>,
    pub(super) clients: Clients,
    pub(super) link: link::Handle,
    pending: Pending,
    replays: Replays,
    stories: Stories,
    tidying: Tidying,
    look: Look,
    traces: LinkTraces,
    /// Every further try is one line too many.
    link_told_down: bool,
    /// The daemon is going down: nothing that changes is taken any more.
    pub(super) closing: bool,
}

/// What came of a request to the store, with what it was asked for.
#[derive(Debug)]
pub(super) enum StoreAnswer {
    /// The batch in flight is durable.
    Committed,
    /// The batch in flight is not durable, and has to be committed again.
    Unwritten {
        batch: Vec<Write>,
        error: StoreError,
    },
    Page {
        read: Read,
        result: Result<Page, StoreError>,
    },
    Story {
        asked: Asked,
        result: Result<History, StoreError>,
    },
    Tidied(Result<Tidied, StoreError>),
    Checked(Result<Checked, StoreError>),
}

/// Why the engine cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Fatal {
    /// No ids can be minted.
    #[error("the operating system gives no random octets: {0}")]
    Entropy(#[from] getrandom::Error),
    /// The store's thread is gone.
    #[error("{0}")]
    Store(#[from] crate::journal::Stopped),
    /// More waits for a failing store than memory is worth.
    #[error(
        "the store has failed for so long ({0}) that no more can be kept in memory; a restart reconciles"
    )]
    StoreFull(String),
}

impl Engine {
    pub(super) fn new(
        board: Switchboard,
        clock: Clock,
        writer: Writer<StoreAnswer>,
        clients: Clients,
        link: link::Handle,
        retention: config::Retention,
    ) -> Self {
        let pending = Pending::new(board.seq());
        let look = Look::new(board.seq());
        Self {
            board,
            clock,
            writer,
            clients,
            link,
            pending,
            replays: Replays::default(),
            stories: Stories::default(),
            tidying: Tidying::new(retention),
            look,
            traces: LinkTraces::default(),
            link_told_down: false,
            closing: false,
        }
    }

    /// When the switchboard wants to be woken.
    pub(super) fn deadline(&self) -> Option<tokio::time::Instant> {
        self.board.poll_timeout(self.clock.now()).map(|at| self.clock.instant(at))
    }

    /// Is a failed batch waiting to be tried again?
    pub(super) fn store_fails(&self) -> bool {
        self.pending.trouble().is_some()
    }

    /// Does so much wait for the store that timers wait for it as well?
    pub(super) fn lags(&self) -> bool {
        self.pending.lags()
    }

    /// Is everything that was decided on disk and done?
    pub(super) fn is_idle(&self) -> bool {
        self.pending.is_idle()
    }

    /// One input of the switchboard, and whatever can be done about it at once.
    pub(super) fn handle(&mut self, input: Input) -> Result<(), Fatal> {
        self.decide(input)?;
        self.advance()
    }

    fn decide(&mut self, input: Input) -> Result<(), Fatal> {
        self.board.handle(self.clock.now(), &entropy()?, input);
        let Batch { writes, outputs } = self.board.take_batch();
        for write in &writes {
            if let Write::Record(record) = write {
                narrate(record);
            }
        }
        self.pending.write(writes);
        for output in outputs {
            match output {
                Output::Now(send) => self.link.send(send),
                Output::AfterCommit(deed) => self.pending.push(deed),
            }
        }
        Ok(())
    }

    /// Something a client did. Answers a wish to reload, which the daemon must fulfil.
    pub(super) fn client(&mut self, input: ClientInput) -> Result<Option<ReloadWanted>, Fatal> {
        match input {
            ClientInput::Connected { client, uid, roles } => {
                debug!(client = client.0, uid, ?roles, "A layer connected.");
                Ok(None)
            }
            ClientInput::Gone { client } => {
                debug!(client = client.0, "A layer is gone.");
                self.replays.stop(client);
                self.traces.stop(client);
                self.handle(Input::ClientGone(client))?;
                Ok(None)
            }
            ClientInput::Call { caller, id, call } => match call.request {
                Request::Reload => Ok(Some(ReloadWanted { client: caller.client, id })),
                Request::Explain(session) => {
                    match self.stories.ask(&caller, id, session) {
                        Ok(asked) => self.writer.ask_later(move |store| {
                            let result = store.history(session, MOST_RECORDS);
                            StoreAnswer::Story { asked, result }
                        })?,
                        Err(id) => self.clients.reply::<Reply>(caller.client, id, Err(busy())),
                    }
                    Ok(None)
                }
                Request::Discover => {
                    self.clients.reply(caller.client, id, Ok(openrpc::document()));
                    Ok(None)
                }
                Request::Trace(wish) => {
                    self.trace(&caller, id, wish);
                    Ok(None)
                }
                Request::Command(command) => {
                    if let Some(refused) = self.obstacle(&command) {
                        self.clients.reply::<Reply>(caller.client, id, Err(refused));
                        return Ok(None);
                    }
                    if matches!(command, Command::Subscribe(_)) {
                        self.replays.stop(caller.client);
                        self.clients.resume(caller.client);
                    }
                    self.handle(Input::Command { caller, id, actor: call.actor, command })?;
                    self.answer_questions()?;
                    Ok(None)
                }
            },
        }
    }

    /// The answer comes before the first APDU.
    fn trace(&mut self, caller: &Caller, id: RequestId, wish: LinkTrace) {
        let stop = wish.stop.unwrap_or(false);
        let admitted = if stop { Ok(()) } else { self.traces.admit(caller.client) };
        let answer = admitted.map(|()| Tracing { tracing: !stop });
        let begins = answer.as_ref().is_ok_and(|answer| answer.tracing);
        self.clients.reply(caller.client, id, answer);
        if begins {
            info!(client = caller.client.0, uid = caller.uid, "A layer traces the link.");
            self.traces.start(caller.client, self.clients.clone(), self.link.tap());
        } else {
            self.traces.stop(caller.client);
        }
    }

    /// Why nothing may be changed now.
    fn obstacle(&self, command: &Command) -> Option<Refused> {
        if !command.is_change() {
            return None;
        }
        if self.closing {
            return Some(Refused::new(
                Reason::ShuttingDown,
                "callbackd is going down; try again in a moment",
            ));
        }
        let why = self.pending.trouble()?;
        let detail = format!(
            "the store does not take what must be kept ({why}); nothing was changed, try again later"
        );
        Some(Refused::new(Reason::StoreUnavailable, detail))
    }

    /// Does not let questions wait for a store that fails.
    fn answer_questions(&mut self) -> Result<(), Fatal> {
        self.pending.answers_meanwhile().into_iter().try_for_each(|deed| self.perform(deed))
    }

    /// Something the link told.
    pub(super) fn link_told(&mut self, input: LinkInput) -> Result<(), Fatal> {
        match &input {
            LinkInput::Up { detail, .. } => {
                self.link_told_down = false;
                info!("The link to the switch is up: {detail}");
            }
            LinkInput::Down { detail } if self.link_told_down => {
                debug!("The link to the switch is still down: {detail}");
            }
            LinkInput::Down { detail } => {
                self.link_told_down = true;
                warn!("The link to the switch is down: {detail}. The status line tells how it goes on.");
            }
            _ => {}
        }
        self.handle(Input::Link(input))
    }

    /// Something the store answered.
    pub(super) fn store_told(&mut self, answer: StoreAnswer) -> Result<(), Fatal> {
        match answer {
            StoreAnswer::Committed => {
                if self.pending.trouble().is_some() {
                    info!("The store works again; what waited for it is on disk.");
                    self.pending.mended();
                    self.handle(Input::Store { works: true })?;
                    self.tidy_on()?;
                    self.look_on()?;
                }
                for deed in self.pending.committed() {
                    self.perform(deed)?;
                }
                self.advance()
            }
            StoreAnswer::Unwritten { batch, error } => {
                let why = error.to_string();
                if self.pending.trouble().is_none() {
                    error!(
                        "The store fails: {why} Changing calls are refused until it works; calls in the air go on."
                    );
                }
                let first = self.pending.trouble().is_none();
                self.pending.failed(batch, why);
                if first {
                    self.handle(Input::Store { works: false })?;
                }
                self.answer_questions()
            }
            StoreAnswer::Page { read, result: Ok(page) } => {
                let step = self.replays.page(read, page);
                step.map_or(Ok(()), |step| self.replayed(step))
            }
            StoreAnswer::Page { read, result: Err(error) } => {
                warn!("A replay was given up because the journal cannot be read: {error}");
                let step = self.replays.unread(&read);
                step.map_or(Ok(()), |step| self.replayed(step))
            }
            StoreAnswer::Tidied(result) => {
                self.tidying.done(result);
                self.tidy_on()
            }
            StoreAnswer::Checked(result) => {
                let found = self.look.done(result);
                for row in found.sessions {
                    self.handle(Input::SessionDamaged(row))?;
                }
                for finding in found.findings {
                    self.handle(Input::StoreFault(finding))?;
                }
                self.look_on()
            }
            StoreAnswer::Story { asked, result } => {
                let (client, id, story) = self.stories.found(asked, result);
                self.clients.reply(client, id, story);
                Ok(())
            }
        }
    }

    /// Tries the failed batch once more.
    pub(super) fn retry_store(&mut self) -> Result<(), Fatal> {
        if let Some(batch) = self.pending.again() {
            self.commit(batch)?;
        }
        Ok(())
    }

    /// Looks through the store, step by step.
    pub(super) fn look_on(&mut self) -> Result<(), Fatal> {
        if self.store_fails() || self.closing {
            return Ok(());
        }
        if let Some(step) = self.look.next() {
            self.writer.ask_later(move |store| StoreAnswer::Checked(store.check(step)))?;
        }
        Ok(())
    }

    /// Removes what is too old, step by step.
    pub(super) fn tidy(&mut self) -> Result<(), Fatal> {
        self.tidying.begin(self.clock.now().wall);
        self.tidy_on()
    }

    /// Another configuration says what is too old.
    pub(super) fn retain(&mut self, retention: config::Retention) {
        self.tidying.configure(retention);
    }

    /// The next step, unless the store has something better to do.
    fn tidy_on(&mut self) -> Result<(), Fatal> {
        if self.store_fails() || self.closing {
            return Ok(());
        }
        if let Some(step) = self.tidying.next() {
            self.writer.ask_later(move |store| StoreAnswer::Tidied(store.tidy(step)))?;
        }
        Ok(())
    }

    /// Commits what waits if the store is free, and does what waits for nothing.
    fn advance(&mut self) -> Result<(), Fatal> {
        if self.pending.is_full() {
            let why = self.pending.trouble().unwrap_or("it is too slow").to_owned();
            return Err(Fatal::StoreFull(why));
        }
        for deed in self.pending.unbound() {
            self.perform(deed)?;
        }
        if let Some(batch) = self.pending.next_batch() {
            self.commit(batch)?;
        }
        Ok(())
    }

    fn commit(&self, batch: Vec<Write>) -> Result<(), Fatal> {
        self.writer.ask(move |store| match store.commit(&batch) {
            Ok(()) => StoreAnswer::Committed,
            Err(error) => StoreAnswer::Unwritten { batch, error },
        })?;
        Ok(())
    }

    fn perform(&mut self, deed: Deed) -> Result<(), Fatal> {
        match deed {
            Deed::Reply { client, id, result, .. } => {
                let result = (*result).map(|reply| self.completed(reply));
                self.clients.reply(client, id, result);
            }
            Deed::Notify { client, record, sight } => match self.replays.hold(client, record, sight) {
                Held::Kept => {}
                Held::Not(record) => self.notify(client, &record, sight),
                Held::TooMany => {
                    warn!(client = client.0, "A replay was given up because too much happened meanwhile.");
                    self.clients.lags(client);
                    self.board.unsubscribe(client);
                }
            },
            Deed::Replay { client, after, to, wish, viewer } => {
                let read = self.replays.start(client, after, to, *wish, viewer);
                self.read(read)?;
            }
            Deed::Dial { token, leg } => self.decide(Input::Dial { token, leg })?,
        }
        Ok(())
    }

    fn read(&self, read: Read) -> Result<(), Fatal> {
        self.writer.ask_later(move |store| {
            // Whoever asks for replay after replay costs one read at a time.
            let result = if read.is_wanted() { store.records(read.after, PAGE) } else { Ok(Page::empty()) };
            StoreAnswer::Page { read, result }
        })?;
        Ok(())
    }

    fn replayed(&mut self, step: Step) -> Result<(), Fatal> {
        if let Some(gap) = step.gap {
            let params = serde_json::to_value(gap).unwrap_or_default();
            let _ = self.clients.notify(step.client, "events.gap", &params, gap.seq);
        }
        for (record, sight) in step.tell {
            self.notify(step.client, &record, sight);
        }
        step.read.map_or(Ok(()), |read| self.read(read))
    }

    /// Adds what only the daemon knows.
    fn completed(&self, mut reply: Reply) -> Reply {
        if let (Reply::Status(status), Some(why)) = (&mut reply, self.pending.trouble()) {
            status.store = format!("failing: {why}");
        }
        reply
    }

    fn notify(&mut self, client: ClientId, record: &Record, sight: Sight) {
        let Some((method, params)) = method::notification(record, sight) else { return };
        match self.clients.notify(client, method, &params, record.seq.0) {
            Delivery::Queued => {}
            Delivery::Lagged => {
                debug!(client = client.0, "A slow layer was told that it lags.");
                self.replays.stop(client);
                // Its subscription is over; nothing of that can fail.
                self.board.unsubscribe(client);
            }
            Delivery::Gone => self.board.unsubscribe(client),
        }
    }

    /// Tells those who wished it how the reload went, once that is on disk.
    pub(super) fn reloaded(
        &mut self,
        wanted: Vec<ReloadWanted>,
        result: &Result<Applied, String>,
    ) -> Result<(), Fatal> {
        for ReloadWanted { client, id } in wanted {
            let result = match result {
                Ok(applied) => Ok(Reply::Reloaded(Reloaded {
                    seq: self.board.seq().0,
                    configuration: applied.configuration.clone(),
                    after_restart: applied.after_restart.clone(),
                })),
                Err(faults) => {
                    let detail = format!("the configuration is kept as it was: {faults}");
                    Err(Refused::new(Reason::BadConfiguration, detail))
                }
            };
            self.pending.push(Deed::Reply { client, id, result: Box::new(result), question: false });
        }
        self.advance()
    }

    /// One line for systemd.
    pub(super) fn status_line(&self) -> String {
        let summary = match self.look.progress() {
            Some(progress) => format!("{}; {progress}", self.board.summary()),
            None => self.board.summary(),
        };
        match self.pending.trouble() {
            Some(why) => format!("store failing ({why}); {summary}"),
            None => summary,
        }
    }
}
