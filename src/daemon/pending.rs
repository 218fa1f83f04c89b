//! What waits for the store, and what happens while it fails.

use callbackd_api::ids::Seq;

use crate::{journal::Write, switchboard::Deed};

/// Writes that may wait while the store fails; with more, the daemon gives up and restart reconciles.
const MAX_WAITING: usize = 50_000;

/// With more writes that wait for a store that works, what can wait itself does: timers of sessions.
const MANY_WAITING: usize = 5_000;

/// Writes and deeds in causal order, in two parts: what is being committed and what comes after.
#[derive(Debug)]
pub struct Pending {
    /// The last record that is on disk.
    kept: Seq,
    /// Deeds of the batch that is being committed, and its last record.
    flight: Option<(Vec<Deed>, Seq)>,
    /// A batch that failed, to be tried again before anything else.
    failed: Option<Vec<Write>>,
    writes: Vec<Write>,
    deeds: Vec<Deed>,
    trouble: Option<String>,
}

impl Pending {
    /// Nothing waits; everything up to this record is on disk.
    pub fn new(kept: Seq) -> Self {
        Self { kept, flight: None, failed: None, writes: Vec::new(), deeds: Vec::new(), trouble: None }
    }

    /// The last record that is on disk: a crash takes back whatever came after it.
    pub fn kept(&self) -> Seq {
        self.kept
    }

    pub fn push(&mut self, deed: Deed) {
        self.deeds.push(deed);
    }

    pub fn write(&mut self, writes: Vec<Write>) {
        self.writes.extend(writes);
    }

    /// Deeds that nothing has to be written for.
    pub fn unbound(&mut self) -> Vec<Deed> {
        if self.flight.is_some() || self.trouble.is_some() || !self.writes.is_empty() {
            return Vec::new();
        }
        std::mem::take(&mut self.deeds)
    }

    /// While the store fails, the answers to questions, whether they were asked before or after that was known.
    pub fn answers_meanwhile(&mut self) -> Vec<Deed> {
        if self.trouble.is_none() {
            return Vec::new();
        }
        let is_answer = |deed: &mut Deed| matches!(deed, Deed::Reply { question: true, .. });
        let in_flight = self.flight.iter_mut().flat_map(|(deeds, _)| deeds.extract_if(.., is_answer));
        let mut answers: Vec<_> = in_flight.collect();
        answers.extend(self.deeds.extract_if(.., is_answer));
        for answer in &mut answers {
            if let Deed::Reply { result, .. } = answer
                && let Ok(reply) = result.as_mut()
            {
                reply.not_after(self.kept);
            }
        }
        answers
    }

    /// The next batch, if the store is free for one.
    pub fn next_batch(&mut self) -> Option<Vec<Write>> {
        if self.flight.is_some() || self.trouble.is_some() || self.writes.is_empty() {
            return None;
        }
        let last = self.writes.iter().rev().find_map(|write| match write {
            Write::Record(record) => Some(record.seq),
            _ => None,
        });
        self.flight = Some((std::mem::take(&mut self.deeds), last.unwrap_or(self.kept)));
        Some(std::mem::take(&mut self.writes))
    }

    /// The batch in flight is on disk: its deeds may be done.
    pub fn committed(&mut self) -> Vec<Deed> {
        let Some((deeds, last)) = self.flight.take() else { return Vec::new() };
        self.kept = last;
        deeds
    }

    /// The batch in flight is not on disk and waits to be tried again.
    pub fn failed(&mut self, batch: Vec<Write>, why: String) {
        self.failed = Some(batch);
        self.trouble = Some(why);
    }

    /// The failed batch, to be tried once more.
    pub fn again(&mut self) -> Option<Vec<Write>> {
        self.failed.take()
    }

    /// It worked after all.
    pub fn mended(&mut self) {
        self.trouble = None;
    }

    /// Why the store does not take commits, if it does not.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// More waits than a failing store is worth.
    pub fn is_full(&self) -> bool {
        self.writes.len() + self.failed.as_ref().map_or(0, Vec::len) > MAX_WAITING
    }

    /// So much waits that nothing should be added that can wait.
    pub fn lags(&self) -> bool {
        self.trouble.is_none() && self.writes.len() > MANY_WAITING
    }

    /// Nothing waits and nothing is being committed.
    pub fn is_idle(&self) -> bool {
        self.flight.is_none() && self.writes.is_empty() && self.deeds.is_empty()
    }
}
