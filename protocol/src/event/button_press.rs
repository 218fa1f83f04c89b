//! ECMA-285 `button-press-event`.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{ButtonId, CstaCommonArguments, DeviceId, SubjectDeviceId};

/// A button was pressed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ButtonPressEvent {
    pub device: SubjectDeviceId,
    pub button: ButtonId,
    #[asn1(size(0, 64))]
    pub button_label: Option<Ia5String>,
    pub button_associated_number: Option<DeviceId>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
