//! What a simulated switching function is told at its start.

use std::fmt;
use std::time::Duration;

use csta::frame::Framing;
use csta::types::CallControlEvent;

use crate::exchange::{BadPattern, Behaviour, Extension, FarEndClearing, Pattern, Plan};
use crate::notation;

/// Everything a [`Switch`](crate::switch::Switch) is built from. The defaults resemble a Panasonic KX with
/// one association: two octets of length, ACSE, a heartbeat every 120 s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Extensions, destinations, pace.
    pub plan: Plan,
    /// The link header.
    pub framing: Framing,
    /// TLS instead of plain connections.
    pub tls: Option<Tls>,
    /// Whether clients must open with the prelude octet.
    pub prelude: bool,
    /// Whether clients must open an association; otherwise ROSE comes first.
    pub acse: Option<Acse>,
    /// Our own systemStatus invokes, if any.
    pub heartbeat: Option<Heartbeat>,
    /// How snapshots are answered.
    pub snapshot: SnapshotStyle,
    /// Whether correlator data of MakeCall come back in events and snapshots.
    pub correlator_data: bool,
    /// Whether events, results and snapshots carry callLinkageData.
    pub call_linkage_data: bool,
    /// HiPath 3000: systemStatus comes once, behind the association, and nothing is served before its answer.
    pub status_first: bool,
    /// HiPath 3000: an Escape of the client's asks for Escapes with the switch's clock, which want no answer.
    pub escape_clock: bool,
    /// The call control events that are never sent, as every monitor's actual filter shows.
    pub never_sent: Vec<CallControlEvent>,
    /// What cross references of monitors look like.
    pub cross_refs: CrossRefs,
    /// HiPath 3000: monitors of a client that disappeared go on to the next one.
    pub keeps_monitors: bool,
    /// Monitors that may exist at once.
    pub monitor_limit: usize,
    /// How many times faster than real time the simulator runs. Only the program and [`Pbx`](crate::Pbx)
    /// look at it.
    pub speed: u32,
}

/// What the switch shows to clients that connect by TLS, and wants to be shown. All of it is PEM.
#[derive(Clone, PartialEq, Eq)]
pub struct Tls {
    /// The switch's certificate, and those that lead to its authority.
    pub certificates: String,
    /// The certificate's private key.
    pub key: String,
    /// Authorities one of which must have signed the client's certificate; `None` asks for none.
    pub clients: Option<String>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("clients", &self.clients.is_some()).finish_non_exhaustive()
    }
}

/// The association that the switch accepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acse {
    /// Name and password that the AARQ must carry, if any.
    pub credentials: Option<(String, String)>,
    /// The charstring that it must carry instead, if any.
    pub text: Option<String>,
    /// What the AARE looks like.
    pub style: AareStyle,
}

/// What an accepting AARE looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AareStyle {
    /// Panasonic: diagnostic 1 (no reason given) all the same.
    #[default]
    Panasonic,
    /// HiPath 3000: with the switch's software, and user information without a name.
    Hipath3000,
}

/// What cross references of monitors look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CrossRefs {
    /// Panasonic: they show the extension, so the same one comes back after a reconnect.
    #[default]
    ByExtension,
    /// HiPath: the smallest number that is free, in two octets.
    Counted,
}

/// The switch's own systemStatus invokes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    /// From one to the next; the first comes right behind the AARE.
    pub every: Duration,
    /// The link is dropped when this many in a row were not answered; `None`: never.
    pub dead_after: Option<u32>,
}

/// How snapshotDevice and snapshotCall are answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SnapshotStyle {
    /// The result holds the data.
    #[default]
    Inline,
    /// The result holds a cross reference; the data follow in snapshotDeviceData or snapshotCallData, one
    /// entry in each.
    Following,
    /// Snapshots are not served: error serviceNotSupported.
    Unsupported,
}

/// Destinations to try a client with, all behind the outside line 9: one of each behaviour among numbers that
/// Ofcom keeps for drama (020 7946 0xxx), and anything else answers.
pub const SAMPLE_DESTINATIONS: [&str; 9] = [
    "90207946001X=answer:4",
    "90207946002X=answer:4:15",
    "90207946003X=rings-out",
    "90207946004X=busy",
    "90207946005X=unsupervised",
    "90207946006X=congestion",
    "90207946007X=barred",
    "90207946008X=invalid",
    "9*=answer:4",
];

/// The events that the exchange has no use for.
const NEVER_SENT: [CallControlEvent; 9] = [
    CallControlEvent::CallCleared,
    CallControlEvent::Conferenced,
    CallControlEvent::Diverted,
    CallControlEvent::Queued,
    CallControlEvent::Transferred,
    CallControlEvent::DigitsDialed,
    CallControlEvent::Bridged,
    CallControlEvent::NetworkCapabilitiesChanged,
    CallControlEvent::Offered,
];

impl Default for Config {
    fn default() -> Self {
        Self {
            plan: Plan { seed: 0x7062_7873_696d_0001, ..Plan::default() },
            framing: Framing::Len16,
            tls: None,
            prelude: false,
            acse: Some(Acse::default()),
            heartbeat: Some(Heartbeat { every: Duration::from_secs(120), dead_after: None }),
            snapshot: SnapshotStyle::Inline,
            correlator_data: true,
            call_linkage_data: false,
            status_first: false,
            escape_clock: false,
            never_sent: NEVER_SENT.to_vec(),
            cross_refs: CrossRefs::ByExtension,
            keeps_monitors: false,
            monitor_limit: 256,
            speed: 1,
        }
    }
}

impl Config {
    /// Adds an extension.
    #[must_use]
    pub fn with_extension(mut self, extension: Extension) -> Self {
        self.plan.extensions.push(extension);
        self
    }

    /// Adds a destination behind those already there.
    ///
    /// # Errors
    /// [`BadPattern`].
    pub fn with_destination(mut self, pattern: &str, behaviour: Behaviour) -> Result<Self, BadPattern> {
        self.plan.destinations.push((Pattern::new(pattern)?, behaviour));
        Ok(self)
    }

    /// Adds the destinations of [`SAMPLE_DESTINATIONS`] behind those already there.
    #[must_use]
    pub fn with_sample_destinations(mut self) -> Self {
        let sample = SAMPLE_DESTINATIONS.iter().filter_map(|line| notation::destination(line).ok());
        self.plan.destinations.extend(sample);
        self
    }

    /// Sets how the other party's hang-up is reported.
    #[must_use]
    pub fn with_far_end_clearing(mut self, style: FarEndClearing) -> Self {
        self.plan.far_end_clearing = style;
        self
    }

    /// Sets how many times faster than real time the simulator runs; 0 means 1.
    #[must_use]
    pub fn with_speed(self, speed: u32) -> Self {
        Self { speed: speed.max(1), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_destination_is_understood() {
        let config = Config::default().with_sample_destinations();
        assert_eq!(config.plan.destinations.len(), SAMPLE_DESTINATIONS.len());
    }
}
