//! The configuration: one file for both programs, read strictly.
//!
//! A fault names file, line, column and key, says what is wrong and what to write instead. Ranges belong to the types of the
//! values, so there is nothing left to check afterwards.

mod contact;
mod contradiction;
mod desk;
mod value;

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
};

use callbackd_settings::file::{FileFault, read_text};
use serde::Deserialize;

use self::value::filter;
pub use self::{
    contact::{CaptchaSettings, ContactSettings},
    desk::{Auth, DeskSettings},
    value::{Absolute, Count, Country, Header, Listen, Origin, Queue, Socket, Source, Span},
};

/// The configuration file unless another is named. Not beside the daemon's, which only the daemon may read.
pub const DEFAULT_PATH: &str = "/etc/callbackd-web/web.toml";

/// Longest configuration file, in octets.
const MAX_FILE: u64 = 1 << 20;

/// Everything both programs are told.
#[derive(Debug, Clone, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// The daemon's socket.
    pub socket: Socket,
    /// What is logged: an `EnvFilter` directive list.
    #[serde(deserialize_with = "filter")]
    pub log: String,
    /// `[contact]`.
    pub contact: ContactSettings,
    /// `[desk]`.
    pub desk: DeskSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            socket: Socket(PathBuf::from("/run/callbackd/api.sock")),
            log: "info".to_owned(),
            contact: ContactSettings::default(),
            desk: DeskSettings::default(),
        }
    }
}

/// What would be served, in a few lines.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "socket   {}", self.socket.0.display())?;
        writeln!(f, "contact  http://{}", self.contact.listen)?;
        write!(f, "desk     http://{}", self.desk.listen)
    }
}

/// What is wrong with the configuration, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
    /// The file, as it was named.
    pub file: String,
    /// Line and column, from 1; absent where the file as a whole is meant.
    pub place: Option<(usize, usize)>,
    /// The key, such as `contact.listen`; empty where no key is concerned.
    pub key: String,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        f.write_str(": ")?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.message)
    }
}

impl Settings {
    /// Reads the file.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn load(path: &Path) -> Result<Self, Fault> {
        let file = path.display().to_string();
        match read_text(path, MAX_FILE) {
            Ok(text) => Self::read(&file, &text),
            Err(error) => {
                let message = match error {
                    FileFault::Absent => format!("{error}: create it, or name another with --config"),
                    error => error.to_string(),
                };
                Err(Fault { file, place: None, key: String::new(), message })
            }
        }
    }

    /// Reads the text of a file of that name.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(file: &str, text: &str) -> Result<Self, Fault> {
        let fault = |key: String, span: Option<Range<usize>>, message: String| Fault {
            file: file.to_owned(),
            place: span.map(|span| place(text, span.start)),
            key,
            message,
        };
        let tree = toml::Deserializer::parse(text)
            .map_err(|error| fault(String::new(), error.span(), format!("not TOML: {}", error.message())))?;
        let settings: Self = serde_path_to_error::deserialize(tree).map_err(|error| {
            let key = error.path().to_string();
            let key = if key == "." { String::new() } else { key };
            fault(key, error.inner().span(), in_words(error.inner().message()))
        })?;
        match contradiction::find(&settings) {
            Some(found) => Err(fault(found.key(), found.span(text), found.message())),
            None => Ok(settings),
        }
    }
}

/// Line and column, from 1.
fn place(text: &str, octet: usize) -> (usize, usize) {
    let before = text.get(..octet).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// Serde's sentence as what is wrong and what to write instead.
fn in_words(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field ") {
        let wrong = names.next().unwrap_or_default();
        let known: Vec<&str> = names.collect();
        let nearest = known.iter().map(|name| (strsim::jaro_winkler(wrong, name), name));
        return match nearest.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness > 0.8) {
            Some((_, name)) => format!("there is no such key: did you mean `{name}`?"),
            None => format!("there is no such key: write one of {}", known.join(", ")),
        };
    }
    if message.starts_with("missing field ") {
        return format!("`{}` is missing: add it", names.next().unwrap_or_default());
    }
    let Some((found, wanted)) = message.split_once(", expected ") else { return message.to_owned() };
    let kinds = ["invalid type: ", "invalid value: ", "unknown variant "];
    let found = kinds.iter().find_map(|kind| found.strip_prefix(kind)).unwrap_or(found);
    let wanted = match wanted {
        "a string" => "text in quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list in brackets",
        _ if wanted.starts_with("struct ") || wanted == "a map" => "a table",
        _ => wanted,
    };
    format!("found {found}: write {wanted}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        Settings::read("web.toml", text).expect_err("a fault").to_string()
    }

    #[test]
    fn a_fault_names_its_place_its_key_and_what_to_write() {
        assert_eq!(
            told("log = \"info\"\n\n[contact]\nlissen = \"127.0.0.1:8080\"\n"),
            "web.toml:4:1: contact.lissen: there is no such key: did you mean `listen`?"
        );
        assert_eq!(
            told("socket = \"api.sock\""),
            "web.toml:1:10: socket: found string \"api.sock\": write a path that begins with /, of at most 107 octets"
        );
        assert_eq!(
            told("[contact]\nlisten = 8080"),
            "web.toml:2:10: contact.listen: found integer `8080`: write an address and a port, such as \
             \"127.0.0.1:8080\" or \"[::1]:8080\""
        );
        assert!(told("socket = ").starts_with("web.toml:1:"), "{}", told("socket = "));
    }

    #[test]
    fn an_empty_file_means_the_defaults() {
        assert_eq!(Settings::read("web.toml", "").expect("no fault"), Settings::default());
    }
}
