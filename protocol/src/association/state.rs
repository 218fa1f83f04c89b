//! The states of an association, each holding what is known in it.

use std::time::Duration;

use super::output::{Reason, Timer};
use super::pending::Pending;
use super::settings::Settings;
use crate::acse::Aare;
use crate::types::SystemStatus;

/// ```text
///                    ┌──────────── no ACSE ────────────┐
/// Idle ─connected─▶ Open: Binding ─AARE─▶ Greeting ─▶ Bound ─release─▶ Releasing
///                     │                      │          │                 │ RLRE
///                     └──────────┴───────────┴──────────┴─────────────────┴─▶ Closed
/// ```
/// Greeting is passed through at once unless [`Settings::status_first`] is set. Anything open is closed by a
/// refusal, ABRT or RLRQ of the switch, by silence, by a timer, by [`abort`](super::Association::abort) and by
/// the loss of the connection. Closed is final (X.227 has no way back: a new association is a new one).
#[derive(Debug)]
pub(super) enum State {
    Idle,
    Open(Open),
    Closed(Reason),
}

/// What is known while there is a connection.
#[derive(Debug)]
pub(super) struct Open {
    /// When something was received last.
    pub(super) heard: Duration,
    /// What the switch last said of itself.
    pub(super) status: Option<SystemStatus>,
    pub(super) phase: Phase,
}

#[derive(Debug)]
pub(super) enum Phase {
    /// The AARQ is out.
    Binding { deadline: Duration },
    /// The AARE came; the switch's first systemStatus is awaited.
    Greeting { accepted: Option<Box<Aare>>, deadline: Duration },
    /// Both sides may invoke.
    Bound { pending: Pending, probes: Probes },
    /// The RLRQ is out; answers may still come.
    Releasing { pending: Pending, deadline: Duration },
}

/// How probing goes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Probes {
    pub(super) next: Option<Duration>,
    pub(super) missed: u32,
}

impl Phase {
    pub(super) fn pending(&mut self) -> Option<&mut Pending> {
        match self {
            Self::Bound { pending, .. } | Self::Releasing { pending, .. } => Some(pending),
            Self::Binding { .. } | Self::Greeting { .. } => None,
        }
    }

    pub(super) fn into_pending(self) -> Option<Pending> {
        match self {
            Self::Bound { pending, .. } | Self::Releasing { pending, .. } => Some(pending),
            Self::Binding { .. } | Self::Greeting { .. } => None,
        }
    }
}

impl Open {
    /// Everything that is waited for, and until when.
    pub(super) fn timers(&self, settings: &Settings) -> [Option<(Duration, Timer)>; 3] {
        let silence = settings.silence_limit.map(|limit| (self.heard.saturating_add(limit), Timer::Silence));
        let answer = |pending: &Pending| pending.next_deadline().map(|(at, id)| (at, Timer::Invoke(id)));
        let (phase, invoke) = match &self.phase {
            Phase::Binding { deadline } | Phase::Greeting { deadline, .. } => {
                (Some((*deadline, Timer::Bind)), None)
            }
            Phase::Bound { pending, probes } => (probes.next.map(|at| (at, Timer::Probe)), answer(pending)),
            Phase::Releasing { pending, deadline } => (Some((*deadline, Timer::Release)), answer(pending)),
        };
        [silence, phase, invoke]
    }

    /// The earliest of [`timers`](Self::timers).
    pub(super) fn next_timer(&self, settings: &Settings) -> Option<(Duration, Timer)> {
        self.timers(settings).into_iter().flatten().min_by_key(|(at, _)| *at)
    }
}
