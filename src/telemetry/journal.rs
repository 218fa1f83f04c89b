//! The systemd journal's native protocol: one datagram of fields per event
//! (<https://systemd.io/JOURNAL_NATIVE_PROTOCOL/>).

use std::{io, os::unix::net::UnixDatagram};

use serde_json::{Map, Value};

/// Where journald listens.
const SOCKET: &str = "/run/systemd/journal/socket";

/// Longer values are cut: a datagram must fit into the socket's buffer.
const MAX_VALUE: usize = 48 << 10;

/// Longest name of a field.
const MAX_NAME: usize = 64;

/// Sends events to the journal.
#[derive(Debug)]
pub(super) struct Journal {
    socket: UnixDatagram,
}

impl Journal {
    pub(super) fn new(socket: UnixDatagram) -> Self {
        Self { socket }
    }

    /// Sends one event, given as the JSON line of `tracing_subscriber`.
    ///
    /// Not connected beforehand, so that a journald that was restarted is found again.
    ///
    /// # Errors
    /// The line is none, or journald is not there.
    pub(super) fn write(&self, line: &[u8]) -> io::Result<()> {
        let datagram = datagram(&serde_json::from_slice(line)?);
        self.socket.send_to(&datagram, SOCKET).map(drop)
    }
}

/// Is this process's stderr connected to the journal, as systemd says in `JOURNAL_STREAM` (device and inode)?
pub(super) fn is_stderr(variable: Option<&str>) -> bool {
    let Some((device, inode)) = variable.and_then(|text| text.split_once(':')) else { return false };
    let Ok(stderr) = rustix::fs::fstat(io::stderr()) else { return false };
    device.parse() == Ok(stderr.st_dev) && inode.parse() == Ok(stderr.st_ino)
}

/// Spans' fields first, the outermost before the innermost, then the event's own. The journal keeps several values of a name.
fn datagram(event: &Map<String, Value>) -> Vec<u8> {
    let mut octets = Vec::with_capacity(512);
    let text = |key: &str| event.get(key).and_then(Value::as_str).unwrap_or_default();
    put(&mut octets, "PRIORITY", priority(text("level")));
    put(&mut octets, "SYSLOG_IDENTIFIER", "callbackd");
    put(&mut octets, "TARGET", text("target"));
    let spans =
        event.get("spans").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let own = event.get("fields").and_then(Value::as_object);
    for (name, value) in spans.chain(own).flatten() {
        match value {
            Value::String(text) => put(&mut octets, name, text),
            other => put(&mut octets, name, &other.to_string()),
        }
    }
    octets
}

/// syslog's priorities.
fn priority(level: &str) -> &'static str {
    match level {
        "ERROR" => "3",
        "WARN" => "4",
        "INFO" => "6",
        _ => "7",
    }
}

fn put(octets: &mut Vec<u8>, name: &str, value: &str) {
    let name = field_name(name);
    if name.is_empty() || value.is_empty() {
        return;
    }
    let value = cut(value);
    octets.extend_from_slice(name.as_bytes());
    if value.contains('\n') {
        octets.push(b'\n');
        octets.extend_from_slice(&(value.len() as u64).to_le_bytes());
    } else {
        octets.push(b'=');
    }
    octets.extend_from_slice(value.as_bytes());
    octets.push(b'\n');
}

fn cut(value: &str) -> &str {
    let end = (0..=MAX_VALUE.min(value.len())).rev().find(|end| value.is_char_boundary(*end));
    value.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// Capitals, digits and underscores; no underscore first, because those fields are journald's own.
fn field_name(name: &str) -> String {
    let bent = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = name.chars().map(bent).take(MAX_NAME).collect();
    name.trim_start_matches(|c: char| c == '_' || c.is_ascii_digit()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(line: &str) -> Vec<u8> {
        datagram(&serde_json::from_str(line).unwrap())
    }

    #[test]
    fn an_event_becomes_fields() {
        let line = r#"{"timestamp":"2026-07-01T08:00:00Z","level":"WARN","fields":{"message":"No answer.","cause":10,
            "_pid":1},"target":"callbackd::pbx","span":{"leg_id":"b"},"spans":[{"session_id":"a","name":"session"},{"leg_id":"b"}]}"#;
        let expected = "PRIORITY=4\nSYSLOG_IDENTIFIER=callbackd\nTARGET=callbackd::pbx\nSESSION_ID=a\nNAME=session\nLEG_ID=b\n\
                        MESSAGE=No answer.\nCAUSE=10\nPID=1\n";
        assert_eq!(String::from_utf8(sent(line)).unwrap(), expected);
    }

    #[test]
    fn a_value_of_several_lines_travels_with_its_length() {
        // The example of the protocol's description.
        let mut octets = Vec::new();
        put(&mut octets, "MESSAGE", "foo\nbar");
        assert_eq!(octets, b"MESSAGE\n\x07\0\0\0\0\0\0\0foo\nbar\n");
    }

    #[test]
    fn what_does_not_fit_is_cut_at_a_character() {
        let mut octets = Vec::new();
        put(&mut octets, "MESSAGE", &"ß".repeat(MAX_VALUE));
        let text = String::from_utf8(octets).unwrap();
        assert!(text.len() <= "MESSAGE=\n".len() + MAX_VALUE, "{}", text.len());
    }

    #[test]
    fn stderr_is_the_journal_only_if_device_and_inode_agree() {
        let own = rustix::fs::fstat(io::stderr()).unwrap();
        assert!(is_stderr(Some(&format!("{}:{}", own.st_dev, own.st_ino))));
        assert!(!is_stderr(Some(&format!("{}:{}", own.st_dev, own.st_ino + 1))));
        assert!(!is_stderr(Some("")));
        assert!(!is_stderr(None));
    }
}
