//! Logging: which events are written, how they look, and a thread that writes them.
//!
//! ```text
//!  any thread ── event ──▶ filter ──▶ one line ──▶ bounded queue ──▶ thread ──▶ stderr | journal
//! ```
//!
//! The journal's socket blocks while journald is busy or stopped, and so does a terminal that somebody paused. So events are
//! made into lines where they happen and written elsewhere; what does not fit into the queue is counted and the count told.

mod journal;
mod queue;

use std::{
    env,
    ffi::OsString,
    io::{self, IsTerminal, Write},
    os::unix::net::UnixDatagram,
};

use tracing::warn;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use self::{journal::Journal, queue::Queue};
use crate::config::{Log, LogFormat};

/// Keeps the log's thread; when it is dropped, what is queued is written, within two seconds.
#[derive(Debug)]
#[must_use = "the last lines are lost unless this is kept until the end"]
pub struct Telemetry(Queue);

impl Drop for Telemetry {
    fn drop(&mut self) {
        self.0.flush();
    }
}

/// Starts logging for the whole process. `RUST_LOG` wins over the configured filter.
///
/// # Errors
/// The log's thread cannot be started, or the process logs already.
pub fn start(log: &Log) -> io::Result<Telemetry> {
    let (filter, complaint) = filter(log, env::var("RUST_LOG").ok());
    let sink = Sink::open(log.format);
    let format = sink.format(log.format);
    let queue = Queue::start(move |line| sink.write(line), move |lost| format.lost(lost))?;
    let layer = format.layer(queue.clone());
    let installed = tracing_subscriber::registry().with(layer.with_filter(filter)).try_init();
    installed.map_err(io::Error::other)?;
    if let Some(complaint) = complaint {
        warn!("{complaint}");
    }
    Ok(Telemetry(queue))
}

/// The filter that applies, and what is to be said about it.
fn filter(log: &Log, variable: Option<String>) -> (EnvFilter, Option<String>) {
    let wanted = variable.filter(|text| !text.is_empty());
    match wanted.as_ref().map(EnvFilter::try_new) {
        Some(Ok(filter)) => (filter, None),
        Some(Err(error)) => (
            EnvFilter::new(&log.filter),
            Some(format!("RUST_LOG is not used, because it is no filter: {error}.")),
        ),
        None => (EnvFilter::new(&log.filter), None),
    }
}

/// Where lines go.
#[derive(Debug)]
enum Sink {
    Stderr,
    Journal(Journal),
}

impl Sink {
    fn open(format: LogFormat) -> Self {
        let journal = match format {
            LogFormat::Auto => journal::is_stderr(env::var("JOURNAL_STREAM").ok().as_deref()),
            LogFormat::Journal => true,
            LogFormat::Text | LogFormat::Json => false,
        };
        let socket = if journal { UnixDatagram::unbound().ok() } else { None };
        socket.map_or(Self::Stderr, |socket| Self::Journal(Journal::new(socket)))
    }

    fn format(&self, wanted: LogFormat) -> Format {
        match (self, wanted) {
            (Self::Journal(_), _) | (Self::Stderr, LogFormat::Json) => Format::Json,
            (Self::Stderr, _) => {
                Format::Text { colours: colours(io::stderr().is_terminal(), |name| env::var_os(name)) }
            }
        }
    }

    /// What cannot be written is lost: there is nowhere to say so.
    fn write(&self, line: &[u8]) {
        let _ = match self {
            Self::Stderr => io::stderr().lock().write_all(line),
            Self::Journal(journal) => journal.write(line).or_else(|_| io::stderr().lock().write_all(line)),
        };
    }
}

/// Does standard error show colours? Files and pipes do not; no-color.org has the word of people.
fn colours(terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let unwanted = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
    terminal && !unwanted && variable("TERM").is_none_or(|term| term != "dumb")
}

/// How lines look. The journal gets its fields out of JSON.
#[derive(Debug, Clone, Copy)]
enum Format {
    Text { colours: bool },
    Json,
}

impl Format {
    /// The line that stands for lines that are lost.
    fn lost(self, count: u64) -> String {
        let message =
            format!("{count} log lines were dropped, because they could not be written fast enough.");
        match self {
            Self::Text { .. } => format!("WARN {message}\n"),
            Self::Json => {
                let fields = serde_json::json!({ "message": message, "dropped": count });
                format!(
                    "{}\n",
                    serde_json::json!({ "level": "WARN", "fields": fields, "target": module_path!() })
                )
            }
        }
    }

    fn layer(self, queue: Queue) -> Box<dyn Layer<Registry> + Send + Sync> {
        match self {
            Self::Text { colours } => fmt::layer().with_ansi(colours).with_writer(queue).boxed(),
            Self::Json => fmt::layer().json().with_writer(queue).boxed(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_terminals_whose_people_want_them() {
        let of = |terminal, name: &'static str, value: &'static str| {
            colours(terminal, move |asked| (asked == name).then(|| value.into()))
        };
        assert!(of(true, "TERM", "xterm") && of(true, "NO_COLOR", ""));
        assert!(!of(false, "TERM", "xterm") && !of(true, "NO_COLOR", "1") && !of(true, "TERM", "dumb"));
    }
}
