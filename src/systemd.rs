//! What systemd is told, and what it hands over. Outside systemd everything here does nothing.

use std::{
    io,
    os::{fd::OwnedFd, unix::net::UnixListener},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use rustix::{
    io::{FdFlags, fcntl_setfd},
    net::{AddressFamily, sockopt},
};
use sd_notify::NotifyState;
use tracing::{debug, warn};

/// The descriptor that is the API's: systemd names it after its unit unless `FileDescriptorName=` says otherwise.
const SOCKET: &str = "callbackd.socket";

/// The daemon serves; `status` is what `systemctl status` shows.
pub fn ready(status: &str) {
    notify(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// The daemon still starts, and asks to be waited for so much longer from now on.
pub fn starting(longer: Duration, status: &str) {
    let longer = u32::try_from(longer.as_micros()).unwrap_or(u32::MAX);
    notify(&[NotifyState::ExtendTimeoutUsec(longer), NotifyState::Status(status)]);
}

/// One line for `systemctl status`.
pub fn status(line: &str) {
    notify(&[NotifyState::Status(line)]);
}

/// The configuration is being read again; [`ready`] must follow.
pub fn reloading() {
    // Type=notify-reload wants to know since when, so as not to take an earlier READY=1 for the answer.
    match NotifyState::monotonic_usec_now() {
        Ok(now) => notify(&[NotifyState::Reloading, now]),
        Err(_) => notify(&[NotifyState::Reloading]),
    }
}

/// The daemon goes down.
pub fn stopping() {
    notify(&[NotifyState::Stopping]);
}

/// The engine still turns.
pub fn alive() {
    notify(&[NotifyState::Watchdog]);
}

/// How often to say [`alive`]: twice in the time after which systemd (`WatchdogSec=`) kills what is silent.
#[must_use]
pub fn watchdog() -> Option<Duration> {
    sd_notify::watchdog_enabled().map(|limit| limit / 2)
}

/// The API's socket, if systemd listens on it for us. Gives it once.
#[must_use]
pub fn socket() -> Option<UnixListener> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.swap(true, Ordering::Relaxed) {
        return None;
    }
    let inherited = sd_listen_fds::get().unwrap_or_else(|error| {
        warn!("systemd's sockets are not understood, so none is used: {error}");
        Vec::new()
    });
    let mut sockets = Vec::new();
    for (name, socket) in inherited {
        let name = name.unwrap_or_default();
        match listening(socket.into_std()) {
            Ok(listener) if name == SOCKET => sockets.push(listener),
            Ok(_) => warn!(name, "A socket of systemd's is left alone: the one used is named {SOCKET}."),
            Err(error) => warn!(name, "A descriptor of systemd's is left alone: {error}."),
        }
    }
    sockets.into_iter().next()
}

/// A Unix socket that listens; not to be inherited by anybody else.
fn listening(socket: OwnedFd) -> io::Result<UnixListener> {
    fcntl_setfd(&socket, FdFlags::CLOEXEC)?;
    if sockopt::socket_domain(&socket)? != AddressFamily::UNIX || !sockopt::socket_acceptconn(&socket)? {
        return Err(io::Error::other("it is no listening Unix socket"));
    }
    Ok(UnixListener::from(socket))
}

/// A service manager that does not hear is no reason to stop.
fn notify(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        debug!("systemd cannot be told {states:?}: {error}");
    }
}
