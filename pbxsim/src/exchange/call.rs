//! One call inside the exchange.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use csta::types::LocalConnectionState;

use super::plan::{Behaviour, CallIds, Route};

/// A call's identifier: unique among the calls that exist, not ascending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallId {
    /// Four ASCII hexadecimal digits.
    Digits([u8; 4]),
    /// Two octets.
    Number([u8; 2]),
}

impl CallId {
    /// The identifier of the `minted`-th call. Ids return after 65,536 calls.
    pub(crate) fn nth(minted: u16, style: CallIds) -> Self {
        const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
        const ODD: u16 = 0x9e35;
        let scattered = minted.wrapping_mul(ODD);
        if style == CallIds::TwoOctets {
            return Self::Number(scattered.to_be_bytes());
        }
        let digit = |shift: u16| DIGITS.get(usize::from(scattered >> shift & 0xf)).copied().unwrap_or(b'0');
        Self::Digits([digit(12), digit(8), digit(4), digit(0)])
    }

    /// The octets as they travel in a CallID.
    pub fn octets(&self) -> &[u8] {
        match self {
            Self::Digits(digits) => digits,
            Self::Number(octets) => octets,
        }
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digits(digits) => digits.iter().try_for_each(|octet| write!(f, "{}", char::from(*octet))),
            Self::Number(octets) => octets.iter().try_for_each(|octet| write!(f, "{octet:02x}")),
        }
    }
}

/// A device that can be part of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Device {
    /// An extension, by its number.
    Extension(String),
    /// A trunk, counted from 1.
    Trunk(u16),
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Extension(number) => f.write_str(number),
            Self::Trunk(index) => write!(f, "trunk {index}"),
        }
    }
}

/// A device's connection to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The device.
    pub device: Device,
    /// The state of its connection. `Null` is a phone that has been asked to go off hook and has not.
    pub state: LocalConnectionState,
}

/// A call: at most two legs, the numbers it was made with, and the one thing that happens next.
#[derive(Clone, Debug)]
pub struct Call {
    /// Its identifier.
    pub id: CallId,
    /// Its linkage id: unlike the identifier it never returns.
    pub linkage: [u8; 16],
    /// The number the call comes from.
    pub calling: String,
    /// The digits dialled; empty while none are.
    pub called: String,
    /// Correlator data that came with MakeCall.
    pub correlator: Option<Bytes>,
    /// The connections that exist.
    pub legs: Vec<Leg>,
    pub(crate) route: Option<Route>,
    pub(crate) due: Option<Due>,
}

impl Call {
    /// The leg of `device`.
    pub fn leg(&self, device: &Device) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.device == *device)
    }

    /// The leg of the extension `number`.
    pub fn extension_leg(&self, number: &str) -> Option<&Leg> {
        self.legs.iter().find(|leg| matches!(&leg.device, Device::Extension(own) if own == number))
    }

    /// The party that `number` talks to.
    pub(crate) fn other_leg(&self, number: &str) -> Option<&Leg> {
        self.legs.iter().find(|leg| !matches!(&leg.device, Device::Extension(own) if own == number))
    }

    pub(crate) fn trunk(&self) -> Option<u16> {
        self.legs.iter().find_map(|leg| match leg.device {
            Device::Trunk(index) => Some(index),
            Device::Extension(_) => None,
        })
    }

    pub(crate) fn behaviour(&self) -> Option<Behaviour> {
        match self.route {
            Some(Route::Trunk(behaviour)) => Some(behaviour),
            Some(Route::Extension(_)) | None => None,
        }
    }

    pub(crate) fn set_state(&mut self, device: &Device, state: LocalConnectionState) {
        for leg in self.legs.iter_mut().filter(|leg| leg.device == *device) {
            leg.state = state;
        }
    }

    pub(crate) fn remove(&mut self, device: &Device) {
        self.legs.retain(|leg| leg.device != *device);
    }
}

/// What happens to a call by itself, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) at: Duration,
    pub(crate) step: Step,
}

/// ```text
/// OffHook | Reject            a prompted phone
/// OffHook → Reach → Ring → Answer → FarHangUp → Block → LeaveTone
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The prompted phone goes off hook.
    OffHook,
    /// The user of a prompted or alerting phone refuses.
    Reject,
    /// The network or the called extension is reached, or refuses.
    Reach,
    /// The far phone rings, or is busy.
    Ring,
    /// The alerting party answers.
    Answer,
    /// The party on the trunk hangs up.
    FarHangUp,
    /// The extension left on the call gets tone.
    Block,
    /// The user hangs up on the tone.
    LeaveTone,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn call_ids_are_all_different_and_not_ascending() {
        let ids: BTreeSet<_> = (0..=u16::MAX).map(|nth| CallId::nth(nth, CallIds::FourDigits)).collect();
        assert_eq!(ids.len(), 65_536);
        let first = CallId::nth(1, CallIds::FourDigits);
        assert!(CallId::nth(2, CallIds::FourDigits) < first);
        assert_eq!(first.to_string(), "9E35");
        assert_eq!(CallId::nth(1, CallIds::TwoOctets).octets(), [0x9e, 0x35]);
    }
}
