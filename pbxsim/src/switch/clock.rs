//! HiPath 3000's heartbeat: Escapes that hold its clock.

use std::time::Duration;

use csta::ber::{ObjectIdentifier, Octets};
use csta::types::CstaPrivateData;

/// What an Escape that asks for the clock begins with; the period follows in seconds, least significant first.
const ASKED: [u8; 10] = [0x1a, 0x04, 0x06, 0xc4, 0x22, 0x04, 0x03, 0x00, 0x23, 0x04];

/// What one that tells it begins with; hours, minutes and seconds follow.
const TOLD: [u8; 17] =
    [0x1a, 0x04, 0x06, 0xc4, 0x22, 0x04, 0x02, 0x01, 0xb8, 0x06, 0xff, 0x12, 0x01, 0x00, 0xb9, 0x06, 0xff];

fn name() -> ObjectIdentifier {
    ObjectIdentifier::new(1, 3, &[12, 2, 1107, 15])
}

/// The period that an Escape asks for, if it does.
pub(super) fn asked_for(data: &CstaPrivateData) -> Option<Duration> {
    let named = data.as_named().filter(|named| named.name == name())?;
    let seconds: [u8; 2] = named.data.as_bytes().strip_prefix(&ASKED)?.try_into().ok()?;
    let seconds = u16::from_le_bytes(seconds);
    (seconds > 0).then(|| Duration::from_secs(seconds.into()))
}

/// The data of an Escape at `now`: the clock began at midnight, as those in the field seem to.
pub(super) fn told(now: Duration) -> CstaPrivateData {
    let seconds = now.as_secs();
    let parts = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60];
    let digits = parts.map(|part| u8::try_from(part / 10 * 16 + part % 10).unwrap_or_default());
    CstaPrivateData::named(name(), Octets::from([TOLD.as_slice(), &digits].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_is_read_as_it_was_captured() {
        let data = |octets: &[u8]| CstaPrivateData::named(name(), Octets::from(octets.to_vec()));
        assert_eq!(asked_for(&data(&[&ASKED[..], &[0x1e, 0x00]].concat())), Some(Duration::from_secs(30)));
        assert_eq!(asked_for(&data(&[&ASKED[..], &[0x00, 0x00]].concat())), None);
        assert_eq!(asked_for(&data(&ASKED)), None);
    }
}
