//! The desk in a browser: what is typed is kept, and a page whose stream is dead says so and comes back.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and reads the clock"
)]

mod support;

use std::time::Duration;

use callbackd_api::client::Client;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use pbxsim::exchange::Behaviour;
use serde_json::{Value, json};

use crate::support::{
    browser::{Browser, Setup},
    centre::Centre,
    desk::{answers, is_ready, open, press, request, serve, sit_down, switch},
    eventually,
    proxy::Proxy,
};

const NUMBER: &str = "020 7946 0018";

async fn session(client: &Client, id: &str) -> Value {
    client.call("session.get", &json!({ "session_id": id })).await.unwrap()
}

async fn state(browser: &Browser, word: &str) {
    browser.shows("article .session-head .chip", word).await;
}

async fn agent(client: &Client) -> Value {
    let status: Value = client.call("system.status", &json!({})).await.unwrap();
    status["agents"][0].clone()
}

async fn is_noted(client: &Client, id: &str, note: &str) {
    eventually(&format!("{note:?} is kept"), async || session(client, id).await["note"] == note).await;
}

async fn talk(browser: &Browser) {
    press(browser, "open").await;
    press(browser, "call_back").await;
    state(browser, "talking").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_kept_as_it_is_typed_and_shown_everywhere() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    let client = centre.client().await;
    sit_down(&browser, "2001").await;
    let id = request(&centre, NUMBER).await;
    talk(&browser).await;
    browser.fill("article textarea", "Wants it by <Friday>.").await;
    browser.click("article select option[value=call_again]").await;
    browser.shows("article output", "Saved.").await;
    is_noted(&client, &id, "Wants it by <Friday>.").await;
    eventually("the outcome is kept", async || session(&client, &id).await["disposition"] == "call_again")
        .await;
    browser.screenshot("desk-note").await;
    browser.look_like("dark").await;
    browser.screenshot("desk-note-dark").await;

    browser.reload().await;
    assert_eq!(browser.property("article textarea", "value").await, "Wants it by <Friday>.");
    assert_eq!(browser.property("article select", "value").await, "call_again");

    // Another tab shows it, and one that types is not overwritten by the other.
    let first = browser.tab().await;
    let second = browser.new_tab(&format!("http://{address}/")).await;
    assert_eq!(browser.property("article textarea", "value").await, "Wants it by <Friday>.");
    browser.fill("article textarea", " Or Monday.").await;
    is_noted(&client, &id, "Wants it by <Friday>. Or Monday.").await;
    browser.switch_to(&first).await;
    eventually("the first tab follows", async || {
        browser.property("article textarea", "value").await == "Wants it by <Friday>. Or Monday."
    })
    .await;
    // Dropped there: what was typed here a moment ago is not lost.
    browser.fill("article textarea", " Or Tuesday.").await;
    browser.switch_to(&second).await;
    press(&browser, "drop").await;
    is_noted(&client, &id, "Wants it by <Friday>. Or Monday. Or Tuesday.").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customer_hangs_up_while_the_agent_types_and_nothing_is_lost() {
    let ends = Behaviour::Answers {
        after: Duration::from_millis(50),
        hangs_up_after: Some(Duration::from_millis(1500)),
    };
    let mut centre = Centre::open(switch(ends), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    let client = centre.client().await;
    sit_down(&browser, "2001").await;
    let id = request(&centre, NUMBER).await;
    talk(&browser).await;
    browser.fill("article textarea", "They hang").await;
    state(&browser, "wrap-up").await;
    browser.fill("article textarea", " up.").await;
    is_noted(&client, &id, "They hang up.").await;
    assert_eq!(browser.property("article textarea", "value").await, "They hang up.");
    // Cleared again, and finished: what the person sees is what is on record.
    browser.clear("article textarea").await;
    browser.fill("article textarea", "x").await;
    browser.press("\u{e003}").await;
    press(&browser, "close").await;
    eventually("it is closed", async || session(&client, &id).await["state"] == "closed").await;
    let note = session(&client, &id).await["note"].clone();
    assert!(note.is_null() || note == "", "{note}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_while_the_desk_is_away_is_saved_later_also_after_a_reload() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&browser, "2001").await;
    let id = request(&centre, NUMBER).await;
    talk(&browser).await;
    centre.stop().await.unwrap();
    browser.shows("#desk > .notice", "cannot be reached").await;
    browser.fill("article textarea", "Typed in the dark.").await;
    browser.shows("article output", "Not saved yet").await;
    browser.reload().await;
    assert_eq!(browser.property("article textarea", "value").await, "Typed in the dark.");
    centre.start().await.unwrap();
    let client = centre.client().await;
    is_noted(&client, &id, "Typed in the dark.").await;
    browser.shows("article output", "Saved.").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emptied_number_is_not_dialled() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup { language: "de", ..Setup::default() }).await else {
        return;
    };
    sit_down(&browser, "2001").await;
    request(&centre, NUMBER).await;
    press(&browser, "open").await;
    browser.clear("article .dial input").await;
    press(&browser, "call_back").await;
    browser.shows("#notice", "Es steht keine Nummer da. Es wurde nicht gewählt").await;
    browser.screenshot("desk-empty-number-de").await;
    assert_eq!(browser.property("article .dial input", "value").await, "", "it stays as the person left it");
    assert!(centre.pbx.make_calls().await.unwrap().is_empty());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_stalls_is_noticed_and_the_page_comes_back_by_itself() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let proxy = Proxy::before(address).await;
    let Some(browser) = open(proxy.address, "ann", &Setup::default()).await else { return };
    let client = centre.client().await;
    sit_down(&browser, "2001").await;
    let watch = "const bar = document.getElementById('offline');
        new MutationObserver(() => { window.seen ||= !bar.hidden; }).observe(bar, { attributeFilter: ['hidden'] });";
    browser.run(watch).await;
    proxy.freeze();
    // Buttons have their effect meanwhile: the answer brings the page along.
    eventually("the button works", async || {
        browser.run("document.getElementById('not-ready')?.click()").await;
        browser.has("#agent-state.state-not_ready").await
    })
    .await;
    eventually("the page says that it is offline", async || {
        browser.run("return window.seen === true").await == true
    })
    .await;
    eventually("it is back", async || !browser.has("#offline:not([hidden])").await).await;
    browser.click("#ready").await;
    is_ready(&browser).await;
    request(&centre, NUMBER).await;
    state(&browser, "offered").await;
    assert_eq!(agent(&client).await["state"], "offered", "the agent was not given up for lost");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn seven_tabs_of_one_person_take_one_stream_and_throw_nobody_out() {
    let mut centre = Centre::open(switch(answers()), "[timers]\npresent = \"15s\"\n").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    let client = centre.client().await;
    sit_down(&browser, "2001").await;
    let mut tabs = vec![browser.tab().await];
    for _ in 0..6 {
        tabs.push(browser.new_tab(&format!("http://{address}/")).await);
        is_ready(&browser).await;
    }
    // Longer than an agent may be silent, seen from the last of them.
    let since = Timestamp::now();
    eventually("pings are answered meanwhile", async || Timestamp::now() > since + 20.seconds()).await;
    let there = agent(&client).await;
    assert_eq!(there["state"], "ready", "{there}");
    request(&centre, NUMBER).await;
    for tab in &tabs {
        browser.switch_to(tab).await;
        state(&browser, "offered").await;
    }
    press(&browser, "open").await;
    state(&browser, "open").await;
    // The page that opened the stream is closed: the others go on.
    browser.switch_to(&tabs[0]).await;
    browser.close_tab().await;
    browser.switch_to(&tabs[1]).await;
    press(&browser, "cancel").await;
    state(&browser, "cancelled").await;
    browser.switch_to(&tabs[2]).await;
    state(&browser, "cancelled").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_whose_queue_is_closed_reads_until_when_and_how_many_wait() {
    let zone = TimeZone::get("Europe/London").unwrap();
    let tomorrow = Timestamp::now().to_zoned_datetime(zone).tomorrow().unwrap();
    let day = tomorrow.strftime("%a").to_string().to_lowercase();
    let mut centre = Centre::open(switch(answers()), "").await;
    let path = centre.folder().join("callbackd.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let hours =
        format!("max-waiting = 5000\nhours = [{{ days = [\"{day}\"], from = \"09:00\", to = \"17:00\" }}]");
    std::fs::write(&path, text.replace("max-waiting = 5000", &hours)).unwrap();
    let _: Value = centre.client().await.call("system.reload", &json!({})).await.unwrap();
    let address = serve(&mut centre, "").await;
    for number in ["020 7946 0018", "020 7946 0019", "020 7946 0020"] {
        request(&centre, number).await;
    }
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&browser, "2001").await;
    let told = format!("closed until {} 09:00, 3 waiting", tomorrow.strftime("%A %-d %B"));
    browser.shows("#empty", &told).await;
    assert!(!browser.text("#empty").await.contains("The next callback appears here"));
    browser.screenshot("desk-closed").await;
    // One more, and nothing is told of it to this agent: the page finds out by itself.
    request(&centre, "020 7946 0021").await;
    browser.shows("#empty", "4 waiting").await;
    browser.go(&format!("http://{address}/?lang=de")).await;
    browser.shows("#empty", "09:00, 4 warten").await;
    browser.screenshot("desk-closed-de").await;
    browser.close().await;
}
