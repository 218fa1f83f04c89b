//! One callback's whole story, told from what the journal keeps of it. Pure: records in, steps in words out.
//!
//! Nothing is told that is not on disk. Numbers come from the personal row, so they are gone from every story as soon as
//! retention has erased them.

mod words;

use callbackd_api::{
    ids::{LegId, Private, SessionId},
    record::{Fact, Record, SwitchSays},
    story::{Numbers, Step, Story},
    words::{CallResult, QueuedReason, Reason},
};
use jiff::Timestamp;

use self::words::Words;
use crate::{dialplan::DialString, session::Personal};

/// What the journal keeps of one session.
#[derive(Debug)]
pub struct Kept<'a> {
    /// Its records, in the order of their places.
    pub records: &'a [Record],
    /// There are more of them.
    pub more: bool,
    /// Its personal data, unless erased.
    pub personal: Option<&'a Personal>,
}

impl Kept<'_> {
    /// Tells the story, with numbers in full or not; `None` where nothing is on record.
    #[must_use]
    pub fn tell(&self, session_id: SessionId, full: bool) -> Option<Story> {
        let first = self.records.iter().find(|record| !is_about_nothing(&record.fact))?;
        let asked = self.records.iter().find(|record| is_request(&record.fact));
        let numbers = match self.personal {
            None => Numbers::Erased,
            Some(_) if full => Numbers::Full,
            Some(_) => Numbers::Redacted,
        };
        let words = Words { numbers, personal: self.personal };
        let origin = asked.unwrap_or(first).at;
        let shown = self.personal.and_then(Personal::shown);
        let in_full = self.personal.filter(|_| full);
        // An agent's own state follows the session and would tell everything twice.
        let steps = self.records.iter().filter(|record| !matches!(record.fact, Fact::AgentChanged { .. }));
        Some(Story {
            session_id,
            requested_at: asked.map(|record| record.at),
            requested_by: self.records.iter().find_map(|record| record.requested_by),
            numbers,
            number: self.personal.map(|personal| match full {
                true => Private::new(personal.destination().expose()),
                false => Private::new(personal.destination().to_string()),
            }),
            extension: in_full.and_then(Personal::extension).cloned(),
            shown: shown.map(|shown| words.digits(&shown.dial_string)),
            prepended: shown.map(|shown| shown.prepended.clone()),
            attributes: in_full.map(|personal| personal.customer().attributes.clone()).unwrap_or_default(),
            note: in_full.and_then(Personal::note).cloned(),
            steps: steps.map(|record| words.step(record, origin)).collect(),
            more: self.more,
        })
    }
}

/// A call about a session that never was, as earlier versions recorded it: anybody could make one.
fn is_about_nothing(fact: &Fact) -> bool {
    matches!(fact, Fact::Called { result, .. } if *result == CallResult::Refused(Reason::NoSuchSession))
}

/// Is it how the session came to be?
fn is_request(fact: &Fact) -> bool {
    matches!(fact, Fact::SessionQueued { reason, .. } if *reason == QueuedReason::Requested)
}

impl Words<'_> {
    fn step(&self, record: &Record, origin: Timestamp) -> Step {
        let dialled = matches!(record.fact, Fact::SessionDialing { .. });
        Step {
            seq: record.seq.0,
            at: record.at,
            after_ms: record.at.as_millisecond().saturating_sub(origin.as_millisecond()),
            what: record.fact.kind().to_owned(),
            detail: self.sentence(record),
            fact: serde_json::to_value(&record.fact).unwrap_or_default(),
            agent_id: record.agent_id.clone(),
            leg_id: record.leg_id,
            leg_state: match &record.fact {
                Fact::CallProgress { leg_state, .. } => Some(leg_state.clone()),
                _ => None,
            },
            dialled: record.leg_id.filter(|_| dialled).and_then(|leg| self.dialled(leg)),
            switch: switch(&record.fact).cloned(),
        }
    }

    /// The digits of an attempt, as this reader may see them.
    fn dialled(&self, leg: LegId) -> Option<Private> {
        let digits: DialString = self.personal?.dialled(leg)?.expose().parse().ok()?;
        Some(self.digits(&digits))
    }

    fn digits(&self, digits: &DialString) -> Private {
        match self.numbers {
            Numbers::Full => Private::new(digits.expose()),
            Numbers::Redacted | Numbers::Erased => Private::new(digits.to_string()),
        }
    }
}

fn switch(fact: &Fact) -> Option<&SwitchSays> {
    match fact {
        Fact::CallProgress { switch, .. }
        | Fact::SessionFailed { switch, .. }
        | Fact::LegEnded { switch, .. } => switch.as_ref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
