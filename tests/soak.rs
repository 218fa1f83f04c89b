//! The simulation for hours, on every core, with a line a minute:
//!
//! ```text
//! cargo test --release --test soak -- --hours 8
//! ```
//!
//! It ends at the first seed that fails, prints it in words, and exits with status 1; `tests/simulation.rs` plays it again.
//! Asked for nothing, as in a run of all tests, it does nothing.
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

#[expect(dead_code, reason = "guards are the other test's")]
mod simulation_support;
mod support;

use std::{
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use clap::Parser;
use simulation_support::{runner::Runner, scenario::Scenario, tally::Tally};

const TELL_EVERY: Duration = Duration::from_secs(60);

/// Play the simulation for hours.
#[derive(Debug, Parser)]
struct Wish {
    /// How many hours, of the clock on the wall
    #[arg(long, value_parser = hours)]
    hours: Duration,
    /// The first seed; otherwise one that was not played before
    #[arg(long)]
    seed: Option<u64>,
    /// Runners side by side; otherwise one per core
    #[arg(long)]
    runners: Option<usize>,
}

fn hours(text: &str) -> Result<Duration, String> {
    let hours: f64 = text.parse().map_err(|_| "write a number of hours such as 8 or 0.5".to_owned())?;
    Duration::try_from_secs_f64(3600.0 * hours).map_err(|fault| fault.to_string())
}

struct Soak {
    begun: Instant,
    span: Duration,
    next: AtomicU64,
    told: Mutex<Told>,
}

struct Told {
    tally: Tally,
    faults: Vec<(u64, String)>,
    last: Instant,
}

impl Soak {
    fn run(&self) {
        while self.begun.elapsed() < self.span && self.told.lock().unwrap().faults.is_empty() {
            let seed = self.next.fetch_add(1, Ordering::Relaxed);
            let mut runner = Runner::new();
            let fault = runner.play(seed);
            let mut told = self.told.lock().unwrap();
            told.tally.add(&runner.tally);
            told.faults.extend(fault.map(|fault| (seed, fault)));
            if told.last.elapsed() >= TELL_EVERY {
                told.last = Instant::now();
                self.tell(&told.tally);
            }
        }
    }

    fn tell(&self, tally: &Tally) {
        let (elapsed, span) = (self.begun.elapsed().as_secs(), self.span.as_secs());
        println!(
            "{:>3} % of {} min: {} seeds, {:.0} simulated hours, {} MakeCalls, {} crashes, no fault",
            100 * elapsed / span.max(1),
            span / 60,
            tally.seeds,
            tally.hours,
            tally.make_calls,
            tally.crashes
        );
    }
}

fn main() -> ExitCode {
    if !std::env::args().any(|word| word.starts_with("--hours")) {
        println!(
            "soak: not asked for; `cargo test --release --test soak -- --hours 8` plays for eight hours"
        );
        return ExitCode::SUCCESS;
    }
    let wish = Wish::parse();
    let fresh = jiff::Timestamp::now().as_microsecond().unsigned_abs();
    let begun = Instant::now();
    let told = Told { tally: Tally::default(), faults: Vec::new(), last: begun };
    let next = AtomicU64::new(wish.seed.unwrap_or(fresh));
    let soak = Soak { begun, span: wish.hours, next, told: Mutex::new(told) };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        (0..wish.runners.unwrap_or(cores)).for_each(|_| drop(scope.spawn(|| soak.run())));
    });
    let Told { tally, faults, .. } = soak.told.into_inner().unwrap();
    println!("{}", tally.table());
    let Some((seed, fault)) = faults.first() else { return ExitCode::SUCCESS };
    println!("{}\n\nseed {seed}: {fault}", Runner::new().explain(Scenario::of(*seed)));
    println!("again: SIM_SEED={seed} cargo test --test simulation seeds");
    ExitCode::FAILURE
}
