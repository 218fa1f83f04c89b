//! `kill -9` at random moments, under load, again and again: what clients were told, what the journal holds and what the
//! switch saw must fit together.
//!
//! `CRASH_ROUNDS` says how often (25), `CRASH_SEED` repeats a run's choices; the moments themselves are the machine's.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test waits for real processes, and one that cannot go on must fail"
)]

mod crash_support;
mod support;

use std::{env, sync::Arc, time::Duration};

use crash_support::{
    Centre, Chance,
    judge::{Judgement, judge},
    ledger::Ledger,
    people::{agent, customers, watcher},
};
use tokio::time::sleep;

/// Agents at work.
const AGENTS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_moment_nothing_is_lost_and_nothing_dialled_twice() {
    let rounds: u32 =
        env::var("CRASH_ROUNDS").map_or(25, |text| text.parse().expect("CRASH_ROUNDS is a number"));
    let seed = env::var("CRASH_SEED")
        .map_or_else(|_| getrandom(), |text| text.parse().expect("CRASH_SEED is a number"));
    println!("CRASH_SEED={seed} CRASH_ROUNDS={rounds}");

    let centre = Arc::new(Centre::open(AGENTS).await);
    let ledger = Arc::new(Ledger::default());
    let mut people = tokio::task::JoinSet::new();
    for place in 0..AGENTS {
        people.spawn(agent(Arc::clone(&centre), Arc::clone(&ledger), place, Chance::new(seed, place)));
    }
    for layer in 0..2 {
        people.spawn(customers(Arc::clone(&centre), Arc::clone(&ledger), Chance::new(seed, 100 + layer)));
    }
    people.spawn(watcher(Arc::clone(&centre), Arc::clone(&ledger)));

    println!("round  lived ms  answered  withdrawn  pressed  notified  MakeCalls");
    let mut chance = Chance::new(seed, 1_000);
    for round in 1..=rounds {
        let mut daemon = centre.spawn();
        // From before it can listen to well into a call.
        let lives = Duration::from_millis(chance.between(20, 900));
        sleep(lives).await;
        daemon.kill().unwrap();
        daemon.wait().unwrap();
        let told = ledger.counts();
        let made = centre.pbx().make_calls().await.unwrap().len();
        println!(
            "{round:>5}  {:>8}  {:>8}  {:>9}  {:>7}  {:>8}  {made:>9}",
            lives.as_millis(),
            told.requests,
            told.withdrawn,
            told.pressed,
            told.notified,
        );
    }
    let mut daemon = centre.spawn();
    sleep(Duration::from_secs(2)).await;
    centre.end();
    while people.join_next().await.is_some() {}
    daemon.kill().unwrap();
    daemon.wait().unwrap();

    let Judgement { records, sessions, permits, unknown, resolved, faults } = judge(&centre, &ledger).await;
    println!(
        "journal: {records} records, {sessions} sessions, {permits} permits, {unknown} lost from sight, \
         {resolved} resolved by a person"
    );
    let told = ledger.counts();
    assert!(told.requests > 0 && told.pressed > 0 && told.notified > 0, "there was no load: {told:?}");
    assert!(
        faults.is_empty(),
        "CRASH_SEED={seed}: {} faults:\n{}\nlog:\n{}",
        faults.len(),
        faults.join("\n"),
        centre.logged()
    );
}

fn getrandom() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_microsecond()).unwrap()
}
