//! What stands in files of its own, so that configurations can be shown: the password of the association,
//! authorisation codes, TLS keys.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use super::Checker;
use callbackd_settings::file::{FileFault, read_text};

/// Longest secret, in octets.
const MAX_SECRET: usize = 255;

/// As much of its file is looked at.
const MAX_SECRET_FILE: u64 = 64 << 10;

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

    /// The first line of a file, which holds `what`.
    pub(super) fn secret(
        &mut self,
        key: &str,
        file: &str,
        credentials: Option<&Path>,
        what: &str,
    ) -> Option<String> {
        let path = self.located(key, file, credentials)?;
        match first_line(&path, what) {
            Ok(secret) => {
                self.warn_if_open(key, &path);
                Some(secret)
            }
            Err(message) => {
                self.fault(key, format!("{}: {message}", path.display()));
                None
            }
        }
    }
}

fn first_line(path: &Path, what: &str) -> Result<String, String> {
    let text = read_text(path, MAX_SECRET_FILE).map_err(|fault| match fault {
        FileFault::Absent => format!("{fault}: create it with the {what} in its first line"),
        fault => fault.to_string(),
    })?;
    let secret = text.lines().next().unwrap_or_default();
    match secret.len() {
        0 => Err(format!("its first line is empty: write the {what} there")),
        1..=MAX_SECRET => Ok(secret.to_owned()),
        _ => Err(format!("its first line is longer than {MAX_SECRET} octets: this is hardly the {what}")),
    }
}
