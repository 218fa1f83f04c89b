//! A disk that loses, alters and lies: at any moment of a store's life, one fault of its files. Nothing that was acknowledged may
//! disappear without a word, and no session may come back as sound that is not as it was acknowledged.
//!
//! `STORAGE_ROUNDS` says how many rounds (120), `STORAGE_SEED` repeats a run.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test alters files, and one that cannot go on must fail"
)]

#[expect(dead_code, reason = "not all of it is needed here")]
mod journal_fixtures;

#[path = "support/chance.rs"]
#[expect(dead_code, unreachable_pub, reason = "each test binary uses its own part")]
mod chance;

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use callbackd::journal::{Checking, MAX_PAGE, PersonalRow, SessionRow, SqliteStore, Write};
use callbackd_api::{
    ids::{Seq, SessionId},
    record::Record,
};
use chance::Chance;
use jiff::Timestamp;
use journal_fixtures::{at, record, session};

/// The database, its log and its mark.
const FILES: [&str; 3] = ["", "-wal", ".mark"];
const PAGE: usize = 4_096;

/// What is wrong with the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    None,
    BitOfDatabase,
    BitOfLog,
    BitOfMark,
    PageZeroed,
    PageLost,
    SectorZeroed,
    DatabaseOld,
    DatabaseCut,
    DatabaseGone,
    LogGone,
    LogCut,
    LogOld,
    LogHeaderZeroed,
    LogTailGarbage,
    MarkGone,
    MarkCut,
    MarkOld,
    LogAndMarkGone,
    /// What was synced last never arrived, though the disk said so.
    SyncLied,
}

const FAULTS: [Fault; 20] = [
    Fault::None,
    Fault::BitOfDatabase,
    Fault::BitOfLog,
    Fault::BitOfMark,
    Fault::PageZeroed,
    Fault::PageLost,
    Fault::SectorZeroed,
    Fault::DatabaseOld,
    Fault::DatabaseCut,
    Fault::DatabaseGone,
    Fault::LogGone,
    Fault::LogCut,
    Fault::LogOld,
    Fault::LogHeaderZeroed,
    Fault::LogTailGarbage,
    Fault::MarkGone,
    Fault::MarkCut,
    Fault::MarkOld,
    Fault::LogAndMarkGone,
    Fault::SyncLied,
];

/// The three files at a moment; absent ones are empty.
#[derive(Debug, Clone, Default)]
struct Image([Option<Vec<u8>>; 3]);

impl Image {
    fn of(directory: &Path) -> Self {
        Self(FILES.map(|suffix| fs::read(file(directory, suffix)).ok()))
    }

    fn lay_out(&self, directory: &Path) {
        for (suffix, octets) in FILES.iter().zip(&self.0) {
            if let Some(octets) = octets {
                fs::write(file(directory, suffix), octets).unwrap();
            }
        }
    }
}

fn file(directory: &Path, suffix: &str) -> PathBuf {
    directory.join(format!("journal.db{suffix}"))
}

/// Everything that was acknowledged.
#[derive(Debug, Default)]
struct Acknowledged {
    records: Vec<Record>,
    sessions: BTreeMap<SessionId, (SessionRow, PersonalRow)>,
}

/// A life of a store with some restarts: an image of some moment, and one of its end.
fn live(directory: &Path, chance: &mut Chance) -> (Image, Image, Acknowledged) {
    let mut acknowledged = Acknowledged::default();
    let mut store = SqliteStore::open(&file(directory, "")).unwrap();
    let batches = chance.between(5, 60);
    let remembered = chance.between(1, batches);
    let mut old = Image::default();
    let mut seq = 0;
    for nth in 1..=batches {
        let n = chance.between(1, 12);
        let mut writes = Vec::new();
        for _ in 0..chance.between(1, 4) {
            seq += 1;
            let record = record(seq, n);
            acknowledged.records.push(record.clone());
            writes.push(Write::Record(Box::new(record)));
        }
        let closed_at = (chance.between(0, 10) == 0).then(|| at(1_000));
        let rows = rows(n, seq, closed_at);
        writes.extend([Write::Session(rows.0.clone()), Write::Personal(rows.1.clone())]);
        acknowledged.sessions.insert(session(n), rows);
        store.commit(&writes).unwrap();
        match chance.between(0, 12) {
            0 => store.checkpoint().unwrap(),
            1 => {
                drop(store);
                store = SqliteStore::open(&file(directory, "")).unwrap();
            }
            _ => {}
        }
        if nth == remembered {
            old = Image::of(directory);
        }
    }
    (old, Image::of(directory), acknowledged)
}

fn rows(n: u64, version: u64, closed_at: Option<Timestamp>) -> (SessionRow, PersonalRow) {
    // Large enough that a store has some pages.
    let filler = "x".repeat(usize::try_from(n * 60).unwrap());
    (
        SessionRow {
            session_id: session(n),
            closed_at,
            body: format!(r#"{{"version":{version},"filler":"{filler}"}}"#),
        },
        PersonalRow { session_id: session(n), body: format!(r#"{{"number":"+44207946{version:04}"}}"#) },
    )
}

fn damage(image: &mut Image, old: &Image, fault: Fault, chance: &mut Chance) {
    let mut within = |length: usize| usize::try_from(chance.between(0, length.max(1) as u64 - 1)).unwrap();
    let [database, log, mark] = &mut image.0;
    let mut flip = |file: &mut Option<Vec<u8>>| {
        if let Some(file) = file.as_mut().filter(|file| !file.is_empty()) {
            let place = within(file.len());
            file[place] ^= 1 << within(8);
        }
    };
    match fault {
        Fault::None => {}
        Fault::BitOfDatabase => flip(database),
        Fault::BitOfLog => flip(log),
        Fault::BitOfMark => flip(mark),
        Fault::PageZeroed | Fault::SectorZeroed => {
            let database = database.as_mut().unwrap();
            let unit = if fault == Fault::PageZeroed { PAGE } else { 512 };
            let begin = within(database.len() / unit) * unit;
            database[begin..begin + unit].fill(0);
        }
        Fault::PageLost => {
            let (database, old) = (database.as_mut().unwrap(), old.0[0].as_ref().unwrap());
            let begin = within(database.len().min(old.len()) / PAGE) * PAGE;
            database[begin..begin + PAGE].copy_from_slice(&old[begin..begin + PAGE]);
        }
        Fault::DatabaseOld => database.clone_from(&old.0[0]),
        Fault::DatabaseCut => {
            let database = database.as_mut().unwrap();
            database.truncate(within(database.len()));
        }
        Fault::DatabaseGone => *database = None,
        Fault::LogGone => *log = None,
        Fault::LogCut => log.iter_mut().for_each(|log| log.truncate(within(log.len()))),
        Fault::LogOld => log.clone_from(&old.0[1]),
        Fault::LogHeaderZeroed => log.iter_mut().for_each(|log| log.iter_mut().take(32).for_each(|o| *o = 0)),
        Fault::LogTailGarbage => log.iter_mut().for_each(|log| {
            let begin = within(log.len());
            log.iter_mut().skip(begin).for_each(|octet| *octet = 0xa5);
        }),
        Fault::MarkGone => *mark = None,
        Fault::MarkCut => mark.iter_mut().for_each(|mark| mark.truncate(within(mark.len()))),
        Fault::MarkOld => mark.clone_from(&old.0[2]),
        Fault::LogAndMarkGone => (*log, *mark) = (None, None),
        Fault::SyncLied => {
            database.clone_from(&old.0[0]);
            log.clone_from(&old.0[1]);
        }
    }
}

/// What a start made of the store.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It refuses, or something is said.
    Told,
    /// Nothing is said, and nothing is missing.
    Whole,
    /// Nothing is said, and this is missing or altered.
    Silent(String),
}

fn judge(directory: &Path, acknowledged: &Acknowledged) -> Verdict {
    let Ok(store) = SqliteStore::open(&file(directory, "")) else { return Verdict::Told };
    let told = !store.findings().is_empty();
    let Ok(restored) = store.restore(at(0)) else { return Verdict::Told };
    for (row, personal) in &restored.sessions {
        let (latest, person) = &acknowledged.sessions[&row.session_id];
        let as_acknowledged = row == latest && (row.closed_at.is_some() || personal.as_ref() == Some(person));
        // Where the end is lost, sessions are as they were before it, and that is said. An altered one never comes back.
        let once_so = row.body.starts_with(r#"{"version":"#) && row.body.ends_with(r#"x"}"#);
        assert!(once_so, "an altered row came back as sound: {row:?}");
        if !as_acknowledged && !told && !looked_through(&store) {
            return Verdict::Silent(format!("session {} is an older one", row.session_id));
        }
    }
    if told || !restored.damaged.is_empty() || !restored.findings.is_empty() || looked_through(&store) {
        return Verdict::Told;
    }
    for (id, (row, _)) in &acknowledged.sessions {
        if !restored.sessions.iter().any(|(found, _)| found == row) {
            return Verdict::Silent(format!("session {id} is gone"));
        }
    }
    let mut last = Seq(0);
    let mut found = Vec::new();
    loop {
        let Ok(page) = store.records(last, MAX_PAGE) else { return Verdict::Told };
        let Some(newest) = page.records.last() else { break };
        last = newest.seq;
        found.extend(page.records);
    }
    match found == acknowledged.records {
        true => Verdict::Whole,
        false => Verdict::Silent(format!("{} of {} records", found.len(), acknowledged.records.len())),
    }
}

/// Does looking at everything, as the daemon does after its start, find something?
fn looked_through(store: &SqliteStore) -> bool {
    let mut from = Checking::Records { after: 0 };
    loop {
        let Ok(step) = store.check(from) else { return true };
        if step.records + step.rows > 0 {
            return true;
        }
        match step.next {
            Some(next) => from = next,
            None => return false,
        }
    }
}

#[test]
fn whatever_the_disk_does_nothing_acknowledged_disappears_without_a_word() {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let rounds = number("STORAGE_ROUNDS").unwrap_or(120);
    let now = || u64::try_from(Timestamp::now().as_microsecond()).unwrap();
    let seed = number("STORAGE_SEED").unwrap_or_else(now);
    println!("STORAGE_SEED={seed} STORAGE_ROUNDS={rounds}");
    let mut counts: BTreeMap<Fault, [u64; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for round in 0..rounds {
        let mut chance = Chance::new(seed, usize::try_from(round).unwrap());
        let (living, dead) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (old, mut image, acknowledged) = live(living.path(), &mut chance);
        let fault = FAULTS[usize::try_from(round).unwrap() % FAULTS.len()];
        damage(&mut image, &old, fault, &mut chance);
        image.lay_out(dead.path());
        let verdict = judge(dead.path(), &acknowledged);
        let [told, whole] = counts.entry(fault).or_default();
        match verdict {
            Verdict::Told if fault == Fault::None => wrong.push(format!("round {round}: told of nothing")),
            Verdict::Told => *told += 1,
            Verdict::Whole => *whole += 1,
            Verdict::Silent(what) => wrong.push(format!("round {round}, {fault:?}: {what}")),
        }
    }
    for (fault, [told, whole]) in &counts {
        println!("{fault:?}: told {told}, without effect {whole}");
    }
    assert!(wrong.is_empty(), "STORAGE_SEED={seed}: {} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let told: u64 = counts.values().map(|[told, _]| told).sum();
    assert!(told > 0, "no fault was found at all");
}
