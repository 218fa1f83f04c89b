//! The durable side: [`Record`] says what is kept, [`Write`] what one commit holds;
//! [`Store`] keeps it in a file, [`Writer`] gives that a thread of its own.

mod sqlite;
mod writer;

pub use callbackd_api::record::{Fact, NotOffered, Record};
use jiff::Timestamp;

pub use self::{
    sqlite::{Counts, MAX_PAGE, OpenError, Page, Row, SessionRows, Store, StoreError, judge_header},
    writer::{Answer, Journal, Retention, Stopped, Tidied, Unwritten, Writer},
};
use crate::ids::{Seq, SessionId};

/// One change of the store. All writes of a batch become durable together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Appends a fact.
    Record(Box<Record>),
    /// Replaces a session's snapshot.
    Session(SessionRow),
    /// Replaces what is known of the person behind a session.
    Personal(PersonalRow),
}

/// A session as restart needs it; the body is the switchboard's own and holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// The session.
    pub session_id: SessionId,
    /// When it closed; absent while it is open or a phone of it is still to be freed. The store keeps milliseconds.
    pub closed_at: Option<Timestamp>,
    /// JSON.
    pub body: String,
}

/// Numbers, names and texts of one session, in a row of their own so that they can be erased.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalRow {
    /// The session.
    pub session_id: SessionId,
    /// JSON.
    pub body: String,
}

impl std::fmt::Debug for PersonalRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PersonalRow({}, …)", self.session_id)
    }
}

/// What a store gives back at start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    /// The last place used; the next record gets the one after it.
    pub seq: Seq,
    /// Sessions that are open or were closed within the time asked for, with their personal rows, oldest first.
    pub sessions: Vec<(SessionRow, Option<PersonalRow>)>,
}
