//! The durable side: [`Record`] says what is kept, [`Write`] what one commit holds, [`Store`] what is asked of whatever
//! keeps it. [`SqliteStore`] keeps it in a file; [`Writer`] gives a store a thread of its own.

mod error;
mod finding;
mod sqlite;
mod writer;

use std::path::Path;

use callbackd_api::{
    ids::{Seq, SessionId},
    record::Record,
    words::Damage,
};
use jiff::Timestamp;

pub use self::{
    error::StoreError,
    finding::Finding,
    sqlite::{Chained, Counts, OpenError, Row, SessionRows, SqliteStore, judge_header},
    writer::{Stopped, Writer},
};

/// Most records that one read returns, whatever limit it names.
pub const MAX_PAGE: u32 = 1_000;

/// What the daemon asks of an open store. Every method may block; [`Writer`] calls them one by one, on one thread.
pub trait Store: Send + 'static {
    /// What a start needs: sessions that are open or were closed at `closed_since` or later, and everything that is kept
    /// beside sessions.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn restore(&mut self, closed_since: Timestamp) -> Result<Restored, StoreError>;

    /// What layers called for since a moment, in the order of their places.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn calls_since(&mut self, since: Timestamp) -> Result<Vec<Record>, StoreError>;

    /// Makes a whole batch durable at once. Places must increase strictly, from the last one committed on; gaps are allowed.
    ///
    /// # Errors
    /// No write of the batch is visible then, and the same batch may be committed again. Where the store cannot tell
    /// whether the batch was kept, a restart finds it there as a whole or not at all.
    fn commit(&mut self, batch: &[Write]) -> Result<(), StoreError>;

    /// The records after a place, at most `limit` or [`MAX_PAGE`].
    ///
    /// # Errors
    /// See [`StoreError`].
    fn records(&mut self, after: Seq, limit: u32) -> Result<Page, StoreError>;

    /// One session's first records, at most `limit` or [`MAX_PAGE`], and its personal row.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn history(&mut self, session_id: SessionId, limit: u32) -> Result<History, StoreError>;

    /// One step of housekeeping, small enough that commits never wait long for it.
    ///
    /// # Errors
    /// See [`StoreError`]; what was removed until then stays removed.
    fn tidy(&mut self, retention: Retention) -> Result<Tidied, StoreError>;

    /// One step of looking whether everything is as it was written, small enough that commits never wait long for it.
    ///
    /// # Errors
    /// See [`StoreError`]; nothing behind that place can be looked at then.
    fn check(&mut self, from: Checking) -> Result<Checked, StoreError>;

    /// Copies everything committed so far into a file of its own, which must not exist and is readable by its owner alone.
    /// The copy is durable and whole when this returns, and opens like the original. Commits wait meanwhile.
    ///
    /// # Errors
    /// No file is left behind then.
    fn back_up(&mut self, to: &Path) -> Result<(), StoreError>;

    /// Leaves everything in good order; the last thing that is asked.
    ///
    /// # Errors
    /// Nothing that was committed is lost.
    fn close(&mut self) -> Result<(), StoreError>;
}

/// One change of the store. All writes of a batch become durable together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Appends a fact.
    Record(Box<Record>),
    /// Replaces a session's snapshot.
    Session(SessionRow),
    /// Replaces what is known of the person behind a session.
    Personal(PersonalRow),
    /// Replaces what is kept under a key.
    State(StateRow),
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

/// A session that cannot be trusted: nothing may be dialled because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamagedRow {
    /// The session.
    pub session_id: SessionId,
    /// What is wrong.
    pub damage: Damage,
    /// The snapshot as it lies there, as far as it is text. It may be wrong itself: it helps to show whose the session was.
    pub body: Option<String>,
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

/// State that belongs to no session and outlives a restart. It holds no personal data and is never too old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateRow {
    /// What it is the state of.
    pub key: String,
    /// JSON.
    pub body: String,
}

/// What a store gives back at start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    /// The last place used; the next record gets the one after it.
    pub seq: Seq,
    /// Sessions that are open or were closed within the time asked for, with their personal rows, oldest first. Their
    /// checksums are right.
    pub sessions: Vec<(SessionRow, Option<PersonalRow>)>,
    /// Sessions that may be open and whose rows are not as they were written, oldest first.
    pub damaged: Vec<DamagedRow>,
    /// What else does not fit.
    pub findings: Vec<Finding>,
    /// What is kept beside sessions, by key.
    pub state: Vec<StateRow>,
}

/// Consecutive records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// In the order of their places. Fewer than asked for means that these are the last.
    pub records: Vec<Record>,
    /// The first record still kept; in an empty journal, the one to come. Whoever has read less than up to the one
    /// before it has missed some.
    pub oldest_kept: Seq,
}

impl Page {
    /// Nothing was read.
    #[must_use]
    pub fn empty() -> Self {
        Self { records: Vec::new(), oldest_kept: Seq::default() }
    }
}

/// What is kept of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// In the order of their places.
    pub records: Vec<Record>,
    /// The personal row, unless erased.
    pub personal: Option<PersonalRow>,
}

/// From when on things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Personal rows of sessions closed before are erased.
    pub personal: Timestamp,
    /// Sessions closed before and older records are removed.
    pub records: Timestamp,
}

/// Where one step of looking through the store begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checking {
    /// With the records behind a place.
    Records {
        /// The place.
        after: u64,
    },
    /// With the sessions behind one, in the order in which they lie.
    Sessions {
        /// Where that one lies.
        after: i64,
    },
}

/// What one step of looking through the store found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Where the next one begins; absent at the end.
    pub next: Option<Checking>,
    /// Records that are not as they were written.
    pub records: usize,
    /// The first of them.
    pub first: Option<u64>,
    /// Sessions of which a row is not.
    pub rows: usize,
    /// Those of them whose own row is not, so that nobody knows whether they are closed.
    pub sessions: Vec<DamagedRow>,
}

/// How many rows one step of housekeeping removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tidied {
    /// Personal rows.
    pub personal: usize,
    /// Sessions.
    pub sessions: usize,
    /// Records.
    pub records: usize,
    /// Is more due? Then ask again.
    pub more: bool,
}
