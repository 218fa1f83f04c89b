//! ECMA-285 `button-information-event`.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{ButtonId, CstaCommonArguments, DeviceId, SubjectDeviceId};

/// A button’s label or number has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ButtonInformationEvent {
    pub device: SubjectDeviceId,
    pub button: ButtonId,
    #[asn1(size(0, 64))]
    pub button_label: Option<Ia5String>,
    pub button_associated_number: Option<DeviceId>,
    pub button_press_indicator: Option<bool>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
