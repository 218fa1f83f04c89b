//! ECMA-285 `auto-answer-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SubjectDeviceId};

/// Automatic answering was switched.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AutoAnswerEvent {
    pub invoking_device: SubjectDeviceId,
    pub auto_answer_on: bool,
    pub number_of_rings: Option<i64>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn auto_answer_is_these_octets() {
        let auto_answer = json!({
            "invokingDevice": party("111"),
            "autoAnswerOn": true,
            "numberOfRings": 2
        });
        golden(
            "A1 21 02 01 01 02 01 15 30 19 55 04 11 00 00 12 A4 11 A6 0F 63 07 30 05 80 03 31 31 31 01 01 \
             FF 02 01 02",
            &event("logicalDeviceFeatureEvents", "autoAnswer", &auto_answer),
        );
    }
}
