//! A daemon on a store that is not as it was left: it serves, says what is wrong, and dials nothing because of it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test looks into files and waits for real programs"
)]

mod support;

use std::{fs, path::PathBuf, process::Command};

use callbackd_api::{
    client::{CallError, Client},
    words::Reason,
};
use pbxsim::{Config, exchange::Extension};
use rustix::process::Signal;
use serde_json::{Value, json};
use support::centre::Centre;

fn store(centre: &Centre, suffix: &str) -> PathBuf {
    centre.folder().join(format!("callbackd.db{suffix}"))
}

async fn ask(client: &Client, method: &str, params: Value) -> Value {
    client.call(method, &params).await.unwrap_or_else(|error| panic!("{method}: {error}"))
}

async fn refused(client: &Client, method: &str, params: Value) -> Reason {
    match client.call::<Value>(method, &params).await {
        Err(CallError::Refused(refused)) => refused.reason,
        other => panic!("{method}: {other:?}"),
    }
}

async fn request(client: &Client, last: u32) -> String {
    let number = format!("020794600{last:02}");
    let asked = ask(client, "callback.request", json!({ "number": number })).await;
    asked["session_id"].as_str().unwrap().to_owned()
}

async fn faults(client: &Client) -> Vec<String> {
    let status = ask(client, "system.status", json!({})).await;
    let faults = status["store_faults"].as_array().cloned().unwrap_or_default();
    faults.iter().map(|fault| fault["fault"].as_str().unwrap().to_owned()).collect()
}

/// What `callbackctl journal verify` says, and whether it found the store sound.
fn verified(centre: &Centre) -> (String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_callbackctl"))
        .args(["journal", "verify", "--store"])
        .arg(store(centre, ""))
        .output()
        .unwrap();
    (String::from_utf8(output.stderr).unwrap(), output.status.success())
}

#[tokio::test]
async fn sessions_whose_rows_are_damaged_are_shown_never_dialled_and_ended_by_a_person() {
    let damages = [
        ("UPDATE personal SET body = replace(body, '94600', '94601') WHERE session_id = ?1", "personal"),
        ("DELETE FROM personal WHERE session_id = ?1", "personal_missing"),
        ("UPDATE sessions SET body = replace(body, 'sales', 'sakes') WHERE session_id = ?1", "session"),
        ("UPDATE sessions SET body = 'no JSON' WHERE session_id = ?1", "session"),
        // Retention must not take it for old.
        ("UPDATE sessions SET closed_at_ms = 1 WHERE session_id = ?1", "session"),
    ];
    let mut centre = Centre::open(Config::default().with_extension(Extension::new("2001"))).await;
    let (client, _) = centre.client().await.unwrap();
    let mut asked = Vec::new();
    for place in 0..=damages.len() {
        asked.push(request(&client, 10 + u32::try_from(place).unwrap()).await);
    }
    centre.signal(Signal::TERM).unwrap();
    assert!(centre.ended().await.unwrap().success());
    let file = rusqlite::Connection::open(store(&centre, "")).unwrap();
    for ((sql, _), session) in damages.iter().zip(&asked) {
        assert_eq!(file.execute(sql, (session,)).unwrap(), 1, "{sql}");
    }
    drop(file);
    let (said, sound) = verified(&centre);
    assert!(!sound && asked[..damages.len()].iter().all(|session| said.contains(session)), "{said}");

    centre.start().await.unwrap();
    let mut desk = centre.desk().await;
    // Only the sound one is offered.
    assert_eq!(desk.hears("session.offered").await["session_id"], asked[damages.len()]);
    // One that says it was closed long ago is found by looking through everything.
    centre.eventually("all was looked through", async || faults(&desk.client).await == ["damaged"]).await;
    let page = ask(&desk.client, "session.list", json!({ "states": ["unknown"] })).await;
    let shown: Vec<_> = page["sessions"].as_array().unwrap().iter().collect();
    assert_eq!(shown.len(), damages.len(), "{page}");
    for (((_, damage), session), view) in damages.iter().zip(&asked).zip(shown) {
        assert_eq!((&view["session_id"], &view["damage"]), (&json!(session), &json!(damage)));
        assert_eq!(view["number"], "", "what cannot be trusted is not told");
        assert_eq!(ask(&desk.client, "session.get", json!({ "session_id": session })).await, *view);
        let on = json!({ "session_id": session });
        assert_eq!(refused(&desk.client, "session.open", on.clone()).await, Reason::WrongState);
        let wish = json!({ "session_id": session, "rules_version": "1" });
        assert_eq!(refused(&desk.client, "session.call_back", wish).await, Reason::WrongState);
        assert_eq!(refused(&desk.client, "session.draft", on).await, Reason::WrongState);
    }
    let open = ask(&desk.client, "system.status", json!({})).await["open_sessions"].clone();
    assert_eq!(open, json!(asked.len()));

    let resolve = json!({ "session_id": asked[0], "outcome": "not_dialled" });
    assert_eq!(ask(&desk.client, "session.resolve", resolve).await["state"], "closed");
    for session in &asked[1..damages.len()] {
        assert_eq!(
            ask(&desk.client, "session.drop", json!({ "session_id": session })).await["state"],
            "closed"
        );
    }
    let page = ask(&desk.client, "session.list", json!({ "states": ["unknown"] })).await;
    assert_eq!(page["sessions"], json!([]));
    assert!(centre.pbx.make_calls().await.unwrap().is_empty(), "nothing was dialled");
    let logged = centre.logged();
    assert!(logged.contains("What the store kept of a session is damaged"), "{logged}");
    assert!(!logged.contains("794601"), "{logged}");

    centre.kill().unwrap();
    centre.start().await.unwrap();
    let (client, _) = centre.client().await.unwrap();
    let page = ask(&client, "session.list", json!({ "states": ["unknown"] })).await;
    assert_eq!(page["sessions"], json!([]), "they stay ended");
}

#[tokio::test]
async fn a_lost_log_is_told_everywhere_and_subscribers_hear_what_is_missing() {
    let mut centre = Centre::open(Config::default()).await;
    let (client, _) = centre.client().await.unwrap();
    let first = request(&client, 30).await;
    centre.signal(Signal::TERM).unwrap();
    assert!(centre.ended().await.unwrap().success());
    centre.start().await.unwrap();
    let (client, _) = centre.client().await.unwrap();
    for last in 10..20 {
        request(&client, last).await;
    }
    let before = ask(&client, "system.status", json!({})).await["seq"].as_u64().unwrap();
    centre.kill().unwrap();
    fs::remove_file(store(&centre, "-wal")).unwrap();
    let (said, sound) = verified(&centre);
    assert!(!sound && said.contains("were acknowledged and are missing"), "{said}");

    centre.start().await.unwrap();
    let (client, mut heard) = centre.client().await.unwrap();
    assert_eq!(faults(&client).await, ["records_missing"]);
    let logged = centre.logged();
    assert!(logged.contains("were acknowledged and are missing"), "{logged}");
    let output = Command::new(env!("CARGO_BIN_EXE_callbackctl"))
        .arg("--socket")
        .arg(centre.socket())
        .arg("status")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("were acknowledged and are missing"), "{text}");

    let subscribed = ask(&client, "events.subscribe", json!({ "after_seq": 0 })).await;
    assert!(subscribed["seq"].as_u64().unwrap() > before, "no number is given again");
    let gap = loop {
        let notification = heard.next().await.expect("the connection lasts");
        if notification.method == "events.gap" {
            break serde_json::to_value(&notification.params).unwrap();
        }
    };
    assert!(gap["seq"].as_u64().unwrap() >= before, "{gap} up to {before}");

    // It was told once: the next start has nothing new to say.
    centre.kill().unwrap();
    centre.start().await.unwrap();
    let (client, _) = centre.client().await.unwrap();
    assert_eq!(faults(&client).await, [""; 0]);
    // Still nobody knows what happened to what was asked for before.
    let outdated = async |session: &str| {
        ask(&client, "session.get", json!({ "session_id": session })).await["outdated"].clone()
    };
    let later = request(&client, 31).await;
    assert_eq!((outdated(&first).await, outdated(&later).await), (json!(true), Value::Null));
}

#[tokio::test]
async fn while_the_stores_file_is_gone_nothing_is_promised() {
    for suffix in ["", "-wal"] {
        let centre = Centre::open(Config::default()).await;
        let (client, _) = centre.client().await.unwrap();
        request(&client, 10).await;
        let away = centre.folder().join("away");
        fs::rename(store(&centre, suffix), &away).unwrap();
        // What is asked first waits for the store, what is asked then is refused; neither is promised.
        let nothing = json!({});
        let asked = json!({ "number": "02079460011" });
        let first = client.call::<Value>("callback.request", &asked);
        let rest = async {
            let (other, _) = centre.client().await.unwrap();
            centre
                .eventually("it is told", async || {
                    let status: Value = other.call("system.status", &nothing).await.unwrap();
                    status["store"].as_str().unwrap().contains("was removed while callbackd runs")
                })
                .await;
            let number = json!({ "number": "02079460012" });
            assert_eq!(refused(&other, "callback.request", number).await, Reason::StoreUnavailable);
            let put_back = || fs::rename(&away, store(&centre, suffix)).unwrap();
            put_back();
        };
        let (first, ()) = tokio::join!(first, rest);
        first.unwrap();
        centre
            .eventually("the store works again", async || {
                ask(&client, "system.status", json!({})).await["store"] == "ok"
            })
            .await;
    }
}
