//! The Contact Us page as people use it: in a browser, with and without scripts, on a telephone, in both languages.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking"
)]

mod support;

use jiff::{Timestamp, ZonedDateTime, civil::date, tz::TimeZone};
use pbxsim::{
    Config,
    exchange::{Behaviour, Extension, User},
};
use serde_json::{Value, json};
use std::time::Duration;

use crate::support::{
    browser::{Browser, Setup},
    centre::Centre,
    eventually,
};

/// A window as large as its pictures should be.
fn window() -> Setup {
    Setup { width: 800, height: 760, ..Setup::default() }
}

/// Ann's telephone, which she lifts at once, and customers who answer.
fn switch() -> Config {
    let lifts = User::Lifts { after: Duration::from_millis(50) };
    let answers = Behaviour::Answers { after: Duration::from_millis(300), hangs_up_after: None };
    Config::default()
        .with_extension(Extension::new("2001").with_user(lifts))
        .with_destination("9*", answers)
        .unwrap()
}

async fn with_status() -> Centre {
    Centre::open(switch(), "[callbacks]\ncustomer-status = true\n").await
}

#[tokio::test]
async fn a_customer_is_called_back_and_sees_how_it_goes() {
    let Some(browser) = Browser::open(&window()).await else { return };
    let mut centre = with_status().await;
    let address = centre.contact("").await;
    browser.go(&format!("http://{address}/")).await;
    browser.is_accessible("the form").await;
    browser.fill("#number", "02079460018").await;
    assert_eq!(browser.property("#number", "value").await, "020 7946 0018", "formatted as typed");
    browser.fill("#name", "Mrs Miller").await;
    browser.fill("#subject", "My order of last Tuesday").await;
    browser.screenshot("contact-form").await;
    browser.click("button[type=submit]").await;
    browser.shows("h1", "We will be calling you back shortly").await;
    browser.shows("main", "Please keep your line free.").await;
    browser.shows("#status", "You are next.").await;
    browser.is_accessible("the page after the form").await;
    browser.screenshot("contact-requested").await;
    browser.reload().await;
    browser.shows("#status", "You are next.").await;
    assert_eq!(centre.sessions().await.len(), 1, "a reload asks for nothing");

    let ann = centre.ann().await;
    let session = centre.sessions().await[0]["session_id"].clone();
    eventually("Ann is offered the session", async || centre.sessions().await[0]["state"] == "offered").await;
    let controls: Value = ann.call("session.open", &json!({ "session_id": session })).await.unwrap();
    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    let _: Value = ann.call("session.call_back", &wish).await.unwrap();
    browser.shows("#status", "You are speaking with us.").await;
    centre.pbx.hang_up("2001").await.unwrap();
    browser.shows("#status", "We have spoken with you.").await;
    browser.shows("h1:not([hidden] *)", "Your callback").await;
    browser.is_accessible("the end of it").await;
    browser.close().await;
}

#[tokio::test]
async fn what_is_wrong_is_told_where_it_can_be_mended() {
    let Some(browser) = Browser::open(&Setup { dark: true, ..window() }).await else { return };
    let mut centre = with_status().await;
    let address = centre.contact("").await;
    browser.go(&format!("http://{address}/")).await;
    browser.is_accessible("the form in the dark").await;
    browser.screenshot("contact-form-dark").await;
    browser.fill("#number", "020 79").await;
    browser.fill("#name", "Mr Smith").await;
    browser.press("\u{e007}").await;
    browser.shows("#summary", "This does not look like a complete number.").await;
    let focus = "return document.activeElement.id";
    assert_eq!(browser.run(focus).await, "summary", "what is wrong is read out");
    assert!(browser.title().await.starts_with("Error: "));
    browser.is_accessible("the form with a fault, in the dark").await;
    browser.screenshot("contact-fault-dark").await;
    browser.click("#summary a").await;
    assert_eq!(browser.run(focus).await, "number");
    assert_eq!(browser.property("#name", "value").await, "Mr Smith");
    browser.press("\u{e010}46 0018\u{e007}").await;
    browser.shows("h1", "We will be calling you back shortly").await;
    browser.is_accessible("the page after the form, in the dark").await;
    browser.look_like("light").await;
    browser.is_accessible("the page after the form, in the light").await;
    browser.close().await;
}

#[tokio::test]
async fn a_german_customer_on_a_telephone_withdraws() {
    let setup = Setup { language: "de-DE,de,en", ..Setup::phone() };
    let Some(browser) = Browser::open(&setup).await else { return };
    let mut centre = with_status().await;
    let address = centre.contact("").await;
    browser.go(&format!("http://{address}/")).await;
    browser.shows("h1", "Wir rufen Sie zurück").await;
    // Not the window's own width, which grows with what runs over it.
    let wider = format!("return document.documentElement.scrollWidth > {}", setup.width);
    assert_eq!(browser.run(&wider).await, false, "nothing runs over the edge");
    browser.is_accessible("the form on a telephone").await;
    browser.fill("#number", "02079460018").await;
    browser.screenshot("contact-form-phone").await;
    browser.click(".when summary").await;
    assert_eq!(browser.run(&wider).await, false, "nor do the times");
    browser.is_accessible("the form on a telephone, with its times").await;
    browser.click("button[type=submit]").await;
    browser.shows("h1", "Wir rufen Sie in Kürze zurück").await;
    browser.shows("#status", "Sie sind als Nächstes an der Reihe.").await;
    assert_eq!(browser.run(&wider).await, false, "nothing runs over the edge");
    browser.screenshot("contact-requested-phone").await;
    browser.click("#withdraw button").await;
    browser.shows("#status", "Sie haben Ihre Anfrage zurückgezogen.").await;
    assert!(!browser.has("#withdraw").await);
    let sessions = centre.sessions().await;
    assert_eq!((sessions.len(), &sessions[0]["state"]), (1, &json!("closed")));
    browser.click(".languages a[lang=en]").await;
    browser.shows("#status", "You have withdrawn your request.").await;
    browser.close().await;
}

/// The same, where customers may plan a year ahead.
async fn a_year_ahead() -> Centre {
    let more = "[callbacks]\ncustomer-status = true\n[limits]\nschedule-ahead = \"8784h\"\n";
    Centre::open(switch(), more).await
}

/// The next twelfth of December: day and month are the same in whichever order a browser wants them.
fn twelfth_of_december() -> ZonedDateTime {
    let now = Timestamp::now().to_zoned_datetime(TimeZone::get("Europe/London").unwrap());
    let of =
        |year: i16| date(year, 12, 12).at(9, 0, 0, 0).to_zoned_datetime(now.time_zone().clone()).unwrap();
    let this_year = of(now.year());
    if this_year > now { this_year } else { of(now.year() + 1) }
}

#[tokio::test]
async fn a_customer_chooses_a_time_by_keyboard_and_withdraws() {
    let Some(browser) = Browser::open(&Setup { height: 900, ..window() }).await else { return };
    let mut centre = a_year_ahead().await;
    let address = centre.contact("").await;
    browser.go(&format!("http://{address}/")).await;
    browser.fill("#number", "02079460018").await;
    browser.run("document.querySelector('.when summary').focus()").await;
    // Enter opens it, Tab goes on to its first field.
    browser.press("\u{e007}\u{e004}").await;
    assert_eq!(browser.run("return document.activeElement.id").await, "not-before");
    browser.look_like("dark").await;
    browser.is_accessible("the form with its times, in the dark").await;
    browser.screenshot("contact-time-dark").await;
    browser.look_like("light").await;
    browser.is_accessible("the form with its times, in the light").await;
    let (chosen, over) = (twelfth_of_december(), "2020");
    // Morning, where the browser asks which half of the day it is.
    browser.press(&format!("1212{over}0900A")).await;
    assert_eq!(browser.property("#not-before", "value").await, "2020-12-12T09:00");
    browser.screenshot("contact-time").await;
    browser.click("button[type=submit]").await;
    browser.shows("#summary", "This time is over already.").await;
    browser.look_like("dark").await;
    browser.is_accessible("a time with a fault, in the dark").await;
    browser.screenshot("contact-time-fault-dark").await;
    browser.look_like("light").await;
    browser.is_accessible("a time with a fault, in the light").await;
    browser.click("#summary a").await;
    assert_eq!(browser.run("return document.activeElement.id").await, "not-before");
    assert_eq!(browser.property("#not-before", "value").await, "2020-12-12T09:00", "what was typed stays");
    browser.press(&format!("1212{}0900A", chosen.year())).await;
    browser.click("button[type=submit]").await;
    browser.shows("h1", "We will call you back").await;
    let weekday = chosen.strftime("%A");
    let when = format!("{weekday} 12 December {}", chosen.year());
    browser
        .shows(
            "main .lead",
            &format!("We will call you on {when} after 09:00. Please keep your line free then."),
        )
        .await;
    browser.shows("#status", &format!("It waits for {when}, 09:00.")).await;
    browser.is_accessible("the page after the form, with a time").await;
    browser.screenshot("contact-requested-time").await;
    assert_eq!(centre.sessions().await[0]["not_before"], json!(chosen.timestamp()));
    browser.click("#withdraw button").await;
    browser.shows("#status", "You have withdrawn your request.").await;
    browser.close().await;
}

#[tokio::test]
async fn a_time_that_is_typed_by_half_is_not_taken_for_none() {
    let setup = Setup { scripts: false, language: "de-DE,de,en", ..Setup::phone() };
    let Some(browser) = Browser::open(&setup).await else { return };
    let mut centre = a_year_ahead().await;
    let address = centre.contact("").await;
    browser.go(&format!("http://{address}/")).await;
    browser.fill("#number", "02079460018").await;
    browser.click(".when summary").await;
    browser.screenshot("contact-time-phone").await;
    browser.click("#not-after").await;
    browser.press("1212").await;
    browser.click("button[type=submit]").await;
    browser.shows("h1", "Wir rufen Sie zurück").await;
    assert_eq!(centre.sessions().await.len(), 0, "the browser says what is missing");
    // The field has the focus again.
    let last = twelfth_of_december();
    browser.press(&format!("1212{}0900A", last.year())).await;
    browser.click("button[type=submit]").await;
    browser.shows("h1", "Wir rufen Sie in Kürze zurück").await;
    browser.shows(".lead", &format!("12. Dezember {} rufen wir Sie nicht mehr an.", last.year())).await;
    browser.screenshot("contact-requested-time-phone").await;
    assert_eq!(centre.sessions().await[0]["not_after"], json!(last.timestamp()));
    browser.close().await;
}

#[tokio::test]
async fn a_time_that_was_folded_away_half_typed_is_shown_again() {
    let Some(browser) = Browser::open(&window()).await else { return };
    let mut centre = with_status().await;
    let address = centre.contact("").await;
    browser.go(&format!("http://{address}/")).await;
    browser.fill("#number", "02079460018").await;
    browser.click(".when summary").await;
    browser.click("#not-before").await;
    browser.press("1212").await;
    browser.click(".when summary").await;
    assert_eq!(browser.property(".when", "open").await, false);
    browser.click("button[type=submit]").await;
    assert_eq!(browser.property(".when", "open").await, true);
    assert_eq!(centre.sessions().await.len(), 0);
    assert_eq!(browser.run("return document.activeElement.id").await, "not-before");
    browser.close().await;
}

#[tokio::test]
async fn nothing_needs_scripts() {
    let Some(browser) = Browser::open(&Setup { scripts: false, ..window() }).await else { return };
    let mut centre = with_status().await;
    let address = centre.contact("").await;
    browser.go(&format!("http://{address}/")).await;
    browser.fill("#number", "12345").await;
    browser.click("button[type=submit]").await;
    browser.shows("#summary", "Please check your request").await;
    browser.clear("#number").await;
    browser.fill("#number", "02079460018").await;
    assert_eq!(browser.property("#number", "value").await, "02079460018", "nothing runs");
    browser.click("button[type=submit]").await;
    browser.shows("#status", "You are next.").await;
    browser.shows("main", "This page loads itself again").await;
    browser.click(".status .hint a").await;
    browser.shows("main", "Look again").await;
    browser.click("#withdraw button").await;
    browser.shows("#status", "You have withdrawn your request.").await;
    browser.close().await;
}

#[tokio::test]
async fn two_clicks_and_the_back_button_are_one_request() {
    let Some(browser) = Browser::open(&window()).await else { return };
    let mut centre = Centre::open(switch(), "[limits]\nopen-per-number = 5\n").await;
    let address = centre.contact("").await;
    browser.go(&format!("http://{address}/")).await;
    browser.fill("#number", "02079460018").await;
    browser.run("const b = document.querySelector('button[type=submit]'); b.click(); b.click();").await;
    browser.shows("h1", "We will be calling you back shortly").await;
    assert!(!browser.has("#status").await, "nothing else is told by default");
    assert_eq!(centre.sessions().await.len(), 1);
    browser.close().await;
}
