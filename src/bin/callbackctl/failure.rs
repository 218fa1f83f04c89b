//! How a command can go wrong, and with which exit status.

use std::{io, path::PathBuf, process::ExitCode};

use callbackd::{
    config, exit,
    journal::{OpenError, StoreError},
};
use callbackd_api::{client::CallError, ids::AgentId, views::Refused, words::Reason};
use serde_json::json;

use crate::{screen::escaped, words};

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The daemon says no.
    #[error("{}: {}{}", refused.reason, words::clean(&refused.detail), words::readings(&refused.readings))]
    Refused {
        /// Why.
        refused: Box<Refused>,
    },
    /// Somebody ended the log-in that this command held.
    #[error("{0} was logged out or logged in elsewhere")]
    LoggedOut(AgentId),
    /// What was typed makes no sense to the daemon or to us.
    #[error("{0}")]
    Usage(String),
    /// Nobody answers at the socket.
    #[error(
        "cannot reach callbackd at {}: {fault}\n\
         Is it running (systemctl status callbackd)? Does --socket or CALLBACKD_SOCKET name its socket?",
        path.display()
    )]
    Unreachable {
        /// The socket.
        path: PathBuf,
        /// What the system says.
        fault: io::Error,
    },
    /// The connection ended while we waited.
    #[error(
        "callbackd closed the connection before it answered; look before you try again: it may have been done"
    )]
    Gone,
    /// The system does not let us open the socket.
    #[error(
        "no permission to open {}\n\
         The owner, group and mode of that file say who may (ls -l); the daemon's configuration sets them.",
        .0.display()
    )]
    Denied(PathBuf),
    /// The daemon speaks another language.
    #[error("{0}")]
    Protocol(String),
    /// Some input is no APDU; each line of it was told already.
    #[error("{0} could not be decoded")]
    Undecoded(usize),
    /// The configuration is wrong.
    #[error("{0}")]
    Configuration(#[from] config::ConfigFaults),
    /// Some lines of a table are no rows.
    #[error("{0}")]
    Table(String),
    /// Some numbers became something else; each was told already.
    #[error("{wrong} of {all} numbers did not become what the table says")]
    Unexpected {
        /// So many.
        wrong: usize,
        /// Of so many.
        all: usize,
    },
    /// The store cannot be opened.
    #[error("{0}")]
    NoStore(OpenError),
    /// The store failed while it was worked on.
    #[error("{0}")]
    Store(StoreError),
    /// The store has faults; each was told already.
    #[error(
        "the store is damaged: {0} faults; restore it from a backup, or keep it as evidence and start with a new one"
    )]
    Unsound(u64),
    /// Nobody takes what we print.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refused) => Self::Refused { refused },
            CallError::Rejected { message, .. } => Self::Usage(words::clean(&message)),
            CallError::TooLong => Self::Usage(error.to_string()),
            CallError::Gone => Self::Gone,
            CallError::Unexpected(_) => Self::Protocol(error.to_string()),
        }
    }
}

fn told(error: &serde_json::Value) {
    eprintln!("{}", escaped(&error.to_string()));
}

impl Failure {
    /// Says it on standard error and gives the exit status (see `--help`; numbers of sysexits.h).
    pub(crate) fn report(self, json: bool) -> ExitCode {
        if matches!(&self, Self::Output(fault) if fault.kind() == io::ErrorKind::BrokenPipe) {
            return ExitCode::SUCCESS;
        }
        match &self {
            Self::Refused { refused } if json => told(&json!({ "error": refused })),
            _ if json => told(&json!({ "error": { "detail": self.to_string() } })),
            _ => {
                let lines: Vec<String> = self.to_string().lines().map(words::clean).collect();
                eprintln!("callbackctl: {}", lines.join("\n"));
            }
        }
        ExitCode::from(self.status())
    }

    fn status(&self) -> u8 {
        match self {
            Self::Refused { refused } if refused.reason == Reason::NotAllowed => 77,
            Self::Refused { .. } | Self::LoggedOut(_) | Self::Unexpected { .. } => 1,
            Self::Usage(_) => 2,
            Self::Unreachable { .. } | Self::Gone => 69,
            Self::Denied(_) => 77,
            Self::Undecoded(_) | Self::Table(_) | Self::Unsound(_) => 65,
            Self::NoStore(error) => exit::of_open(error),
            Self::Store(error) => exit::of_store(error),
            Self::Configuration(_) => 78,
            Self::Protocol(_) => 76,
            Self::Output(_) => 74,
        }
    }
}
