//! Thousands of hours of a contact centre in which everything goes wrong, through the real switchboard, association and
//! journal queue: nothing accepted is lost, nothing is dialled twice or against the rules, every call and session ends.
//!
//! A failing seed is printed in words and plays again exactly: `SIM_SEED=… cargo test --test simulation seeds`.
//! `SIM_SECONDS=120` plays fresh seeds for so long, `SIM_HOURS=8` for so many hours; `SIM_SEEDS=1000` so many fixed ones.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a test that cannot go on must fail, and a soak looks at the clock to know when to end"
)]

mod simulation_support;
mod support;

use std::{
    env,
    time::{Duration, Instant},
};

use simulation_support::runner::Runner;

/// Seeds that every run of the tests plays.
const FIXED: u64 = 60;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")))
}

fn must_hold(runner: &mut Runner, seed: u64) {
    if let Some(fault) = runner.play(seed) {
        panic!(
            "{}\n\nseed {seed}: {fault}\nagain: SIM_SEED={seed} cargo test --test simulation seeds\n",
            runner.explain(seed)
        );
    }
}

#[test]
fn seeds_hold_whatever_goes_wrong() {
    let mut runner = Runner::new(None);
    let spans = [number("SIM_SECONDS").unwrap_or(0), 3600 * number("SIM_HOURS").unwrap_or(0)];
    let span = Duration::from_secs(spans.into_iter().sum());
    match number("SIM_SEED") {
        Some(seed) => must_hold(&mut runner, seed),
        None => (0..number("SIM_SEEDS").unwrap_or(FIXED)).for_each(|seed| must_hold(&mut runner, seed)),
    }
    let begun = Instant::now();
    let mut seed = jiff::Timestamp::now().as_microsecond().unsigned_abs();
    while begun.elapsed() < span {
        must_hold(&mut runner, seed);
        seed += 1;
    }
    println!("{}", runner.tally.table());
}
