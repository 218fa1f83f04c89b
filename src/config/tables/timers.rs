//! `[timers]` and `[callbacks]`: what sessions, their calls and lost layers wait for.

use callbackd_api::ids::QueueName;
use callbackd_settings::spelling::{H, M, S, Span};
use serde::Deserialize;

use crate::{leg, session, switchboard::settings::OnLayerLoss};

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
        let session::Policy { offer, reclaim, request_expiry, closed_kept, wrap_up, leg, .. } =
            session::Policy::default();
        let leg::Policy { prompt, ring, verdict, clearing, abandoning, assumed_answer, stale, .. } = leg;
        Self {
            offer: Span(offer),
            reclaim: Span(reclaim),
            layer_grace: Span::millis(15 * S),
            present: Span::millis(30 * S),
            wrap_up: Span(wrap_up),
            request_expiry: Span(request_expiry),
            closed_kept: Span(closed_kept),
            prompt: Span(prompt),
            ring: Span(ring),
            verdict: Span(verdict),
            clearing: Span(clearing),
            abandoning: Span(abandoning),
            assumed_answer: Span(assumed_answer),
            stale: Span(stale),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::config) struct Callbacks {
    pub(in crate::config) default_queue: Option<QueueName>,
    pub(in crate::config) customer_status: bool,
    pub(in crate::config) on_layer_loss: OnLayerLoss,
    pub(in crate::config) wrap_up_typing: Span<S, { 10 * M }>,
    pub(in crate::config) wrap_up_most: Span<S, H>,
}

impl Default for Callbacks {
    fn default() -> Self {
        let session::Policy { wrap_up_typing, wrap_up_most, .. } = session::Policy::default();
        Self {
            default_queue: None,
            customer_status: false,
            on_layer_loss: OnLayerLoss::NotReady,
            wrap_up_typing: Span(wrap_up_typing),
            wrap_up_most: Span(wrap_up_most),
        }
    }
}
