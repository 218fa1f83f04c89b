//! ECMA-285 `generate-digits`: operation 232.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments};

/// Sends tones or pulses into a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GenerateDigitsArgument {
    pub connection_to_send_digits: ConnectionId,
    pub digit_mode: Option<DigitMode>,
    pub characters_to_send: Ia5String,
    #[asn1(implicit = 0)]
    pub tone_duration: Option<i64>,
    #[asn1(implicit = 1)]
    pub pulse_rate: Option<i64>,
    #[asn1(implicit = 2)]
    pub pause_duration: Option<i64>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// How digits are sent.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum DigitMode {
    RotaryPulse = 0,
    #[asn1(name = "dTMF")]
    Dtmf = 1,
    Unknown(i64),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "connectionToSendDigits": connection("111"),
            "digitMode": "dTMF",
            "charactersToSend": "1#",
            "toneDuration": 200,
            "pulseRate": 2,
            "pauseDuration": 2
        });
        golden(
            "A1 2D 02 01 01 02 02 00 E8 30 24 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 0A \
             01 01 16 02 31 23 80 02 00 C8 81 01 02 82 01 02",
            &invoke("generateDigits", 232, &argument),
        );
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0B 02 01 01 30 06 02 02 00 E8 05 00", &result("generateDigits", 232, &nothing));
    }
}
