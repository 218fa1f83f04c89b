//! A terminal that does not show what is typed, and shows it again however this ends: signals included.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use rustix::{
    process::{Signal, getpid, kill_process},
    termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr},
};
use tokio::{
    runtime::{Builder, Runtime},
    signal::unix::{Signal as Listener, SignalKind, signal},
};

/// Why nothing came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A sentence that says what to do.
    Complaint(String),
    /// Somebody ended it by this signal.
    Signal(u8),
}

impl From<String> for Failure {
    fn from(complaint: String) -> Self {
        Self::Complaint(complaint)
    }
}

/// The terminal as it was, and what it was asked last.
#[derive(Debug, Clone)]
pub(super) struct Unseen {
    before: Termios,
    question: Arc<Mutex<&'static str>>,
}

/// Reads something from a terminal that shows nothing of it.
///
/// # Errors
/// What the reading says, or the signal that ended it. The terminal is as it was before in any case.
pub(super) fn read(
    reading: impl FnOnce(&Unseen) -> Result<String, String> + Send + 'static,
) -> Result<String, Failure> {
    let kept = |fault: io::Error| Failure::Complaint(format!("The terminal cannot be kept silent: {fault}."));
    let runtime = Builder::new_current_thread().enable_all().build().map_err(kept)?;
    // Before the terminal is silent: from here on no signal ends the process by itself.
    let signals = Signals::listen(&runtime).map_err(kept)?;
    let before = tcgetattr(io::stdin()).map_err(|fault| kept(fault.into()))?;
    let terminal = Unseen { before, question: Arc::default() };
    terminal.silence().map_err(kept)?;
    let result = runtime.block_on(signals.guard(&terminal, reading));
    terminal.restore();
    if let Err(Failure::Signal(_)) = result {
        let _ = writeln!(io::stderr());
    }
    // Whoever still waits for a line goes with the process.
    runtime.shutdown_background();
    result
}

impl Unseen {
    /// Asks on standard error, because standard output is for the answer. A closed one hides the question, no more.
    pub(super) fn show(&self, question: &'static str) {
        *self.question.lock().unwrap_or_else(PoisonError::into_inner) = question;
        let _ = write!(io::stderr(), "{question}");
    }

    fn silence(&self) -> io::Result<()> {
        let mut silent = self.before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        Ok(tcsetattr(io::stdin(), OptionalActions::Flush, &silent)?)
    }

    /// If the terminal is gone, nobody minds.
    fn restore(&self) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.before);
    }

    /// Ctrl-Z: gives the terminal back while the process sleeps, and asks again when it is woken.
    fn sleep(&self) {
        self.restore();
        let _ = writeln!(io::stderr());
        let _ = kill_process(getpid(), Signal::STOP);
        let _ = self.silence();
        let question = *self.question.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = write!(io::stderr(), "{question}");
    }
}

/// The signals that a terminal or its end sends.
struct Signals {
    interrupt: Listener,
    quit: Listener,
    terminate: Listener,
    hang_up: Listener,
    stop: Listener,
}

impl Signals {
    fn listen(runtime: &Runtime) -> io::Result<Self> {
        let _inside = runtime.enter();
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            stop: signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?,
        })
    }

    async fn guard(
        mut self,
        terminal: &Unseen,
        reading: impl FnOnce(&Unseen) -> Result<String, String> + Send + 'static,
    ) -> Result<String, Failure> {
        let asked = terminal.clone();
        let mut reading = tokio::task::spawn_blocking(move || reading(&asked));
        let ended = |signal: Signal| Err(Failure::Signal(u8::try_from(signal.as_raw()).unwrap_or(u8::MAX)));
        loop {
            tokio::select! {
                read = &mut reading => {
                    let gone = |_| Failure::Complaint("The password could not be read.".to_owned());
                    return read.map_err(gone)?.map_err(Failure::Complaint);
                }
                _ = self.interrupt.recv() => return ended(Signal::INT),
                _ = self.quit.recv() => return ended(Signal::QUIT),
                _ = self.terminate.recv() => return ended(Signal::TERM),
                _ = self.hang_up.recv() => return ended(Signal::HUP),
                _ = self.stop.recv() => terminal.sleep(),
            }
        }
    }
}
