//! What must hold, whatever happens. It knows what the switch saw, what is on disk and what was told; it believes neither
//! the switchboard nor its dial plan.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use callbackd::{
    journal::{Restored, SessionRow, Write},
    switchboard::{Deed, Output, Send, SwitchRequest, view::Reply},
};
use callbackd_api::{
    ids::{LegId, Seq, SessionId},
    record::{Fact, Record},
    views::{Requested, SessionView},
    words::{CallResult, MethodName, Outcome, QueuedReason},
};
use jiff::Timestamp;
use pbxsim::observation::SeenMakeCall;
use serde_json::Value;

use super::{scenario::Site, store::Disk, tally::Tally};

/// An answer of the switch has been acted on after this.
const HEEDED_WITHIN: Duration = Duration::from_secs(60);

/// A call's name for ever.
pub(crate) type Linkage = [u8; 16];

#[derive(Debug, Default)]
pub(crate) struct Judge {
    /// The first thing that did not hold.
    pub(crate) fault: Option<String>,
    pub(crate) legs: BTreeMap<LegId, Truth>,
    /// Where the facts of the journal leave each session.
    states: BTreeMap<SessionId, &'static str>,
    /// When their customers want to be called.
    windows: BTreeMap<SessionId, (Option<Timestamp>, Option<Timestamp>)>,
    /// Told to a customer.
    pub(crate) accepted: BTreeSet<SessionId>,
    /// The switch tells what becomes of calls after a loss; where it does not, a phone that was to be cleared may stay off hook.
    pub(crate) seeing: bool,
    /// The last notification that the supervisor's layer got.
    watched: Seq,
    records: u64,
    chosen: u64,
    talked: u64,
    unknown: u64,
    adopted: u64,
    resolved: u64,
}

/// What is true of a leg.
#[derive(Debug)]
pub(crate) struct Truth {
    pub(crate) session: SessionId,
    permits: u32,
    sent: u32,
    /// What the switch made of its MakeCalls.
    pub(crate) calls: Vec<(Linkage, Vec<u8>)>,
    /// Lost from sight, and neither found again nor known not to have been dialled.
    pub(crate) unknown: bool,
    /// When it was lost, by the daemon's clock.
    lost_at: Option<Timestamp>,
    /// When the daemon was told the call's name, on the association that stands.
    named: Option<Duration>,
    /// A person has said how it ended.
    pub(crate) resolved: bool,
    pub(crate) ended: bool,
    /// It counts as a conversation.
    completed: bool,
}

impl Truth {
    /// A person has said that they talked: such a call is cut by nobody but the people at its phones, even if it comes later.
    pub(crate) fn is_the_persons(&self) -> bool {
        self.resolved && self.completed
    }
}

impl Judge {
    pub(crate) fn new(seeing: bool) -> Self {
        Self { seeing, ..Self::default() }
    }

    pub(crate) fn fault(&mut self, fault: impl Into<String>) {
        self.fault.get_or_insert_with(|| fault.into());
    }

    pub(crate) fn counted(&self, tally: &mut Tally) {
        tally.records += self.records;
        tally.sessions += self.states.len() as u64;
        tally.chosen += self.chosen;
        tally.talked += self.talked;
        tally.unknown += self.unknown;
        tally.adopted += self.adopted;
        tally.resolved += self.resolved;
    }

    /// One input was handled.
    pub(crate) fn decided(&mut self, writes: &[Write], outputs: &[Output], site: &Site, wall: Timestamp) {
        let permits = writes.iter().any(|write| {
            matches!(write, Write::Record(record) if matches!(record.fact, Fact::LegPermitted { .. }))
        });
        let offered = outputs.iter().any(|output| matches!(output, Output::AfterCommit(Deed::Dial { .. })));
        if permits != offered {
            self.fault("a permit to dial and its record go together");
        }
        if let Some(objection) = site.objection("", wall).filter(|_| permits) {
            self.fault(format!("a permit to dial although {objection}"));
        }
    }

    /// MakeCall leaves the switchboard.
    pub(crate) fn sends(&mut self, send: &Send, disk: &Disk, site: &Site, wall: Timestamp) {
        let SwitchRequest::MakeCall(permit) = &send.request else { return };
        let leg = permit.leg();
        if let Some(objection) = site.objection(permit.dial_string().expose(), wall) {
            self.fault(format!("leg {leg} is dialled although {objection}"));
        }
        let Some(truth) = self.legs.get_mut(&leg).filter(|truth| truth.permits > truth.sent) else {
            return self.fault(format!("MakeCall of leg {leg} leaves before its permit is on disk"));
        };
        truth.sent += 1;
        let row = disk.sessions.get(&truth.session).map(|(row, _)| row.body.as_str());
        let stored = row.map(|body| stored_legs(&value(body))).unwrap_or_default();
        if !stored.iter().any(|(id, state, _)| *id == leg && state == "placing") {
            self.fault(format!("MakeCall of leg {leg} leaves while the disk has {stored:?}"));
        }
    }

    /// MakeCall has reached the switch. `live` are the calls that exist.
    pub(crate) fn made(
        &mut self,
        leg: Option<LegId>,
        seen: &SeenMakeCall,
        call: Option<Linkage>,
        live: &BTreeSet<Linkage>,
    ) {
        let Some(leg) = leg else { return };
        let Some((session, resolved)) = self.legs.get(&leg).map(|truth| (truth.session, truth.resolved))
        else {
            return self.fault(format!("MakeCall of leg {leg}, which no record knows"));
        };
        let mut faults = Vec::new();
        for (other, truth) in self.legs.iter().filter(|(_, truth)| truth.session == session) {
            if *other == leg && !truth.calls.is_empty() && call.is_some() {
                faults.push(format!("leg {leg} makes a second call"));
            }
            // A MakeCall may arrive when a person has said already that it was not dialled, and let another go.
            if *other == leg || truth.resolved || resolved {
                continue;
            }
            if truth.unknown {
                faults.push(format!("leg {leg} is dialled although nobody knows what became of leg {other}"));
            }
            let given_up = truth.ended && !self.seeing;
            if !given_up && truth.calls.iter().any(|(linkage, _)| live.contains(linkage)) {
                faults.push(format!("leg {leg} is dialled while the call of leg {other} is up"));
            }
        }
        faults.into_iter().for_each(|fault| self.fault(fault));
        let id = seen.call.map(|id| id.octets().to_vec()).unwrap_or_default();
        if let (Some(truth), Some(linkage)) = (self.legs.get_mut(&leg), call) {
            truth.calls.push((linkage, id));
        }
    }

    /// The switch has answered MakeCall, perhaps late.
    pub(crate) fn named(&mut self, leg: LegId, now: Duration) {
        self.legs.get_mut(&leg).into_iter().for_each(|truth| truth.named = Some(now));
    }

    /// The association is over.
    pub(crate) fn names_forgotten(&mut self) {
        self.legs.values_mut().for_each(|truth| truth.named = None);
    }

    /// No leg is lost from sight for long although the daemon was told its call's name.
    pub(crate) fn heeded(&mut self, now: Duration) {
        let old = |truth: &Truth| truth.named.is_some_and(|named| now > named + HEEDED_WITHIN);
        let lost = |truth: &Truth| truth.unknown && self.state(truth.session) == "unknown" && old(truth);
        if let Some(leg) = self.legs.iter().find(|(_, truth)| lost(truth)).map(|(leg, _)| *leg) {
            self.fault(format!("leg {leg} is lost from sight although its MakeCall was answered"));
        }
    }

    /// Something is about to be seen outside.
    pub(crate) fn shown(&mut self, deed: &Deed, disk: &Disk) {
        match deed {
            Deed::Notify { record, .. } if disk.record(record.seq) != Some(&**record) => {
                self.fault(format!(
                    "record {} is told while the disk ends at {}",
                    record.seq.0,
                    disk.last().0
                ));
            }
            Deed::Reply { result, .. } => {
                let Ok(reply) = &**result else { return };
                if let Some(seq) = seq_of(reply).filter(|seq| *seq > disk.last().0) {
                    self.fault(format!("place {seq} is answered while the disk ends at {}", disk.last().0));
                }
                if let Reply::Requested(Requested::Accepted { session_id, .. }) = reply {
                    self.accepted.insert(*session_id);
                    self.kept(disk);
                }
            }
            _ => {}
        }
    }

    /// Nothing accepted is lost.
    fn kept(&mut self, disk: &Disk) {
        if let Some(lost) = self.accepted.iter().rev().take(4).find(|id| !disk.sessions.contains_key(id)) {
            self.fault(format!("session {lost} was promised and is not on disk"));
        }
    }

    /// A start has read the store.
    pub(crate) fn restarted(&mut self, restored: &Restored) {
        let there: BTreeSet<SessionId> = restored.sessions.iter().map(|(row, _)| row.session_id).collect();
        let open = |id: &&SessionId| self.states.get(id).is_some_and(|state| *state != "closed");
        if let Some(lost) = self.accepted.iter().filter(open).find(|id| !there.contains(id)) {
            self.fault(format!("session {lost} was promised and is gone after a restart"));
        }
        // What was decided and never came to the disk was never asked of the switch.
        for truth in self.legs.values_mut() {
            truth.sent = truth.sent.min(truth.permits);
        }
    }

    /// A batch is on disk.
    pub(crate) fn committed(&mut self, batch: &[Write]) {
        for write in batch {
            match write {
                Write::Record(record) => self.fact(record),
                Write::Session(row) => self.row(row),
                Write::Personal(_) | Write::State(_) => {}
            }
        }
        for write in batch {
            let Write::Session(row) = write else { continue };
            let body = value(&row.body);
            let state = body["state"].as_str().unwrap_or_default();
            let told = self.states.get(&row.session_id).copied().unwrap_or("unheard of");
            let last = batch.iter().rev().find_map(|later| match later {
                Write::Session(later) if later.session_id == row.session_id => Some(later),
                _ => None,
            });
            if last == Some(row) && state != told {
                self.fault(format!(
                    "session {} is {state} on disk and {told} by its records",
                    row.session_id
                ));
            }
        }
    }

    fn fact(&mut self, record: &Record) {
        self.records += 1;
        let leg = record.leg_id;
        if let (Some(leg), Some(session), Fact::LegPermitted { .. }) = (leg, record.session_id, &record.fact)
        {
            let truth = self.legs.entry(leg).or_insert_with(|| Truth {
                session,
                permits: 0,
                sent: 0,
                calls: Vec::new(),
                unknown: false,
                lost_at: None,
                named: None,
                resolved: false,
                ended: false,
                completed: false,
            });
            truth.permits += 1;
        }
        if let (Some(session), Fact::Called { method, result, .. }) = (record.session_id, &record.fact)
            && *method == MethodName::SessionResolve
            && *result == CallResult::Done
        {
            self.resolved += 1;
            let unknown = |truth: &&mut Truth| truth.session == session && truth.unknown;
            self.legs.values_mut().filter(unknown).for_each(|truth| {
                (truth.resolved, truth.unknown) = (true, false);
            });
        }
        let truth = leg.and_then(|leg| self.legs.get_mut(&leg));
        match (&record.fact, truth) {
            (Fact::SessionUnknown { .. }, truth) => {
                self.unknown += 1;
                truth.into_iter().for_each(|truth| (truth.unknown, truth.lost_at) = (true, Some(record.at)));
            }
            // Found again, be it only to be cleared.
            (Fact::CallProgress { leg_state, .. }, Some(truth))
                if truth.unknown && !["unknown", "ended"].contains(&leg_state.as_str()) =>
            {
                self.adopted += 1;
                truth.unknown = false;
            }
            // The switch itself has said that it did not dial.
            (Fact::SessionFailed { switch: Some(_), .. }, Some(truth)) if truth.calls.is_empty() => {
                truth.unknown = false;
            }
            (Fact::LegEnded { outcome, .. }, Some(truth)) => {
                (truth.ended, truth.completed) = (true, *outcome == Outcome::Completed);
            }
            _ => {}
        }
        self.in_time(record);
        self.talked += u64::from(matches!(record.fact, Fact::SessionTalking { retrieved: false, .. }));
        if let (Some(session), Some(state)) = (record.session_id, state_after(&record.fact))
            && self.states.insert(session, state) == Some("closed")
        {
            self.fault(format!("session {session} is {state} after it was closed"));
        }
    }

    /// Nobody is offered a request at another time than its customer chose.
    fn in_time(&mut self, record: &Record) {
        let Some(session) = record.session_id else { return };
        match &record.fact {
            Fact::SessionQueued { reason, not_before, not_after, .. }
                if *reason == QueuedReason::Requested =>
            {
                self.chosen += u64::from(not_before.is_some() || not_after.is_some());
                self.windows.insert(session, (*not_before, *not_after));
            }
            Fact::SessionOffered { .. } => {
                let (from, until) = self.windows.get(&session).copied().unwrap_or_default();
                // Records tell milliseconds.
                let early = from.is_some_and(|from| record.at.as_millisecond() < from.as_millisecond());
                if early || until.is_some_and(|until| record.at >= until) {
                    let wish = format!("{from:?} to {until:?}");
                    self.fault(format!("session {session} is offered at {}, not in {wish}", record.at));
                }
            }
            _ => {}
        }
    }

    /// A leg is never taken for a call that is not its own.
    fn row(&mut self, row: &SessionRow) {
        for (leg, state, call) in stored_legs(&value(&row.body)) {
            let (Some(call), Some(truth)) = (call, self.legs.get(&leg)) else { continue };
            if !truth.calls.iter().any(|(_, id)| *id == call) {
                self.fault(format!("leg {leg} ({state}) is taken for a call that it never made"));
            }
        }
    }

    /// The supervisor's layer hears a notification.
    pub(crate) fn watched(&mut self, record: &Record, disk: &Disk) {
        let next = disk.after(self.watched).iter().find(|record| record.notification().is_some());
        if next != Some(record) {
            let expected = next.map(|record| record.seq.0);
            self.fault(format!("a subscriber hears {} where {expected:?} was to come", record.seq.0));
        }
        self.watched = record.seq;
    }

    /// Where the supervisor's layer is to go on.
    pub(crate) fn seen(&self) -> Seq {
        self.watched
    }

    /// Nothing is under way: what is shown is what is on disk.
    pub(crate) fn compare(&mut self, shown: &[SessionView], disk: &Disk) {
        let open = disk.sessions.iter().filter(|(_, (row, _))| value(&row.body)["state"] != "closed");
        let mut hidden = open.filter(|(id, _)| shown.iter().all(|view| view.session_id != **id));
        if let Some((id, (row, _))) = hidden.next() {
            let state = &value(&row.body)["state"];
            return self.fault(format!("session {id} is {state} on disk and not among the open ones"));
        }
        for view in shown {
            let Some((row, _)) = disk.sessions.get(&view.session_id) else {
                return self.fault(format!("session {} is not on disk", view.session_id));
            };
            let body = value(&row.body);
            let legs: Vec<(LegId, String)> =
                stored_legs(&body).into_iter().map(|(leg, state, _)| (leg, state)).collect();
            let shown: Vec<(LegId, String)> =
                view.legs.iter().map(|leg| (leg.leg_id, leg.state.to_string())).collect();
            let agent = view.agent_id.as_ref().map(|agent| agent.as_str());
            if body["state"] != view.state.as_str() || legs != shown || body["agent"].as_str() != agent {
                self.fault(format!(
                    "session {} is {} of {agent:?} with {shown:?}, on disk {} of {} with {legs:?}",
                    view.session_id, view.state, body["state"], body["agent"]
                ));
            }
        }
    }

    /// Has this leg been lost from sight for so long that it should have been found?
    pub(crate) fn is_missed(&self, truth: &Truth, wall: Timestamp) -> bool {
        let long = truth.lost_at.is_some_and(|at| wall.duration_since(at).unsigned_abs() > HEEDED_WITHIN);
        truth.unknown && long && self.state(truth.session) == "unknown"
    }

    /// Sessions that are not closed.
    pub(crate) fn open(&self) -> Vec<(SessionId, &'static str)> {
        self.states.iter().filter(|(_, state)| **state != "closed").map(|(id, state)| (*id, *state)).collect()
    }

    pub(crate) fn state(&self, session: SessionId) -> &'static str {
        self.states.get(&session).copied().unwrap_or("unheard of")
    }

    /// The leg whose call this is.
    pub(crate) fn leg_of(&self, linkage: &Linkage) -> Option<(&LegId, &Truth)> {
        self.legs.iter().find(|(_, truth)| truth.calls.iter().any(|(own, _)| own == linkage))
    }
}

fn value(body: &str) -> Value {
    serde_json::from_str(body).unwrap()
}

fn stored_legs(body: &Value) -> Vec<(LegId, String, Option<Vec<u8>>)> {
    let legs = body["legs"].as_array().into_iter().flatten();
    legs.map(|leg| {
        let id = leg["leg_id"].as_str().unwrap_or_default().parse().unwrap();
        let call = leg["call"]["call_id"].as_str().map(octets);
        (id, leg["state"].as_str().unwrap_or_default().to_owned(), call)
    })
    .collect()
}

fn octets(hexadecimal: &str) -> Vec<u8> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn seq_of(reply: &Reply) -> Option<u64> {
    match reply {
        Reply::Agent(changed) => Some(changed.seq),
        Reply::Controls(changed) => Some(changed.seq),
        Reply::Leg(changed) => Some(changed.seq),
        Reply::Session(changed) => Some(changed.seq),
        Reply::Welcome(welcome) => Some(welcome.seq),
        Reply::Status(status) => Some(status.seq),
        Reply::Subscribed(subscribed) => Some(subscribed.seq),
        _ => None,
    }
}

fn state_after(fact: &Fact) -> Option<&'static str> {
    Some(match fact {
        Fact::SessionQueued { .. } => "queued",
        Fact::SessionOffered { .. } => "offered",
        Fact::SessionOpened {} | Fact::SessionFailed { .. } => "open",
        Fact::SessionDialing { .. } => "dialing",
        Fact::SessionTalking { .. } => "talking",
        Fact::SessionHeld {} => "held",
        Fact::SessionCancelled {} => "cancelled",
        Fact::SessionUnknown { .. } => "unknown",
        Fact::SessionWrapUp { .. } => "wrap_up",
        Fact::SessionClosed { .. } => "closed",
        _ => return None,
    })
}
