//! While the store fails, changing calls are refused before they touch anything, questions are answered, calls in the
//! air go on, and everything is caught up once the store works again.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and waits for real programs"
)]

mod support;

use std::time::Duration;

use callbackd::{config, daemon::Daemon, journal::StoreError};
use callbackd_api::{
    client::{CallError, Client},
    words::Reason,
};
use centre::Site;
use pbxsim::{
    Config, Pbx,
    exchange::{Behaviour, Extension, User},
};
use serde_json::{Value, json};
use support::{
    centre::{Desk, PATIENCE},
    faulty::{Faults, Faulty},
};
use tempfile::TempDir;
use tokio::{sync::oneshot, time::timeout};

#[tokio::test]
async fn a_failing_store_refuses_changes_answers_questions_and_loses_nothing() {
    let folder = TempDir::new().unwrap();
    let lifts = User::Lifts { after: Duration::from_millis(20) };
    let answers = Behaviour::Answers { after: Duration::from_millis(50), hangs_up_after: None };
    let switch = Config::default()
        .with_extension(Extension::new("2001").with_user(lifts))
        .with_destination("9*", answers)
        .unwrap();
    let pbx = Pbx::start(switch, "127.0.0.1:0").await.unwrap();
    let path = folder.path().join("callbackd.toml");
    std::fs::write(&path, Site::new("").configuration(folder.path(), pbx.addr().port())).unwrap();
    let config = config::load(Some(&path), std::iter::empty()).unwrap();
    let faults = Faults::default();
    let daemon = Daemon::start_on(Some(path), config, |store| Faulty::new(store, faults.clone())).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(daemon.serve(async {
        let _ = stopped.await;
    }));

    let mut desk = Desk::sit_down(&folder.path().join("api.sock")).await;
    let session =
        desk.call("callback.request", json!({ "number": "02079460018" })).await.unwrap()["session_id"]
            .clone();
    desk.hears("session.offered").await;
    let controls = desk.call("session.open", json!({ "session_id": session })).await.unwrap();
    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    desk.call("session.call_back", wish).await.unwrap();
    desk.hears("session.talking").await;

    faults.hold();
    // The customer hangs up: the switch does not wait for our disk.
    pbx.far_hang_up("2001").await.unwrap();
    while !faults.holds_one() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let nothing = json!({});
    // Asked while nobody knows yet that the store fails.
    let early = desk.client.call::<Value>("system.status", &nothing);
    let later = async {
        // It is answered at once, and in its place: what was asked before it has arrived.
        desk.client.call::<Value>("rpc.discover", &nothing).await.unwrap();
        faults.fail(StoreError::Full);
    };
    let (status, ()) = timeout(PATIENCE, async { tokio::join!(early, later) }).await.unwrap();
    let status = status.unwrap();
    assert!(status["store"].as_str().unwrap().starts_with("failing"), "{status}");
    match desk.call("callback.request", json!({ "number": "02079460019" })).await {
        Err(CallError::Refused(refused)) => assert_eq!(refused.reason, Reason::StoreUnavailable),
        other => panic!("nothing may be promised now: {other:?}"),
    }

    faults.mend();
    let closed = desk.hears("session.closed").await;
    assert_eq!((&closed["session_id"], &closed["reason"]), (&session, &json!("completed")));
    status_of(&desk.client, |status| status["store"] == "ok").await;
    let page = desk.call("session.list", json!({})).await.unwrap();
    assert_eq!(page["sessions"], json!([]), "the refused request left nothing behind");
    desk.call("callback.request", json!({ "number": "02079460019" })).await.unwrap();

    stop.send(()).unwrap();
    timeout(PATIENCE, served).await.unwrap().unwrap().unwrap();
}

async fn status_of(client: &Client, holds: impl Fn(&Value) -> bool) -> Value {
    let looking = async {
        loop {
            let status: Value = client.call("system.status", &json!({})).await.unwrap();
            if holds(&status) {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, looking).await.expect("the status changes in time")
}
