//! Switches that are known from the field, as far as they are known.

use std::time::Duration;

use csta::frame::Framing;
use csta::types::CallControlEvent;

use crate::config::{AareStyle, Acse, Config, CrossRefs, Heartbeat};
use crate::exchange::{CallIds, FarEndClearing};

/// A kind of switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// One that does everything as the standard says.
    Generic,
    /// Panasonic KX-TDA, TDE, NCP, NS over the LAN.
    PanasonicKx,
    /// Siemens HiPath 3000.
    Hipath3000,
    /// Siemens HiPath 4000, V6 and later.
    Hipath4000,
    /// Unify OpenScape Business.
    OpenscapeBusiness,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Generic, Self::PanasonicKx, Self::Hipath3000, Self::Hipath4000, Self::OpenscapeBusiness];

    /// Its name, the same as callbackd's.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::PanasonicKx => "panasonic-kx",
            Self::Hipath3000 => "hipath-3000",
            Self::Hipath4000 => "hipath-4000",
            Self::OpenscapeBusiness => "openscape-business",
        }
    }
}

impl Config {
    /// A switch of this kind, without extensions and destinations.
    #[must_use]
    pub fn profile(profile: Profile) -> Self {
        match profile {
            Profile::Generic => Self::default(),
            Profile::PanasonicKx => panasonic_kx(),
            Profile::Hipath3000 => hipath_3000(),
            Profile::Hipath4000 => hipath_4000(),
            // Nothing is known of it that could be done differently.
            Profile::OpenscapeBusiness => Self { heartbeat: None, ..Self::default() },
        }
    }
}

/// Captured, all of it, but that snapshots are served.
fn panasonic_kx() -> Config {
    use CallControlEvent as E;
    let mut config = Config {
        heartbeat: Some(Heartbeat { every: Duration::from_secs(120), dead_after: None }),
        correlator_data: false,
        never_sent: vec![
            E::CallCleared,
            E::DigitsDialed,
            E::Bridged,
            E::NetworkCapabilitiesChanged,
            E::Offered,
        ],
        cross_refs: CrossRefs::ByExtension,
        ..Config::default()
    };
    config.plan.far_end_clearing = FarEndClearing::FailedThenBlocked;
    config.plan.call_ids = CallIds::FourDigits;
    config.plan.prompts_silently = true;
    config
}

/// Captured, all of it, but that snapshots are served.
fn hipath_3000() -> Config {
    use CallControlEvent as E;
    let mut config = Config {
        framing: Framing::HiPath26,
        acse: Some(Acse {
            credentials: Some(("AMHOST".to_owned(), "77777".to_owned())),
            text: None,
            style: AareStyle::Hipath3000,
        }),
        heartbeat: None,
        status_first: true,
        escape_clock: true,
        correlator_data: false,
        call_linkage_data: true,
        never_sent: vec![E::Conferenced, E::Transferred],
        cross_refs: CrossRefs::Counted,
        keeps_monitors: true,
        ..Config::default()
    };
    config.plan.call_ids = CallIds::TwoOctets;
    config
}

/// Only the association request is known; the rest is as HiPath 3000 or plain.
fn hipath_4000() -> Config {
    let mut config = Config {
        acse: Some(Acse { text: Some("CAP-I".to_owned()), ..Acse::default() }),
        heartbeat: None,
        correlator_data: false,
        call_linkage_data: true,
        cross_refs: CrossRefs::Counted,
        ..Config::default()
    };
    config.plan.call_ids = CallIds::TwoOctets;
    config
}
