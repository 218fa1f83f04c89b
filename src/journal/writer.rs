//! The store's own thread: the daemon asks without waiting and is answered over a channel.

use std::{collections::VecDeque, io, sync::mpsc, thread};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{Store, StoreError};

/// What is done with the store, and the answer that it comes back with.
type Request<A> = Box<dyn FnOnce(&mut dyn Store) -> A + Send>;

/// When a request has its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Before everything that may wait.
    Next,
    /// When nothing else is to be done.
    Later,
}

/// Asks the store's thread. Requests are answered one by one, each exactly once: those of [`Writer::ask`] in their order, those
/// of [`Writer::ask_later`] in theirs, whenever none of the others waits. `A` is what the asker makes of the results: a
/// request takes along whatever its answer shall bring back.
///
/// Nothing here blocks, so the asker bounds the queue: it keeps few requests in flight, and one batch at most.
/// Dropped without [`Writer::shutdown`], it lets the thread finish on its own.
#[derive(Debug)]
pub struct Writer<A> {
    requests: mpsc::Sender<(Turn, Request<A>)>,
    thread: thread::JoinHandle<Result<(), StoreError>>,
}

/// The thread is gone, which means that it panicked. What was in flight may or may not be durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the store's thread has stopped, which is a fault of callbackd")]
pub struct Stopped;

impl<A: Send + 'static> Writer<A> {
    /// Gives the store a thread of its own.
    ///
    /// # Errors
    /// The operating system has no thread left.
    pub fn start(store: impl Store) -> io::Result<(Self, UnboundedReceiver<A>)> {
        let (requests, inbox) = mpsc::channel();
        let (outbox, answers) = unbounded_channel();
        let thread =
            thread::Builder::new().name("journal".to_owned()).spawn(move || run(store, &inbox, &outbox))?;
        Ok((Self { requests, thread }, answers))
    }

    /// Asks; what `request` returns comes back over the channel.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn ask(&self, request: impl FnOnce(&mut dyn Store) -> A + Send + 'static) -> Result<(), Stopped> {
        self.requests.send((Turn::Next, Box::new(request))).map_err(|_| Stopped)
    }

    /// Asks for what nobody's answer waits for: a commit that is asked for meanwhile goes first, so that it waits for one such
    /// request at most.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn ask_later(
        &self,
        request: impl FnOnce(&mut dyn Store) -> A + Send + 'static,
    ) -> Result<(), Stopped> {
        self.requests.send((Turn::Later, Box::new(request))).map_err(|_| Stopped)
    }

    /// Answers what was asked, closes the store and lets it go. Blocks.
    ///
    /// # Errors
    /// See [`Store::close`]; or the thread had panicked.
    pub fn shutdown(self) -> Result<(), StoreError> {
        drop(self.requests);
        let panicked = |_| StoreError::Other { detail: Stopped.to_string() };
        self.thread.join().map_err(panicked)?
    }
}

/// Until the [`Writer`] is gone. An answer that nobody listens to is let go.
fn run<A>(
    mut store: impl Store,
    inbox: &mpsc::Receiver<(Turn, Request<A>)>,
    outbox: &UnboundedSender<A>,
) -> Result<(), StoreError> {
    let (mut next, mut later) = (VecDeque::new(), VecDeque::new());
    while let Some(request) = take(inbox, &mut next, &mut later) {
        let _ = outbox.send(request(&mut store));
    }
    store.close()
}

/// The request whose turn it is; waits for one if there is none, and ends with the [`Writer`].
fn take<A>(
    inbox: &mpsc::Receiver<(Turn, Request<A>)>,
    next: &mut VecDeque<Request<A>>,
    later: &mut VecDeque<Request<A>>,
) -> Option<Request<A>> {
    let waited_for = (next.is_empty() && later.is_empty()).then(|| inbox.recv().ok()).flatten();
    for (turn, request) in waited_for.into_iter().chain(inbox.try_iter()) {
        match turn {
            Turn::Next => next.push_back(request),
            Turn::Later => later.push_back(request),
        }
    }
    next.pop_front().or_else(|| later.pop_front())
}
