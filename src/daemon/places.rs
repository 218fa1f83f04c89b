//! Will a start find where to put its store and its socket? Looked at by `check`, which changes nothing.

use std::{
    fs,
    os::unix::fs::FileTypeExt,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{Access, access, statvfs},
    io::Errno,
};

use crate::{
    config::Config,
    journal::{OpenError, judge_header},
};

/// What the units of the service make by themselves.
const MADE_BY_UNITS: [&str; 2] = ["/run/callbackd", "/var/lib/callbackd"];

/// What was found.
#[derive(Debug, Default)]
pub struct Places {
    /// A start would be refused.
    pub faults: Vec<String>,
    /// A start would be refused to this user, or before the units are there.
    pub warnings: Vec<String>,
}

/// Looks at the places that the configuration names.
#[must_use]
pub fn look(config: &Config) -> Places {
    let mut places = Places::default();
    let (store, socket) = (&config.store.path, &config.api.socket);
    places.folder("store.path", store);
    places.folder("api.socket", socket);
    match fs::metadata(store) {
        Ok(found) if !found.is_file() => places
            .faults
            .push(format!("store.path: {} is there and is no file: name another one", store.display())),
        Ok(found) if found.len() > 0 => places.store(store),
        _ => {}
    }
    if fs::symlink_metadata(socket).is_ok_and(|found| !found.file_type().is_socket()) {
        let socket = socket.display();
        places.faults.push(format!(
            "api.socket: {socket} is in the way and is no socket: remove it, or name another one"
        ));
    }
    places
}

/// Not even a first page would find room.
fn is_full(folder: &Path) -> bool {
    const LEAST: u64 = 64 * 1024;
    statvfs(folder).is_ok_and(|found| found.f_bavail.saturating_mul(found.f_frsize) < LEAST)
}

impl Places {
    /// The store that is there already.
    fn store(&mut self, path: &Path) {
        match judge_header(path) {
            Ok(()) => {}
            Err(error @ OpenError::Denied { .. }) => self.warnings.push(format!("store.path: {error}")),
            Err(error) => self.faults.push(format!("store.path: {error}")),
        }
    }

    /// The folder that something is put into.
    fn folder(&mut self, key: &str, path: &Path) {
        let folder = path.parent().map(PathBuf::from).unwrap_or_default();
        let shown = folder.display();
        match fs::metadata(&folder) {
            Ok(found) if !found.is_dir() => {
                self.faults.push(format!("{key}: {shown} is no folder: name another path"));
            }
            Ok(_) => match access(&folder, Access::WRITE_OK | Access::EXEC_OK) {
                Err(Errno::ROFS) => self.faults.push(format!(
                    "{key}: {shown} is on a file system that is mounted read-only: mount it for writing, or name another path"
                )),
                Err(_) => self
                    .warnings
                    .push(format!("{key}: this user may not write to {shown}: the daemon's user must")),
                Ok(()) if is_full(&folder) => {
                    self.faults.push(format!("{key}: no room is left in {shown}: free some, or name another path"));
                }
                Ok(()) => {}
            },
            Err(_) if MADE_BY_UNITS.iter().any(|made| Path::new(made) == folder) => {
                self.warnings.push(format!("{key}: {shown} is not there yet: the daemon's units make it"));
            }
            Err(error) => {
                self.faults.push(format!(
                    "{key}: there is no folder {shown} ({error}): make it, owned by the daemon's user"
                ));
            }
        }
    }
}
