//! People at the desk, and the switch that they use.

use std::{fs, net::SocketAddr, time::Duration};

use callbackd_web::desk::passwords;
use pbxsim::{
    Config,
    exchange::{Behaviour, Extension, User},
};
use serde_json::{Value, json};

use super::{
    browser::{Browser, Setup},
    centre::Centre,
    eventually,
    http::Visitor,
};

pub const PASSWORD: &str = "correct horse";

/// A switch at whose phones somebody lifts at once; numbers that end in 1 are busy, all others do as told.
pub fn switch(others: Behaviour) -> Config {
    let lifts = User::Lifts { after: Duration::from_millis(50) };
    Config::default()
        .with_extension(Extension::new("2001").with_user(lifts))
        .with_extension(Extension::new("2002").with_user(lifts))
        .with_destination("9XXXXXXXXXX1", Behaviour::Busy)
        .unwrap()
        .with_destination("9*", others)
        .unwrap()
}

pub fn answers() -> Behaviour {
    Behaviour::Answers { after: Duration::from_millis(100), hangs_up_after: None }
}

/// Serves the desk to ann and bob, agents, and carol, who is a supervisor as well.
pub async fn serve(centre: &mut Centre, more: &str) -> SocketAddr {
    let hash = passwords::hash(PASSWORD, &[7; 16]).unwrap();
    let people = centre.folder().join("people");
    fs::write(
        &people,
        format!("ann:{hash}:agent:ann\nbob:{hash}:agent:bob\ncarol:{hash}:agent|supervisor:ann,bob\ndave:-:supervisor:\n"),
    )
    .unwrap();
    let more = format!("people-file = \"{}\"\nsecure-cookies = false\n{more}", people.display());
    centre.desk(&more).await
}

/// A customer asks; the session's id.
pub async fn request(centre: &Centre, number: &str) -> String {
    let wish = json!({ "number": number, "name": "Mrs Miller", "subject": "My order has not come" });
    let accepted: Value = centre.client().await.call("callback.request", &wish).await.unwrap();
    accepted["session_id"].as_str().unwrap().to_owned()
}

/// Opens a browser and signs in.
pub async fn open(address: SocketAddr, name: &str, setup: &Setup) -> Option<Browser> {
    let browser = Browser::open(setup).await?;
    browser.go(&format!("http://{address}/sign-in")).await;
    sign_in(&browser, name).await;
    Some(browser)
}

pub async fn sign_in(browser: &Browser, name: &str) {
    browser.fill("#name", name).await;
    browser.fill("#password", PASSWORD).await;
    browser.click(".sign-in button").await;
}

/// Sits down and gets ready.
pub async fn sit_down(browser: &Browser, device: &str) {
    browser.clear("#device").await;
    browser.fill("#device", device).await;
    browser.click("#log-in").await;
    browser.click("#ready").await;
    is_ready(browser).await;
}

/// Waits until the page says that the agent is ready; "not ready" has the same word in it.
pub async fn is_ready(browser: &Browser) {
    eventually("the agent is ready", async || browser.has("#agent-state.state-ready").await).await;
}

/// Presses a button of the first session.
pub async fn press(browser: &Browser, act: &str) {
    browser.click(&format!("article button[value={act}]")).await;
}

/// A visitor who is signed in, without a browser.
pub async fn visitor(address: SocketAddr, name: &str) -> Visitor {
    let mut visitor = Visitor::of(address);
    let csrf = visitor.get("/sign-in").await.field("csrf");
    let fields = [("csrf", csrf.as_str()), ("name", name), ("password", PASSWORD)];
    let answer = visitor.post("/sign-in", &fields).await;
    assert_eq!(answer.location(), "/", "{}", answer.body);
    visitor
}
