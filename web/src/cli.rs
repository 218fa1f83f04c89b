//! The command line.

use std::{ffi::OsString, io::IsTerminal, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::{
    contact, desk,
    serve::{self, StartError, Web},
    settings::{DEFAULT_PATH, Fault, Settings},
};

/// The command line is wrong (sysexits.h).
const USAGE: u8 = 64;
/// The address cannot be listened at, or the system refuses something every program needs.
const OSERR: u8 = 71;
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
    /// Read a password and print a person's line for the people file.
    HashPassword {
        /// What the person signs in as.
        name: String,
        /// What they may do: agent, supervisor or agent|supervisor.
        #[arg(long, default_value = "agent")]
        roles: String,
        /// The agents they may act as, with commas between them; the one of the same name unless given.
        #[arg(long)]
        agents: Option<String>,
    },
}

/// Does what the arguments say; the first is the program's name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Cli::try_parse_from(arguments) {
        Ok(Cli { command: Command::Check(source) }) => told(Settings::load(&source.config), |settings| {
            println!("{settings}");
            ExitCode::SUCCESS
        }),
        Ok(Cli { command: Command::Contact(source) }) => {
            told(Settings::load(&source.config), |settings| run(&settings, contact::bind(&settings)))
        }
        Ok(Cli { command: Command::Desk(Desk { act: Some(act), .. }) }) => act.run(),
        Ok(Cli { command: Command::Desk(Desk { source, act: None }) }) => {
            told(Settings::load(&source.config), |settings| run(&settings, desk::bind(&settings)))
        }
        Err(answer) => {
            // A closed terminal is no reason to fail otherwise.
            let _ = answer.print();
            if answer.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS }
        }
    }
}

impl DeskAct {
    fn run(self) -> ExitCode {
        let Self::HashPassword { name, roles, agents } = self;
        let own = if roles.contains("agent") { name.as_str() } else { "" };
        match desk::hash_password::line(&name, &roles, agents.as_deref().unwrap_or(own)) {
            Ok(line) => {
                println!("{line}");
                ExitCode::SUCCESS
            }
            Err(complaint) => {
                eprintln!("{complaint}");
                ExitCode::from(USAGE)
            }
        }
    }
}

fn told(settings: Result<Settings, Fault>, then: impl FnOnce(Settings) -> ExitCode) -> ExitCode {
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
    let colours = std::io::stderr().is_terminal() && !is_plain;
    let lines =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    // Fails only where somebody logs already, and then there is nothing to start.
    let _ = match std::env::var_os("JOURNAL_STREAM") {
        Some(_) => lines.without_time().try_init(),
        None => lines.try_init(),
    };
}
