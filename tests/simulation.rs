//! Thousands of hours of a contact centre in which everything goes wrong, through the real switchboard, association and
//! journal queue: nothing accepted is lost, nothing is dialled twice or against the rules, every call and session ends.
//!
//! A failing seed is printed in words and plays again exactly: `SIM_SEED=… cargo test --test simulation seeds`.
//! `SIM_SECONDS=120` plays fresh seeds for so long, `SIM_SEEDS=1000` so many fixed ones; `tests/soak.rs` plays for hours.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
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

use simulation_support::{guard::Guard, runner::Runner, scenario::Scenario};

/// Seeds that every run of the tests plays.
const FIXED: u64 = 16;
/// Seeds within which a missing guard is noticed.
const GUARD_SEEDS: u64 = 40;
/// After so many that fail, the rest need not be played.
const FAULTS: usize = 20;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")))
}

/// Plays seeds as long as there are any; all that fail are named, the first one in words.
fn must_hold(runner: &mut Runner, seeds: impl Iterator<Item = u64>) {
    let faults = seeds.filter_map(|seed| Some((seed, runner.play(seed)?)));
    let faults = faults.inspect(|(seed, fault)| println!("seed {seed}: {fault}")).take(FAULTS);
    let faults: Vec<(u64, String)> = faults.collect();
    println!("{}", runner.tally.table());
    if env::var("SIM_TELL").is_ok() {
        println!("{}", runner.explain(Scenario::of(number("SIM_SEED").unwrap_or(0))));
    }
    let Some((first, _)) = faults.first() else { return };
    let words = runner.explain(Scenario::of(*first));
    let faults: Vec<String> = faults.iter().map(|(seed, fault)| format!("seed {seed}: {fault}")).collect();
    panic!("{words}\n\n{}\nagain: SIM_SEED={first} cargo test --test simulation seeds\n", faults.join("\n"));
}

#[test]
fn seeds_hold_whatever_goes_wrong() {
    let mut runner = Runner::new();
    let span = Duration::from_secs(number("SIM_SECONDS").unwrap_or(0));
    let fixed = number("SIM_SEED").map_or(0..number("SIM_SEEDS").unwrap_or(FIXED), |seed| seed..seed + 1);
    let begun = Instant::now();
    let fresh = jiff::Timestamp::now().as_microsecond().unsigned_abs()..;
    must_hold(&mut runner, fixed.chain(fresh.take_while(|_| begun.elapsed() < span)));
}

#[test]
fn the_same_seed_plays_the_same() {
    let runner = Runner::new();
    let [first, second] = [(); 2].map(|()| runner.once(Scenario::of(8), false).unwrap());
    assert!(!first.disk.records.is_empty());
    assert_eq!(first.disk.records, second.disk.records);
}

/// Without the guard, one of the seeds from `first` on must fail, for one of these reasons; with it, the same seed must
/// hold.
fn is_missed(guard: Guard, first: u64, words: &[&str]) {
    let without = Runner::without(guard);
    let Some((seed, fault)) =
        (first..first + GUARD_SEEDS).find_map(|seed| Some((seed, without.fault(seed)?)))
    else {
        panic!("nobody misses {guard:?} in {GUARD_SEEDS} seeds");
    };
    println!("without {guard:?}, seed {seed}: {fault}");
    let expected = words.iter().any(|word| fault.contains(word));
    assert!(expected, "{}\nmissed for another reason: {fault}", without.explain(seed));
    let with = without.but_with_it(seed);
    assert!(with.is_none(), "the same with {guard:?}: {with:?}");
}

#[test]
fn a_reply_before_its_record_is_noticed() {
    is_missed(Guard::RecordFirst, 0, &["while the disk ends at"]);
}

#[test]
fn a_make_call_before_its_record_is_noticed() {
    is_missed(Guard::PlacingFirst, 0, &["before its permit is on disk"]);
}

#[test]
fn places_of_the_journal_that_are_used_twice_are_noticed() {
    is_missed(Guard::SeqDurable, 0, &["is written where"]);
}

#[test]
fn a_call_taken_for_failed_after_a_restart_is_noticed() {
    is_missed(Guard::UnknownAfterRestart, 13, &["is dialled", "off hook for ever"]);
}

#[test]
fn a_call_taken_for_failed_after_a_link_loss_is_noticed() {
    is_missed(Guard::UnknownAfterLoss, 28, &["is dialled", "off hook for ever"]);
}

#[test]
fn calls_that_nobody_looks_for_are_noticed() {
    is_missed(Guard::Reconcile, 5, &["lost from sight although its call"]);
}

#[test]
fn dialling_after_closing_time_is_noticed() {
    is_missed(Guard::PermitRecheck, 3, &["the queue is closed"]);
}

#[test]
fn a_late_answer_that_is_let_go_is_noticed() {
    is_missed(Guard::LateAnswer, 27, &["although its MakeCall was answered"]);
}

#[test]
fn a_chosen_time_that_is_forgotten_is_noticed() {
    is_missed(Guard::ChosenTime, 0, &["is offered at"]);
}

#[test]
fn phones_that_are_not_cleared_are_noticed() {
    is_missed(Guard::Clear, 0, &["off hook for ever"]);
}
