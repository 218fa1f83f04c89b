//! What happened, in words; kept only when a seed is played to be read.

use std::{collections::VecDeque, time::Duration};

/// Lines that are kept.
const KEPT: usize = 1_000_000;

#[derive(Debug, Default)]
pub(crate) struct Trace {
    lines: Option<VecDeque<String>>,
}

impl Trace {
    pub(crate) fn new(kept: bool) -> Self {
        Self { lines: kept.then(VecDeque::new) }
    }

    pub(crate) fn is_kept(&self) -> bool {
        self.lines.is_some()
    }

    pub(crate) fn note(&mut self, now: Duration, line: impl FnOnce() -> String) {
        let Some(lines) = &mut self.lines else { return };
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(format!("{:>12.3} s  {}", now.as_secs_f64(), line()));
    }

    /// The last ones.
    pub(crate) fn last(&self, count: usize) -> Vec<String> {
        let lines = self.lines.iter().flatten();
        let skipped = self.lines.as_ref().map_or(0, VecDeque::len).saturating_sub(count);
        lines.skip(skipped).cloned().collect()
    }
}
