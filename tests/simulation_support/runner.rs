//! Many seeds, one after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};

use callbackd::dialplan::DialPlan;

use super::{
    guard::Guard,
    scenario::Scenario,
    tally::Tally,
    world::{Outcome, play},
};
use crate::support;

/// Lines of a failing seed that are printed, unless `SIM_LINES` says otherwise.
const TOLD: usize = 120;

/// Plays seeds and counts what it went through.
pub(crate) struct Runner {
    plan: DialPlan,
    pub(crate) tally: Tally,
}

impl Runner {
    pub(crate) fn new() -> Self {
        Self { plan: support::dial_plan(), tally: Tally::default() }
    }

    /// Plays seeds with a guard taken away.
    pub(crate) fn without(guard: Guard) -> Unguarded {
        Unguarded { runner: Self::new(), guard }
    }

    /// What does not hold with this seed, if anything.
    pub(crate) fn play(&mut self, seed: u64) -> Option<String> {
        match self.once(Scenario::of(seed), false) {
            Ok(outcome) => {
                self.tally.add(&outcome.tally);
                outcome.fault
            }
            Err(panic) => Some(panic),
        }
    }

    /// The same again, in words.
    pub(crate) fn explain(&self, seed: u64) -> String {
        let lines = self.once(Scenario::of(seed), true).map(|outcome| outcome.lines).unwrap_or_default();
        let told = std::env::var("SIM_LINES").ok().and_then(|lines| lines.parse().ok()).unwrap_or(TOLD);
        let skipped = lines.len().saturating_sub(told);
        lines[skipped..].join("\n")
    }

    pub(crate) fn once(&self, scenario: Scenario, traced: bool) -> Result<Outcome, String> {
        let played = catch_unwind(AssertUnwindSafe(|| play(scenario, &self.plan, traced)));
        played.map_err(|panic| {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            format!("panic: {}", words.or(panic.downcast_ref::<&str>().copied()).unwrap_or("?"))
        })
    }
}

/// A runner without a guard.
pub(crate) struct Unguarded {
    runner: Runner,
    guard: Guard,
}

impl Unguarded {
    /// What does not hold then.
    pub(crate) fn fault(&self, seed: u64) -> Option<String> {
        let scenario = Scenario::without(seed, self.guard);
        self.runner.once(scenario, false).map_or_else(Some, |outcome| outcome.fault)
    }

    /// What does not hold in the same half hour with the guard in its place.
    pub(crate) fn but_with_it(&self, seed: u64) -> Option<String> {
        let scenario = Scenario { without: None, ..Scenario::without(seed, self.guard) };
        self.runner.once(scenario, false).map_or_else(Some, |outcome| outcome.fault)
    }
}
