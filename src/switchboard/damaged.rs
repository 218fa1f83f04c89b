//! Sessions that the store kept and that are not as they were written. They stand apart from all others, so that nothing
//! offers, dials or expires them; a person sees them and ends them.

use std::collections::BTreeMap;

use callbackd_api::{
    ids::{AgentId, Private, QueueName, SessionId},
    params::{Resolution, Role},
    record::Fact,
    views::{Changed, Refused, SessionView},
    words::{Closing, Damage, Reason, SessionState},
};
use jiff::Timestamp;

use super::{
    Switchboard,
    command::{Caller, Command},
    ledger::About,
    methods::no_such_session,
    view::Reply,
};
use crate::{
    ids::{self, Now},
    journal::DamagedRow,
    session::Stored,
};

/// Most that a start records one by one.
const MOST_TOLD: usize = 100;

/// Every session of this kind that nobody has ended yet.
#[derive(Debug, Default)]
pub(super) struct DamagedSessions(BTreeMap<SessionId, Damaged>);

/// One of them.
#[derive(Debug)]
pub(super) struct Damaged {
    damage: Damage,
    /// The snapshot, where it can be read. It may be wrong, so it serves only to show whose the session was.
    stored: Option<Box<Stored>>,
}

impl DamagedSessions {
    /// Takes a session that the store kept.
    pub(super) fn add(&mut self, id: SessionId, damage: Damage, stored: Option<Box<Stored>>) {
        self.0.insert(id, Damaged { damage, stored });
    }

    /// Takes a session as it lies in the store. Is it a new one?
    pub(super) fn take(&mut self, row: DamagedRow) -> bool {
        let DamagedRow { session_id, damage, body } = row;
        if self.0.contains_key(&session_id) {
            return false;
        }
        self.add(session_id, damage, body.and_then(|body| serde_json::from_str(&body).ok()));
        true
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Those after this one, or all, oldest first.
    pub(super) fn after(&self, after: Option<SessionId>) -> impl Iterator<Item = (SessionId, &Damaged)> + '_ {
        use std::ops::Bound::{Excluded, Unbounded};
        self.0.range((after.map_or(Unbounded, Excluded), Unbounded)).map(|(id, damaged)| (*id, damaged))
    }
}

impl Damaged {
    /// Whose it was, as far as that can be read.
    pub(super) fn agent(&self) -> Option<&AgentId> {
        self.stored.as_ref()?.agent()
    }

    /// Its queue, as far as that can be read.
    pub(super) fn queue(&self) -> Option<&QueueName> {
        self.stored.as_ref().map(|stored| stored.queue())
    }

    fn requested_by(&self) -> Option<u32> {
        self.stored.as_ref().map(|stored| stored.requested_by())
    }
}

impl Switchboard {
    /// Records one of them, or the first of all, once per start: each is listed as a session in any case.
    pub(super) fn tell_damaged(&mut self, now: Now, one: Option<SessionId>) {
        let told = self.damaged.after(None).filter(|(id, _)| one.is_none_or(|one| one == *id));
        let found: Vec<_> = told.take(MOST_TOLD).map(|(id, it)| (about(id, it), it.damage)).collect();
        for (about, damage) in found {
            self.ledger.record(now, about, Fact::SessionDamaged { damage: damage.into() });
        }
    }

    /// What a call about a damaged session does; `None` where the call is not about one.
    pub(super) fn obey_damaged(
        &mut self,
        now: Now,
        caller: &Caller,
        command: &Command,
    ) -> Option<Result<Reply, Refused>> {
        let id = command.session()?;
        let damaged = self.damaged.0.get(&id)?;
        if !self.sees_damaged(caller, damaged) {
            return Some(Err(no_such_session()));
        }
        let ends = caller.roles.has(Role::Supervisor) || caller.roles.has(Role::Agent);
        let reason = match command {
            Command::Get(_) => return Some(Ok(Reply::SessionView(Box::new(self.damaged_view(id, damaged))))),
            Command::Resolve(command) if ends => match command.outcome {
                Resolution::Talked => Closing::Completed,
                Resolution::NotReached | Resolution::NotDialled => Closing::Dropped,
            },
            Command::Drop(_) | Command::Close(_) if ends => Closing::Dropped,
            _ => {
                let detail = "what the store kept of this session is damaged: nothing is dialled for it; \
                              session.resolve or session.drop ends it, and the customer may ask again";
                let state = Some(SessionState::Unknown.to_string());
                return Some(Err(Refused { state, ..Refused::new(Reason::WrongState, detail) }));
            }
        };
        let damaged = self.damaged.0.remove(&id)?;
        Some(Ok(self.end_damaged(now, id, &damaged, reason)))
    }

    fn end_damaged(&mut self, now: Now, id: SessionId, damaged: &Damaged, reason: Closing) -> Reply {
        let fact = Fact::SessionClosed { reason: reason.into(), disposition: None };
        self.ledger.record(now, about(id, damaged), fact);
        let mut view = self.damaged_view(id, damaged);
        view.state = SessionState::Closed.into();
        view.closed_at = Some(now.wall);
        let closed =
            Stored::ended(id, view.queue.clone(), view.created_at, damaged.requested_by(), now.wall, reason);
        self.ledger.store_ended(&closed);
        Reply::Session(Box::new(Changed { seq: self.ledger.seq().0, view }))
    }

    /// May the caller see it? As with others: its agent's layer, supervisors and operators.
    pub(super) fn sees_damaged(&self, caller: &Caller, damaged: &Damaged) -> bool {
        let all = caller.roles.has(Role::Supervisor) || caller.roles.has(Role::Operator);
        all || damaged.agent().is_some_and(|agent| self.may_act_for(caller, agent).is_ok())
    }

    /// What is shown of it: never a number.
    pub(super) fn damaged_view(&self, session_id: SessionId, damaged: &Damaged) -> SessionView {
        let queue = damaged.queue().unwrap_or(&self.settings.default_queue).clone();
        SessionView {
            session_id,
            session_type: "callback".to_owned(),
            state: SessionState::Unknown.into(),
            queue,
            place: None,
            agent_id: damaged.agent().cloned(),
            number: Private::new(""),
            formatted: None,
            extension: None,
            name: None,
            subject: None,
            attributes: BTreeMap::new(),
            language: None,
            created_at: ids::minted_at(session_id).unwrap_or(Timestamp::UNIX_EPOCH),
            not_before: None,
            not_after: None,
            until: None,
            legs: Vec::new(),
            last_failure: None,
            disposition: None,
            note: None,
            closed_at: None,
            damage: Some(damaged.damage.into()),
            outdated: false,
        }
    }
}

fn about(id: SessionId, damaged: &Damaged) -> About {
    About {
        session: Some(id),
        agent: damaged.agent().cloned(),
        leg: None,
        requested_by: damaged.requested_by(),
    }
}
