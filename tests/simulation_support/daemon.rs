//! The daemon's tasks without their runtime: the engine's, the link's and the store's thread, step by step as
//! `daemon::engine` and `pbx::link` do it, with a possible end of the process between any two outputs.

use std::{collections::BTreeMap, time::Duration};

use callbackd::{
    daemon::{
        pending::Pending,
        replay::{Held, Read, Replays, Step},
    },
    ids::{ClientId, Epoch, Now},
    journal::{Page, Write},
    pbx::{Backoff, line, line::Line},
    switchboard::{
        Answer, Batch, Deed, Input, LAYER_SPAN, LinkInput, Output, REQUEST_SPAN, Send, SwitchRequest,
        Switchboard, Token,
        command::{Caller, Command},
        view::Reply,
    },
};
use callbackd_api::{
    ids::{LegId, Seq},
    views::Refused,
    words::Reason,
};
use csta::types::CallId;
use jiff::SignedDuration;
use pbxsim::switch::LinkId;
use serde_json::Value;

use super::{
    guard::Guard,
    outside::{Crash, Event, Heard, Outside, Point, Way},
};

/// As the real one's.
const VERSION: &str = "0.0.0";
const STORE_RETRY: Duration = Duration::from_secs(1);
const STABLE: Duration = Duration::from_secs(30);
const PAGE: usize = 500;

/// Asks without being a layer: see [`Daemon::look`].
pub(crate) const JUDGE: ClientId = ClientId(0);

pub(crate) struct Daemon {
    pub(crate) life: u64,
    started: Duration,
    board: Switchboard,
    pending: Pending,
    replays: Replays,
    /// With the store's thread.
    pub(crate) flying: Option<Vec<Write>>,
    state: Link,
    epoch: Epoch,
    backoff: Backoff,
    up: Option<Duration>,
    /// MakeCalls of this association, and whether they were answered.
    dialled: BTreeMap<Token, (LegId, bool)>,
    pub(crate) looked: Vec<Reply>,
}

/// What the link's task is at.
enum Link {
    Waiting,
    Connecting { conn: u64, held: Vec<Send> },
    Carrying { conn: u64, line: Box<Line> },
}

impl Daemon {
    pub(crate) fn start(out: &mut Outside, life: u64) -> Result<Self, Crash> {
        out.tally.restarts += 1;
        let now = Now { mono: Duration::ZERO, wall: out.wall() };
        let settings = out.scenario.site.settings();
        let shown = SignedDuration::try_from(settings.policy.closed_kept).unwrap();
        let mut restored = out.disk.restore(now.wall - shown.max(REQUEST_SPAN));
        if out.lacks(Guard::SeqDurable) {
            restored.seq = Seq(restored.seq.0.saturating_sub(3));
        }
        if out.lacks(Guard::UnknownAfterRestart) {
            restored.sessions.iter_mut().for_each(|(row, _)| take_for_failed(&mut row.body));
        }
        if out.lacks(Guard::ChosenTime) {
            restored.sessions.iter_mut().for_each(|(row, _)| forget_the_time(&mut row.body));
        }
        out.note(|| format!("the daemon starts, life {life}, with {} sessions", restored.sessions.len()));
        out.judge.restarted(&restored);
        let mut board = Switchboard::new(now, VERSION, settings, out.scenario.site.dial_plan(&out.plan));
        if out.lacks(Guard::PermitRecheck) {
            board.trust_permits();
        }
        board.restore(restored);
        board.recall(&out.disk.calls_since(now.wall - LAYER_SPAN));
        let mut daemon = Self {
            life,
            started: out.now,
            pending: Pending::new(board.seq()),
            board,
            replays: Replays::default(),
            flying: None,
            state: Link::Waiting,
            epoch: Epoch(0),
            backoff: Backoff::new(out.scenario.link.retry_least, out.scenario.link.retry_most),
            up: None,
            dialled: BTreeMap::new(),
            looked: Vec::new(),
        };
        daemon.handle(out, Input::Started { version: VERSION })?;
        daemon.connect(out, "connecting".to_owned());
        Ok(daemon)
    }

    fn mono(&self, out: &Outside) -> Duration {
        out.now - self.started
    }

    fn now(&self, out: &Outside) -> Now {
        Now { mono: self.mono(out), wall: out.wall() }
    }

    /// When something is due by itself.
    pub(crate) fn poll_timeout(&self, out: &Outside) -> Option<Duration> {
        let line = match &self.state {
            Link::Carrying { line, .. } => line.poll_timeout(),
            _ => None,
        };
        [self.board.poll_timeout(self.now(out)), line].into_iter().flatten().min().map(|at| self.started + at)
    }

    pub(crate) fn handle_timeout(&mut self, out: &mut Outside) -> Result<(), Crash> {
        let mono = self.mono(out);
        if let Link::Carrying { line, .. } = &mut self.state
            && line.poll_timeout().is_some_and(|at| at <= mono)
        {
            line.handle_timeout(mono);
            self.pump(out, None)?;
        }
        if self.board.poll_timeout(self.now(out)).is_some_and(|at| at <= mono) {
            self.handle(out, Input::Timeout)?;
        }
        Ok(())
    }

    // The engine.

    /// One input of the switchboard, and whatever can be done about it at once.
    pub(crate) fn handle(&mut self, out: &mut Outside, input: Input) -> Result<(), Crash> {
        self.decide(out, input)?;
        self.advance(out)
    }

    fn decide(&mut self, out: &mut Outside, input: Input) -> Result<(), Crash> {
        let (now, entropy) = (self.now(out), out.entropy());
        out.note(|| format!("in: {}", worded(&input)));
        self.board.handle(now, &entropy, input);
        let Batch { writes, outputs } = self.board.take_batch();
        out.judge.decided(&writes, &outputs, &out.scenario.site, now.wall);
        self.pending.write(writes);
        for output in outputs {
            match output {
                Output::Now(send) => self.ask_link(out, send)?,
                Output::AfterCommit(Deed::Dial { token, leg }) if out.lacks(Guard::PlacingFirst) => {
                    self.decide(out, Input::Dial { token, leg })?;
                }
                Output::AfterCommit(deed)
                    if out.lacks(Guard::RecordFirst) && !matches!(deed, Deed::Dial { .. }) =>
                {
                    self.perform(out, deed)?;
                }
                Output::AfterCommit(deed) => self.pending.push(deed),
            }
        }
        Ok(())
    }

    fn ask_link(&mut self, out: &mut Outside, send: Send) -> Result<(), Crash> {
        out.point(Point::Decided)?;
        if out.lacks(Guard::Clear) && matches!(send.request, SwitchRequest::ClearConnection { .. }) {
            return Ok(());
        }
        out.judge.sends(&send, &out.disk, &out.scenario.site, out.wall());
        out.note(|| format!("out: {:?} {}", send.token, asked(&send.request)));
        let (life, hop) = (self.life, out.hop());
        out.send(Way::LinkAsked, hop, Event::LinkAsked { life, send });
        Ok(())
    }

    fn advance(&mut self, out: &mut Outside) -> Result<(), Crash> {
        if self.pending.is_full() {
            out.note(|| "the store has failed for too long: the process ends".to_owned());
            return Err(Crash);
        }
        for deed in self.pending.unbound() {
            self.perform(out, deed)?;
        }
        if let Some(batch) = self.pending.next_batch() {
            self.commit(out, batch);
        }
        Ok(())
    }

    fn perform(&mut self, out: &mut Outside, deed: Deed) -> Result<(), Crash> {
        out.point(Point::Committed)?;
        out.judge.shown(&deed, &out.disk);
        match deed {
            Deed::Reply { client: JUDGE, result, .. } => self.looked.extend(*result),
            Deed::Reply { client, id, result, .. } => {
                let ticket = id.number().unwrap();
                out.hear(client, Heard::Reply { ticket, result });
            }
            Deed::Notify { client, record, sight } => match self.replays.hold(client, record, sight) {
                Held::Not(record) => out.hear(client, Heard::Notify(record)),
                Held::Kept | Held::TooMany => {}
            },
            Deed::Replay { client, after, to, wish, viewer } => {
                let read = self.replays.start(client, after, to, *wish, viewer);
                self.read(out, read);
            }
            Deed::Dial { token, leg } => self.decide(out, Input::Dial { token, leg })?,
        }
        Ok(())
    }

    fn read(&mut self, out: &mut Outside, read: Read) {
        let (life, hop) = (self.life, out.hop());
        out.send(Way::Store, hop, Event::Read { life, read });
    }

    pub(crate) fn page(&mut self, out: &mut Outside, read: Read) {
        let records = out.disk.after(read.after).iter().take(PAGE).cloned().collect();
        let Some(Step { client, tell, read, .. }) =
            self.replays.page(read, Page { records, oldest_kept: Seq(1) })
        else {
            return;
        };
        for (record, _) in tell {
            out.hear(client, Heard::Notify(record));
        }
        if let Some(read) = read {
            self.read(out, read);
        }
    }

    /// A layer calls.
    pub(crate) fn call(
        &mut self,
        out: &mut Outside,
        caller: Caller,
        ticket: u64,
        command: Command,
    ) -> Result<(), Crash> {
        let fails = self.pending.trouble().is_some();
        if command.is_change() && fails {
            let refused = Refused::new(Reason::StoreUnavailable, "the store fails");
            out.hear(caller.client, Heard::Reply { ticket, result: Box::new(Err(refused)) });
            return Ok(());
        }
        if matches!(command, Command::Subscribe(_)) {
            self.replays.stop(caller.client);
        }
        self.handle(out, Input::Command { caller, id: ticket.into(), actor: None, command })?;
        self.answer_questions(out)
    }

    fn answer_questions(&mut self, out: &mut Outside) -> Result<(), Crash> {
        self.pending.answers_meanwhile().into_iter().try_for_each(|deed| self.perform(out, deed))
    }

    pub(crate) fn gone(&mut self, out: &mut Outside, client: ClientId) -> Result<(), Crash> {
        self.replays.stop(client);
        self.handle(out, Input::ClientGone(client))
    }

    /// Is everything on disk and done?
    pub(crate) fn is_idle(&self) -> bool {
        self.pending.is_idle() && self.pending.trouble().is_none()
    }

    // The store's thread.

    fn commit(&mut self, out: &mut Outside, batch: Vec<Write>) {
        let slow = if out.slow_store { 5_000 } else { out.scenario.commit_ms };
        let delay = Duration::from_millis(out.chance.between(0, slow));
        self.flying = Some(batch);
        let life = self.life;
        out.send(Way::Store, delay, Event::Commit { life });
    }

    pub(crate) fn committing(&mut self, out: &mut Outside) -> Result<(), Crash> {
        out.point(Point::Decided)?;
        let Some(batch) = self.flying.take() else { return Ok(()) };
        let unwritten = if out.disk.fails {
            out.disk.failed(&batch);
            out.note(|| "store: a commit fails".to_owned());
            Some(batch)
        } else {
            out.tally.commits += 1;
            match out.disk.commit(&batch) {
                Ok(()) => out.judge.committed(&batch),
                Err(fault) => out.judge.fault(fault),
            }
            None
        };
        out.point(Point::Committed)?;
        let (life, hop) = (self.life, out.hop());
        out.send(Way::StoreTold, hop, Event::StoreTold { life, unwritten });
        Ok(())
    }

    pub(crate) fn store_told(
        &mut self,
        out: &mut Outside,
        unwritten: Option<Vec<Write>>,
    ) -> Result<(), Crash> {
        let Some(batch) = unwritten else {
            if self.pending.trouble().is_some() {
                self.pending.mended();
                self.handle(out, Input::Store { works: true })?;
            }
            for deed in self.pending.committed() {
                self.perform(out, deed)?;
            }
            return self.advance(out);
        };
        let first = self.pending.trouble().is_none();
        self.pending.failed(batch, "the disk is full".to_owned());
        let life = self.life;
        out.after(STORE_RETRY, Event::StoreRetry { life });
        if first {
            self.handle(out, Input::Store { works: false })?;
        }
        self.answer_questions(out)
    }

    pub(crate) fn retry_store(&mut self, out: &mut Outside) {
        if let Some(batch) = self.pending.again() {
            self.commit(out, batch);
        }
    }

    // The link's task.

    fn tell(&mut self, out: &mut Outside, input: LinkInput) {
        let (life, hop) = (self.life, out.hop());
        out.send(Way::LinkTold, hop, Event::LinkTold { life, input });
    }

    fn connect(&mut self, out: &mut Outside, detail: String) {
        self.tell(out, LinkInput::Connecting { detail });
        out.conns += 1;
        let (life, conn, up) = (self.life, out.conns, !out.unreachable);
        self.state = Link::Connecting { conn, held: Vec::new() };
        let delay = out.delay();
        out.after(delay, Event::Connected { life, conn, up });
    }

    pub(crate) fn reconnect(&mut self, out: &mut Outside) {
        self.connect(out, "trying again".to_owned());
    }

    pub(crate) fn connected(&mut self, out: &mut Outside, conn: u64, up: bool) -> Result<(), Crash> {
        let Link::Connecting { conn: wanted, held } = &mut self.state else { return Ok(()) };
        if *wanted != conn {
            return Ok(());
        }
        let held = std::mem::take(held);
        if !up {
            self.lost(out, "cannot connect");
            return Ok(());
        }
        out.wires.insert(conn, Default::default());
        out.switch.linked(out.now, LinkId(conn), "the daemon".to_owned());
        self.tell(out, LinkInput::Binding);
        let mut line = Box::new(Line::new(&out.scenario.link, Epoch(self.epoch.0 + 1)));
        line.connected(self.mono(out));
        self.state = Link::Carrying { conn, line };
        self.pump(out, None)?;
        for send in held {
            self.link_asked(out, send)?;
        }
        Ok(())
    }

    pub(crate) fn link_asked(&mut self, out: &mut Outside, send: Send) -> Result<(), Crash> {
        let mono = self.mono(out);
        match &mut self.state {
            Link::Waiting => Ok(()),
            Link::Connecting { held, .. } => {
                held.push(send);
                Ok(())
            }
            Link::Carrying { line, .. } => {
                let leg = match &send.request {
                    SwitchRequest::MakeCall(permit) => Some(permit.leg()),
                    _ => None,
                };
                self.dialled.extend(leg.map(|leg| (send.token, (leg, false))));
                line.request(mono, send);
                self.pump(out, leg)
            }
        }
    }

    pub(crate) fn received(&mut self, out: &mut Outside, conn: u64, apdu: &[u8]) -> Result<(), Crash> {
        let mono = self.mono(out);
        match &mut self.state {
            Link::Carrying { conn: own, line } if *own == conn => {
                line.receive(mono, apdu);
                self.pump(out, None)
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn disconnected(&mut self, out: &mut Outside, conn: u64) {
        if matches!(&self.state, Link::Carrying { conn: own, .. } if *own == conn) {
            out.close(conn, false);
            self.lost(out, "the connection broke");
        }
    }

    fn pump(&mut self, out: &mut Outside, leg: Option<LegId>) -> Result<(), Crash> {
        loop {
            let mono = self.mono(out);
            let Link::Carrying { conn, line } = &mut self.state else { return Ok(()) };
            let conn = *conn;
            let Some(output) = line.poll_output(mono) else { return Ok(()) };
            match output {
                line::Output::Send(apdu) => {
                    out.transmit(conn, apdu, leg);
                    out.point(Point::Committed)?;
                }
                line::Output::Tell(LinkInput::Answered { token, answer }) => {
                    if let Some((leg, answered)) = self.dialled.get_mut(&token) {
                        let late = std::mem::replace(answered, true);
                        if matches!(answer, Answer::Calling { .. }) {
                            out.judge.named(*leg, out.now);
                        }
                        if late && out.lacks(Guard::LateAnswer) {
                            continue;
                        }
                    }
                    let answer = blinded(answer, out.lacks(Guard::Reconcile));
                    self.tell(out, LinkInput::Answered { token, answer });
                }
                line::Output::Tell(input) => {
                    if let LinkInput::Up { epoch, .. } = &input {
                        self.epoch = *epoch;
                        self.up = Some(out.now);
                        out.tally.associations += 1;
                    }
                    self.tell(out, input);
                }
                line::Output::Closed(reason) => {
                    out.note(|| format!("link: {reason}"));
                    out.close(conn, false);
                    self.lost(out, "the association is over");
                    return Ok(());
                }
            }
        }
    }

    fn lost(&mut self, out: &mut Outside, detail: &str) {
        if out.lacks(Guard::UnknownAfterLoss) {
            let unanswered = self.dialled.iter().filter(|(_, (_, answered))| !answered);
            let unanswered: Vec<Token> = unanswered.map(|(token, _)| *token).collect();
            for token in unanswered {
                let answer = Answer::Refused(callbackd::leg::Refusal::not_sent("lost"));
                self.tell(out, LinkInput::Answered { token, answer });
            }
        }
        self.dialled.clear();
        out.judge.names_forgotten();
        if self.up.take().is_some_and(|since| out.now - since >= STABLE) {
            self.backoff.reset();
        }
        self.tell(out, LinkInput::Down { detail: detail.to_owned() });
        self.state = Link::Waiting;
        let wait = self.backoff.next(out.chance.next() as u32);
        let life = self.life;
        out.after(wait, Event::Reconnect { life });
    }

    /// The connection to the switch, while there is one.
    pub(crate) fn conn(&self) -> Option<u64> {
        match &self.state {
            Link::Carrying { conn, .. } => Some(*conn),
            _ => None,
        }
    }
}

/// Without reconciliation, snapshots tell nothing.
fn blinded(answer: Answer, blind: bool) -> Answer {
    match answer {
        Answer::Sightings(sightings) if blind => {
            // Whether a phone is in use is still seen, but of no call whose it is.
            let nameless = |mut sighting: callbackd::leg::Sighting| {
                sighting.correlator = None;
                sighting.linkage = None;
                sighting.called = None;
                sighting
            };
            Answer::Sightings(sightings.into_iter().map(nameless).collect())
        }
        answer => answer,
    }
}

/// What a restart must not make of a MakeCall that nobody saw answered.
fn take_for_failed(body: &mut String) {
    *body = body.replace(r#""state":"placing""#, r#""state":"planned""#);
}

fn forget_the_time(body: &mut String) {
    let mut row: Value = serde_json::from_str(body).unwrap();
    row.as_object_mut().unwrap().remove("window");
    *body = row.to_string();
}

fn worded(input: &Input) -> String {
    match input {
        Input::Command { caller, command, .. } => {
            format!("{:?} {} {:?}", caller.client, command.method(), command.session())
        }
        Input::Link(LinkInput::Event { cross_ref, event, .. }) => format!("event {cross_ref} {event:?}"),
        Input::Link(input) => format!("{input:?}"),
        Input::Reloaded { .. } => "reload".to_owned(),
        Input::Dial { token, .. } => format!("permit of {token:?} is on disk"),
        other => format!("{other:?}"),
    }
}

fn asked(request: &SwitchRequest) -> String {
    let call = |id: &CallId| String::from_utf8_lossy(id.as_bytes()).into_owned();
    match request {
        SwitchRequest::MakeCall(permit) => format!("MakeCall for {} at {}", permit.leg(), permit.device()),
        SwitchRequest::ClearConnection { device, call_id } => {
            format!("ClearConnection {} at {device}", call(call_id))
        }
        other => format!("{other:?}"),
    }
}
