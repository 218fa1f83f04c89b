//! One callback's whole story, as an operator and a supervisor are told it, over the real socket.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test waits for real processes, and one that cannot go on must fail"
)]

mod support;

use std::{process::Command, time::Duration};

use callbackd_api::{
    client::CallError,
    ids::SessionId,
    story::{Numbers, Story},
    words::Reason,
};
use pbxsim::{
    Config,
    exchange::{Behaviour, Extension, User},
};
use serde_json::{Value, json};
use support::centre::Centre;

fn busy_then_edited() -> Config {
    let lifts = User::Lifts { after: Duration::from_millis(20) };
    let answers = Behaviour::Answers { after: Duration::from_millis(50), hangs_up_after: None };
    Config::default()
        .with_extension(Extension::new("2001").with_user(lifts))
        .with_destination("902079460018", Behaviour::Busy)
        .unwrap()
        .with_destination("9*", answers)
        .unwrap()
}

/// Busy at first, reached under an edited number, hung up by Drop Call.
async fn a_callback(centre: &Centre) -> SessionId {
    let (web, _) = centre.client().await.unwrap();
    let accepted: Value = web
        .call("callback.request", &json!({ "number": "(020) 7946-0018", "name": "Mrs Miller" }))
        .await
        .unwrap();
    let session = accepted["session_id"].clone();
    let mut desk = centre.desk().await;
    desk.hears("session.offered").await;
    for edit in [None, Some("902079460019")] {
        let controls = desk.call("session.open", json!({ "session_id": session })).await.unwrap();
        let mut wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
        if let Some(edit) = edit {
            wish["dial_string"] = edit.into();
        }
        desk.call("session.call_back", wish).await.unwrap();
        desk.hears(if edit.is_none() { "session.failed" } else { "session.talking" }).await;
    }
    desk.call("session.drop", json!({ "session_id": session, "disposition": "sold" })).await.unwrap();
    desk.hears("session.closed").await;
    let id: SessionId = session.as_str().unwrap().parse().unwrap();
    // The session is over before the phone is free: nothing is added to the story after that.
    centre
        .eventually("both phones are free", async || {
            let steps = story(centre, id).await.unwrap().steps;
            steps.iter().filter(|step| step.detail.starts_with("The phone is free;")).count() == 2
        })
        .await;
    id
}

async fn story(centre: &Centre, session: SessionId) -> Result<Story, CallError> {
    centre.client().await.unwrap().0.call("session.explain", &json!({ "session_id": session })).await
}

/// Takes roles away from whoever runs the test.
async fn leave_only(centre: &Centre, role: &str) {
    let text = std::fs::read_to_string(centre.configuration()).unwrap();
    let all = "roles = [\"requester\", \"agent\", \"supervisor\", \"operator\"]";
    assert!(text.contains(all), "{text}");
    // Somebody else may act for the agents now.
    let uid = rustix::process::getuid().as_raw();
    let text = text.replace(all, &format!("roles = [\"{role}\"]")).replace(&format!("[{uid}]"), "[4242]");
    let other = "[[access]]\nuser = 4242\nroles = [\"agent\"]\n";
    std::fs::write(centre.configuration(), text + other).unwrap();
    centre.signal(rustix::process::Signal::HUP).unwrap();
    let (client, _) = centre.client().await.unwrap();
    centre
        .eventually("the roles are gone", async || {
            let welcome: Value = client.call("system.hello", &json!({})).await.unwrap();
            welcome["roles"] == json!([role])
        })
        .await;
}

#[tokio::test]
async fn a_supervisor_is_told_everything_from_who_asked_to_who_hung_up() {
    let centre = Centre::open(busy_then_edited()).await;
    let session = a_callback(&centre).await;
    let story = story(&centre, session).await.unwrap();

    let uid = rustix::process::getuid().as_raw();
    assert_eq!((story.requested_by, story.numbers, story.more), (Some(uid), Numbers::Full, false));
    assert_eq!(story.number.as_ref().unwrap().expose(), "+442079460018");
    assert_eq!(story.shown.as_ref().unwrap().expose(), "902079460018");
    assert!(story.steps.is_sorted_by(|a, b| a.seq < b.seq && a.after_ms <= b.after_ms));
    let told: Vec<&str> = story.steps.iter().map(|step| step.detail.as_str()).collect();
    let told = told.join("\n");
    let mut rest = told.as_str();
    for words in [
        "At the request, the rules let the number pass (national (GB)): normalise public, judge dialplan.policy, route ",
        &format!("Asked for by uid {uid}; waits in queue sales."),
        "Not offered to ann: the agent is logged out; bob: the agent is logged out.",
        "Not offered to bob: the agent is logged out.",
        "Offered to ann for 20 s.",
        "At Call State, the rules let the number pass (national (GB)): route ",
        "ann pressed Call Back: 902079460018 is to be dialled from 2001.",
        "The permit to dial was granted",
        "MakeCall goes to the switch.",
        "The switch named the call",
        "The attempt failed (busy), back to ann: The number is busy. The switch said: eventCause 3, busy.",
        "At the agent's edit, the rules let the number pass (national (GB)): route ",
        "ann pressed Call Back: 902079460019 is to be dialled from 2001; the agent changed the digits.",
        "ann and the customer talk.",
        "Closed: they talked, disposition sold.",
        &format!("uid {uid} called session.drop."),
    ] {
        let at = rest.find(words).unwrap_or_else(|| panic!("{words:?} is not told in its place:\n{told}"));
        rest = &rest[at + words.len()..];
    }
}

#[tokio::test]
async fn an_operator_is_told_the_same_without_any_number() {
    let centre = Centre::open(busy_then_edited()).await;
    let session = a_callback(&centre).await;
    let full = story(&centre, session).await.unwrap();
    leave_only(&centre, "operator").await;
    let redacted = story(&centre, session).await.unwrap();
    assert_eq!(redacted.numbers, Numbers::Redacted);
    assert_eq!(redacted.steps.len(), full.steps.len());
    let told = serde_json::to_string(&redacted).unwrap();
    assert!(!told.contains("794600") && !told.contains("Miller"), "{told}");
}

#[tokio::test]
async fn an_agent_is_told_nothing_and_nobody_of_a_session_that_never_was() {
    let centre = Centre::open(busy_then_edited()).await;
    let never: SessionId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    let refused = |result: Result<Story, CallError>| match result {
        Err(CallError::Refused(refused)) => refused.reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(story(&centre, never).await), Reason::NoSuchSession);
    leave_only(&centre, "agent").await;
    assert_eq!(refused(story(&centre, never).await), Reason::NotAllowed);
}

#[tokio::test]
async fn the_command_prints_a_line_for_each_step() {
    let centre = Centre::open(busy_then_edited()).await;
    let session = a_callback(&centre).await;
    let id = session.to_string();
    let (socket, ending) = (centre.socket(), id[id.len() - 6..].to_owned());
    let run = tokio::task::spawn_blocking(move || {
        Command::new(env!("CARGO_BIN_EXE_callbackctl"))
            .args(["explain", &ending])
            .env("CALLBACKD_SOCKET", socket)
            .env("TZ", "UTC")
            .output()
            .unwrap()
    });
    let output = run.await.unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    println!("{printed}");
    assert!(printed.starts_with(&format!("Session    {id}\nAsked for  ")), "{printed}");
    assert!(printed.contains("\nNumber     +442079460018\n"), "{printed}");
    assert!(printed.contains("\nShown      902079460018  (9 is put in front)\n"), "{printed}");
    let steps = printed.lines().filter(|line| line.contains("  #")).count();
    assert_eq!(steps, story(&centre, session).await.unwrap().steps.len());
}

#[tokio::test]
async fn a_call_about_an_id_that_never_was_leaves_nothing_behind() {
    let centre = Centre::open(Config::default()).await;
    let (client, _) = centre.client().await.unwrap();
    let seq = async || client.call::<Value>("system.status", &json!({})).await.unwrap()["seq"].clone();
    let before = seq().await;
    let id: SessionId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    for method in ["session.drop", "session.open", "session.draft", "callback.withdraw", "callback.change"] {
        let refused = client.call::<Value>(method, &json!({ "session_id": id })).await;
        let Err(CallError::Refused(refused)) = refused else { panic!("{method}: {refused:?}") };
        assert_eq!(refused.reason, Reason::NoSuchSession, "{method}");
    }
    assert_eq!(seq().await, before, "no record was made of them");
    let Err(CallError::Refused(refused)) = story(&centre, id).await else { panic!("there is a story") };
    assert_eq!(refused.reason, Reason::NoSuchSession);
}
