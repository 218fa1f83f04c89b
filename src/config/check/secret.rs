//! What stands in files of its own, so that configurations can be shown: the password of the association, TLS keys.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use super::Checker;
use crate::config::{link::Secret, sources::read_text};

/// Longest password, in octets.
const MAX_PASSWORD: usize = 255;

/// As much of its file is looked at.
const MAX_PASSWORD_FILE: u64 = 64 << 10;

impl Checker<'_> {
    /// Where the file is: at an absolute path, or a credential that systemd handed over under this name.
    pub(super) fn located(&mut self, key: &str, file: &str, credentials: Option<&Path>) -> Option<PathBuf> {
        match (Path::new(file), credentials) {
            (path, _) if path.is_absolute() => Some(path.to_owned()),
            _ if file.contains('/') || file.is_empty() => {
                self.fault(key, "write an absolute path, or the bare name of a credential of the unit");
                None
            }
            (name, Some(directory)) => Some(directory.join(name)),
            (_, None) => {
                let message = format!(
                    "systemd handed no credentials over: add LoadCredential={file}:PATH to the unit, or write an absolute path"
                );
                self.fault(key, message);
                None
            }
        }
    }

    /// Says so where everybody on this machine can read what should be known to few.
    pub(super) fn warn_if_open(&mut self, key: &str, path: &Path) {
        let mode = fs::metadata(path).map_or(0, |file| file.permissions().mode());
        if mode & 0o007 != 0 {
            self.warn(key, format!("every user of this machine can read {}: chmod o= it", path.display()));
        }
    }

    /// The first line of a file.
    pub(super) fn password(&mut self, key: &str, file: &str, credentials: Option<&Path>) -> Option<Secret> {
        let path = self.located(key, file, credentials)?;
        match first_line(&path) {
            Ok(password) => {
                self.warn_if_open(key, &path);
                Some(Secret::new(password))
            }
            Err(message) => {
                self.fault(key, format!("{}: {message}", path.display()));
                None
            }
        }
    }
}

fn first_line(path: &Path) -> Result<String, String> {
    let text = read_text(path, MAX_PASSWORD_FILE).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            "there is no such file: create it with the password in its first line".to_owned()
        }
        _ => format!("cannot be read: {error}"),
    })?;
    let password = text.lines().next().unwrap_or_default();
    match password.len() {
        0 => Err("its first line is empty: write the password there".to_owned()),
        1..=MAX_PASSWORD => Ok(password.to_owned()),
        _ => Err(format!("its first line is longer than {MAX_PASSWORD} octets: this is hardly the password")),
    }
}
