//! What the operating system wants of the process, from its first moment on.

use std::{io, process, thread, time::Duration};

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    time::sleep,
};
use tracing::info;

use crate::exit;

/// How long after SIGTERM the process is there at most: longer than the daemon waits for its store, its link and its clients one
/// after the other, and shorter than the unit waits (`TimeoutStopSec=`).
pub const END_WITHIN: Duration = Duration::from_secs(15);

/// So long a last word may take.
const LAST_WORD: Duration = Duration::from_millis(200);

/// SIGTERM, SIGINT and SIGHUP. From [`Signals::listen`] on none of them kills the process.
#[derive(Debug)]
pub struct Signals {
    /// It should end.
    pub end: End,
    /// It should read its configuration again.
    pub(super) hangup: Signal,
}

/// SIGTERM and SIGINT.
#[derive(Debug)]
pub struct End {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Takes over from the system's own handlers. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// The system refuses.
    pub fn listen() -> io::Result<Self> {
        Ok(Self { end: End::listen()?, hangup: signal(SignalKind::hangup())? })
    }
}

impl End {
    fn listen() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Resolves when the process should end. May be dropped and called again until it has.
    pub async fn come(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => info!("SIGTERM: going down; calls that are up stay up."),
            _ = self.interrupt.recv() => info!("Interrupted: going down; calls that are up stay up."),
        }
    }
}

/// Ends the process `within` a time after SIGTERM or SIGINT, whatever hangs: a thread of its own watches, which waits for no
/// disk and no other thread. A restart reconciles.
///
/// # Errors
/// The system has no thread for it.
pub fn end_within(within: Duration) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut end = {
        let _inside = runtime.enter();
        End::listen()?
    };
    let watch = move || {
        runtime.block_on(async {
            tokio::select! {
                _ = end.terminate.recv() => {}
                _ = end.interrupt.recv() => {}
            }
            sleep(within).await;
        });
        // Nobody may read standard error any more.
        let word = thread::Builder::new().spawn(move || {
            eprintln!(
                "callbackd did not come to an end within {within:?} and stops now; a restart reconciles"
            );
        });
        if word.is_ok() {
            thread::sleep(LAST_WORD);
        }
        process::exit(exit::SOFTWARE.into());
    };
    thread::Builder::new().name("callbackd-end".to_owned()).spawn(watch).map(drop)
}
