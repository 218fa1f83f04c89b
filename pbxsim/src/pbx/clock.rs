//! The exchange's time: real time since the start, as many times faster as the configuration says.

use std::time::Duration;

use tokio::time::Instant;

#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    started: Instant,
    speed: u32,
}

impl Clock {
    pub(super) fn start(speed: u32) -> Self {
        Self { started: Instant::now(), speed: speed.max(1) }
    }

    pub(super) fn now(&self) -> Duration {
        self.started.elapsed() * self.speed
    }

    /// The real instant at which the exchange's clock shows `at` or a little more.
    pub(super) fn instant(&self, at: Duration) -> Instant {
        self.started + at / self.speed + Duration::from_nanos(1)
    }
}
