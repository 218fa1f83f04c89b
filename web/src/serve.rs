//! Listening: one task per connection, each with deadlines, so many at once and no more.
#![expect(clippy::disallowed_methods, reason = "this is where connections come from")]

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use sd_notify::NotifyState;
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tower::ServiceExt;
use tracing::{debug, info, warn};

use crate::security::MAX_BODY;

/// A request's head must be there within this; a connection between two requests may be as long idle.
const HEAD_WITHIN: Duration = Duration::from_secs(20);
/// And its body within this after that.
const BODY_WITHIN: Duration = Duration::from_secs(10);
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
        let graceful = GracefulShutdown::new();
        let mut shutdown = pin!(shutdown);
        loop {
            let accepted = async {
                // Never closed. One connection more than may be open waits in the listener's queue.
                let permit = Arc::clone(&self.connections).acquire_owned().await.ok();
                (permit, self.listener.accept().await)
            };
            tokio::select! {
                () = &mut shutdown => break,
                (permit, accepted) = accepted => match accepted {
                    Ok((stream, peer)) => {
                        let connection = graceful.watch(connection(stream, peer, self.router.clone()));
                        tokio::spawn(async move {
                            if let Err(error) = connection.await {
                                debug!("A connection ended early: {error}.");
                            }
                            drop(permit);
                        });
                    }
                    Err(error) => {
                        debug!("A connection could not be accepted: {error}.");
                        sleep(BREATH).await;
                    }
                }
            }
        }
        drop(self.listener);
        if timeout(LAST_ANSWERS, graceful.shutdown()).await.is_err() {
            debug!("Connections that were still open are closed.");
        }
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

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    let service = service_fn(move |request| answer(request, peer, router.clone()));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .serve_connection(TokioIo::new(stream), service)
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
