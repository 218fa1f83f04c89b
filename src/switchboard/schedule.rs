//! When a customer wants to be called: what can be promised of it.

use std::time::Duration;

use callbackd_api::{ids::QueueName, views::Refused, words::Reason};
use jiff::Timestamp;

use super::{Switchboard, book::after};
use crate::{ids::Now, session::Window};

impl Switchboard {
    /// The wish, if the queue can keep it, and the first moment at which the request can be offered.
    pub(super) fn window(
        &self,
        now: Now,
        asked: Window,
        queue: &QueueName,
    ) -> Result<(Window, Timestamp), Refused> {
        // What is over already is no wish any more.
        let not_before = asked.not_before.filter(|from| *from > now.wall);
        let from = not_before.unwrap_or(now.wall);
        if let Some(until) = asked.not_after {
            check_order(now, from, until)?;
        }
        check_distance(now, asked, self.settings.limits.schedule_ahead)?;
        let hours = self.queue_named(queue).map(|known| &known.hours);
        let opens = hours.and_then(|hours| hours.opens_at(from));
        if let (Some(until), Some(hours)) = (asked.not_after, hours)
            && !hours.is_open(from)
            && opens.is_none_or(|opens| opens >= until)
        {
            return Err(closed_throughout(queue, opens));
        }
        Ok((Window { not_before, not_after: asked.not_after }, opens.unwrap_or(from)))
    }
}

fn check_order(now: Now, from: Timestamp, until: Timestamp) -> Result<(), Refused> {
    let detail = match until > from {
        true => return Ok(()),
        false if until <= now.wall => "not_after is over already: leave it out, or name a moment to come",
        false => "not_after is not later than not_before: between them there must be time for a call",
    };
    Err(outside("not_after", detail))
}

fn check_distance(now: Now, asked: Window, ahead: Duration) -> Result<(), Refused> {
    let latest = after(now.wall, ahead);
    let named = [asked.not_before, asked.not_after].into_iter().flatten().max();
    if named.zip(latest).is_none_or(|(named, latest)| named <= latest) {
        return Ok(());
    }
    let hours = ahead.as_secs() / 3600;
    let span = if hours < 48 { format!("{hours} hours") } else { format!("{} days", hours / 24) };
    let detail = format!("callbacks are planned at most {span} ahead (schedule-ahead in [limits])");
    Err(outside("limits.schedule-ahead", detail))
}

fn closed_throughout(queue: &QueueName, opens: Option<Timestamp>) -> Refused {
    let next = opens.map(|at| format!("; it opens at {at:.0}")).unwrap_or_default();
    let detail = format!("queue {queue} is closed from not_before to not_after{next}");
    outside(format!("queues.{queue}.hours"), detail)
}

fn outside(rule: impl Into<String>, detail: impl Into<String>) -> Refused {
    Refused { rule: Some(rule.into()), ..Refused::new(Reason::OutsideHours, detail) }
}
