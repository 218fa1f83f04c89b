//! Calls that were recorded on real switches, played to the real daemon by a stand-in for the switch: they bind, are followed,
//! and end in the state that they ended in.
//!
//! The recordings are reference data, not ours to copy: `CALLBACKD_REFERENCE` names the folder that has `csta/frames.jsonl`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and waits for real programs"
)]

mod support;

use callbackd_api::client::CallError;
use csta::{frame::Framing, types::CallId};
use pbxsim::Config;
use serde_json::{Value, json};
use support::{
    centre::{Centre, Desk},
    recording::{Player, Recording, recorded},
};

/// A daemon of this profile at a recorded switch, with `ann` at this telephone.
async fn open(player: &Player, profile: &str, device: &str) -> Centre {
    let mut centre = Centre::prepared(Config::default(), "").await;
    let uid = rustix::process::getuid().as_raw();
    let folder = centre.folder().display().to_string();
    std::fs::write(format!("{folder}/password"), "77777\n").unwrap();
    let credentials = match profile {
        "hipath-3000" => {
            format!("[pbx.association]\nname = \"AMHOST\"\npassword-file = \"{folder}/password\"\n")
        }
        _ => String::new(),
    };
    centre.override_with(&format!(
        "[pbx]\nprofile = \"{profile}\"\nport = {}\n{credentials}\
         [[agents]]\nid = \"ann\"\ndevices = [\"{device}\"]\nusers = [{uid}]\n",
        player.port()
    ));
    centre.start().await.unwrap();
    centre
}

async fn calls_back(desk: &mut Desk) -> Value {
    let accepted = desk.call("callback.request", json!({ "number": "02079460018" })).await.unwrap();
    desk.hears("session.offered").await;
    let session = accepted["session_id"].clone();
    presses(desk, &session).await.unwrap();
    session
}

async fn presses(desk: &mut Desk, session: &Value) -> Result<Value, CallError> {
    let controls = desk.call("session.open", json!({ "session_id": session })).await?;
    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    desk.call("session.call_back", wish).await
}

#[tokio::test]
async fn panasonic_a_call_made_for_us_is_answered_and_the_agent_hangs_up() {
    let Some(session) = recorded("panasonic-20160727") else { return };
    // As it was recorded, call id and all; its own telephones are 2005 and 2006.
    let player = Player::start(Framing::Len16, Recording::new(session, 13..=19, 27, 28..=34)).await;
    let centre = open(&player, "panasonic-kx", "2005").await;
    let mut desk = Desk::sit_down_at(&centre.socket(), "2005").await;
    let id = calls_back(&mut desk).await;
    let heard = desk.hears_until("session.talking").await;
    let states: Vec<&str> = heard.iter().filter_map(|n| n.params["leg_state"].as_str()).collect();
    assert_eq!(states, ["placing", "initiated", "originated", "ringing", "connected"]);
    player.play(35..=38);
    let closed = desk.hears("session.closed").await;
    assert_eq!((&closed["session_id"], &closed["reason"]), (&id, &json!("completed")));
    assert_eq!(player.count("clearConnection"), 0, "a phone that was hung up is free");
    assert_eq!(desk.hears("agent.changed").await["state"], "ready");
}

#[tokio::test]
async fn panasonic_the_far_end_hangs_up_as_failed_and_the_phone_is_cleared() {
    let Some(session) = recorded("panasonic-20161201-dedup") else { return };
    let Some(opening) = recorded("panasonic-20160727") else { return };
    let recording = Recording::new(session, 10..=13, 27, 73..=79).opened_by(&opening, 13..=15).making(
        &opening,
        &CallId::new(*b"0014"),
        "7001",
    );
    let player = Player::start(Framing::Len16, recording).await;
    let centre = open(&player, "panasonic-kx", "7001").await;
    let mut desk = Desk::sit_down_at(&centre.socket(), "7001").await;
    calls_back(&mut desk).await;
    desk.hears("session.talking").await;
    // connectionCleared of the far end, then failed (35, blocked) on our own leg, which stays off hook.
    player.play(80..=82);
    centre.eventually("our leg is cleared", async || player.count("clearConnection") == 1).await;
    player.play(83..=83);
    assert_eq!(desk.hears("session.closed").await["reason"], "completed");
}

#[tokio::test]
async fn panasonic_a_wrong_number_is_told_by_cause_69_and_the_phone_is_cleared() {
    let Some(session) = recorded("panasonic-20161201-dedup") else { return };
    let Some(opening) = recorded("panasonic-20160727") else { return };
    let recording = Recording::new(session, 10..=13, 27, 70..=71).opened_by(&opening, 13..=15).making(
        &opening,
        &CallId::new(*b"0013"),
        "7001",
    );
    let player = Player::start(Framing::Len16, recording).await;
    let centre = open(&player, "panasonic-kx", "7001").await;
    let mut desk = Desk::sit_down_at(&centre.socket(), "7001").await;
    calls_back(&mut desk).await;
    let failed = desk.hears("session.failed").await;
    assert_eq!((&failed["reason"], &failed["switch"]["code"]), (&json!("invalid_number"), &json!(69)));
    centre.eventually("the phone is cleared", async || player.count("clearConnection") == 1).await;
}

#[tokio::test]
async fn hipath_3000_is_bound_activated_and_monitored_and_its_beats_keep_the_link_up() {
    let Some(session) = recorded("hipath-20130104") else { return };
    let player = Player::start(Framing::HiPath26, Recording::new(session, 25..=31, 0, 0..=0)).await;
    let centre = open(&player, "hipath-3000", "108").await;
    let mut desk = Desk::sit_down_at(&centre.socket(), "108").await;
    centre.eventually("the phone is monitored", async || player.count("monitorStart") == 1).await;
    player.play(32..=64);
    // Another systemStatus: once that is answered, everything before it has been heard.
    player.play(26..=26);
    centre.eventually("all is heard", async || player.count("systemStatus result") == 2).await;
    let status = desk.call("system.status", json!({})).await.unwrap();
    assert_eq!(status["link"]["state"], "up", "{status}");
    assert_eq!(player.count("escape"), 1, "its beats are asked for once");
    assert!(!centre.logged().contains("should not have"), "{}", centre.logged());
}
