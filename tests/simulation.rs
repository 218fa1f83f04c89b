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
/// After so many that fail, the rest need not be played.
const FAULTS: usize = 20;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")))
}

/// Plays seeds as long as there are any; all that fail are named, the first one in words.
fn must_hold(runner: &mut Runner, seeds: impl Iterator<Item = u64>) {
    let faults: Vec<(u64, String)> = seeds.filter_map(|seed| Some((seed, runner.play(seed)?))).take(FAULTS).collect();
    println!("{}", runner.tally.table());
    let Some((first, _)) = faults.first() else { return };
    let words = runner.explain(*first);
    let faults: Vec<String> = faults.iter().map(|(seed, fault)| format!("seed {seed}: {fault}")).collect();
    panic!(
        "{words}\n\n{}\nagain: SIM_SEED={first} cargo test --test simulation seeds\n",
        faults.join("\n")
    );
}

#[test]
fn seeds_hold_whatever_goes_wrong() {
    let mut runner = Runner::new(None);
    let spans = [number("SIM_SECONDS").unwrap_or(0), 3600 * number("SIM_HOURS").unwrap_or(0)];
    let span = Duration::from_secs(spans.into_iter().sum());
    let fixed = number("SIM_SEED").map_or(0..number("SIM_SEEDS").unwrap_or(FIXED), |seed| seed..seed + 1);
    let begun = Instant::now();
    let fresh = jiff::Timestamp::now().as_microsecond().unsigned_abs()..;
    must_hold(&mut runner, fixed.chain(fresh.take_while(|_| begun.elapsed() < span)));
}
