//! The socket's file: made, taken over from systemd, removed.

use std::{
    fs, io,
    os::{
        fd::OwnedFd,
        unix::{
            fs::{FileTypeExt, PermissionsExt},
            net::UnixListener as StdListener,
        },
    },
    path::{Path, PathBuf},
};

use rustix::{
    io::Errno,
    net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType},
};
use tokio::net::{UnixListener, UnixStream};

use super::Peer;

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 128;

/// A bound socket. A file that we made goes when this is dropped.
#[derive(Debug)]
pub struct Listener {
    listener: UnixListener,
    made: Option<PathBuf>,
}

/// Why there is no socket.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Somebody answers there.
    #[error("{} is served by another process: stop that one, or give this daemon another path", .0.display())]
    InUse(PathBuf),
    /// We remove nothing but sockets.
    #[error("{} is in the way and is no socket: remove it, or give this daemon another path", .0.display())]
    NotASocket(PathBuf),
    /// The system says no.
    #[error("cannot {act} {}: {fault}", path.display())]
    System {
        /// What was tried.
        act: &'static str,
        /// Where.
        path: PathBuf,
        /// The system's word.
        fault: io::Error,
    },
}

impl Listener {
    /// Binds a socket file with the given permission bits. A stale one is replaced; one that is served is an error.
    ///
    /// Needs a tokio runtime around it.
    ///
    /// # Errors
    /// [`BindError`], each with what to do about it.
    pub fn bind(path: &Path, mode: u32) -> Result<Self, BindError> {
        let system = |act| move |fault: io::Error| BindError::System { act, path: path.to_owned(), fault };
        make_way(path)?;
        let listener = listen(path, mode).map_err(system("bind"))?;
        Ok(Self { listener, made: Some(path.to_owned()) })
    }

    /// Takes a socket that somebody else, such as systemd, has bound and will remove.
    ///
    /// Needs a tokio runtime around it.
    ///
    /// # Errors
    /// When it cannot be made non-blocking or is no listening stream socket.
    pub fn adopt(listener: StdListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        Ok(Self { listener: UnixListener::from_std(listener)?, made: None })
    }

    pub(super) async fn accept(&self) -> io::Result<(UnixStream, Peer)> {
        loop {
            let (stream, _) = self.listener.accept().await?;
            // A peer that went away before it could be asked is no trouble of the listener's.
            if let Ok(credentials) = stream.peer_cred() {
                return Ok((stream, Peer { uid: credentials.uid(), gid: credentials.gid() }));
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(path) = &self.made {
            // If it is gone already, so much the better.
            let _ = fs::remove_file(path);
        }
    }
}

/// The file gets its mode before the socket listens, so nobody connects under a looser one.
fn listen(path: &Path, mode: u32) -> io::Result<UnixListener> {
    let socket = socket()?;
    rustix::net::bind(&socket, &SocketAddrUnix::new(path)?)?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    rustix::net::listen(&socket, BACKLOG)?;
    UnixListener::from_std(StdListener::from(socket))
}

fn socket() -> rustix::io::Result<OwnedFd> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)
}

/// Does somebody listen there? A full backlog (EAGAIN) says so too, and must not make us wait.
fn is_served(path: &Path) -> rustix::io::Result<bool> {
    match rustix::net::connect(socket()?, &SocketAddrUnix::new(path)?) {
        Ok(()) | Err(Errno::AGAIN) => Ok(true),
        Err(Errno::CONNREFUSED) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// Removes a socket on which nobody answers.
fn make_way(path: &Path) -> Result<(), BindError> {
    let system = |act| move |fault| BindError::System { act, path: path.to_owned(), fault };
    match fs::symlink_metadata(path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(fault) => return Err(system("look at")(fault)),
        Ok(found) if !found.file_type().is_socket() => return Err(BindError::NotASocket(path.to_owned())),
        Ok(_) => {}
    }
    if is_served(path).map_err(io::Error::from).map_err(system("find out who serves"))? {
        return Err(BindError::InUse(path.to_owned()));
    }
    fs::remove_file(path).map_err(system("remove the stale socket"))
}
