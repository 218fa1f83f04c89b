//! The main job over real sockets: the real daemon, a simulated switch, layers that call the socket.

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

use callbackd_api::client::CallError;
use centre::Site;
use pbxsim::{
    Config,
    exchange::{Behaviour, Extension, User},
    switch::Fault,
};
use rustix::process::Signal;
use serde_json::{Value, json};
use support::centre::Centre;

/// A switch at whose phones somebody lifts at once.
fn switch(behaviour: Behaviour) -> Config {
    let lifts = User::Lifts { after: Duration::from_millis(50) };
    Config::default()
        .with_extension(Extension::new("2001").with_user(lifts))
        .with_extension(Extension::new("2002").with_user(lifts))
        .with_destination("9*", behaviour)
        .unwrap()
}

fn answers() -> Config {
    switch(Behaviour::Answers { after: Duration::from_millis(100), hangs_up_after: None })
}

fn reason(result: Result<Value, CallError>) -> String {
    match result {
        Err(CallError::Refused(refused)) => {
            serde_json::to_value(refused.reason).unwrap().as_str().unwrap().to_owned()
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test]
async fn a_request_becomes_a_call_and_the_agent_hangs_up() {
    let centre = Centre::open(answers()).await;
    let mut desk = centre.desk().await;
    let (web, _) = centre.client().await.unwrap();

    let request = json!({ "number": "(020) 7946-0018", "name": "Mrs Miller" });
    let accepted: Value = web.call("callback.request", &request).await.unwrap();
    assert_eq!(accepted["number"], "+442079460018");
    let session = accepted["session_id"].clone();

    let offered = desk.hears("session.offered").await;
    assert_eq!((&offered["session_id"], &offered["agent_id"]), (&session, &json!("ann")));
    let controls = desk.call("session.open", json!({ "session_id": session })).await.unwrap();
    assert_eq!((&controls["prepended"], &controls["dial_string"]), (&json!("9"), &json!("902079460018")));
    assert_eq!(controls["name"], "Mrs Miller");

    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    let leg = desk.call("session.call_back", wish).await.unwrap();
    let heard = desk.hears_until("session.talking").await;
    let progress: Vec<&str> = heard
        .iter()
        .filter(|n| n.method == "session.call_progress")
        .filter_map(|n| n.params["leg_state"].as_str())
        .collect();
    assert_eq!(progress.first(), Some(&"placing"));
    assert_eq!(progress.last(), Some(&"connected"));
    assert!(heard.iter().all(|n| n.params["leg_id"].is_null() || n.params["leg_id"] == leg["leg_id"]));

    centre.pbx.hang_up("2001").await.unwrap();
    let closed = desk.hears("session.closed").await;
    assert_eq!(closed["reason"], "completed");
    let calls = centre.pbx.make_calls().await.unwrap();
    assert_eq!(calls.len(), 1, "dialled once: {calls:?}");
    let agent = desk.hears("agent.changed").await;
    assert_eq!(agent["state"], "ready");
    // Nobody reads a customer's number in the log.
    assert!(!centre.logged().contains("2079460018"), "{}", centre.logged());
}

#[tokio::test]
async fn the_customer_hangs_up_and_the_phone_is_free_again() {
    let centre = Centre::open(switch(Behaviour::Answers {
        after: Duration::from_millis(50),
        hangs_up_after: Some(Duration::from_millis(100)),
    }))
    .await;
    let mut desk = centre.desk().await;
    let session = talk(&mut desk, "02079460018").await;
    let closed = desk.hears("session.closed").await;
    assert_eq!((&closed["session_id"], &closed["reason"]), (&session, &json!("completed")));
    centre.eventually("the phone is free", async || centre.pbx.calls().await.unwrap().is_empty()).await;
}

/// From the request to the press of Call Back; the session's id.
async fn call_back(desk: &mut support::centre::Desk, number: &str) -> Value {
    let accepted = desk.call("callback.request", json!({ "number": number })).await.unwrap();
    let session = accepted["session_id"].clone();
    desk.hears("session.offered").await;
    press(desk, &session).await;
    session
}

async fn press(desk: &mut support::centre::Desk, session: &Value) {
    let controls = desk.call("session.open", json!({ "session_id": session })).await.unwrap();
    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    desk.call("session.call_back", wish).await.unwrap();
}

async fn talk(desk: &mut support::centre::Desk, number: &str) -> Value {
    let session = call_back(desk, number).await;
    desk.hears("session.talking").await;
    session
}

#[tokio::test]
async fn a_busy_number_goes_back_to_the_agent_in_words_and_may_be_dialled_again() {
    let centre = Centre::open(switch(Behaviour::Busy)).await;
    let mut desk = centre.desk().await;
    let session = call_back(&mut desk, "02079460018").await;
    let failed = desk.hears("session.failed").await;
    assert_eq!(failed["reason"], "busy");
    assert_eq!((&failed["switch"]["code"], &failed["switch"]["name"]), (&json!(3), &json!("busy")));
    press(&mut desk, &session).await;
    desk.hears("session.failed").await;
    assert_eq!(centre.pbx.make_calls().await.unwrap().len(), 2, "only what was pressed is dialled");
}

#[tokio::test]
async fn a_barred_number_is_refused_by_the_switch_and_told_as_barred() {
    let centre = Centre::open(switch(Behaviour::Barred)).await;
    let mut desk = centre.desk().await;
    call_back(&mut desk, "02079460018").await;
    assert_eq!(desk.hears("session.failed").await["reason"], "barred");
}

#[tokio::test]
async fn drop_call_hangs_up_while_it_rings() {
    let centre = Centre::open(switch(Behaviour::RingsOut)).await;
    let mut desk = centre.desk().await;
    let session = call_back(&mut desk, "02079460018").await;
    while desk.hears("session.call_progress").await["leg_state"] != "ringing" {}
    desk.call("session.drop", json!({ "session_id": session, "disposition": "no_time" })).await.unwrap();
    let closed = desk.hears("session.closed").await;
    assert_eq!((&closed["reason"], &closed["disposition"]), (&json!("dropped"), &json!("no_time")));
    centre.eventually("the phone is free", async || centre.pbx.calls().await.unwrap().is_empty()).await;
}

#[tokio::test]
async fn hold_and_retrieve() {
    let centre = Centre::open(answers()).await;
    let mut desk = centre.desk().await;
    let session = talk(&mut desk, "02079460018").await;
    desk.call("session.hold", json!({ "session_id": session })).await.unwrap();
    desk.hears("session.held").await;
    desk.call("session.retrieve", json!({ "session_id": session })).await.unwrap();
    assert_eq!(desk.hears("session.talking").await["retrieved"], true);
}

#[tokio::test]
async fn a_request_that_was_answered_survives_kill_9_at_its_place() {
    let mut centre = Centre::open(answers()).await;
    let (web, _) = centre.client().await.unwrap();
    let mut asked = Vec::new();
    for number in ["02079460018", "02079460019", "02079460020"] {
        let accepted: Value = web.call("callback.request", &json!({ "number": number })).await.unwrap();
        asked.push(accepted["session_id"].clone());
    }
    centre.kill().unwrap();
    centre.start().await.unwrap();
    let (boss, _) = centre.client().await.unwrap();
    let page: Value = boss.call("session.list", &json!({})).await.unwrap();
    let found: Vec<&Value> = page["sessions"].as_array().unwrap().iter().map(|s| &s["session_id"]).collect();
    assert_eq!(found, asked.iter().collect::<Vec<_>>());
    let places: Vec<&Value> = page["sessions"].as_array().unwrap().iter().map(|s| &s["place"]).collect();
    assert_eq!(places, [&json!(1), &json!(2), &json!(3)]);
    assert_eq!(page["sessions"][0]["number"], "+442079460018");
}

#[tokio::test]
async fn kill_9_while_they_talk_finds_the_call_again_and_dials_nothing() {
    let mut centre = Centre::open(answers()).await;
    let mut desk = centre.desk().await;
    let session = talk(&mut desk, "02079460018").await;
    centre.kill().unwrap();
    centre.start().await.unwrap();
    let mut desk = centre.desk().await;
    centre
        .eventually("the call is found", async || {
            let view: Value =
                desk.client.call("session.get", &json!({ "session_id": session })).await.unwrap();
            view["state"] == "talking"
        })
        .await;
    desk.call("session.drop", json!({ "session_id": session })).await.unwrap();
    desk.hears("session.closed").await;
    assert_eq!(centre.pbx.make_calls().await.unwrap().len(), 1);
    centre.eventually("the phone is free", async || centre.pbx.calls().await.unwrap().is_empty()).await;
}

#[tokio::test]
async fn a_second_daemon_on_the_same_store_ends_with_75() {
    let centre = Centre::open(answers()).await;
    let mut second = centre.spawn().unwrap();
    let status = tokio::task::spawn_blocking(move || second.wait().unwrap()).await.unwrap();
    assert_eq!(status.code(), Some(75), "{}", centre.logged());
}

#[tokio::test]
async fn sigterm_ends_the_daemon_and_leaves_the_call_up() {
    let mut centre = Centre::open(answers()).await;
    let mut desk = centre.desk().await;
    talk(&mut desk, "02079460018").await;
    centre.signal(Signal::TERM).unwrap();
    assert!(centre.ended().await.unwrap().success(), "{}", centre.logged());
    assert_eq!(centre.pbx.calls().await.unwrap().len(), 1);
}

#[tokio::test]
async fn sighup_applies_a_good_configuration_and_keeps_the_old_one_over_a_bad_one() {
    let centre = Centre::open(answers()).await;
    let (client, _) = centre.client().await.unwrap();
    std::fs::write(centre.configuration(), "[pbx]\nadress = \"127.0.0.1\"\n").unwrap();
    centre.signal(Signal::HUP).unwrap();
    centre.eventually("the fault is logged", async || centre.logged().contains("adress")).await;
    let accepted: Value = client.call("callback.request", &json!({ "number": "02079460018" })).await.unwrap();
    assert_eq!(accepted["state"], "queued");

    let more = "[callbacks]\ndefault-queue = \"sales\"\n[[queues]]\nname = \"service\"\n";
    centre.configure(&Site::new(more)).unwrap();
    centre.signal(Signal::HUP).unwrap();
    centre
        .eventually("the new queue is there", async || {
            let status: Value = client.call("system.status", &json!({})).await.unwrap();
            status["queues"].as_array().unwrap().iter().any(|queue| queue["queue"] == "service")
        })
        .await;
}

#[tokio::test]
async fn malformed_lines_get_an_error_each_and_the_daemon_goes_on() {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let centre = Centre::open(answers()).await;
    let stream = tokio::net::UnixStream::connect(centre.socket()).await.unwrap();
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    for (line, code) in [
        ("{", -32700),
        ("[]", -32600),
        ("{\"jsonrpc\":\"2.0\",\"method\":\"system.status\"}", -32600),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no.such\"}", -32601),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"callback.request\",\"params\":{\"numbr\":\"1\"}}",
            -32602,
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"callback.request\",\"params\":{\"number\":\"999\"}}",
            -32000,
        ),
    ] {
        write.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        let answer: Value = serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
        assert_eq!(answer["error"]["code"], code, "{line}: {answer}");
    }
    let (client, _) = centre.client().await.unwrap();
    let _: Value = client.call("system.status", &json!({})).await.unwrap();
}

#[tokio::test]
async fn garbage_from_the_switch_costs_the_link_but_not_the_api() {
    let centre = Centre::open(answers()).await;
    let mut desk = centre.desk().await;
    centre.pbx.fault(Fault::Garbage(bytes::Bytes::from_static(b"\xff\xff not a frame"))).await.unwrap();
    let accepted = desk.call("callback.request", json!({ "number": "02079460018" })).await.unwrap();
    assert_eq!(accepted["state"], "queued");
    centre
        .eventually("the link is up again", async || {
            let status: Value = desk.client.call("system.status", &json!({})).await.unwrap();
            status["link"]["state"] == "up"
        })
        .await;
}

#[tokio::test]
async fn the_link_drops_while_they_talk_and_the_call_is_found_again() {
    let centre = Centre::open(answers()).await;
    let mut desk = centre.desk().await;
    let session = talk(&mut desk, "02079460018").await;
    centre.pbx.fault(Fault::DropLinks).await.unwrap();
    desk.hears("session.unknown").await;
    desk.hears("session.talking").await;
    desk.call("session.drop", json!({ "session_id": session })).await.unwrap();
    desk.hears("session.closed").await;
    assert_eq!(centre.pbx.make_calls().await.unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_without_a_role_may_do_anything() {
    let centre = Centre::open(answers()).await;
    let uid = rustix::process::getuid().as_raw();
    let text = std::fs::read_to_string(centre.configuration()).unwrap();
    let others =
        text.replace(&format!("user = {uid}\n"), "user = 4242\n").replace(&format!("[{uid}]"), "[4242]");
    std::fs::write(centre.configuration(), others).unwrap();
    centre.signal(Signal::HUP).unwrap();
    let (client, _) = centre.client().await.unwrap();
    centre
        .eventually("the role is gone", async || {
            client.call::<Value>("system.status", &json!({})).await.is_err()
        })
        .await;
    let refused = client.call("callback.request", &json!({ "number": "02079460018" })).await;
    assert_eq!(reason(refused), "not_allowed");
}

#[tokio::test]
async fn a_client_that_was_away_is_told_what_it_missed() {
    let centre = Centre::open(answers()).await;
    let mut desk = centre.desk().await;
    let session = talk(&mut desk, "02079460018").await;
    let (late, mut notifications) = centre.client().await.unwrap();
    let subscribed: Value = late.call("events.subscribe", &json!({ "after_seq": 0 })).await.unwrap();
    let to = subscribed["seq"].as_u64().unwrap();
    let mut heard = Vec::new();
    let mut last = 0;
    while !heard.contains(&"session.talking".to_owned()) {
        let notification = notifications.next().await.expect("the replay goes on");
        let seq = notification.params["seq"].as_u64().unwrap();
        assert!(seq > last, "in order, none twice");
        last = seq;
        heard.push(notification.method);
    }
    assert!(last <= to);
    assert!(heard.contains(&"session.queued".to_owned()) && heard.contains(&"session.opened".to_owned()));
    desk.call("session.drop", json!({ "session_id": session })).await.unwrap();
    while notifications.next().await.expect("live events follow").method != "session.closed" {}
}

#[tokio::test]
async fn an_operator_sees_the_links_traffic_without_the_customers_number() {
    let centre = Centre::open(answers()).await;
    let (operator, mut traced) = centre.client().await.unwrap();
    let answer: Value = operator.call("link.trace", &json!({})).await.unwrap();
    assert_eq!(answer, json!({ "tracing": true }));

    let mut desk = centre.desk().await;
    let (web, _) = centre.client().await.unwrap();
    let _: Value = web.call("callback.request", &json!({ "number": "(020) 7946-0018" })).await.unwrap();
    let session = desk.hears("session.offered").await["session_id"].clone();
    let controls = desk.call("session.open", json!({ "session_id": session })).await.unwrap();
    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    desk.call("session.call_back", wish).await.unwrap();

    let mut seen = Vec::new();
    let established = async {
        while let Some(told) = traced.next().await {
            assert_eq!(told.method, "link.trace");
            let over = told.params.to_string().contains("\"established\"");
            seen.push(told.params);
            if over {
                break;
            }
        }
    };
    tokio::time::timeout(support::centre::PATIENCE, established).await.unwrap();
    let make_call = seen
        .iter()
        .find(|told| told["apdu"]["operation"] == "makeCall" && told["apdu"]["kind"] == "invoke")
        .unwrap();
    assert_eq!(make_call["direction"], "to_switch");
    let called = &make_call["apdu"]["argument"]["calledDirectoryNumber"];
    assert_eq!(called["deviceIdentifier"]["dialingNumber"], "90…18");
    assert_eq!(seen.last().unwrap()["direction"], "from_switch");
    let all = serde_json::to_string(&seen).unwrap();
    assert!(!all.contains("2079460018"), "{all}");

    let answer: Value = operator.call("link.trace", &json!({ "stop": true })).await.unwrap();
    assert_eq!(answer, json!({ "tracing": false }));
    while tokio::time::timeout(Duration::from_millis(50), traced.next()).await.is_ok() {}
    centre.pbx.hang_up("2001").await.unwrap();
    desk.hears("session.closed").await;
    let after = tokio::time::timeout(Duration::from_millis(50), traced.next()).await;
    assert!(after.is_err(), "told after the stop: {after:?}");
}
