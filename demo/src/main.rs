//! A simulated switch, the daemon and one whole callback in a single command.

mod ladder;
mod pages;
mod play;
mod site;
mod watch;

use std::{path::PathBuf, process::ExitCode};

use centre::Centre;
use clap::Parser;

use crate::{ladder::Ladder, pages::Pages};

/// Plays one callback from the web page to the hang-up, then stays up for you to try.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// End with status 0 after the callback.
    #[arg(long)]
    once: bool,
    /// Keep the daemon's files here instead of in a temporary folder; made if it is not there.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match demonstrate(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn demonstrate(options: Options) -> anyhow::Result<()> {
    let mut centre = site::open(options.folder).await?;
    let ladder = Ladder::new();
    play::one_callback(&centre, &ladder).await?;
    if options.once {
        return centre.stop().await;
    }
    let pages = Pages::open(&centre).await?;
    stay(&centre, &pages).await?;
    drop(pages);
    centre.stop().await
}

/// What to try next, until Ctrl-C.
async fn stay(centre: &Centre, pages: &Pages) -> anyhow::Result<()> {
    let socket = centre.socket();
    println!(
        "\n\
         Everything stays up. In a browser:\n\n\
         \x20 http://{contact}/      # the Contact Us page\n\
         \x20 http://{desk}/      # the desk: sign in as ann, bob or carol (who supervises), password {password}\n\n\
         In another terminal:\n\n\
         \x20 export CALLBACKD_SOCKET={socket}\n\
         \x20 cargo run -q --bin callbackctl -- status\n\
         \x20 cargo run -q --bin callbackctl -- agent log-in bob 2002 --ready      # a desk; leave it open\n\
         \x20 cargo run -q --bin callbackctl -- request '020 7946 0123' --name 'Mr Smith'\n\
         \x20 cargo run -q --bin callbackctl -- sessions\n\
         \x20 cargo run -q --bin callbackctl -- open ID\n\
         \x20 cargo run -q --bin callbackctl -- call-back ID\n\
         \x20 cargo run -q --bin callbackctl -- watch\n\n\
         Numbers that end in 1 are busy, in 2 ring out, in 3 do not exist; all others answer.\n\
         Ctrl-C ends it.",
        contact = pages.contact,
        desk = pages.desk,
        password = pages::PASSWORD,
        socket = socket.display(),
    );
    tokio::signal::ctrl_c().await?;
    println!();
    Ok(())
}
