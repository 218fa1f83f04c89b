//! Queues, their hours, and everything that names a queue.

use callbackd_api::ids::QueueName;
use jiff::{civil::Time, tz::TimeZone};

use super::{Checker, list};
use crate::{
    calendar::{Hours, Span},
    config::tables::{self, Site},
    dialplan,
    switchboard::settings::Queue,
};

impl Checker<'_> {
    pub(super) fn queues(&mut self, queues: Vec<tables::Queue>, site: &Site) -> Vec<Queue> {
        let site_zone = site.zone.as_deref().and_then(|name| self.zone("site.zone", name));
        if queues.is_empty() {
            self.fault("queues", "there is no queue: add [[queues]] with a name");
        }
        let mut checked: Vec<Queue> = Vec::new();
        for (index, queue) in queues.into_iter().enumerate() {
            let key = format!("queues[{index}]");
            let hours = self.hours(&key, &queue, site_zone.as_ref());
            let Some(name) = self.required(&format!("{key}.name"), queue.name, "name = \"sales\"") else {
                continue;
            };
            if checked.iter().any(|earlier| earlier.name == name) {
                self.fault(
                    &format!("{key}.name"),
                    format!("there is a queue `{name}` already: choose another name"),
                );
                continue;
            }
            checked.push(Queue {
                name,
                hours,
                max_waiting: queue.max_waiting.size(),
                wrap_up: queue.wrap_up.map(|span| span.0),
                editable: queue.editable,
            });
        }
        checked
    }

    fn hours(&mut self, key: &str, queue: &tables::Queue, site: Option<&TimeZone>) -> Hours {
        let own = queue.zone.as_deref().map(|name| self.zone(&format!("{key}.zone"), name));
        if queue.hours.is_empty() && queue.holidays.is_empty() {
            return Hours::always();
        }
        let mut spans = Vec::new();
        for (index, hours) in queue.hours.iter().enumerate() {
            let days: Vec<_> = hours.days.iter().flat_map(|days| days.0.iter().copied()).collect();
            if days.is_empty() {
                let example = "name the days, such as days = [\"mon-fri\"]";
                self.fault(&format!("{key}.hours[{index}].days"), example);
            }
            let (from, to) = (hours.from.0, hours.to.0);
            if to <= from && to != Time::midnight() {
                let message = "the end is not after the beginning: for a span over midnight write two, up to \"24:00\" and \
                               from \"00:00\"";
                self.fault(&format!("{key}.hours[{index}].to"), message);
            }
            spans.push(Span { days, from, to });
        }
        let zone = own.unwrap_or_else(|| site.cloned());
        if zone.is_none() && queue.zone.is_none() && self.is_whole("site") {
            let message =
                "the hours are those of which time zone? Add zone = \"Europe/London\" here or in [site]";
            self.fault(&format!("{key}.hours"), message);
        }
        let holidays = queue.holidays.iter().map(|day| day.0).collect();
        Hours::new(zone.unwrap_or(TimeZone::UTC), spans, holidays)
    }

    fn zone(&mut self, key: &str, name: &str) -> Option<TimeZone> {
        match TimeZone::get(name) {
            Ok(zone) => Some(zone),
            Err(_) => {
                let message =
                    format!("there is no time zone `{name}`: write one such as \"Europe/London\" or \"UTC\"");
                self.fault(key, message);
                None
            }
        }
    }

    /// The named one, or the only one there is.
    pub(super) fn default_queue(
        &mut self,
        named: Option<QueueName>,
        queues: &[QueueName],
    ) -> Option<QueueName> {
        let key = "callbacks.default-queue";
        if !self.knows_queues(queues) {
            return queues.first().cloned();
        }
        match (named, queues) {
            (Some(name), _) => {
                self.known_queue(key, name.as_str(), queues);
                Some(name)
            }
            (None, []) => None,
            (None, [only]) => Some(only.clone()),
            (None, several) => {
                let names = list(several);
                self.fault(key, format!("is missing: there are several queues, write one of {names}"));
                None
            }
        }
    }

    /// Everything in the dial plan that names a queue.
    pub(super) fn dialplan_queues(&mut self, plan: Option<&dialplan::Settings>, queues: &[QueueName]) {
        let Some(plan) = plan else { return };
        for name in plan.policy.queues.keys() {
            self.known_queue(&format!("dialplan.policy.queues.{name}"), name, queues);
        }
        for (rule, settings) in plan.rules.iter().enumerate() {
            for name in &settings.condition.queue {
                self.known_queue(&format!("dialplan.rules[{rule}].match.queue"), name, queues);
            }
        }
    }

    /// Are these all that are meant? That there are none at all is told once.
    fn knows_queues(&self, queues: &[QueueName]) -> bool {
        !queues.is_empty() && self.is_sound("queues") && !self.misspells("queues", "name")
    }

    pub(super) fn known_queue(&mut self, key: &str, name: &str, queues: &[QueueName]) {
        if self.knows_queues(queues) && !queues.iter().any(|queue| queue.as_str() == name) {
            let names = list(queues);
            self.fault(key, format!("there is no queue `{name}`: write one of {names}"));
        }
    }
}
