//! What the daemon knows of an extension: yes, no, or unknown.

use std::{collections::BTreeSet, time::Duration};

use callbackd_api::{ids::Device, words::DeviceState};
use csta::types::{CallId, LocalConnectionState, MonitorCrossRefId};

use crate::leg::{CallEvent, CallEventKind, Sighting};

/// Most calls tracked per extension; more are not believed.
const MAX_CALLS: usize = 32;
/// Most events kept for a MakeCall that is not answered yet.
const MAX_EARLY: usize = 32;

/// One extension.
#[derive(Debug, Clone)]
pub(super) struct Extension {
    /// Its monitor.
    pub(super) monitor: Monitor,
    /// Takes part in service, as far as the switch has said.
    pub(super) in_service: bool,
    /// Calls at it, by what the events say.
    calls: BTreeSet<CallId>,
    /// Those of MakeCalls that were answered when their leg was over: no other leg's.
    over: BTreeSet<CallId>,
    /// Are `calls` all there are? Only a snapshot tells.
    complete: bool,
    /// When something was last heard of it.
    heard: Duration,
    /// Nothing is known of it, and the switch did not answer: when to ask again.
    again: Option<Duration>,
    /// Events that came before MakeCall's result and may be its call's.
    pub(super) early: Vec<CallEvent>,
}

/// The monitor of an extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Monitor {
    /// Not asked for yet.
    Wanted,
    /// Asked for.
    Starting,
    /// In place.
    Active {
        /// Names its events.
        cross_ref: MonitorCrossRefId,
        /// Will this switch ever report an answer here (the filter of MonitorStart's result)?
        reports_answer: bool,
    },
    /// The switch does not want to; to be asked again later.
    Refused {
        /// What it said.
        why: String,
        /// When to ask again.
        again: Duration,
    },
}

impl Extension {
    pub(super) fn new() -> Self {
        Self {
            monitor: Monitor::Wanted,
            in_service: true,
            calls: BTreeSet::new(),
            over: BTreeSet::new(),
            complete: false,
            heard: Duration::ZERO,
            again: None,
            early: Vec::new(),
        }
    }

    pub(super) fn availability(&self) -> DeviceState {
        match self.monitor {
            _ if !self.in_service => DeviceState::OutOfService,
            Monitor::Wanted | Monitor::Starting | Monitor::Refused { .. } => DeviceState::NotMonitored,
            Monitor::Active { .. } if !self.calls.is_empty() => DeviceState::Busy,
            Monitor::Active { .. } if self.complete => DeviceState::Idle,
            Monitor::Active { .. } => DeviceState::Unknown,
        }
    }

    pub(super) fn is_monitored(&self) -> bool {
        matches!(self.monitor, Monitor::Active { .. })
    }

    /// Does its monitor count against the switch's limit?
    pub(super) fn takes_monitor(&self) -> bool {
        matches!(self.monitor, Monitor::Starting | Monitor::Active { .. })
    }

    /// Is this the name of its monitor?
    pub(super) fn has(&self, name: &MonitorCrossRefId) -> bool {
        matches!(&self.monitor, Monitor::Active { cross_ref, .. } if cross_ref == name)
    }

    /// By the filter that the switch returned, may it report an answer?
    pub(super) fn reports_answer(&self) -> bool {
        matches!(self.monitor, Monitor::Active { reports_answer: true, .. })
    }

    /// The association is gone and with it everything known.
    pub(super) fn forget(&mut self) {
        *self = Self::new();
    }

    /// When a phone that seems busy has been quiet for so long that a snapshot should look: lost clear events are normal. So
    /// are lost snapshots.
    pub(super) fn stale_at(&self, stale: Duration) -> Option<Duration> {
        self.look_at(stale).filter(|_| !self.calls.is_empty()).into_iter().chain(self.again).min()
    }

    /// A snapshot was not answered. Until one is, nobody could say whether the phone is idle.
    pub(super) fn unseen(&mut self, again: Duration) {
        self.again = Some(again).filter(|_| self.is_monitored() && !self.complete);
    }

    /// When it has been quiet for so long that a snapshot should look.
    pub(super) fn look_at(&self, stale: Duration) -> Option<Duration> {
        self.is_monitored().then(|| self.heard + stale)
    }

    /// A look is on its way.
    pub(super) fn looked_at(&mut self, now: Duration) {
        self.heard = now;
        self.again = None;
    }

    /// Keeps an event that may belong to a call that is not named yet.
    pub(super) fn keep_early(&mut self, event: CallEvent) {
        if self.early.len() < MAX_EARLY {
            self.early.push(event);
        }
    }

    pub(super) fn saw(&mut self, now: Duration, device: &Device, event: &CallEvent) {
        use CallEventKind as K;
        self.heard = now;
        let over = match (&event.kind, event.local) {
            (K::CallCleared, _) | (_, Some(LocalConnectionState::Null)) => true,
            (K::ConnectionCleared | K::Diverted, None) => event.is_about(device),
            (K::Transferred { by, .. }, _) => by.as_deref() == Some(device.as_str()),
            _ => false,
        };
        if over {
            self.calls.remove(&event.call_id);
            self.over.remove(&event.call_id);
            return;
        }
        if let K::Transferred { becomes: Some(id), .. } | K::Conferenced { becomes: Some(id) } = &event.kind {
            self.calls.remove(&event.call_id);
            self.calls.insert(id.clone());
        } else if self.calls.len() < MAX_CALLS {
            self.calls.insert(event.call_id.clone());
        }
    }

    /// A snapshot is the whole truth, unless something was heard since it was asked for: then it is not taken.
    pub(super) fn snapshot(&mut self, now: Duration, asked: Duration, sightings: &[Sighting]) -> bool {
        if self.heard > asked {
            return false;
        }
        self.heard = now;
        self.again = None;
        let live = sightings.iter().filter(|sighting| sighting.local != Some(LocalConnectionState::Null));
        self.calls = live.take(MAX_CALLS).map(|sighting| sighting.call_id.clone()).collect();
        self.complete = true;
        true
    }

    /// The call of a MakeCall whose leg was over when the switch named it.
    pub(super) fn named_too_late(&mut self, call: CallId) {
        if self.over.len() < MAX_CALLS {
            self.over.insert(call);
        }
    }

    /// May the call be of a leg that waits for its name?
    pub(super) fn may_name(&self, call: &CallId) -> bool {
        !self.over.contains(call)
    }

    /// A leg that ended freed the phone, whatever the events said.
    pub(super) fn freed(&mut self, call: &CallId) {
        self.calls.remove(call);
    }
}
