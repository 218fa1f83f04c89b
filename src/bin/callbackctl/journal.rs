//! `journal verify|export|prune`: a store without its daemon.

use std::{io, path::Path};

use callbackd::{
    journal::{OpenError, SqliteStore, StoreError},
    offline::{self, Ages, Broken, Report},
};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::{
    cli::Journal,
    failure::Failure,
    screen::Screen,
    words::{Moment, clean},
};

pub(crate) fn run(screen: Screen, command: &Journal) -> Result<(), Failure> {
    match command {
        Journal::Verify { store } => verify(screen, store),
        Journal::Export { store, with_personal } => export(store, *with_personal),
        Journal::Prune { store, numbers, records } => {
            let now = Moment::now().now;
            let since = |age: &SignedDuration| now.checked_sub(*age).unwrap_or(Timestamp::MIN);
            let ages = Ages { numbers: numbers.as_ref().map(since), records: records.as_ref().map(since) };
            prune(screen, store, ages)
        }
    }
}

fn verify(screen: Screen, path: &Path) -> Result<(), Failure> {
    let store = SqliteStore::open_existing(path)?;
    let counts = store.counts()?;
    let bar = bar("rows read", counts.records + counts.sessions);
    let report = offline::verify(&store, &mut |rows| bar.set_position(rows))?;
    bar.finish_and_clear();
    for fault in &report.faults {
        eprintln!("callbackctl: {}", clean(&fault.to_string()));
    }
    let unnamed = report.faulty - u64::try_from(report.faults.len()).unwrap_or(u64::MAX).min(report.faulty);
    if unnamed > 0 {
        eprintln!("callbackctl: and {unnamed} faults more");
    }
    match screen.json {
        true => screen.json(&json!({
            "records": report.records,
            "first_seq": report.places.as_ref().map(|places| places.start()),
            "last_seq": report.places.as_ref().map(|places| places.end()),
            "pruned": report.pruned, "sessions": report.sessions, "open": report.open,
            "personal": report.personal, "faults": report.faulty,
        }))?,
        false => screen.text(&found(&report))?,
    }
    match report.faulty {
        0 => Ok(()),
        faults => Err(Failure::Unsound(faults)),
    }
}

fn found(report: &Report) -> String {
    let places = match &report.places {
        Some(places) => format!("#{} to #{}", places.start(), places.end()),
        None => "none kept".to_owned(),
    };
    let pruned = if report.pruned { "; earlier ones were pruned" } else { "" };
    let verdict = match report.faulty {
        0 => "Sound.".to_owned(),
        1 => "1 fault.".to_owned(),
        faults => format!("{faults} faults."),
    };
    format!(
        "Records   {} ({places}{pruned})\nSessions  {}, {} of them open\nPersonal  {} kept, {} erased\n{verdict}",
        report.records,
        report.sessions,
        report.open,
        report.personal,
        report.sessions - report.personal.min(report.sessions),
    )
}

fn export(path: &Path, with_personal: bool) -> Result<(), Failure> {
    let store = SqliteStore::open_existing(path)?;
    let counts = store.counts()?;
    let lines = counts.records + if with_personal { counts.personal } else { 0 };
    let bar = bar("lines written", lines);
    let mut out = io::BufWriter::new(io::stdout().lock());
    offline::export(&store, with_personal, &mut out, &mut |lines| bar.set_position(lines))?;
    bar.finish_and_clear();
    Ok(())
}

fn prune(screen: Screen, path: &Path, ages: Ages) -> Result<(), Failure> {
    let mut store = SqliteStore::open_existing(path)?;
    let counts = store.counts()?;
    let personal = if ages.numbers.is_some() { counts.personal } else { 0 };
    let rest = if ages.records.is_some() { counts.sessions + counts.records } else { 0 };
    // Nobody knows beforehand how much is due: the bar ends early.
    let bar = bar("rows removed, at most", personal + rest);
    let pruned = offline::prune(&mut store, ages, &mut |rows| bar.set_position(rows))?;
    bar.finish_and_clear();
    if screen.json {
        let pruned = json!({
            "personal": pruned.personal, "sessions": pruned.sessions, "records": pruned.records,
        });
        return Ok(screen.json(&pruned)?);
    }
    Ok(screen.text(&format!(
        "Erased the numbers, names and texts of {} sessions. Removed {} sessions and {} records.",
        pruned.personal, pruned.sessions, pruned.records
    ))?)
}

/// On standard error, and only where that is a terminal.
fn bar(what: &'static str, length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} {msg}, {eta} left");
    let bar = ProgressBar::new(length).with_message(what);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::NoStore(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Broken> for Failure {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Store(error) => Self::Store(error),
            Broken::Output(error) => Self::Output(error),
        }
    }
}
