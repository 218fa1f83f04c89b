//! The store's own thread: the daemon asks without waiting and is answered over a channel.

use std::{io, sync::mpsc, thread};

use jiff::Timestamp;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{Page, PersonalRow, Record, Store, StoreError, Write};
use crate::ids::{Seq, SessionId};

/// Most rows of each kind that one [`Writer::tidy`] removes.
const TIDY_STEP: u32 = 500;

/// What the thread drives: a [`Store`], or a test's that fails on demand.
pub trait Journal: Send + 'static {
    /// See [`Store::commit`].
    ///
    /// # Errors
    /// See there.
    fn commit(&mut self, batch: &[Write]) -> Result<(), StoreError>;

    /// The store, for reading and for housekeeping.
    fn store(&mut self) -> &mut Store;
}

impl Journal for Store {
    fn commit(&mut self, batch: &[Write]) -> Result<(), StoreError> {
        Self::commit(self, batch)
    }

    fn store(&mut self) -> &mut Store {
        self
    }
}

/// Asks the store's thread. Requests are answered one by one, in their order, each exactly once.
///
/// Nothing here blocks, so the asker bounds the queue: it keeps few requests in flight, and one batch at most.
/// Dropped without [`Writer::shutdown`], it lets the thread finish on its own.
#[derive(Debug)]
pub struct Writer {
    requests: mpsc::Sender<Request>,
    thread: thread::JoinHandle<Result<(), StoreError>>,
}

/// What the thread says; `ticket` is the asker's own.
#[derive(Debug)]
pub enum Answer {
    /// To [`Writer::commit`].
    Done {
        /// Of the request.
        ticket: u64,
        /// Durable, or not and handed back.
        result: Result<(), Unwritten>,
    },
    /// To [`Writer::read_records`].
    Page {
        /// Of the request.
        ticket: u64,
        /// What was found.
        result: Result<Page, StoreError>,
    },
    /// To [`Writer::read_records_of`].
    Story {
        /// Of the request.
        ticket: u64,
        /// What was found: records, and the personal row as long as it is kept.
        result: Result<(Vec<Record>, Option<PersonalRow>), StoreError>,
    },
    /// To [`Writer::tidy`].
    Tidied {
        /// Of the request.
        ticket: u64,
        /// What was removed.
        result: Result<Tidied, StoreError>,
    },
}

/// A batch that was not committed, to be committed again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} writes were not committed", .batch.len())]
pub struct Unwritten {
    /// Why.
    #[source]
    pub error: StoreError,
    /// All of it.
    pub batch: Vec<Write>,
}

/// From when on things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Personal rows of sessions closed before are erased.
    pub personal: Timestamp,
    /// Sessions closed before and older records are removed.
    pub records: Timestamp,
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

/// The thread is gone, which means that it panicked. What was in flight may or may not be durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the store's thread has stopped, which is a fault of callbackd")]
pub struct Stopped;

#[derive(Debug)]
enum Request {
    Commit { ticket: u64, batch: Vec<Write> },
    Records { ticket: u64, after: Seq, limit: u32 },
    RecordsOf { ticket: u64, session_id: SessionId, limit: u32 },
    Tidy { ticket: u64, retention: Retention },
}

impl Writer {
    /// Gives the store a thread of its own.
    ///
    /// # Errors
    /// The operating system has no thread left.
    pub fn start(journal: impl Journal) -> io::Result<(Self, UnboundedReceiver<Answer>)> {
        let (requests, inbox) = mpsc::channel();
        let (outbox, answers) = unbounded_channel();
        let thread =
            thread::Builder::new().name("journal".to_owned()).spawn(move || run(journal, &inbox, &outbox))?;
        Ok((Self { requests, thread }, answers))
    }

    /// Makes a batch durable; answered by [`Answer::Done`].
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn commit(&self, batch: Vec<Write>, ticket: u64) -> Result<(), Stopped> {
        self.ask(Request::Commit { ticket, batch })
    }

    /// Reads the records after a place, see [`Store::records`]; answered by [`Answer::Page`].
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn read_records(&self, after: Seq, limit: u32, ticket: u64) -> Result<(), Stopped> {
        self.ask(Request::Records { ticket, after, limit })
    }

    /// Reads one session's records and its personal row, see [`Store::records_of`]; answered by [`Answer::Story`].
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn read_records_of(&self, session_id: SessionId, limit: u32, ticket: u64) -> Result<(), Stopped> {
        self.ask(Request::RecordsOf { ticket, session_id, limit })
    }

    /// Does one step of housekeeping; answered by [`Answer::Tidied`].
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn tidy(&self, retention: Retention, ticket: u64) -> Result<(), Stopped> {
        self.ask(Request::Tidy { ticket, retention })
    }

    /// Answers what was asked, empties the write-ahead log, closes the store and gives its lock back. Blocks.
    ///
    /// # Errors
    /// The log could not be emptied, which loses nothing; or the thread had panicked.
    pub fn shutdown(self) -> Result<(), StoreError> {
        drop(self.requests);
        let panicked = |_| StoreError::Other { detail: Stopped.to_string() };
        self.thread.join().map_err(panicked)?
    }

    fn ask(&self, request: Request) -> Result<(), Stopped> {
        self.requests.send(request).map_err(|_| Stopped)
    }
}

/// Until the [`Writer`] is gone. An answer that nobody listens to is let go.
fn run(
    mut journal: impl Journal,
    inbox: &mpsc::Receiver<Request>,
    outbox: &UnboundedSender<Answer>,
) -> Result<(), StoreError> {
    for request in inbox {
        let _ = outbox.send(answer(&mut journal, request));
    }
    journal.store().checkpoint()
}

fn answer(journal: &mut impl Journal, request: Request) -> Answer {
    match request {
        Request::Commit { ticket, batch } => {
            let result = journal.commit(&batch).map_err(|error| Unwritten { error, batch });
            Answer::Done { ticket, result }
        }
        Request::Records { ticket, after, limit } => {
            Answer::Page { ticket, result: journal.store().records(after, limit) }
        }
        Request::RecordsOf { ticket, session_id, limit } => {
            let store = journal.store();
            let records = store.records_of(session_id, limit);
            let result = records.and_then(|records| Ok((records, store.personal_of(session_id)?)));
            Answer::Story { ticket, result }
        }
        Request::Tidy { ticket, retention } => {
            Answer::Tidied { ticket, result: tidy(journal.store(), retention) }
        }
    }
}

fn tidy(store: &mut Store, retention: Retention) -> Result<Tidied, StoreError> {
    let personal = store.erase_personal(retention.personal, TIDY_STEP)?;
    let sessions = store.prune_sessions(retention.records, TIDY_STEP)?;
    let records = store.prune_records(retention.records, TIDY_STEP)?;
    let full_step = |removed| u32::try_from(removed).is_ok_and(|removed| removed >= TIDY_STEP);
    Ok(Tidied { personal, sessions, records, more: [personal, sessions, records].into_iter().any(full_step) })
}
