//! A contact centre whose daemon is killed, and the people who go on working with it.

pub(crate) mod judge;
pub(crate) mod ledger;
pub(crate) mod people;

use std::{
    path::PathBuf,
    process::Child,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use centre::Site;
use pbxsim::{
    Config, Pbx,
    exchange::{Behaviour, Extension, User},
};

pub(crate) use crate::support::chance::Chance;

/// The switch outlives every daemon.
pub(crate) struct Centre {
    centre: centre::Centre,
    ends: AtomicBool,
}

impl Centre {
    pub(crate) async fn open(agents: usize) -> Self {
        let uid = rustix::process::getuid().as_raw();
        // `ann` and `bob` are in every test's configuration.
        let more: String = (2..agents)
            .map(|place| {
                format!(
                    "[[agents]]\nid = \"{}\"\ndevices = [\"{}\"]\nusers = [{uid}]\n",
                    name(place),
                    device(place)
                )
            })
            .collect();
        let limits = "[limits]\nper-layer-minute = 100000\nper-number-hour = 1000\n";
        let site = Site::new(&format!("{more}{limits}"));
        let program = Some(env!("CARGO_BIN_EXE_callbackd"));
        let centre = centre::Centre::prepare(switch(agents), &site, None, program).await.unwrap();
        Self { centre, ends: AtomicBool::new(false) }
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.centre.socket()
    }

    pub(crate) fn pbx(&self) -> &Pbx {
        &self.centre.pbx
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.centre.store()
    }

    pub(crate) fn spawn(&self) -> Child {
        self.centre.spawn().unwrap()
    }

    /// The end of what the daemons have logged.
    pub(crate) fn logged(&self) -> String {
        let log = self.centre.logged();
        let lines: Vec<_> = log.lines().rev().take(40).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// Everybody goes home.
    pub(crate) fn end(&self) {
        self.ends.store(true, Ordering::Relaxed);
    }

    pub(crate) fn ends(&self) -> bool {
        self.ends.load(Ordering::Relaxed)
    }
}

/// The agent at a place.
pub(crate) fn name(place: usize) -> String {
    ["ann", "bob", "cid", "dee", "eve", "flo"][place].to_owned()
}

/// The extension at a place.
pub(crate) fn device(place: usize) -> String {
    format!("{}", 2001 + place)
}

/// Phones that are lifted at once; numbers that answer, are busy or ring for ever, by their last digit.
fn switch(agents: usize) -> Config {
    let lifts = User::Lifts { after: Duration::from_millis(15) };
    let mut config = Config::default();
    for place in 0..agents {
        let mut extension = Extension::new(device(place)).with_user(lifts);
        extension.leaves_tone_after = Some(Duration::from_millis(100));
        config = config.with_extension(extension);
    }
    let answers = |hangs_up_after| Behaviour::Answers { after: Duration::from_millis(40), hangs_up_after };
    let behaviours = [
        ("90207946010*", Behaviour::Busy),
        ("90207946011*", Behaviour::RingsOut),
        ("9020794602*", answers(Some(Duration::from_millis(150)))),
        ("9*", answers(None)),
    ];
    for (numbers, behaviour) in behaviours {
        config = config.with_destination(numbers, behaviour).unwrap();
    }
    config
}
