//! The ledger: the place in the journal, what is to be written and done, and who is notified of it.

use std::{collections::BTreeMap, time::Duration};

use callbackd_api::{
    ids::{AgentId, LegId, Seq, SessionId},
    params::{Roles, Subscribe},
    record::{Fact, Record},
    views::{Refused, Subscribed},
    words::MethodName,
};
use jiff::Timestamp;

use super::{
    command::Caller,
    input::{Batch, Deed, Output, Send},
    phones::Token,
    refusals::Refusals,
    request::SwitchRequest,
    subscription::{Sight, Viewer, wanted},
};
use crate::{
    ids::{ClientId, Now},
    journal::{PersonalRow, SessionRow, StateRow, Write},
    session::{Session, Stored},
};

/// What is recorded and what follows from it, in causal order.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    seq: Seq,
    batch: Batch,
    /// What the present input causes. On one connection it follows the reply.
    consequences: Vec<Output>,
    subscriptions: BTreeMap<ClientId, Subscription>,
    refusals: Refusals,
}

/// A connection that wants to be notified.
#[derive(Debug)]
struct Subscription {
    viewer: Viewer,
    filter: Subscribe,
}

impl Subscription {
    fn sees(&self, record: &Record) -> Option<Sight> {
        self.viewer.sees(record).filter(|_| wanted(&self.filter, record))
    }
}

/// What a record is about.
#[derive(Debug, Clone, Default)]
pub(super) struct About {
    pub(super) session: Option<SessionId>,
    pub(super) agent: Option<AgentId>,
    pub(super) leg: Option<LegId>,
    pub(super) requested_by: Option<u32>,
}

impl About {
    /// One of the session's legs as well.
    pub(super) fn leg(self, leg: LegId) -> Self {
        Self { leg: Some(leg), ..self }
    }
}

impl Ledger {
    /// Goes on behind the last record in the store.
    pub(super) fn resume(&mut self, seq: Seq) {
        self.seq = seq;
    }

    /// The last place used in the journal.
    pub(super) fn seq(&self) -> Seq {
        self.seq
    }

    /// Records a fact and notifies those who may see it.
    pub(super) fn record(&mut self, now: Now, about: About, fact: Fact) {
        self.seq = Seq(self.seq.0 + 1);
        let at = Timestamp::from_millisecond(now.wall.as_millisecond()).unwrap_or(now.wall);
        let record = Record {
            seq: self.seq,
            at,
            session_id: about.session,
            agent_id: about.agent,
            leg_id: about.leg,
            requested_by: about.requested_by,
            fact,
        };
        for (client, subscription) in &self.subscriptions {
            if let Some(sight) = subscription.sees(&record) {
                let deed = Deed::Notify { client: *client, record: Box::new(record.clone()), sight };
                self.consequences.push(Output::AfterCommit(deed));
            }
        }
        self.batch.writes.push(Write::Record(Box::new(record)));
    }

    /// A call was refused. Is it to be recorded by itself?
    pub(super) fn refused(&mut self, now: Now, uid: u32, method: MethodName, refused: &Refused) -> bool {
        self.refusals.count(now, uid, method, refused)
    }

    /// When refusals that were only counted are to be recorded.
    pub(super) fn refusals_due(&self) -> Option<Duration> {
        self.refusals.due()
    }

    /// Records refusals that were only counted, and whose minute is over.
    pub(super) fn record_refusals(&mut self, now: Now) {
        for fact in self.refusals.take_due(now) {
            self.record(now, About::default(), fact);
        }
    }

    /// Snapshot rows of a session.
    pub(super) fn store(&mut self, session: &Session) {
        let (stored, personal) = session.stored();
        let bodies = (serde_json::to_string(&stored), serde_json::to_string(&personal));
        if let (Ok(body), Ok(personal)) = bodies {
            let (session_id, closed_at) = (session.id(), session.over_at());
            self.batch.writes.push(Write::Session(SessionRow { session_id, closed_at, body }));
            self.batch.writes.push(Write::Personal(PersonalRow { session_id, body: personal }));
        }
    }

    /// Keeps something that belongs to no session.
    pub(super) fn keep(&mut self, key: &str, body: String) {
        self.batch.writes.push(Write::State(StateRow { key: key.to_owned(), body }));
    }

    /// The snapshot of a session of which nothing but its end is known.
    pub(super) fn store_ended(&mut self, stored: &Stored) {
        if let Ok(body) = serde_json::to_string(stored) {
            let (session_id, closed_at) = (stored.session_id(), stored.over_at());
            self.batch.writes.push(Write::Session(SessionRow { session_id, closed_at, body }));
        }
    }

    /// Sends a request to the switch at once.
    pub(super) fn send(&mut self, token: Token, request: SwitchRequest) {
        self.consequences.push(Output::Now(Send { token, request }));
    }

    /// Does it once everything recorded so far is on disk.
    pub(super) fn after_commit(&mut self, deed: Deed) {
        self.consequences.push(Output::AfterCommit(deed));
    }

    /// Answers the call that is the present input, before anything that it causes.
    pub(super) fn reply(&mut self, deed: Deed) {
        self.batch.outputs.push(Output::AfterCommit(deed));
    }

    /// The present input is dealt with.
    pub(super) fn conclude(&mut self) {
        self.batch.outputs.append(&mut self.consequences);
    }

    /// What is to be written and done since the last call.
    pub(super) fn take_batch(&mut self) -> Batch {
        std::mem::take(&mut self.batch)
    }

    /// Notifies a connection from now on; a replay comes before anything live.
    pub(super) fn subscribe(&mut self, caller: &Caller, viewer: Viewer, filter: Subscribe) -> Subscribed {
        let (seq, replay_from) = (self.seq, filter.after_seq);
        if let Some(after) = replay_from {
            self.after_commit(Deed::Replay {
                client: caller.client,
                after: Seq(after),
                to: seq,
                wish: Box::new(filter.clone()),
                viewer: viewer.clone(),
            });
        }
        self.subscriptions.insert(caller.client, Subscription { viewer, filter });
        Subscribed { seq: seq.0, replay_from }
    }

    /// Ends a connection's subscription.
    pub(super) fn unsubscribe(&mut self, client: ClientId) {
        self.subscriptions.remove(&client);
    }

    /// After a reload: who may act for whom has perhaps changed. Roles are read anew with each call.
    pub(super) fn refresh_viewers(&mut self, viewer: impl Fn(Roles, u32) -> Viewer) {
        for Subscription { viewer: known, .. } in self.subscriptions.values_mut() {
            *known = viewer(known.roles, known.uid);
        }
    }
}
