//! `[timers]`, `[limits]`, `[retention]` and `[pacing]`.

use serde::Deserialize;

use crate::{
    config::written::{Age, Count, H, M, S, Span},
    dialplan::NumberClass,
};

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::config) struct Timers {
    pub(in crate::config) offer: Span<S, { 10 * M }>,
    pub(in crate::config) reclaim: Span<S, { 10 * M }>,
    pub(in crate::config) layer_grace: Span<S, { 10 * M }>,
    pub(in crate::config) present: Span<{ 15 * S }, { 10 * M }>,
    pub(in crate::config) wrap_up: Span<0, H>,
    pub(in crate::config) request_expiry: Span<M, { 720 * H }>,
    pub(in crate::config) closed_kept: Span<M, { 8760 * H }>,
    pub(in crate::config) prompt: Span<{ 5 * S }, { 10 * M }>,
    pub(in crate::config) ring: Span<{ 5 * S }, { 10 * M }>,
    pub(in crate::config) verdict: Span<S, M>,
    pub(in crate::config) clearing: Span<S, M>,
    pub(in crate::config) abandoning: Span<S, { 2 * M }>,
    pub(in crate::config) assumed_answer: Span<S, { 5 * M }>,
    pub(in crate::config) stale: Span<{ 30 * S }, H>,
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            offer: Span::millis(20 * S),
            reclaim: Span::millis(60 * S),
            layer_grace: Span::millis(15 * S),
            present: Span::millis(30 * S),
            wrap_up: Span::millis(30 * S),
            request_expiry: Span::millis(24 * H),
            closed_kept: Span::millis(24 * H),
            prompt: Span::millis(45 * S),
            ring: Span::millis(60 * S),
            verdict: Span::millis(10 * S),
            clearing: Span::millis(10 * S),
            abandoning: Span::millis(15 * S),
            assumed_answer: Span::millis(25 * S),
            stale: Span::millis(5 * M),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::config) struct Limits {
    pub(in crate::config) open_per_number: Count<1, 100>,
    pub(in crate::config) per_number_hour: Count<1, 1000>,
    pub(in crate::config) per_layer_minute: Count<1, 100_000>,
    pub(in crate::config) per_class_hour: PerClass,
    pub(in crate::config) open_sessions: Count<1, 1_000_000>,
    pub(in crate::config) schedule_ahead: Span<H, { 366 * 24 * H }>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            open_per_number: Count(1),
            per_number_hour: Count(5),
            per_layer_minute: Count(120),
            per_class_hour: PerClass::default(),
            open_sessions: Count(10_000),
            schedule_ahead: Span::millis(31 * 24 * H),
        }
    }
}

type Hourly = Count<1, 100_000>;

/// Classes have the names that policies and rules give them.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "snake_case", deny_unknown_fields)]
pub(in crate::config) struct PerClass {
    internal: Option<Hourly>,
    emergency: Option<Hourly>,
    short_code: Option<Hourly>,
    local: Option<Hourly>,
    national: Option<Hourly>,
    mobile: Option<Hourly>,
    freephone: Option<Hourly>,
    shared_cost: Option<Hourly>,
    premium: Option<Hourly>,
    international: Option<Hourly>,
}

impl PerClass {
    /// The classes that have a limit.
    pub(in crate::config) fn limits(&self) -> impl Iterator<Item = (NumberClass, usize)> {
        let all = [
            (NumberClass::Internal, self.internal),
            (NumberClass::Emergency, self.emergency),
            (NumberClass::ShortCode, self.short_code),
            (NumberClass::Local, self.local),
            (NumberClass::National, self.national),
            (NumberClass::Mobile, self.mobile),
            (NumberClass::Freephone, self.freephone),
            (NumberClass::SharedCost, self.shared_cost),
            (NumberClass::Premium, self.premium),
            (NumberClass::International, self.international),
        ];
        all.into_iter().filter_map(|(class, most)| Some((class, most?.size())))
    }
}

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::config) struct Retention {
    pub(in crate::config) personal: Age<1, 3650>,
    pub(in crate::config) records: Age<1, 3650>,
}

impl Default for Retention {
    fn default() -> Self {
        Self { personal: Age::days(30), records: Age::days(400) }
    }
}

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::config) struct Pacing {
    pub(in crate::config) per_second: Count<1, 1000>,
    pub(in crate::config) outstanding: Count<1, 1000>,
    pub(in crate::config) monitor_gap: Span<0, { 10 * S }>,
    pub(in crate::config) monitor_limit: Count<1, 100_000>,
}

impl Default for Pacing {
    fn default() -> Self {
        Self {
            per_second: Count(2),
            outstanding: Count(4),
            monitor_gap: Span::millis(500),
            monitor_limit: Count(1000),
        }
    }
}
