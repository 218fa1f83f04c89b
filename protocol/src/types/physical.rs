//! Buttons, lamps, displays (ECMA-285 `physical-device-feature`).

use super::octet_string;
use crate::ber::Asn1;

octet_string! {
    /// A button.
    pub struct ButtonId;
}

octet_string! {
    /// A display.
    pub struct DisplayId;
}

octet_string! {
    /// A hookswitch.
    pub struct HookswitchId;
}

octet_string! {
    /// A lamp.
    pub struct LampId;
}

octet_string! {
    /// A ringer.
    pub struct RingerId;
}

octet_string! {
    /// A microphone and loudspeaker that belong together.
    pub struct AuditoryApparatusId;
}

/// Character set of a display.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum CharacterSet {
    Ascii = 0,
    Unicode = 1,
    Proprietary = 2,
    Unknown(i64),
}

/// How a lamp shows: 0 broken flutter, 1 flutter, 2 off, 3 steady, 4 wink, 5 unknown; others are the switch's
/// own.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(range(0, 100))]
pub struct LampMode(pub i64);

/// How bright a lamp is.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum LampBrightness {
    Unspecified = 0,
    Dim = 1,
    Bright = 2,
    Unknown(i64),
}

/// Colour of a lamp: 0 none, 1 red, 2 yellow, 3 green, 4 blue, 5 unknown; others are the switch's own.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(range(0, 100))]
pub struct LampColor(pub i64);

/// Gain of a microphone.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MicrophoneGain {
    MicGainAbs(MicGainAbs),
    MicGainInc(MicGainInc),
}

/// Gain, in per cent.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(range(0, 100))]
pub struct MicGainAbs(pub i64);

/// A step of gain.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum MicGainInc {
    Increment = 0,
    Decrement = 1,
    Unknown(i64),
}

/// Whether a ringer rings.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RingMode {
    Ringing = 0,
    NotRinging = 1,
    Unknown(i64),
}

/// Volume of a loudspeaker or ringer.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Volume {
    VolAbs(VolAbs),
    VolInc(VolInc),
}

/// Volume, in per cent.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(range(0, 100))]
pub struct VolAbs(pub i64);

/// A step of volume.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum VolInc {
    Increment = 0,
    Decrement = 1,
    Unknown(i64),
}
