//! Each profile of the daemon against the simulated switch of the same name, quirks included: associate, monitor, call, hang-up
//! by either side, loss of the link.

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

use pbxsim::{
    Config, Profile,
    exchange::{Behaviour, Extension, User},
    observation::What,
    switch::Fault,
};
use serde_json::{Value, json};
use support::centre::{Centre, Desk};

/// The daemon and its switch, both of this kind.
async fn open(profile: Profile, behaviour: Behaviour) -> Centre {
    let lifts = User::Lifts { after: Duration::from_millis(50) };
    let pbx = Config::profile(profile)
        .with_extension(Extension::new("2001").with_user(lifts))
        .with_extension(Extension::new("2002").with_user(lifts))
        .with_destination("9*", behaviour)
        .unwrap();
    let mut centre = Centre::prepared(pbx, "").await;
    centre.override_with(&named(profile, &centre));
    centre.start().await.unwrap();
    centre
}

fn named(profile: Profile, centre: &Centre) -> String {
    let password = centre.folder().join("password");
    std::fs::write(&password, "77777\n").unwrap();
    let credentials = match profile {
        Profile::Hipath3000 => {
            format!("[pbx.association]\nname = \"AMHOST\"\npassword-file = \"{}\"\n", password.display())
        }
        _ => String::new(),
    };
    format!("[pbx]\nprofile = \"{}\"\n{credentials}", profile.name())
}

fn answers(hangs_up_after: Option<Duration>) -> Behaviour {
    Behaviour::Answers { after: Duration::from_millis(50), hangs_up_after }
}

async fn calls_back(desk: &mut Desk) -> Value {
    let accepted = desk.call("callback.request", json!({ "number": "02079460018" })).await.unwrap();
    let session = accepted["session_id"].clone();
    desk.hears("session.offered").await;
    let controls = desk.call("session.open", json!({ "session_id": session })).await.unwrap();
    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    desk.call("session.call_back", wish).await.unwrap();
    session
}

async fn status(centre: &Centre) -> Value {
    let (client, _) = centre.client().await.unwrap();
    client.call("system.status", &json!({})).await.unwrap()
}

#[tokio::test]
async fn each_profile_calls_back_and_the_agent_hangs_up() {
    for profile in Profile::ALL {
        let centre = open(profile, answers(None)).await;
        let mut desk = centre.desk().await;
        calls_back(&mut desk).await;
        desk.hears("session.talking").await;
        centre.pbx.hang_up("2001").await.unwrap();
        let closed = desk.hears("session.closed").await;
        assert_eq!(closed["reason"], "completed", "{}", profile.name());
        assert_eq!(centre.pbx.make_calls().await.unwrap().len(), 1, "{}", profile.name());
        assert!(!centre.logged().contains("should not have"), "{}: {}", profile.name(), centre.logged());
    }
}

#[tokio::test]
async fn on_each_profile_the_phone_is_free_after_the_customer_hung_up() {
    for profile in Profile::ALL {
        let centre = open(profile, answers(Some(Duration::from_millis(100)))).await;
        let mut desk = centre.desk().await;
        calls_back(&mut desk).await;
        assert_eq!(desk.hears("session.closed").await["reason"], "completed", "{}", profile.name());
        centre.eventually("the phone is free", async || centre.pbx.calls().await.unwrap().is_empty()).await;
    }
}

#[tokio::test]
async fn each_profile_comes_back_after_a_lost_link_and_calls_again() {
    for profile in Profile::ALL {
        let centre = open(profile, answers(None)).await;
        let mut desk = centre.desk().await;
        let epoch = status(&centre).await["link"]["epoch"].clone();
        centre.pbx.fault(Fault::DropLinks).await.unwrap();
        centre
            .eventually("a new link", async || {
                let link = status(&centre).await["link"].clone();
                link["state"] == "up" && link["epoch"] != epoch
            })
            .await;
        calls_back(&mut desk).await;
        desk.hears("session.talking").await;
    }
}

#[tokio::test]
async fn hipath_3000_keeps_the_monitors_of_a_lost_link_and_the_daemon_stops_them() {
    let centre = open(Profile::Hipath3000, answers(None)).await;
    let mut desk = centre.desk().await;
    centre.pbx.fault(Fault::DropLinks).await.unwrap();
    centre.eventually("the link is up", async || status(&centre).await["link"]["state"] == "up").await;
    calls_back(&mut desk).await;
    desk.hears("session.talking").await;
    let stops = async || {
        let log = centre.pbx.log().await.unwrap();
        let asked =
            |what: &What| matches!(what, What::Received { message, .. } if message.name == "monitorStop");
        log.iter().any(|seen| asked(&seen.what))
    };
    centre.eventually("the old monitor is stopped", stops).await;
    assert_eq!(centre.pbx.make_calls().await.unwrap().len(), 1);
}

#[tokio::test]
async fn hipath_3000_with_a_wrong_password_says_what_to_check() {
    let mut centre = Centre::prepared(Config::profile(Profile::Hipath3000), "").await;
    centre.override_with(&named(Profile::Hipath3000, &centre));
    std::fs::write(centre.folder().join("password"), "12345\n").unwrap();
    centre.start_without_link().await.unwrap();
    let words = "check its CTI licence, the credentials";
    let told = async || status(&centre).await["link"]["detail"].as_str().unwrap().contains(words);
    centre.eventually(words, told).await;
}
