//! `callbackctl`: callbackd from a terminal. Every command is one or two calls on the daemon's socket.

mod agents;
mod calls;
mod cli;
mod decode;
mod dialplan;
mod explain;
mod failure;
mod feed;
mod journal;
mod reach;
mod requests;
mod screen;
mod sessions;
mod system;
mod trace;
mod watch;
mod words;

use std::process::ExitCode;

use clap::Parser;

use self::{
    cli::{Cli, Command, DialPlan},
    failure::Failure,
    reach::Reach,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.json;
    match run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(json),
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let mut reach = Reach::new(cli.socket, cli.json);
    match cli.command {
        Command::Status => system::status(&mut reach).await,
        Command::Queues { queue } => system::queue_status(&mut reach, queue).await,
        Command::Version => system::version(&mut reach).await,
        Command::Reload => system::reload(&mut reach).await,
        Command::Call { method, params } => system::call(&mut reach, &method, params).await,
        Command::Dialplan(DialPlan::Resolve(wish)) => system::resolve(&mut reach, wish).await,
        Command::Dialplan(DialPlan::Check(source)) => dialplan::check(&reach.screen, &source),
        Command::Dialplan(DialPlan::Test { table, source }) => dialplan::test(&reach.screen, &table, &source),
        Command::Request(wish) => requests::request(&mut reach, wish).await,
        Command::Change(wish) => requests::change(&mut reach, wish).await,
        Command::Withdraw { id } => requests::withdraw(&mut reach, &id).await,
        Command::Sessions(wish) => sessions::list(&mut reach, wish).await,
        Command::Show { id } => sessions::show(&mut reach, &id).await,
        Command::Explain { id } => explain::run(&mut reach, &id).await,
        Command::Journal(command) => journal::run(reach.screen, &command),
        Command::Open { id } => calls::open(&mut reach, &id).await,
        Command::CallBack { id, dial } => calls::call_back(&mut reach, &id, dial).await,
        Command::Cancel { id } => calls::change(&mut reach, "session.cancel", &id).await,
        Command::Hold { id } => calls::change(&mut reach, "session.hold", &id).await,
        Command::Retrieve { id } => calls::change(&mut reach, "session.retrieve", &id).await,
        Command::Drop(wish) => calls::finish(&mut reach, "session.drop", wish).await,
        Command::SendDigits { id, digits } => calls::send_digits(&mut reach, &id, digits).await,
        Command::Draft(wish) => calls::draft(&mut reach, wish).await,
        Command::Close(wish) => calls::finish(&mut reach, "session.close", wish).await,
        Command::Resolve { id, outcome } => calls::resolve(&mut reach, &id, outcome.into()).await,
        Command::Agent(command) => agents::run(&mut reach, command).await,
        Command::Link(cli::Link::Trace) => trace::run(&mut reach).await,
        Command::Watch(wish) => watch::run(&mut reach, wish).await,
        Command::Decode(wish) => decode::run(&wish),
    }
}
