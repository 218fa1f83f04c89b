//! ECMA-285 `hookswitch-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, HookswitchId, SubjectDeviceId};

/// A handset was lifted or put down.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HookswitchEvent {
    pub device: SubjectDeviceId,
    pub hookswitch: HookswitchId,
    pub hookswitch_on_hook: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
