//! One client's connection as the switching function knows it.

use std::fmt;
use std::time::Duration;

use csta::InvokeId;
use csta::types::{CallControlEvents, MonitorCrossRefId};

/// A connection, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u64);

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "link {}", self.0)
    }
}

#[derive(Debug)]
pub(super) struct Link {
    pub(super) stage: Stage,
    pub(super) monitors: Vec<Monitor>,
    /// Is anything served? Not before the first systemStatus was answered, where that is demanded.
    pub(super) greeted: bool,
    pub(super) clock: Option<Clock>,
    last_invoke: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Waits for the AARQ.
    Opening,
    /// The association stands.
    Bound { heartbeat: Option<Pulse> },
    /// Refused; the connection stays open and nothing is answered.
    Refused,
}

/// Where our heartbeat stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pulse {
    pub(super) next: Duration,
    pub(super) unanswered: u32,
}

/// When our clock is told next, where that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) every: Duration,
    pub(super) next: Duration,
}

/// A monitor on an extension.
#[derive(Clone, Debug)]
pub(super) struct Monitor {
    pub(super) xref: MonitorCrossRefId,
    pub(super) device: String,
    pub(super) suppressed: CallControlEvents,
}

impl Link {
    pub(super) fn new(stage: Stage) -> Self {
        Self { stage, monitors: Vec::new(), greeted: false, clock: None, last_invoke: 0 }
    }

    pub(super) fn is_bound(&self) -> bool {
        matches!(self.stage, Stage::Bound { .. })
    }

    pub(super) fn pulse(&mut self) -> Option<&mut Pulse> {
        match &mut self.stage {
            Stage::Bound { heartbeat } => heartbeat.as_mut(),
            Stage::Opening | Stage::Refused => None,
        }
    }

    /// The id of our next invoke: 1 to 250, as MD110 counts.
    pub(super) fn next_invoke(&mut self) -> InvokeId {
        const LARGEST: i64 = 250;
        self.last_invoke = self.last_invoke % LARGEST + 1;
        InvokeId(self.last_invoke)
    }
}
