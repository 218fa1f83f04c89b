//! The desk in a browser: what agents see and press, against the real daemon and a simulated switch.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking"
)]

mod support;

use std::time::Duration;

use jiff::{Timestamp, ToSpan, ZonedDateTime, tz::TimeZone};
use pbxsim::{exchange::Behaviour, switch::Fault};
use serde_json::{Value, json};

use crate::support::{
    browser::{Browser, Setup},
    centre::Centre,
    desk::{answers, is_ready, open, press, request, serve, sign_in, sit_down, switch},
    eventually,
};

const NUMBER: &str = "020 7946 0018";

/// How the session stands at the daemon.
async fn session(centre: &Centre, id: &str) -> Value {
    centre.client().await.call("session.get", &json!({ "session_id": id })).await.unwrap()
}

async fn state(browser: &Browser, word: &str) {
    browser.shows("article .session-head .chip", word).await;
}

async fn dialled(centre: &Centre) -> Vec<String> {
    let calls = centre.pbx.make_calls().await.unwrap();
    calls.iter().map(|call| call.called.clone()).collect()
}

async fn accessible(browser: &Browser, what: &str) {
    for scheme in ["dark", "light"] {
        browser.look_like(scheme).await;
        browser.is_accessible(&format!("{what}, {scheme}")).await;
    }
}

/// Nine in the morning in so many days, by the clocks of the centre.
fn in_days(days: i64) -> ZonedDateTime {
    let now = Timestamp::now().to_zoned_datetime(TimeZone::get("Europe/London").unwrap());
    now.date()
        .checked_add(days.days())
        .unwrap()
        .at(9, 0, 0, 0)
        .to_zoned_datetime(now.time_zone().clone())
        .unwrap()
}

/// A customer asks to be called then; the session's id.
async fn schedule(centre: &Centre, number: &str, days: i64) -> String {
    let wish = json!({ "number": number, "name": "Mr Smith", "not_before": in_days(days).timestamp() });
    let accepted: Value = centre.client().await.call("callback.request", &wish).await.unwrap();
    accepted["session_id"].as_str().unwrap().to_owned()
}

async fn nothing_left(browser: &Browser) {
    eventually("the session is gone", async || !browser.has("article").await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_callback_by_keyboard_and_the_agent_drops_it() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = Browser::open(&Setup::default()).await else { return };
    browser.go(&format!("http://{address}/")).await;
    browser.shows("h1", "Sign in").await;
    accessible(&browser, "sign-in").await;
    browser.screenshot("desk-sign-in").await;
    sign_in(&browser, "ann").await;
    browser.shows("#empty", "Log in").await;
    sit_down(&browser, "2001").await;
    accessible(&browser, "the empty desk").await;
    browser.screenshot("desk-ready").await;

    let id = request(&centre, NUMBER).await;
    state(&browser, "offered").await;
    browser.shows("article h2", "Callback: Mrs Miller").await;
    browser.shows("article .customer", "+44 20 7946 0018").await;
    browser.shows("article .customer", "My order has not come").await;
    accessible(&browser, "an offer").await;
    browser.screenshot("desk-offered").await;
    let focus = browser.run("return document.activeElement.value").await;
    assert_eq!(focus, "open", "Call State has the focus");
    // Enter.
    browser.press("\u{e007}").await;

    state(&browser, "open").await;
    assert_eq!(browser.property("article .dial input", "value").await, "902079460018");
    browser.shows("article .dial .hint", "9 in front").await;
    accessible(&browser, "callback controls").await;
    browser.screenshot("desk-open").await;
    browser.look_like("dark").await;
    browser.screenshot("desk-open-dark").await;
    browser.look_like("light").await;
    let focus = browser.run("return document.activeElement.tagName").await;
    assert_eq!(focus, "H2", "a second Enter does not dial");
    // Tab to the number, Enter there calls back.
    browser.press("\u{e004}\u{e007}").await;

    state(&browser, "talking").await;
    browser.shows("article .steps .now", "Talking").await;
    browser.shows("article .story", "You pressed Call Back.").await;
    accessible(&browser, "talking").await;
    browser.screenshot("desk-talking").await;

    browser.reload().await;
    state(&browser, "talking").await;
    browser.shows("article .story", "You pressed Call Back.").await;
    press(&browser, "hold").await;
    state(&browser, "on hold").await;
    press(&browser, "retrieve").await;
    state(&browser, "talking").await;
    press(&browser, "drop").await;
    nothing_left(&browser).await;
    is_ready(&browser).await;
    assert_eq!(session(&centre, &id).await["state"], "closed");
    assert_eq!(dialled(&centre).await, ["902079460018"]);
    eventually("the phone is free", async || centre.pbx.calls().await.unwrap().is_empty()).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customer_hangs_up_and_the_agent_writes_it_up() {
    let ends = Behaviour::Answers {
        after: Duration::from_millis(50),
        hangs_up_after: Some(Duration::from_millis(300)),
    };
    let mut centre = Centre::open(switch(ends), "").await;
    let path = centre.folder().join("callbackd.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("wrap-up = \"0s\"", "wrap-up = \"60s\"")).unwrap();
    let _: Value = centre.client().await.call("system.reload", &json!({})).await.unwrap();
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&browser, "2001").await;
    let id = request(&centre, NUMBER).await;
    press(&browser, "open").await;
    press(&browser, "call_back").await;
    state(&browser, "wrap-up").await;
    browser.fill("article textarea", "Will send it again.").await;
    browser.click("article select option[value=resolved]").await;
    accessible(&browser, "wrap-up").await;
    browser.screenshot("desk-wrap-up").await;
    press(&browser, "close").await;
    nothing_left(&browser).await;
    let closed = session(&centre, &id).await;
    assert_eq!((&closed["state"], &closed["disposition"]), (&json!("closed"), &json!("resolved")));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_number_is_dialled_as_edited_and_a_refused_one_is_not() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&browser, "2001").await;
    request(&centre, NUMBER).await;
    press(&browser, "open").await;
    browser.clear("article .dial input").await;
    browser.fill("article .dial input", "9999").await;
    press(&browser, "call_back").await;
    browser.shows("#notice", "may not be dialled").await;
    browser.screenshot("desk-refused").await;
    assert_eq!(browser.property("article .dial input", "value").await, "9999", "what was typed stays");
    browser.clear("article .dial input").await;
    browser.fill("article .dial input", "902079460099").await;
    press(&browser, "call_back").await;
    state(&browser, "talking").await;
    assert_eq!(dialled(&centre).await, ["902079460099"]);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_changed_bring_fresh_digits_before_anything_is_dialled() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&browser, "2001").await;
    request(&centre, NUMBER).await;
    press(&browser, "open").await;
    browser.shows("article .dial .hint", "9 in front").await;
    let path = centre.folder().join("callbackd.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("outside-line = \"9\"", "outside-line = \"97\"")).unwrap();
    let _: Value = centre.client().await.call("system.reload", &json!({})).await.unwrap();
    press(&browser, "call_back").await;
    browser.shows("#notice", "Look at the new digits").await;
    browser.shows("article .dial .hint", "97 in front").await;
    assert_eq!(browser.property("article .dial input", "value").await, "9702079460018");
    assert!(dialled(&centre).await.is_empty());
    press(&browser, "call_back").await;
    state(&browser, "talking").await;
    assert_eq!(dialled(&centre).await, ["9702079460018"]);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancel_dials_nothing_and_the_session_stays_until_it_is_dropped() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&browser, "2001").await;
    let id = request(&centre, NUMBER).await;
    press(&browser, "open").await;
    press(&browser, "cancel").await;
    state(&browser, "cancelled").await;
    browser.shows("article", "stays yours until you press Drop Call").await;
    browser.screenshot("desk-cancelled").await;
    assert_eq!(session(&centre, &id).await["state"], "cancelled");
    press(&browser, "drop").await;
    nothing_left(&browser).await;
    assert_eq!(session(&centre, &id).await["state"], "closed");
    assert!(dialled(&centre).await.is_empty());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_number_comes_back_in_words_and_may_be_called_again() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&browser, "2001").await;
    request(&centre, "020 7946 0011").await;
    press(&browser, "open").await;
    press(&browser, "call_back").await;
    browser.shows("article .failure", "The number is busy.").await;
    browser.shows("article .failure", "eventCause 3, busy").await;
    accessible(&browser, "a failed call").await;
    browser.screenshot("desk-failed").await;
    browser.clear("article .dial input").await;
    browser.fill("article .dial input", "902079460018").await;
    press(&browser, "call_back").await;
    state(&browser, "talking").await;
    assert_eq!(dialled(&centre).await, ["902079460011", "902079460018"]);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_is_lost_while_they_talk_and_the_call_is_found_again() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&browser, "2001").await;
    request(&centre, NUMBER).await;
    press(&browser, "open").await;
    press(&browser, "call_back").await;
    state(&browser, "talking").await;
    centre.pbx.fault(Fault::DropLinks).await.unwrap();
    browser.shows("article .story", "The call is out of sight.").await;
    state(&browser, "talking").await;
    press(&browser, "drop").await;
    nothing_left(&browser).await;
    assert_eq!(dialled(&centre).await.len(), 1);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_nobody_finds_again_is_resolved_by_a_person() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&browser, "2001").await;
    let id = request(&centre, NUMBER).await;
    press(&browser, "open").await;
    press(&browser, "call_back").await;
    state(&browser, "talking").await;
    // The switch goes, and stays away.
    let pbx = std::mem::replace(
        &mut centre.pbx,
        pbxsim::Pbx::start(switch(answers()), "127.0.0.1:0").await.unwrap(),
    );
    pbx.stop().await;
    state(&browser, "out of sight").await;
    browser.shows("#desk > .notice", "switch cannot be reached").await;
    accessible(&browser, "a call out of sight").await;
    browser.screenshot("desk-unknown").await;
    press(&browser, "talked").await;
    nothing_left(&browser).await;
    assert_eq!(session(&centre, &id).await["state"], "closed");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_agents_see_their_own_and_nobody_elses() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(ann) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&ann, "2001").await;
    let first = request(&centre, "020 7946 0018").await;
    state(&ann, "offered").await;
    let bob = open(address, "bob", &Setup { dark: true, ..Setup::default() }).await.expect("another browser");
    sit_down(&bob, "2002").await;
    let second = request(&centre, "020 7946 0019").await;
    state(&bob, "offered").await;
    assert!(ann.has(&format!("#s-{first}")).await && !ann.has(&format!("#s-{second}")).await);
    assert!(bob.has(&format!("#s-{second}")).await && !bob.has(&format!("#s-{first}")).await);
    press(&ann, "open").await;
    press(&bob, "open").await;
    press(&ann, "call_back").await;
    press(&bob, "call_back").await;
    state(&ann, "talking").await;
    state(&bob, "talking").await;
    bob.screenshot("desk-talking-dark").await;
    press(&ann, "drop").await;
    nothing_left(&ann).await;
    state(&bob, "talking").await;
    press(&bob, "drop").await;
    nothing_left(&bob).await;
    ann.close().await;
    bob.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_daemon_is_restarted_and_the_desk_is_as_it_was() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&browser, "2001").await;
    request(&centre, NUMBER).await;
    press(&browser, "open").await;
    state(&browser, "open").await;
    browser.clear("article .dial input").await;
    browser.fill("article .dial input", "902079460077").await;
    centre.stop().await.unwrap();
    browser.shows("#desk > .notice", "cannot be reached").await;
    centre.start().await.unwrap();
    eventually("the desk is connected", async || !browser.has("#desk > .notice").await).await;
    state(&browser, "open").await;
    assert_eq!(
        browser.property("article .dial input", "value").await,
        "902079460077",
        "what was typed stays"
    );
    eventually("the phone can be used", async || {
        // The device is watched again a moment later; until then the daemon says so.
        browser.run("document.querySelector('article button[value=call_back]')?.click()").await;
        browser.has("article[data-state=talking], article[data-state=dialing]").await
    })
    .await;
    state(&browser, "talking").await;
    press(&browser, "drop").await;
    nothing_left(&browser).await;
    is_ready(&browser).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_takes_the_focus_from_nobody_who_is_choosing_or_typing() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let setup = Setup { language: "de", ..Setup::phone() };
    let Some(browser) = open(address, "ann", &setup).await else { return };
    browser.fill("#device", "2001").await;
    browser.click("#log-in").await;
    browser.click("#ready").await;
    is_ready(&browser).await;
    browser.shows("#agent-state", "bereit").await;
    browser.run("document.getElementById('reason').focus()").await;
    request(&centre, NUMBER).await;
    state(&browser, "angeboten").await;
    assert_eq!(browser.run("return document.activeElement.id").await, "reason");
    let said = browser.run("return document.getElementById('urgent').textContent").await;
    assert_eq!(said, "Ein Rückruf wird Ihnen angeboten.");
    assert!(browser.title().await.contains("Rückruf für Sie"));
    press(&browser, "open").await;
    state(&browser, "offen").await;
    accessible(&browser, "the desk on a telephone").await;
    browser.screenshot("desk-phone-de").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_sees_everything_and_one_callbacks_whole_story() {
    let mut centre = Centre::open(switch(answers()), "").await;
    let address = serve(&mut centre, "").await;
    let Some(ann) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&ann, "2001").await;
    let id = request(&centre, "020 7946 0011").await;
    press(&ann, "open").await;
    press(&ann, "call_back").await;
    ann.shows("article .failure", "busy").await;
    request(&centre, "020 7946 0022").await;
    request(&centre, "020 7946 0023").await;
    // Asked for in this order, called in the other.
    let (later, sooner) =
        (schedule(&centre, "020 7946 0025", 3).await, schedule(&centre, "020 7946 0026", 2).await);

    let carol = open(address, "carol", &Setup::default()).await.expect("another browser");
    carol.click(".tools a[href='/supervisor']").await;
    carol.shows("h1", "Supervisor").await;
    carol.shows("#desk .figures li:first-child strong", "2").await;
    carol.shows(&format!("#r-{id}"), "+44 20 7946 0011").await;
    carol.shows(&format!("#r-{id}"), "ann").await;
    carol
        .shows(&format!("#r-{sooner}"), &format!("for later from {}", in_days(2).strftime("%A %-d %B")))
        .await;
    carol.shows(&format!("#r-{sooner} + #r-{later}"), "for later").await;
    assert_eq!(carol.text("#desk .figures li:nth-child(2)").await, "2\nfor later");
    accessible(&carol, "the supervisor's page").await;
    carol.screenshot("desk-supervisor").await;
    carol.look_like("dark").await;
    carol.screenshot("desk-supervisor-dark").await;
    carol.look_like("light").await;
    let phone = Setup { language: "de", ..Setup::phone() };
    let phone = open(address, "carol", &phone).await.expect("another browser");
    phone.click(".tools a[href='/supervisor']").await;
    phone.shows(&format!("#r-{sooner}"), "für später").await;
    let width = phone.run("return document.documentElement.scrollWidth").await;
    assert_eq!(width, Setup::phone().width, "nothing runs over the edge");
    accessible(&phone, "the supervisor's page on a telephone").await;
    phone.screenshot("desk-supervisor-phone-de").await;
    phone.close().await;
    request(&centre, "020 7946 0024").await;
    carol.shows("#desk .figures li:first-child strong", "3").await;

    carol.click(&format!("#r-{id} a")).await;
    carol.shows(".ladder", "MakeCall goes to the switch.").await;
    carol.shows(".ladder", "eventCause 3, busy").await;
    accessible(&carol, "a story").await;
    carol.screenshot("desk-story").await;
    carol.look_like("dark").await;
    carol.screenshot("desk-story-dark").await;
    ann.close().await;
    carol.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_answers_pings_while_it_is_open_and_its_agent_is_lost_when_it_is_closed() {
    let mut centre = Centre::open(switch(answers()), "[timers]\npresent = \"15s\"\n").await;
    let address = serve(&mut centre, "").await;
    let Some(browser) = open(address, "ann", &Setup::default()).await else { return };
    sit_down(&browser, "2001").await;
    let answered =
        "return performance.getEntriesByType('resource').filter(e => e.name.endsWith('/here')).length";
    eventually("pings are answered", async || browser.run(answered).await.as_u64() >= Some(3)).await;
    is_ready(&browser).await;
    browser.close().await;
    eventually("the agent is lost", async || {
        let status: Value = centre.client().await.call("system.status", &json!({})).await.unwrap();
        status["agents"][0]["reason"] == "layer_lost"
    })
    .await;
}
