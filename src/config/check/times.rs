//! Times, limits of time, and the traits of the switch.

use super::Checker;
use crate::{
    config::{
        Retention,
        tables::{Callbacks, Pbx, Timers},
    },
    leg, session,
    switchboard::settings::SwitchTraits,
};

impl Checker<'_> {
    pub(super) fn policy(&mut self, timers: &Timers, callbacks: &Callbacks) -> session::Policy {
        if timers.offer.0 >= timers.request_expiry.0 {
            self.misfit(
                "timers.offer",
                "timers.request-expiry",
                "a request would expire during its first offer: keep it below request-expiry",
            );
        }
        session::Policy {
            offer: timers.offer.0,
            reclaim: timers.reclaim.0,
            wrap_up: timers.wrap_up.0,
            wrap_up_typing: callbacks.wrap_up_typing.0,
            wrap_up_most: callbacks.wrap_up_most.0,
            request_expiry: timers.request_expiry.0,
            closed_kept: timers.closed_kept.0,
            leg: self.leg(timers),
        }
    }

    fn leg(&mut self, timers: &Timers) -> leg::Policy {
        if timers.stale.0 <= timers.ring.0.max(timers.prompt.0) && self.is_whole("timers.ring") {
            self.misfit(
                "timers.stale",
                "timers.prompt",
                "calls that only ring would be looked up: keep it above prompt and ring",
            );
        }
        leg::Policy {
            prompt: timers.prompt.0,
            ring: timers.ring.0,
            verdict: timers.verdict.0,
            clearing: timers.clearing.0,
            abandoning: timers.abandoning.0,
            assumed_answer: timers.assumed_answer.0,
            stale: timers.stale.0,
            ..leg::Policy::default()
        }
    }

    pub(super) fn retention(&mut self, retention: Retention, timers: &Timers) {
        if retention.personal > retention.records {
            self.misfit(
                "retention.personal",
                "retention.records",
                "sessions are removed with their records: keep it at or below records",
            );
        }
        if timers.closed_kept.0 > retention.personal {
            self.misfit(
                "timers.closed-kept",
                "retention.personal",
                "sessions would be shown whose numbers are due to be erased: keep it at or below retention.personal",
            );
        }
    }
}

pub(super) fn traits(pbx: &Pbx) -> SwitchTraits {
    SwitchTraits {
        reports_answer: pbx.reports_answer,
        snapshot: pbx.snapshot,
        offer_when_unknown: pbx.offer_when_unknown,
        generates_digits: pbx.generate_digits,
    }
}
