//! The link to the switch, and the password it may need.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use super::{Checker, list};
use crate::config::{
    link::{Association, Authentication, Framing, Link, Secret},
    mirror::{self, Pbx},
    sources::{profiles, read_text},
};

/// Longest password, in octets.
const MAX_PASSWORD: usize = 255;

/// As much of its file is looked at.
const MAX_PASSWORD_FILE: u64 = 64 << 10;

impl Checker<'_> {
    pub(super) fn link(&mut self, pbx: &Pbx, credentials: Option<&Path>) -> Option<Link> {
        if !profiles().any(|name| name == pbx.profile) {
            let message = format!("there is no profile `{}`: write one of {}", pbx.profile, list(profiles()));
            self.fault("pbx.profile", message);
        }
        let host = self.required("pbx.address", pbx.address.as_ref(), "address = \"192.0.2.10\"");
        if let Some(host) = host {
            self.host(host);
        }
        let port = self.required("pbx.port", pbx.port, "port = 2555");
        if pbx.backoff_min.0 > pbx.backoff_max.0 {
            self.fault("pbx.backoff-min", "is above backoff-max: write a shorter time");
        }
        if pbx.keep_alive.0 >= pbx.user_timeout.0 {
            self.fault(
                "pbx.keep-alive",
                "a dead host would be given up before it is asked: keep it below user-timeout",
            );
        }
        if let (Some(probe), Some(limit)) = (pbx.probe_every.0, pbx.silence_limit.0)
            && probe >= limit
        {
            self.fault(
                "pbx.probe-every",
                "a silent switch would be given up before it is asked: keep it below silence-limit",
            );
        }
        let association = self.association(&pbx.association, credentials);
        Some(Link {
            host: host?.clone(),
            port: port?.0.try_into().ok()?,
            framing: match pbx.framing {
                mirror::Framing::Len16 => Framing::Len16,
                mirror::Framing::Hipath26 => Framing::Hipath26,
            },
            prelude: pbx.prelude,
            association,
            connect_timeout: pbx.connect_timeout.0,
            bind_timeout: pbx.bind_timeout.0,
            request_timeout: pbx.request_timeout.0,
            keep_alive: pbx.keep_alive.0,
            user_timeout: pbx.user_timeout.0,
            probe_every: pbx.probe_every.0,
            probes_answered: pbx.probes_answered,
            silence_limit: pbx.silence_limit.0,
            backoff_min: pbx.backoff_min.0,
            backoff_max: pbx.backoff_max.0,
        })
    }

    /// An address, or a name as RFC 1123 has them.
    fn host(&mut self, host: &str) {
        let is_label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let is_name = host.len() <= 253 && host.trim_end_matches('.').split('.').all(is_label);
        if host.parse::<std::net::IpAddr>().is_err() && !is_name {
            let message = "is neither an IP address nor a host name: write one such as \"192.0.2.10\"; the port has a key of its own";
            self.fault("pbx.address", message);
        }
    }

    fn association(
        &mut self,
        association: &mirror::Association,
        credentials: Option<&Path>,
    ) -> Option<Association> {
        let width = association.version_width.0;
        if association.versions.is_empty() {
            self.fault("pbx.association.versions", "offers no version: write bits such as [4]");
        }
        for (place, bit) in association.versions.iter().enumerate() {
            if bit.0 >= width {
                let message = format!("bit {} is not among {width}: raise version-width", bit.0);
                self.fault(&format!("pbx.association.versions[{place}]"), message);
            }
        }
        let authentication = self.authentication(association, credentials);
        association.enabled.then(|| Association {
            context: association.context.0.clone(),
            user_information: association.user_information.0.clone(),
            versions: association.versions.iter().filter_map(|bit| bit.0.try_into().ok()).collect(),
            version_width: width.try_into().unwrap_or(u8::MAX),
            requirements: association.requirements,
            authentication,
        })
    }

    fn authentication(
        &mut self,
        association: &mirror::Association,
        credentials: Option<&Path>,
    ) -> Option<Authentication> {
        let key = |name: &str| format!("pbx.association.{name}");
        match (&association.name, &association.password_file, &association.text) {
            (None, None, None) => None,
            (None, None, Some(text)) => Some(Authentication::Text(text.clone())),
            (Some(name), Some(file), None) => {
                let password = self.password(&key("password-file"), file, credentials)?;
                Some(Authentication::Password { name: name.clone(), password })
            }
            (_, _, Some(_)) => {
                self.fault(&key("text"), "excludes name and password-file: keep what the switch asks for");
                None
            }
            (Some(_), None, None) => {
                self.fault(&key("name"), "needs a password-file beside it");
                None
            }
            (None, Some(_), None) => {
                self.fault(&key("password-file"), "needs a name beside it");
                None
            }
        }
    }

    /// The first line of a file: at an absolute path, or a credential that systemd handed over under this name.
    fn password(&mut self, key: &str, file: &str, credentials: Option<&Path>) -> Option<Secret> {
        let path = match (Path::new(file), credentials) {
            (path, _) if path.is_absolute() => path.to_owned(),
            _ if file.contains('/') || file.is_empty() => {
                self.fault(key, "write an absolute path, or the bare name of a credential of the unit");
                return None;
            }
            (name, Some(directory)) => directory.join(name),
            (_, None) => {
                let message = format!(
                    "systemd handed no credentials over: add LoadCredential={file}:PATH to the unit, or write an absolute path"
                );
                self.fault(key, message);
                return None;
            }
        };
        match self.first_line(key, &path) {
            Ok(password) => Some(Secret::new(password)),
            Err(message) => {
                self.fault(key, format!("{}: {message}", path.display()));
                None
            }
        }
    }

    fn first_line(&mut self, key: &str, path: &PathBuf) -> Result<String, String> {
        let text = read_text(path, MAX_PASSWORD_FILE).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                "there is no such file: create it with the password in its first line".to_owned()
            }
            _ => format!("cannot be read: {error}"),
        })?;
        let mode = fs::metadata(path).map_or(0, |file| file.permissions().mode());
        if mode & 0o007 != 0 {
            self.warn(key, format!("every user of this machine can read {}: chmod o= it", path.display()));
        }
        let password = text.lines().next().unwrap_or_default();
        match password.len() {
            0 => Err("its first line is empty: write the password there".to_owned()),
            1..=MAX_PASSWORD => Ok(password.to_owned()),
            _ => Err(format!(
                "its first line is longer than {MAX_PASSWORD} octets: this is hardly the password"
            )),
        }
    }
}
