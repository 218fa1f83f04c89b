//! Listening: one task per connection, each with deadlines, so many at once and no more.
//!
//! Nobody keeps a place by doing nothing: a head, a body, the reading of an answer and the pause between two requests each have
//! a deadline, and where somebody waits for a place, those that only pause give theirs up at once.
#![expect(clippy::disallowed_methods, reason = "this is where connections come from")]

mod patience;

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use sd_notify::NotifyState;
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::{Notify, OwnedSemaphorePermit, Semaphore, watch},
    time::{sleep, timeout},
};
use tower::ServiceExt;
use tracing::{debug, info, warn};

use self::patience::Patience;
use crate::security::MAX_BODY;

/// A request's head must be there within this; a connection between two requests may be as long idle.
const HEAD_WITHIN: Duration = Duration::from_secs(20);
/// And its body within this after that.
const BODY_WITHIN: Duration = Duration::from_secs(10);
/// Whoever asked must read the answer: some of it within this, whenever no more can be written.
const READ_WITHIN: Duration = Duration::from_secs(20);
/// Going down waits this long for requests that are being answered.
const LAST_ANSWERS: Duration = Duration::from_secs(3);
/// After a connection could not be accepted, because files have run out, the next is tried so much later.
const BREATH: Duration = Duration::from_millis(100);

/// Why a program does not start.
#[derive(Debug, thiserror::Error)]
#[error("{what}: {source}")]
pub struct StartError {
    /// What was tried.
    pub what: String,
    /// What the system said.
    pub source: io::Error,
}

/// Who is at the other end of the connection: a browser, or the proxy before us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// A listening program.
#[derive(Debug)]
pub struct Web {
    listener: TcpListener,
    router: Router,
    connections: Arc<Semaphore>,
}

impl Web {
    /// Listens. Every request finds its [`Peer`] among its extensions.
    ///
    /// # Errors
    /// The address is taken, or not ours.
    pub async fn bind(listen: SocketAddr, connections: usize, router: Router) -> Result<Self, StartError> {
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|source| StartError { what: format!("listening at {listen}"), source })?;
        Ok(Self { listener, router, connections: Arc::new(Semaphore::new(connections)) })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// What the system says.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `shutdown` resolves; requests that are being answered have a little longer.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) {
        let (end, ends) = watch::channel(());
        let crowd = Arc::new(Notify::new());
        let mut shutdown = pin!(shutdown);
        loop {
            let accepted = async {
                let accepted = self.listener.accept().await;
                (self.place(&crowd).await, accepted)
            };
            tokio::select! {
                () = &mut shutdown => break,
                (place, accepted) = accepted => match accepted {
                    Ok((stream, peer)) => {
                        let served = connection(stream, peer, self.router.clone(), Arc::clone(&crowd), ends.clone());
                        tokio::spawn(async move {
                            served.await;
                            drop(place);
                        });
                    }
                    Err(error) => {
                        debug!("A connection could not be accepted: {error}.");
                        sleep(BREATH).await;
                    }
                }
            }
        }
        drop((self.listener, ends));
        // Nobody listens where there is no connection.
        let _ = end.send(());
        if timeout(LAST_ANSWERS, end.closed()).await.is_err() {
            debug!("Connections that were still open are closed.");
        }
    }

    /// A place for a connection. Where there is none, those that are only kept for a next request make room.
    async fn place(&self, crowd: &Notify) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.connections).try_acquire_owned() {
            return Some(place);
        }
        crowd.notify_waiters();
        // Never closed. Whoever comes after this one waits in the listener's queue.
        Arc::clone(&self.connections).acquire_owned().await.ok()
    }
}

/// Reads a request to its end before anything is done about it, so that whoever sends it in drops holds no more than a
/// connection.
async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    router: Router,
) -> Result<Response, Infallible> {
    let (head, body) = request.into_parts();
    let body = match timeout(BODY_WITHIN, to_bytes(Body::new(body), MAX_BODY)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response()),
        Err(_) => return Ok(StatusCode::REQUEST_TIMEOUT.into_response()),
    };
    let mut request = Request::from_parts(head, Body::from(body));
    request.extensions_mut().insert(Peer(peer));
    router.oneshot(request).await
}

/// Serves one connection until it ends; after a word of `crowd` or `ends`, until its present request is answered.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    crowd: Arc<Notify>,
    mut ends: watch::Receiver<()>,
) {
    let service = service_fn(move |request| answer(request, peer, router.clone()));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .serve_connection(TokioIo::new(Patience::new(stream, READ_WITHIN)), service);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        outcome = &mut connection => Some(outcome),
        () = crowd.notified() => None,
        _ = ends.changed() => None,
    };
    let outcome = match ended {
        Some(outcome) => outcome,
        None => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        debug!("A connection ended early: {error}.");
    }
}

/// Starts a program, tells systemd, serves until SIGTERM or SIGINT.
///
/// # Errors
/// See [`StartError`].
pub async fn run(bind: impl Future<Output = Result<Web, StartError>>) -> Result<(), StartError> {
    let shutdown = shutdown();
    let web = bind.await?;
    let address =
        web.address().map_err(|source| StartError { what: "reading our own address".to_owned(), source })?;
    let line = format!("serving at http://{address}");
    info!("callbackd-web is {line}.");
    notify(&[NotifyState::Ready, NotifyState::Status(&line)]);
    web.serve(shutdown).await;
    notify(&[NotifyState::Stopping]);
    info!("callbackd-web is down.");
    Ok(())
}

/// Resolves when the operating system wants the program to end.
fn shutdown() -> impl Future<Output = ()> {
    // Now, not at the first poll: whoever reads READY=1 may ask for the end at once.
    let terminate = signal(SignalKind::terminate());
    let interrupt = signal(SignalKind::interrupt());
    async move {
        let (Ok(mut terminate), Ok(mut interrupt)) = (terminate, interrupt) else {
            warn!("Signals cannot be listened to: only SIGKILL will end this.");
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}

/// A service manager that does not hear is no reason to stop.
fn notify(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        debug!("systemd cannot be told {states:?}: {error}");
    }
}
