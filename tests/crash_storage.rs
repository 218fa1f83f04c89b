//! A daemon whose disk is at fault when it comes back: each request that was acknowledged is there with its own number, or it is
//! said that something is missing.
//!
//! `CRASH_ROUNDS` says how often (14), `CRASH_SEED` repeats a run's choices.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test alters files and waits for real programs"
)]

mod support;

use std::{env, fs, path::PathBuf, time::Duration};

use callbackd_api::client::Client;
use jiff::Timestamp;
use pbxsim::Config;
use rustix::process::Signal;
use serde_json::{Value, json};
use support::{centre::Centre, chance::Chance};
use tokio::time::{sleep, timeout};

const STATES: [&str; 10] =
    ["queued", "offered", "open", "dialing", "talking", "held", "cancelled", "unknown", "wrap_up", "closed"];
const PATIENCE: Duration = Duration::from_secs(20);

fn file(centre: &Centre, suffix: &str) -> PathBuf {
    centre.folder().join(format!("callbackd.db{suffix}"))
}

fn alter(path: PathBuf, change: impl FnOnce(&mut Vec<u8>)) {
    let mut octets = fs::read(&path).unwrap_or_default();
    if !octets.is_empty() {
        change(&mut octets);
        fs::write(path, octets).unwrap();
    }
}

/// One fault; says which.
fn damage(centre: &Centre, round: u64, chance: &mut Chance) -> &'static str {
    let mut within = |length: usize| usize::try_from(chance.between(0, length as u64 - 1)).unwrap();
    let log = file(centre, "-wal");
    match round % 7 {
        0 => {
            fs::remove_file(log).unwrap();
            "the log is gone"
        }
        1 => {
            alter(log, |log| log.truncate(within(log.len())));
            "the log is cut"
        }
        2 => {
            alter(log, |log| {
                let place = within(log.len());
                log[place] ^= 1 << within(8);
            });
            "a bit of the log"
        }
        3 => {
            alter(log, |log| log[..32].fill(0));
            "the log's header"
        }
        4 => {
            fs::remove_file(file(centre, ".mark")).unwrap();
            "the mark is gone"
        }
        5 => {
            // A digit of somebody's number.
            alter(file(centre, ""), |database| {
                let text = b"+4420794600";
                let numbers: Vec<_> =
                    database.windows(text.len()).enumerate().filter(|(_, it)| it == text).collect();
                if !numbers.is_empty() {
                    let place = numbers[within(numbers.len())].0 + text.len();
                    database[place] ^= 1;
                }
            });
            "a digit of a number"
        }
        _ => {
            alter(file(centre, ""), |database| {
                let place = within(database.len());
                database[place] ^= 1 << within(8);
            });
            "a bit of the database"
        }
    }
}

async fn requests(client: &Client, chance: &mut Chance) -> Vec<(String, String)> {
    let mut asked = Vec::new();
    for last in 10..10 + chance.between(3, 12) {
        let number = format!("+4420794600{last}");
        let answer: Value = client.call("callback.request", &json!({ "number": number })).await.unwrap();
        asked.push((answer["session_id"].as_str().unwrap().to_owned(), number));
    }
    asked
}

/// Every session in full, or nothing where the daemon refuses the store.
async fn found(centre: &Centre, daemon: &mut std::process::Child) -> Option<(Client, Vec<Value>)> {
    let starting = async {
        loop {
            if let Ok((client, _)) = Client::connect(&centre.socket()).await {
                let wish = json!({ "states": STATES, "limit": 500 });
                let page: Value = client.call("session.list", &wish).await.unwrap();
                return Some((client, page["sessions"].as_array().unwrap().clone()));
            }
            if daemon.try_wait().unwrap().is_some() {
                return None;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, starting).await.expect("it serves or ends")
}

/// Is anything said of the store, once all of it was looked through?
async fn told(centre: &Centre, client: &Client) -> bool {
    let looking = async {
        loop {
            let status: Value = client.call("system.status", &json!({})).await.unwrap();
            if status.get("store_faults").is_some() {
                return true;
            }
            if centre.logged().lines().any(|line| line.contains("was looked through and is as it was")) {
                return false;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, looking).await.expect("the look ends")
}

#[tokio::test]
async fn a_request_is_there_with_its_own_number_or_it_is_said_that_something_is_missing() {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let rounds = number("CRASH_ROUNDS").unwrap_or(14);
    let now = || u64::try_from(Timestamp::now().as_microsecond()).unwrap();
    let seed = number("CRASH_SEED").unwrap_or_else(now);
    println!("CRASH_SEED={seed} CRASH_ROUNDS={rounds}");
    for round in 0..rounds {
        let mut chance = Chance::new(seed, usize::try_from(round).unwrap());
        let mut centre = Centre::prepared(Config::default(), "").await;
        centre.start_without_link().await.unwrap();
        let (client, _) = centre.client().await.unwrap();
        let asked = requests(&client, &mut chance).await;
        // What lies in the log is lost with it; what lies in the database was moved there by an orderly end.
        if round % 7 < 5 {
            centre.kill().unwrap();
        } else {
            centre.signal(Signal::TERM).unwrap();
            assert!(centre.ended().await.unwrap().success());
        }
        let fault = damage(&centre, round, &mut chance);
        fs::write(centre.folder().join("log"), "").unwrap();
        let mut daemon = centre.spawn().unwrap();
        let verdict = match found(&centre, &mut daemon).await {
            None => {
                assert!(centre.logged().contains("callbackd does not start"), "{}", centre.logged());
                "refused"
            }
            Some((client, sessions)) => {
                let whole = |(id, number): &(String, String)| {
                    sessions.iter().any(|it| it["session_id"] == **id && it["number"] == **number)
                };
                for session in &sessions {
                    let own = asked.iter().find(|(id, _)| session["session_id"] == **id);
                    let sound = session.get("damage").is_none();
                    let right = own.is_some_and(|(_, number)| session["number"] == **number);
                    assert!(!sound || right, "CRASH_SEED={seed} round {round}, {fault}: {session}");
                }
                let missing = asked.iter().filter(|it| !whole(it)).count();
                let marked = sessions.iter().any(|it| it.get("damage").is_some());
                match marked || told(&centre, &client).await {
                    true => "told",
                    false if missing == 0 => "whole",
                    false => {
                        panic!("CRASH_SEED={seed} round {round}, {fault}: {missing} are gone without a word")
                    }
                }
            }
        };
        println!("round {round}, {fault}: {} requests, {verdict}", asked.len());
        let _ = daemon.kill();
        daemon.wait().unwrap();
    }
}
