//! What a link to a real switch must bear: events that never come, monitors that are refused.

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

use csta::types::CallControlEvent;
use pbxsim::{
    Config,
    exchange::{Behaviour, Extension, User},
    observation::What,
    switch::Fault,
};
use serde_json::{Value, json};
use support::centre::{Centre, Desk};

fn switch(extensions: &[&str], behaviour: Behaviour) -> Config {
    let lifts = User::Lifts { after: Duration::from_millis(50) };
    let config = Config::default().with_destination("9*", behaviour).unwrap();
    extensions
        .iter()
        .fold(config, |config, number| config.with_extension(Extension::new(*number).with_user(lifts)))
}

fn answers() -> Behaviour {
    Behaviour::Answers { after: Duration::from_millis(50), hangs_up_after: None }
}

async fn calls_back(desk: &mut Desk) {
    let accepted = desk.call("callback.request", json!({ "number": "02079460018" })).await.unwrap();
    desk.hears("session.offered").await;
    let session = &accepted["session_id"];
    let controls = desk.call("session.open", json!({ "session_id": session })).await.unwrap();
    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    desk.call("session.call_back", wish).await.unwrap();
}

#[tokio::test]
async fn what_the_monitors_filter_says_will_never_come_is_not_waited_for() {
    let mut pbx = switch(&["2001", "2002"], Behaviour::Unsupervised);
    pbx.never_sent.push(CallControlEvent::Established);
    let mut centre = Centre::prepared(pbx, "").await;
    // The profile does not know it: the filter in MonitorStart's result does.
    centre.override_with("[pbx]\nreports-answer = \"yes\"\n[timers]\nassumed-answer = \"1s\"\n");
    centre.start().await.unwrap();
    let mut desk = centre.desk().await;
    calls_back(&mut desk).await;
    let talking = desk.hears("session.talking").await;
    assert_eq!(talking["assumed"], true, "{talking}");
}

#[tokio::test]
async fn a_monitor_that_is_refused_does_not_hurt_the_others() {
    // The switch has no 2002.
    let centre = Centre::open(switch(&["2001"], answers())).await;
    let mut desk = centre.desk().await;
    desk.call("agent.log_in", json!({ "agent_id": "bob", "device": "2002" })).await.unwrap();
    centre
        .eventually("2002 is refused", async || {
            let log = centre.pbx.log().await.unwrap();
            let refused =
                |what: &What| matches!(what, What::Sent { message, .. } if message.name.contains("error"));
            log.iter().any(|seen| refused(&seen.what))
        })
        .await;
    calls_back(&mut desk).await;
    assert_eq!(desk.hears("session.talking").await["agent_id"], "ann");
}

#[tokio::test]
async fn an_association_that_is_refused_is_told_in_words_and_tried_again() {
    let mut centre = Centre::prepared(switch(&["2001"], answers()), "").await;
    centre.pbx.fault(Fault::RefuseAssociations).await.unwrap();
    centre.start_without_link().await.unwrap();
    let (client, _) = centre.client().await.unwrap();
    let detail = async || {
        let status: Value = client.call("system.status", &json!({})).await.unwrap();
        (status["link"]["state"].clone(), status["link"]["detail"].as_str().unwrap().to_owned())
    };
    centre
        .eventually("the refusal is told", async || {
            detail().await.1.contains("refused the association for good")
        })
        .await;
    centre.pbx.fault(Fault::Heal).await.unwrap();
    centre.eventually("the link is up", async || detail().await.0 == "up").await;
}
