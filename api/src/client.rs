//! A client of the socket: concurrent calls, and what happens meanwhile.
//!
//! One task per connection reads and writes; it ends when the last [`Client`] is dropped or the server is gone.

use std::{
    collections::HashMap,
    io,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    net::UnixStream,
    sync::{mpsc, oneshot},
};

use super::{
    lines::Lines,
    message::{self, ErrorObject, FromServer, MAX_LINE, RequestId},
};
use crate::views::Refused;

/// Longest line that a server may send, in octets: a page of 500 sessions with all their texts fits.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// Calls that may wait to be written.
const REQUESTS: usize = 64;

/// Notifications that may wait to be read; one more and this client has lagged.
const NOTIFICATIONS: usize = 4096;

/// A connection to the daemon. Clones share it.
#[derive(Debug, Clone)]
pub struct Client {
    requests: mpsc::Sender<Request>,
    ended: Arc<Mutex<Option<ErrorObject>>>,
}

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The daemon understood and does not do it.
    #[error(transparent)]
    Refused(#[from] Box<Refused>),
    /// The daemon did not take the call: our fault.
    #[error("{message}")]
    Rejected {
        /// JSON-RPC's number.
        code: i64,
        /// What it did not like.
        message: String,
    },
    /// The call does not fit into a line; it was not sent.
    #[error("the call is longer than {MAX_LINE} octets")]
    TooLong,
    /// The answer is not what this version expects.
    #[error("the daemon answered what this program does not understand: {0}")]
    Unexpected(String),
    /// The connection ended before the answer came: the call may have been done or not.
    #[error("the daemon closed the connection before it answered")]
    Gone,
}

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    /// Its name.
    pub method: String,
    /// What it says.
    pub params: Value,
}

/// What happens, in order; ends with the connection. Dropping it is a way of not being interested.
///
/// Whoever reads it too slowly finds an `events.lagged`, exactly as if the daemon had sent it: nothing more comes
/// before the next successful `events.subscribe`.
#[derive(Debug)]
pub struct Notifications(mpsc::Receiver<Notification>);

impl Notifications {
    /// The next one, or `None` when the connection has ended. Nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<Notification> {
        self.0.recv().await
    }
}

impl Client {
    /// Connects to the daemon's socket.
    ///
    /// # Errors
    /// What the system says: `NotFound` and `ConnectionRefused` mean no daemon, `PermissionDenied` the file's mode.
    #[expect(clippy::disallowed_methods, reason = "this is the I/O half")]
    pub async fn connect(path: &Path) -> io::Result<(Self, Notifications)> {
        Ok(Self::over(UnixStream::connect(path).await?))
    }

    /// Talks over any stream. Needs a tokio runtime around it.
    pub fn over<S: AsyncRead + AsyncWrite + Send + 'static>(stream: S) -> (Self, Notifications) {
        let (requests, to_write) = mpsc::channel(REQUESTS);
        let (notices, notifications) = mpsc::channel(NOTIFICATIONS);
        let ended = Arc::default();
        let client = Self { requests, ended: Arc::clone(&ended) };
        tokio::spawn(async move {
            let (source, sink) = tokio::io::split(stream);
            let pending = Pending::default();
            let inbox = Inbox { pending: &pending, ended: &ended, notices, lags: false, last: 0 };
            // Either end ends both; callers learn it from `pending` being dropped.
            tokio::select! {
                () = inbox.read(source) => {}
                () = write(sink, to_write, &pending) => {}
            }
        });
        (client, Notifications(notifications))
    }

    /// Calls a method and waits for its answer. Calls on clones wait side by side.
    ///
    /// # Errors
    /// [`CallError`]; only [`CallError::Gone`] leaves open whether the call was done.
    pub async fn call<R: DeserializeOwned>(
        &self,
        method: &str,
        params: &(impl Serialize + Sync),
    ) -> Result<R, CallError> {
        let (answer, answered) = oneshot::channel();
        let params =
            serde_json::to_value(params).map_err(|fault| CallError::Unexpected(fault.to_string()))?;
        let request = Request { method: method.to_owned(), params, answer };
        self.requests.send(request).await.map_err(|_| self.farewell())?;
        let result = answered.await.map_err(|_| self.farewell())??;
        serde_json::from_value(result).map_err(|fault| CallError::Unexpected(fault.to_string()))
    }

    /// What the daemon said before it closed the connection, if it said anything.
    fn farewell(&self) -> CallError {
        locked(&self.ended).clone().map_or(CallError::Gone, CallError::from)
    }
}

impl From<ErrorObject> for CallError {
    fn from(error: ErrorObject) -> Self {
        match error.refused() {
            Some(refused) => Self::Refused(Box::new(refused)),
            None => Self::Rejected { code: error.code, message: error.message },
        }
    }
}

#[derive(Debug)]
struct Request {
    method: String,
    params: Value,
    answer: Answer,
}

type Answer = oneshot::Sender<Result<Value, CallError>>;

/// Calls on their way, by id.
#[derive(Default)]
struct Pending(Mutex<HashMap<u64, Call>>);

struct Call {
    answer: Answer,
    /// Its success ends a lag.
    subscribes: bool,
}

impl Pending {
    fn expect(&self, id: u64, call: Call) {
        locked(&self.0).insert(id, call);
    }

    fn settle(&self, id: &RequestId) -> Option<Call> {
        locked(&self.0).remove(&id.number()?)
    }
}

async fn write<W: AsyncWrite + Unpin>(mut sink: W, mut requests: mpsc::Receiver<Request>, pending: &Pending) {
    for id in 1.. {
        let Some(Request { method, params, answer }) = requests.recv().await else { return };
        let line = message::request_line(id, &method, &params);
        if line.len() > MAX_LINE + 1 {
            // Whoever asked may have gone meanwhile.
            let _ = answer.send(Err(CallError::TooLong));
            continue;
        }
        pending.expect(id, Call { answer, subscribes: method == "events.subscribe" });
        if sink.write_all(line.as_bytes()).await.is_err() || sink.flush().await.is_err() {
            // The reader finds out as well, after it has read what the server had still to say.
            return std::future::pending().await;
        }
    }
}

struct Inbox<'a> {
    pending: &'a Pending,
    ended: &'a Mutex<Option<ErrorObject>>,
    notices: mpsc::Sender<Notification>,
    lags: bool,
    /// `seq` of the last notification passed on.
    last: u64,
}

impl Inbox<'_> {
    /// Reads until the server is gone or says what no server of ours says.
    async fn read<R: AsyncRead + Unpin>(mut self, source: R) {
        let mut lines = Lines::new(source, MAX_ANSWER);
        while let Ok(Some(Ok(line))) = lines.next().await {
            match message::read_from_server(&line) {
                Ok(FromServer::Notification { method, params }) => {
                    self.pass_on(Notification { method, params });
                }
                Ok(FromServer::Answer { id: Some(id), outcome }) => self.answer(&id, outcome),
                Ok(FromServer::Answer { id: None, outcome }) => *locked(self.ended) = outcome.err(),
                Err(_) => return,
            }
        }
    }

    fn answer(&mut self, id: &RequestId, outcome: Result<Value, ErrorObject>) {
        let Some(call) = self.pending.settle(id) else { return };
        if call.subscribes && outcome.is_ok() {
            self.lags = false;
        }
        // Whoever asked may have gone meanwhile.
        let _ = call.answer.send(outcome.map_err(CallError::from));
    }

    /// The last free place is kept for the notice that there is no other.
    fn pass_on(&mut self, notification: Notification) {
        let notification = match (self.lags, self.notices.capacity()) {
            (true, _) | (_, 0) => return,
            (false, 1) => {
                self.lags = true;
                Notification { method: "events.lagged".to_owned(), params: json!({ "seq": self.last }) }
            }
            (false, _) => {
                if let Some(seq) = notification.params.get("seq").and_then(Value::as_u64) {
                    self.last = seq;
                }
                notification
            }
        };
        // Fails only when nobody is interested.
        let _ = self.notices.try_send(notification);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
