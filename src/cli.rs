//! The daemon's command line.

use std::{
    ffi::OsString,
    fmt,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::LazyLock,
};

use clap::{Args, Parser, Subcommand};
use tokio::task::spawn_blocking;

use crate::{
    config::{self, Config, DEFAULT_PATH},
    daemon::{self, Signals},
    dialplan::numbering,
    exit,
    telemetry::{self, Telemetry},
};

/// Threads for the engine, the link and the socket; one of them keeps the others from waiting for each other.
const WORKERS: usize = 2;

/// With `--version`; `-V` tells the first line.
static LONG_VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{}\n{}", env!("CARGO_PKG_VERSION"), numbering::VERSION));

/// Customers' callback requests become calls placed by agents.
#[derive(Debug, Parser)]
#[command(name = "callbackd", version, long_version = LONG_VERSION.as_str())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until SIGTERM. Calls that are up stay up.
    Run(Source),
    /// Tell everything that is wrong with the configuration, or what would run.
    Check(Source),
}

#[derive(Debug, Args)]
struct Source {
    /// The configuration file; drop-ins are read from the directory of the same name that ends in .d.
    #[arg(long, value_name = "PATH", default_value = DEFAULT_PATH)]
    config: PathBuf,
}

/// Does what the arguments say; the first is the program's name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Cli::try_parse_from(arguments) {
        Ok(Cli { command: Command::Check(source) }) => check(&source.config),
        Ok(Cli { command: Command::Run(source) }) => run(source.config),
        Err(answer) => {
            // A closed terminal is no reason to fail otherwise.
            let _ = answer.print();
            if answer.use_stderr() { ExitCode::from(exit::USAGE) } else { ExitCode::SUCCESS }
        }
    }
}

fn run(path: PathBuf) -> ExitCode {
    if let Err(few) = daemon::descriptors::claim() {
        eprintln!("callbackd does not start: {few}");
        return ExitCode::from(exit::OSERR);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build();
    let runtime = match runtime.and_then(|runtime| daemon::end_within(daemon::END_WITHIN).map(|()| runtime)) {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("callbackd does not start: no threads for its tasks: {error}");
            return ExitCode::from(exit::OSERR);
        }
    };
    let mut telemetry = None;
    let status = runtime.block_on(serve(path, &mut telemetry));
    // What still hangs is not waited for.
    runtime.shutdown_background();
    // Only now, so that the last words are written too.
    drop(telemetry);
    status
}

/// From the first signal that may come to the last word.
async fn serve(path: PathBuf, telemetry: &mut Option<Telemetry>) -> ExitCode {
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => {
            eprintln!("callbackd does not start: no signals can be heard: {error}");
            return ExitCode::from(exit::OSERR);
        }
    };
    let source = path.clone();
    let load = move || config::load(Some(&source), config::environment());
    let loaded = tokio::select! {
        loaded = spawn_blocking(load) => loaded,
        () = signals.end.come() => return ExitCode::SUCCESS,
    };
    let config = match loaded {
        Ok(Ok(config)) => config,
        Ok(Err(faults)) => {
            eprintln!("{faults}");
            return ExitCode::from(exit::CONFIG);
        }
        Err(panicked) => {
            eprintln!("callbackd does not start: the configuration cannot be read: {panicked}");
            return ExitCode::from(exit::SOFTWARE);
        }
    };
    match telemetry::start(&config.log) {
        Ok(started) => *telemetry = Some(started),
        Err(error) => {
            eprintln!("callbackd does not start: nothing can be logged: {error}");
            return ExitCode::from(exit::OSERR);
        }
    }
    daemon::run(Some(path), config, signals).await
}

fn check(path: &Path) -> ExitCode {
    match config::load(Some(path), config::environment()) {
        Ok(config) => {
            for warning in &config.warnings {
                eprintln!("warning: {warning}");
            }
            let places = daemon::places::look(&config);
            for warning in &places.warnings {
                eprintln!("warning: {warning}");
            }
            if !places.faults.is_empty() {
                eprintln!("{}", places.faults.join("\n"));
                return ExitCode::from(exit::CONFIG);
            }
            // Whoever closed the output has seen enough.
            let _ = writeln!(io::stdout(), "{}", Summary(&config));
            ExitCode::SUCCESS
        }
        Err(faults) => {
            eprintln!("{faults}");
            ExitCode::from(exit::CONFIG)
        }
    }
}

/// What would run, in a few lines.
struct Summary<'a>(&'a Config);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Config { switchboard, dial_plan, link, api, store, hash, .. } = self.0;
        let names: Vec<&str> = switchboard.queues.iter().map(|queue| queue.name.as_str()).collect();
        let tls = if link.tls.is_some() { ", TLS" } else { "" };
        writeln!(f, "link    {}, port {}{tls}", link.host, link.port)?;
        writeln!(f, "queues  {} (default {})", names.join(", "), switchboard.default_queue)?;
        writeln!(f, "agents  {}", switchboard.agents.len())?;
        writeln!(f, "routes  version {}", dial_plan.version())?;
        writeln!(f, "socket  {}", api.socket.display())?;
        writeln!(f, "store   {}", store.path.display())?;
        write!(f, "hash    {hash}")
    }
}
