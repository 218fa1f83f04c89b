//! A tap on the link: copies of what passes, for whoever listens.

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::broadcast;

/// APDUs that may wait for a listener; then it loses the oldest.
const WAITING: usize = 256;

/// One APDU on its way.
#[derive(Debug, Clone)]
pub struct Passed {
    /// When, by the wall clock.
    pub at: Timestamp,
    /// Whether it came from the switch.
    pub from_switch: bool,
    /// Without its link header.
    pub octets: Bytes,
}

/// Where the link leaves copies. Clones are of one tap.
#[derive(Debug, Clone)]
pub struct Tap(broadcast::Sender<Passed>);

impl Default for Tap {
    fn default() -> Self {
        Self(broadcast::channel(WAITING).0)
    }
}

impl Tap {
    /// Everything that passes from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Passed> {
        self.0.subscribe()
    }

    /// Leaves a copy if somebody listens. Waits for nobody, and asks for the time only then.
    pub(super) fn pass(&self, from_switch: bool, octets: &Bytes, now: impl FnOnce() -> Timestamp) {
        if self.0.receiver_count() > 0 {
            // A listener that goes away meanwhile misses nothing.
            let _ = self.0.send(Passed { at: now(), from_switch, octets: octets.clone() });
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::broadcast::error::TryRecvError;

    use super::*;

    const OCTETS: Bytes = Bytes::from_static(&[0x62, 0x00]);

    #[test]
    fn nothing_is_done_for_nobody() {
        let tap = Tap::default();
        tap.pass(true, &OCTETS, || panic!("the clock is read for nobody"));
        assert!(matches!(tap.listen().try_recv(), Err(TryRecvError::Empty)));
    }

    #[test]
    fn a_slow_listener_loses_the_oldest_and_learns_how_many() {
        let tap = Tap::default();
        let mut listener = tap.listen();
        for _ in 0..WAITING + 7 {
            tap.pass(false, &OCTETS, || Timestamp::UNIX_EPOCH);
        }
        assert!(matches!(listener.try_recv(), Err(TryRecvError::Lagged(7))));
        assert!(listener.try_recv().is_ok_and(|passed| !passed.from_switch && passed.octets == OCTETS));
    }
}
