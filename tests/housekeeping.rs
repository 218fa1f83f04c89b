//! What the daemon does by itself with what it keeps: lists that are read again, data that are too old.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test reads and writes files, and one that cannot go on must fail"
)]

mod support;

use std::{fs, path::Path};

use callbackd::journal::{PersonalRow, SessionRow, SqliteStore, Write};
use callbackd_api::{
    client::{CallError, Client},
    ids::{Seq, SessionId},
    record::{Fact, Record},
    words::{Closing, Reason},
};
use jiff::{SignedDuration, Timestamp};
use pbxsim::Config;
use rustix::process::Signal;
use serde_json::{Value, json};
use support::centre::Centre;

async fn request(web: &Client, number: &str) -> Result<Value, (Reason, Option<String>)> {
    match web.call("callback.request", &json!({ "number": number })).await {
        Ok(accepted) => Ok(accepted),
        Err(CallError::Refused(refused)) => Err((refused.reason, refused.rule)),
        Err(other) => panic!("{other:?}"),
    }
}

fn do_not_call() -> Result<Value, (Reason, Option<String>)> {
    Err((Reason::NumberRefused, Some("do_not_call".to_owned())))
}

#[tokio::test]
async fn a_reload_tells_which_sections_wait_for_a_restart() {
    let centre = Centre::open(Config::default()).await;
    let (operator, _) = centre.client().await.unwrap();
    let reload = async || operator.call::<Value>("system.reload", &json!({})).await.unwrap();
    assert!(reload().await.get("after_restart").is_none(), "nothing has changed");

    let text = fs::read_to_string(centre.configuration()).unwrap();
    fs::write(centre.configuration(), text.replace("[pbx]", "[pbx]\nconnect-timeout = \"9s\"")).unwrap();
    assert_eq!(reload().await["after_restart"], json!(["pbx"]));
    assert!(centre.logged().contains("[pbx] is not as it was at the start"), "{}", centre.logged());
}

#[tokio::test]
async fn the_do_not_call_file_is_read_again_at_a_reload_and_a_bad_one_changes_nothing() {
    let centre = Centre::open(Config::default()).await;
    let list = centre.folder().join("do-not-call.txt");
    let drop_in = centre.configuration().with_extension("d");
    fs::create_dir(&drop_in).unwrap();
    fs::write(drop_in.join("list.toml"), format!("[dialplan]\ndo-not-call-file = \"{}\"\n", list.display()))
        .unwrap();
    let (web, _) = centre.client().await.unwrap();
    let reload = async || web.call::<Value>("system.reload", &json!({})).await;

    fs::write(&list, "# kept by the office\n020 7946 0018\n").unwrap();
    reload().await.unwrap();
    assert_eq!(request(&web, "+44 20 7946 0018").await, do_not_call());

    fs::write(&list, "020 7946 0018\n020 7946 001\n").unwrap();
    centre.signal(Signal::HUP).unwrap();
    centre
        .eventually("the log tells the bad line", async || {
            centre.logged().contains("do-not-call.txt: line 2: ")
        })
        .await;
    assert_eq!(request(&web, "020 7946 0018").await, do_not_call(), "the old list stays");
    match reload().await {
        Err(CallError::Refused(refused)) => {
            assert_eq!(refused.reason, Reason::BadConfiguration);
            assert!(refused.detail.contains("line 2: ") && !refused.detail.contains("7946"), "{refused:?}");
        }
        other => panic!("{other:?}"),
    }

    fs::write(&list, "020 7946 0019\n").unwrap();
    centre.signal(Signal::HUP).unwrap();
    centre
        .eventually("the new list applies", async || {
            let wish = json!({ "number": "020 7946 0018" });
            web.call::<Value>("dialplan.resolve", &wish).await.unwrap()["refusal"].is_null()
        })
        .await;
    assert_eq!(request(&web, "020 7946 0019").await, do_not_call());
    request(&web, "020 7946 0018").await.unwrap();
}

fn session(n: u64) -> SessionId {
    format!("01900000-0000-7000-8000-{n:012x}").parse().unwrap()
}

/// A session that was closed so many days ago, with its record.
fn closed(n: u64, days: i64) -> [Write; 3] {
    let at = Timestamp::now() - SignedDuration::from_hours(24 * days);
    let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap();
    let fact = Fact::SessionClosed { reason: Closing::Completed.into(), disposition: None };
    let record = Record {
        seq: Seq(1_000 + n),
        at,
        session_id: Some(session(n)),
        agent_id: None,
        leg_id: None,
        requested_by: None,
        fact,
    };
    let row = SessionRow { session_id: session(n), closed_at: Some(at), body: "{}".to_owned() };
    let person = PersonalRow { session_id: session(n), body: format!(r#"{{"number":"+44207946{n:04}"}}"#) };
    [Write::Record(Box::new(record)), Write::Session(row), Write::Personal(person)]
}

fn holds(folder: &Path, text: &str) -> bool {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut stores = files.filter(|path| path.to_string_lossy().contains("callbackd.db"));
    stores.any(|file| {
        let octets = fs::read(file).unwrap_or_default();
        octets.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[tokio::test]
async fn numbers_are_erased_when_they_are_too_old_and_the_audit_record_stays() {
    let mut centre =
        Centre::open_with(Config::default(), "[retention]\npersonal = \"10d\"\nrecords = \"20d\"").await;
    centre.kill().unwrap();
    let path = centre.folder().join("callbackd.db");
    {
        let mut store = SqliteStore::open(&path).unwrap();
        // More than one step of the store's, so that the daemon has to go on.
        let old = (0..1_200).flat_map(|n| closed(n, 11));
        let rest = [closed(7_001, 9), closed(7_002, 21)].into_iter().flatten();
        let batch: Vec<Write> = old.chain(rest).collect();
        store.commit(&batch).unwrap();
    }
    assert!(holds(centre.folder(), "+442079460003") && holds(centre.folder(), "+442079461199"));

    centre.start_without_link().await.unwrap();
    centre
        .eventually("the old numbers are gone", async || {
            !["+442079460003", "+442079461199", "+442079467002"]
                .iter()
                .any(|number| holds(centre.folder(), number))
        })
        .await;
    assert!(holds(centre.folder(), "+442079467001"), "it is not old enough");
    centre.kill().unwrap();

    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.records_of(session(3), 10).unwrap().len(), 1, "the record stays");
    assert_eq!(store.records_of(session(7_001), 10).unwrap().len(), 1);
}

#[tokio::test]
async fn a_link_is_down_since_it_went_down_however_often_it_is_tried() {
    let mut centre = Centre::prepared(Config::default(), "").await;
    // Nobody listens there.
    centre.override_with("[pbx]\nport = 9\nbackoff-min = \"100ms\"\nbackoff-max = \"1s\"");
    centre.start_without_link().await.unwrap();
    let (operator, _) = centre.client().await.unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let status: Value = operator.call("system.status", &json!({})).await.unwrap();
        assert_ne!(status["link"]["state"], "up");
        seen.insert(status["link"]["since"].to_string());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
}
