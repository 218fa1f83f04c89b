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
