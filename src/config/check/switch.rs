//! Times, limits, retention, pace and the traits of the switch.

use super::Checker;
use crate::{
    config::{
        Retention,
        mirror::{self, Pbx},
    },
    leg, session,
    switchboard::settings::{Limits, OnLayerLoss, Pacing, ReportsAnswer, Snapshot, SwitchTraits},
};

impl Checker<'_> {
    pub(super) fn policy(
        &mut self,
        timers: &mirror::Timers,
        callbacks: &mirror::Callbacks,
    ) -> session::Policy {
        let leg = self.leg(timers);
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
            leg,
        }
    }

    pub(super) fn retention(&mut self, retention: &mirror::Retention, timers: &mirror::Timers) -> Retention {
        let (personal, records) = (retention.personal.0, retention.records.0);
        if personal > records {
            self.misfit(
                "retention.personal",
                "retention.records",
                "sessions are removed with their records: keep it at or below records",
            );
        }
        if timers.closed_kept.0 > personal {
            self.misfit(
                "timers.closed-kept",
                "retention.personal",
                "sessions would be shown whose numbers are due to be erased: keep it at or below retention.personal",
            );
        }
        Retention { personal, records }
    }

    fn leg(&mut self, timers: &mirror::Timers) -> leg::Policy {
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
}

pub(super) fn on_layer_loss(what: mirror::OnLayerLoss) -> OnLayerLoss {
    match what {
        mirror::OnLayerLoss::NotReady => OnLayerLoss::NotReady,
        mirror::OnLayerLoss::LogOut => OnLayerLoss::LogOut,
    }
}

pub(super) fn limits(limits: &mirror::Limits) -> Limits {
    Limits {
        open_per_number: limits.open_per_number.size(),
        per_number_hour: limits.per_number_hour.size(),
        per_layer_minute: limits.per_layer_minute.size(),
        per_class_hour: limits.per_class_hour.limits().collect(),
        open_sessions: limits.open_sessions.size(),
        schedule_ahead: limits.schedule_ahead.0,
    }
}

pub(super) fn pacing(pacing: &mirror::Pacing) -> Pacing {
    Pacing {
        per_second: pacing.per_second.0,
        outstanding: pacing.outstanding.size(),
        monitor_gap: pacing.monitor_gap.0,
        monitor_limit: pacing.monitor_limit.size(),
    }
}

pub(super) fn traits(pbx: &Pbx) -> SwitchTraits {
    SwitchTraits {
        reports_answer: match pbx.reports_answer {
            mirror::ReportsAnswer::Yes => ReportsAnswer::Yes,
            mirror::ReportsAnswer::No => ReportsAnswer::No,
            mirror::ReportsAnswer::Sometimes => ReportsAnswer::Sometimes,
        },
        snapshot: match pbx.snapshot {
            mirror::Snapshot::None => Snapshot::None,
            mirror::Snapshot::Device => Snapshot::Device,
            mirror::Snapshot::DeviceAndCall => Snapshot::DeviceAndCall,
        },
        offer_when_unknown: pbx.offer_when_unknown,
        correlator: pbx.correlator,
        do_not_prompt: pbx.do_not_prompt,
        generates_digits: pbx.generate_digits,
    }
}
