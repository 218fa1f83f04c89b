//! Values of the daemon's own as people write them; the others are in [`callbackd_settings::spelling`].

mod calendar;
mod system;

use callbackd_settings::spelling::{Count, Spelling, deserialize_spelling};

pub(super) use self::{
    calendar::{Clock, Day, Days},
    system::{Filter, Hex, Mode, Oid, OidOrNone, PauseOrNone, Pin, Who},
};

/// A TCP port.
pub(super) type Port = Count<1, 65_535>;
