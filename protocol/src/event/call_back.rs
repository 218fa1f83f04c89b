//! ECMA-285 `call-back-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SubjectDeviceId};

/// A call back was set or cancelled.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallBackEvent {
    pub originating_device: SubjectDeviceId,
    pub target_device: SubjectDeviceId,
    pub call_back_set_canceled: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn call_back_is_these_octets() {
        let call_back = json!({
            "originatingDevice": party("111"),
            "targetDevice": party("222"),
            "callBackSetCanceled": true
        });
        golden(
            "A1 27 02 01 01 02 01 15 30 1F 55 04 11 00 00 12 A4 17 A8 15 63 07 30 05 80 03 31 31 31 63 07 \
             30 05 80 03 32 32 32 01 01 FF",
            &event("logicalDeviceFeatureEvents", "callBack", &call_back),
        );
    }
}
