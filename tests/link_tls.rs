//! The link over TLS, end to end: the real daemon, a simulated switch with certificates of all kinds, and in words what does
//! not fit.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and waits for real programs"
)]

mod support;

use std::{path::Path, time::Duration};

use callbackd::pbx::Fingerprint;
use pbxsim::{
    Config, Pbx,
    exchange::{Behaviour, Extension, User},
    switch::Fault,
};
use serde_json::{Value, json};
use support::{
    centre::Centre,
    certificates::{Authority, Pair},
};
use tempfile::TempDir;

fn switch(tls: Option<pbxsim::config::Tls>) -> Config {
    let lifts = User::Lifts { after: Duration::from_millis(50) };
    let answers = Behaviour::Answers { after: Duration::from_millis(50), hangs_up_after: None };
    let config = Config::default()
        .with_extension(Extension::new("2001").with_user(lifts))
        .with_extension(Extension::new("2002").with_user(lifts))
        .with_destination("9*", answers)
        .unwrap();
    Config { tls, ..config }
}

/// `[pbx.tls]` with these lines.
fn tls(lines: &str) -> String {
    format!("[pbx.tls]\nenabled = true\n{lines}\n")
}

fn trusting(authority: &Authority, folder: &Path) -> String {
    format!("ca-file = \"{}\"\n", authority.file(folder).display())
}

fn pinned(fingerprint: Fingerprint) -> String {
    format!("fingerprint = \"{fingerprint}\"\n")
}

async fn link(centre: &Centre) -> Value {
    let (client, _) = centre.client().await.unwrap();
    let status: Value = client.call("system.status", &json!({})).await.unwrap();
    status["link"].clone()
}

/// Starts a daemon whose link cannot come up, and waits until its status says so.
async fn is_told(pbx: Config, lines: &str, words: &str) -> String {
    let mut centre = Centre::prepared(pbx, &tls(lines)).await;
    centre.start_without_link().await.unwrap();
    centre.eventually(words, async || link(&centre).await["detail"].as_str().unwrap().contains(words)).await;
    assert_ne!(link(&centre).await["state"], "up");
    link(&centre).await["detail"].as_str().unwrap().to_owned()
}

/// From the request to the conversation and its end.
async fn calls_back(centre: &Centre) {
    let mut desk = centre.desk().await;
    let accepted = desk.call("callback.request", json!({ "number": "02079460018" })).await.unwrap();
    let session = &accepted["session_id"];
    desk.hears("session.offered").await;
    let controls = desk.call("session.open", json!({ "session_id": session })).await.unwrap();
    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    desk.call("session.call_back", wish).await.unwrap();
    desk.hears("session.talking").await;
    centre.pbx.hang_up("2001").await.unwrap();
    desk.hears("session.closed").await;
}

#[tokio::test]
async fn a_callback_goes_through_a_link_whose_certificate_an_authority_signed() {
    let (folder, authority) = (TempDir::new().unwrap(), Authority::new());
    let pair = authority.signs(&["127.0.0.1"]);
    let more = tls(&trusting(&authority, folder.path()));
    let centre = Centre::open_with(switch(Some(pair.of_switch(None))), &more).await;
    let detail = link(&centre).await["detail"].clone();
    assert!(detail.as_str().unwrap().contains("over TLS 1.3"), "{detail}");
    calls_back(&centre).await;
}

#[tokio::test]
async fn the_name_in_the_certificate_may_be_another_than_the_address() {
    let (folder, authority) = (TempDir::new().unwrap(), Authority::new());
    let pair = authority.signs(&["multiplexer.example"]);
    let lines = format!("{}server-name = \"multiplexer.example\"\n", trusting(&authority, folder.path()));
    Centre::open_with(switch(Some(pair.of_switch(None))), &tls(&lines)).await;
}

#[tokio::test]
async fn an_old_switch_is_known_by_the_fingerprint_of_what_it_signed_itself() {
    let pair = Pair::of_an_old_switch();
    let more = tls(&pinned(pair.fingerprint));
    let centre = Centre::open_with(switch(Some(pair.of_switch(None))), &more).await;
    calls_back(&centre).await;
}

#[tokio::test]
async fn a_switch_that_wants_to_see_a_certificate_is_shown_ours() {
    let (folder, authority) = (TempDir::new().unwrap(), Authority::new());
    let pair = authority.signs(&["127.0.0.1"]);
    let (certificate, key) = authority.signs(&["callbackd"]).files(folder.path());
    let lines = format!(
        "{}certificate-file = \"{}\"\nkey-file = \"{}\"\n",
        trusting(&authority, folder.path()),
        certificate.display(),
        key.display()
    );
    Centre::open_with(switch(Some(pair.of_switch(Some(&authority)))), &tls(&lines)).await;
}

#[tokio::test]
async fn a_switch_that_wants_to_see_a_certificate_and_is_shown_none_says_so() {
    let (folder, authority) = (TempDir::new().unwrap(), Authority::new());
    let pair = authority.signs(&["127.0.0.1"]);
    let pbx = switch(Some(pair.of_switch(Some(&authority))));
    is_told(pbx, &trusting(&authority, folder.path()), "write certificate-file and key-file").await;
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused() {
    let folder = TempDir::new().unwrap();
    let pair = Authority::new().signs(&["127.0.0.1"]);
    let lines = trusting(&Authority::new(), folder.path());
    is_told(switch(Some(pair.of_switch(None))), &lines, "none of the authorities in [pbx.tls] ca-file").await;
}

#[tokio::test]
async fn a_certificate_of_another_name_is_refused_and_both_names_are_told() {
    let (folder, authority) = (TempDir::new().unwrap(), Authority::new());
    let pair = authority.signs(&["other.example"]);
    let lines = format!("{}server-name = \"pbx.example\"\n", trusting(&authority, folder.path()));
    let told = is_told(switch(Some(pair.of_switch(None))), &lines, "made out to").await;
    assert!(told.contains("other.example") && told.contains("not to pbx.example"), "{told}");
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let (folder, authority) = (TempDir::new().unwrap(), Authority::new());
    let pair = authority.signs_until(&["127.0.0.1"], 2020);
    let lines = trusting(&authority, folder.path());
    is_told(switch(Some(pair.of_switch(None))), &lines, "has expired").await;
}

#[tokio::test]
async fn another_certificate_than_the_pinned_one_is_refused_and_its_fingerprint_told() {
    let pair = Pair::of_an_old_switch();
    let lines = pinned(Pair::of_an_old_switch().fingerprint);
    let told = is_told(switch(Some(pair.of_switch(None))), &lines, "shows another certificate").await;
    assert!(told.contains(&pair.fingerprint.to_string()), "{told}");
}

#[tokio::test]
async fn a_certificate_that_stands_for_itself_must_be_pinned_and_the_status_says_so() {
    let folder = TempDir::new().unwrap();
    let pair = Pair::of_an_authority_for_itself("127.0.0.1");
    let (certificate, _) = pair.files(folder.path());
    let lines = format!("ca-file = \"{}\"\n", certificate.display());
    is_told(switch(Some(pair.of_switch(None))), &lines, "pin it by its fingerprint").await;
    let more = tls(&pinned(pair.fingerprint));
    Centre::open_with(switch(Some(pair.of_switch(None))), &more).await;
}

#[tokio::test]
async fn a_peer_that_answers_without_tls_is_told_apart_from_a_bad_certificate() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"220 smtp.example ESMTP\r\n").await;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    let mut centre =
        Centre::prepared(switch(None), &tls(&pinned(Pair::of_an_old_switch().fingerprint))).await;
    centre.override_with(&format!("[pbx]\nport = {port}\n"));
    centre.start_without_link().await.unwrap();
    let words = "speaks no TLS";
    centre.eventually(words, async || link(&centre).await["detail"].as_str().unwrap().contains(words)).await;
}

#[tokio::test]
async fn a_plain_switch_waits_for_a_frame_and_the_handshake_has_an_end() {
    let lines = pinned(Pair::of_an_old_switch().fingerprint);
    // A plain switch takes the hello for the beginning of a long frame, and waits.
    let mut centre = Centre::prepared(switch(None), &tls(&lines)).await;
    centre.override_with("[pbx]\nconnect-timeout = \"1s\"\n");
    centre.start_without_link().await.unwrap();
    let words = "no TLS within 1 s";
    centre.eventually(words, async || link(&centre).await["detail"].as_str().unwrap().contains(words)).await;
}

#[tokio::test]
async fn a_link_that_is_lost_comes_back_over_tls_with_its_monitors() {
    let pair = Pair::of_an_old_switch();
    let more = tls(&pinned(pair.fingerprint));
    let centre = Centre::open_with(switch(Some(pair.of_switch(None))), &more).await;
    let first = link(&centre).await["epoch"].clone();
    centre.pbx.fault(Fault::DropLinks).await.unwrap();
    centre
        .eventually("a new link", async || {
            let link = link(&centre).await;
            link["state"] == "up" && link["epoch"] != first
        })
        .await;
    calls_back(&centre).await;
}

#[tokio::test]
async fn a_simulated_switch_does_not_start_with_a_key_that_is_not_its_certificates() {
    let (one, other) = (Pair::of_an_old_switch(), Pair::of_an_old_switch());
    let mixed = Pair { key: other.key, ..one };
    assert!(Pbx::start(switch(Some(mixed.of_switch(None))), "127.0.0.1:0").await.is_err());
}
