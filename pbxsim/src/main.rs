//! `pbxsim`: the simulator as a program, with a console on standard input and a line per event on standard output.

mod cli;

use std::io::Write;

use anyhow::Context;
use clap::Parser;
use pbxsim::console::{self, Order};
use pbxsim::exchange::Call;
use pbxsim::{ControlError, Pbx};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::broadcast::error::RecvError;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = cli::Arguments::parse();
    let listen = arguments.listen;
    let config = arguments.config()?;
    let pbx = Pbx::start(config, listen).await.with_context(|| format!("cannot listen at {listen}"))?;
    say(&format!("listening at {}; type help", pbx.addr()));
    tokio::select! {
        () = print_observations(&pbx) => Ok(()),
        done = run_console(&pbx) => done,
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

async fn print_observations(pbx: &Pbx) {
    let mut observations = pbx.observations();
    loop {
        match observations.recv().await {
            Ok(observation) => say(&observation.to_string()),
            Err(RecvError::Lagged(missed)) => say(&format!("… {missed} lines left out")),
            Err(RecvError::Closed) => return,
        }
    }
}

/// Obeys standard input. When that ends (as under a service manager) the simulator goes on without a console.
async fn run_console(pbx: &Pbx) -> anyhow::Result<()> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        match console::parse(&line) {
            Ok(None) => {}
            Ok(Some(Order::Quit)) => return Ok(()),
            Ok(Some(order)) => obey(pbx, order).await?,
            Err(error) => say(&error.to_string()),
        }
    }
    std::future::pending().await
}

async fn obey(pbx: &Pbx, order: Order) -> Result<(), ControlError> {
    match order {
        Order::Help => say(console::HELP),
        Order::Calls => pbx.calls().await?.iter().for_each(|call| say(&describe(call))),
        Order::Fault(fault) => pbx.fault(fault).await?,
        Order::Change(change) => {
            if let Err(refused) = pbx.change(change).await {
                say(&refused.to_string());
            }
        }
        // A refusal is in the log already.
        Order::Phone(action) => match pbx.phone(action).await {
            Err(ControlError::Stopped) => return Err(ControlError::Stopped),
            Ok(()) | Err(ControlError::Refused(_)) => {}
        },
        Order::Quit => {}
    }
    Ok(())
}

fn describe(call: &Call) -> String {
    let legs: Vec<_> = call.legs.iter().map(|leg| format!("{} {:?}", leg.device, leg.state)).collect();
    format!("{}  {} → {}  {}", call.id, call.calling, call.called, legs.join(", "))
}

/// A closed standard output is no reason to stop.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
