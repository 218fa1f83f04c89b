//! The command line.

use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::{
    contact,
    desk::{self, hash_password},
    serve::{self, StartError, Web},
    settings::{DEFAULT_PATH, Fault, Settings},
};

/// The command line is wrong (sysexits.h).
const USAGE: u8 = 64;
/// The address cannot be listened at, or the system refuses something every program needs.
const OSERR: u8 = 71;
/// What was asked for cannot be written.
const CANTWRITE: u8 = 74;
/// The configuration is wrong; only a person can help.
const CONFIG: u8 = 78;

/// Pages for customers and agents on top of callbackd's socket.
#[derive(Debug, Parser)]
#[command(name = "callbackd-web", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the public Contact Us page until SIGTERM.
    Contact(Source),
    /// Serve the agents' desk and the supervisor's page until SIGTERM.
    Desk(Desk),
    /// Tell what is wrong with the configuration, or what would be served.
    Check(Source),
}

#[derive(Debug, Args)]
struct Source {
    /// The configuration file.
    #[arg(long, value_name = "PATH", default_value = DEFAULT_PATH)]
    config: PathBuf,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
struct Desk {
    #[command(flatten)]
    source: Source,
    #[command(subcommand)]
    act: Option<DeskAct>,
}

#[derive(Debug, Subcommand)]
enum DeskAct {
    /// Read a password and print a person's line for the people file, or write it there.
    HashPassword {
        /// What the person signs in as.
        name: String,
        /// What they may do: agent, supervisor or agent|supervisor; agent, or as in the file before, unless given.
        #[arg(long)]
        roles: Option<String>,
        /// The agents they may act as, with commas between them; the one of the same name, or as in the file before, unless
        /// given.
        #[arg(long)]
        agents: Option<String>,
        /// Put the line into this file, in place of the person's line before. Nobody else can read it: a new file belongs to
        /// the group callbackd-desk, where there is one and root writes it, and is open to that group only.
        #[arg(long, value_name = "PATH")]
        file: Option<PathBuf>,
    },
}

/// Does what the arguments say; the first is the program's name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Cli::try_parse_from(arguments) {
        Ok(Cli { command: Command::Check(source) }) => {
            told(Settings::load(&source.config).and_then(checked), |(settings, sign_in)| {
                say(&format!("{settings}\n{sign_in}"))
            })
        }
        Ok(Cli { command: Command::Contact(source) }) => told(Settings::load(&source.config), |settings| {
            run(&settings, contact::bind(&settings.socket, &settings.contact))
        }),
        Ok(Cli { command: Command::Desk(Desk { act: Some(act), .. }) }) => act.run(),
        Ok(Cli { command: Command::Desk(Desk { source, act: None }) }) => {
            let settings = Settings::load(&source.config);
            let settings = settings.and_then(|settings| desk::people(&settings.desk).map(|_| settings));
            told(settings, |settings| run(&settings, desk::bind(&settings.socket, &settings.desk)))
        }
        Err(answer) => {
            // A closed terminal is no reason to fail otherwise.
            let _ = answer.print();
            if answer.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS }
        }
    }
}

/// Whoever closed the output has seen enough; where it cannot be written otherwise, that is a fault.
fn say(text: &str) -> ExitCode {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("callbackd-web: the answer cannot be written: {error}");
            ExitCode::from(CANTWRITE)
        }
        _ => ExitCode::SUCCESS,
    }
}

impl DeskAct {
    fn run(self) -> ExitCode {
        let Self::HashPassword { name, roles, agents, file } = self;
        match hash_password::run(&hash_password::Request { name, roles, agents, file }) {
            Ok(told) => say(&told),
            Err(hash_password::Failure::Complaint(complaint)) => {
                eprintln!("{complaint}");
                ExitCode::from(USAGE)
            }
            Err(hash_password::Failure::Signal(number)) => ExitCode::from(128_u8.saturating_add(number)),
        }
    }
}

/// What `check` has to say beyond the configuration itself: who can sign in at the desk.
fn checked(settings: Settings) -> Result<(Settings, String), Fault> {
    let path = settings.desk.people_file.0.display();
    let sign_in = match desk::is_unused(&settings.desk) {
        true => format!("people   nobody can sign in at the desk before there is {path}"),
        false => format!("people   {} in {path}", desk::people(&settings.desk)?.len()),
    };
    Ok((settings, sign_in))
}

fn told<T>(settings: Result<T, Fault>, then: impl FnOnce(T) -> ExitCode) -> ExitCode {
    match settings {
        Ok(settings) => then(settings),
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::from(CONFIG)
        }
    }
}

fn run(settings: &Settings, bind: impl Future<Output = Result<Web, StartError>>) -> ExitCode {
    log(&settings.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(serve::run(bind)),
        Err(source) => Err(StartError { what: "starting threads".to_owned(), source }),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("callbackd-web does not start: {error}");
            ExitCode::from(OSERR)
        }
    }
}

/// To standard error; under systemd that is the journal, which knows the time itself. `RUST_LOG` wins. Colours are for
/// terminals, and for people who want them (`NO_COLOR`).
fn log(filter: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(filter));
    let is_plain = std::env::var_os("NO_COLOR").is_some_and(|word| !word.is_empty());
    let colours = io::stderr().is_terminal() && !is_plain;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(colours);
    // Fails only where somebody logs already, and then there is nothing to start.
    let _ = match std::env::var_os("JOURNAL_STREAM") {
        Some(_) => lines.without_time().try_init(),
        None => lines.try_init(),
    };
}
