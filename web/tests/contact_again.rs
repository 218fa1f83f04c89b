//! What a customer reads after the form is true: the number as understood, when calls begin, and what becomes of asking again.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking"
)]

mod support;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use callbackd_web::{contact, settings::Settings};
use hyper::StatusCode;
use jiff::{Timestamp, ToSpan, ZonedDateTime, tz::TimeZone};
use pbxsim::{Config, exchange::Extension};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::UnixListener,
};

use crate::support::{
    browser::{Browser, Setup},
    centre::Centre,
    eventually,
    http::{Answer, Visitor},
};

const NUMBER: &str = "(020) 7946-0018";

/// Nine in the morning so many days from today, by the clocks of London.
fn day(days: i64) -> ZonedDateTime {
    let now = Timestamp::now().to_zoned_datetime(TimeZone::get("Europe/London").unwrap());
    let date = now.date().checked_add(days.days()).unwrap();
    date.at(9, 0, 0, 0).to_zoned_datetime(now.time_zone().clone()).unwrap()
}

/// A centre that opens in two days, at nine.
fn closed() -> String {
    let weekday = day(2).strftime("%a").to_string().to_lowercase();
    format!(
        "[callbacks]\ndefault-queue = \"rare\"\n[[queues]]\nname = \"rare\"\n[[queues.hours]]\ndays = [\"{weekday}\"]\n\
         from = \"09:00\"\nto = \"18:00\"\n"
    )
}

fn opening() -> String {
    format!("We begin to call on {} at 09:00.", day(2).strftime("%A %-d %B %Y"))
}

async fn send(visitor: &mut Visitor, path: &str, more: &[(&str, &str)]) -> Answer {
    let form = visitor.get(path).await;
    let ticket = form.field("ticket");
    let mut fields = vec![("ticket", ticket.as_str()), ("country", "GB")];
    if form.body.contains("name=\"change\"") {
        fields.push(("change", "yes"));
    }
    fields.extend(more);
    visitor.post("/", &fields).await
}

fn states(sessions: &[Value]) -> Vec<&str> {
    sessions.iter().map(|session| session["state"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_number_is_shown_as_understood_with_its_extension() {
    let mut centre = Centre::open(Config::default(), "").await;
    let mut visitor = Visitor::of(centre.contact("").await);
    send(&mut visitor, "/", &[("number", "tel:+442079460018;ext=12")]).await;
    let page = visitor.get("/requested").await;
    page.shows("Your number: +44 20 7946 0018, extension 12");
    page.shows("Not right? Change it");
    let form = visitor.get("/?change").await;
    form.shows("value=\"+44 20 7946 0018 ext. 12\"");
    assert!(
        !Visitor::of(visitor.address).get("/?change").await.body.contains("name=\"change\""),
        "nothing to change"
    );
}

#[tokio::test]
async fn a_number_that_was_not_right_is_changed() {
    let mut centre = Centre::open(Config::default(), "").await;
    let mut visitor = Visitor::of(centre.contact("").await);
    send(&mut visitor, "/", &[("number", NUMBER)]).await;
    let sent = send(&mut visitor, "/?change", &[("number", "020 7946 0019"), ("name", "Mrs Miller")]).await;
    assert_eq!(sent.location(), "/requested");
    visitor.get("/requested").await.shows("+44 20 7946 0019");
    let sessions = centre.sessions().await;
    assert_eq!(states(&sessions), ["closed", "queued"]);
    assert_eq!(
        (&sessions[0]["number"], &sessions[1]["number"]),
        (&json!("+442079460018"), &json!("+442079460019"))
    );
    // Another request is no correction.
    send(&mut visitor, "/", &[("number", "020 7946 0017")]).await;
    assert_eq!(states(&centre.sessions().await), ["closed", "queued", "queued"]);
}

#[tokio::test]
async fn who_holds_the_ticket_changes_the_request_by_asking_again() {
    for more in ["", "[callbacks]\ncustomer-status = true\n"] {
        let mut centre = Centre::open(Config::default(), more).await;
        let mut visitor = Visitor::of(centre.contact("").await);
        send(&mut visitor, "/", &[("number", NUMBER), ("name", "Miller"), ("subject", "my order")]).await;
        let nine = day(5);
        let typed = nine.strftime("%Y-%m-%dT%H:%M").to_string();
        let again = [("number", "+44 20 7946 0018"), ("name", "Mrs Miller"), ("not_before", typed.as_str())];
        assert_eq!(send(&mut visitor, "/", &again).await.location(), "/requested");
        let page = visitor.get("/requested").await;
        page.shows(&format!("We will call you on {} after 09:00.", nine.strftime("%A %-d %B %Y")));
        let sessions = centre.sessions().await;
        assert_eq!(sessions.len(), 1);
        assert_eq!(
            (&sessions[0]["name"], &sessions[0]["subject"]),
            (&json!("Mrs Miller"), &json!("my order"))
        );
        assert_eq!(sessions[0]["not_before"], json!(nine.timestamp()));
        // And the other way round.
        send(&mut visitor, "/", &[("number", NUMBER)]).await;
        visitor.get("/requested").await.shows("We will be calling you back shortly");
        assert!(centre.sessions().await[0].get("not_before").is_none());
    }
}

#[tokio::test]
async fn a_claim_that_nobody_sealed_changes_nothing() {
    let mut centre = Centre::open(Config::default(), "").await;
    let address = centre.contact("").await;
    let (mut first, mut thief) = (Visitor::of(address), Visitor::of(address));
    send(&mut first, "/", &[("number", NUMBER), ("name", "Miller")]).await;
    let cookie = first.cookies["callback"].clone();
    let (claim, seal) = cookie.rsplit_once(".s").unwrap();
    thief.cookies.insert("callback".to_owned(), format!("{claim}.s{}", "0".repeat(seal.len())));
    assert!(!thief.get("/requested").await.body.contains("id=\"change\""));
    send(&mut thief, "/", &[("number", NUMBER), ("name", "Thief")]).await;
    thief.get("/requested").await.shows("We already have a request for this number and will call it.");
    assert_eq!(centre.sessions().await[0]["name"], "Miller");
}

#[tokio::test]
async fn while_we_are_called_already_nothing_is_changed_and_the_page_says_so() {
    let switch = Config::default().with_extension(Extension::new("2001"));
    let mut centre = Centre::open(switch, "[callbacks]\ncustomer-status = true\n").await;
    let mut visitor = Visitor::of(centre.contact("").await);
    send(&mut visitor, "/", &[("number", NUMBER)]).await;
    let ann = centre.ann().await;
    eventually("Ann is offered the session", async || centre.sessions().await[0]["state"] == "offered").await;
    let session = centre.sessions().await[0]["session_id"].clone();
    let _: Value = ann.call("session.open", &json!({ "session_id": session })).await.unwrap();
    let late = send(&mut visitor, "/", &[("number", NUMBER), ("name", "Mrs Miller")]).await;
    assert_eq!(late.location(), "/requested?late");
    let page = visitor.get("/requested?late").await;
    page.shows("can no longer be changed or withdrawn");
    assert!(!page.body.contains("id=\"change\""), "{}", page.body);
}

#[tokio::test]
async fn a_closed_queue_says_when_calls_begin_to_whoever_asks() {
    let mut centre = Centre::open(Config::default(), &closed()).await;
    let address = centre.contact("").await;
    let (mut first, mut second) = (Visitor::of(address), Visitor::of(address));
    for visitor in [&mut first, &mut second] {
        send(visitor, "/", &[("number", NUMBER)]).await;
        let page = visitor.get("/requested").await;
        page.shows(&opening());
        page.shows("Time zone: Europe/London.");
        for told in ["shortly", "line free"] {
            assert!(!page.body.contains(told), "{told}: {}", page.body);
        }
    }
    second.get("/requested").await.shows("We already have a request for this number");
    let mut german = first.clone().with("accept-language", "de");
    german.get("/requested").await.shows("Unsere Anrufe beginnen am ");
}

#[tokio::test]
async fn a_time_before_we_open_is_no_promise() {
    let mut centre = Centre::open(Config::default(), &closed()).await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let (early, late) = (day(1), day(3));
    let typed = |at: &ZonedDateTime| at.strftime("%Y-%m-%dT%H:%M").to_string();
    let (early, late) = (typed(&early), typed(&late));
    send(&mut visitor, "/", &[("number", NUMBER), ("not_before", &early), ("not_after", &late)]).await;
    let page = visitor.get("/requested").await;
    page.shows(&opening());
    page.shows("We will not call you after 09:00 on");
}

/// A daemon that asks which of two numbers is meant, as long as none of them is sent. The numbers that it took.
async fn asking(folder: &Path) -> (PathBuf, Arc<Mutex<Vec<String>>>) {
    let socket = folder.join("api.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let taken: Arc<Mutex<Vec<String>>> = Arc::default();
    let numbers = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (reader, mut writer) = stream.into_split();
            let mut lines = BufReader::new(reader).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let call: Value = serde_json::from_str(&line).unwrap();
                let mut answer = json!({ "jsonrpc": "2.0", "id": call["id"] });
                let (part, content) = answered(&call, &numbers);
                answer[part] = content;
                writer.write_all(format!("{answer}\n").as_bytes()).await.unwrap();
            }
        }
    });
    (socket, taken)
}

fn answered(call: &Value, taken: &Mutex<Vec<String>>) -> (&'static str, Value) {
    if call["method"] == "system.hello" {
        let hello = json!({ "server": "callbackd", "version": "0", "roles": [], "capabilities": [], "seq": 0, "countries": ["GB"] });
        return ("result", hello);
    }
    let number = call["params"]["number"].as_str().unwrap();
    if number.starts_with("+4420") {
        taken.lock().unwrap().push(number.to_owned());
        return (
            "result",
            json!({ "duplicate": true, "number": "+442079460019", "formatted": "+44 20 7946 0019", "extension": "12" }),
        );
    }
    let readings = json!([
        { "number": "+442079460018", "formatted": "+44 20 7946 0018", "country": "GB" },
        { "number": "+442079460019", "formatted": "+44 20 7946 0019", "country": "GB", "extension": "12" },
    ]);
    let data = json!({ "reason": "ambiguous_number", "detail": "two", "rule": "ambiguous_number", "readings": readings });
    ("error", json!({ "code": -32000, "message": "two", "data": data }))
}

/// The Contact Us page before that daemon.
async fn before(socket: &Path) -> SocketAddr {
    let text = format!(
        "socket = \"{}\"\n[contact]\nlisten = \"127.0.0.1:0\"\nsecure-cookies = false\n",
        socket.display()
    );
    let settings = Settings::read("web.toml", &text).unwrap();
    let web = contact::bind(&settings.socket, &settings.contact).await.unwrap();
    let address = web.address().unwrap();
    tokio::spawn(web.serve(std::future::pending()));
    address
}

const TWO: &str = "020 7946 0018 / 020 7946 0019 ext. 12";

#[tokio::test]
async fn of_a_text_that_can_be_read_twice_the_customer_says_which() {
    let folder = tempfile::tempdir().unwrap();
    let (socket, taken) = asking(folder.path()).await;
    let mut visitor = Visitor::of(before(&socket).await);
    let asked = send(&mut visitor, "/", &[("number", TWO), ("name", "Mrs Miller")]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    asked.shows("href=\"#reading-1\"");
    asked.shows("Which number do you mean?");
    asked.shows("+44 20 7946 0019 ext. 12 (United Kingdom)");
    asked.shows("value=\"Mrs Miller\"");
    let ticket = asked.field("ticket");
    let chosen = "+442079460019 ext. 12";
    let choice = [
        ("ticket", ticket.as_str()),
        ("country", "GB"),
        ("number", TWO),
        ("asked", TWO),
        ("reading", chosen),
    ];
    assert_eq!(visitor.post("/", &choice).await.location(), "/requested");
    assert_eq!(*taken.lock().unwrap(), [chosen]);
    visitor.get("/requested").await.shows("Your number: +44 20 7946 0019, extension 12");
    // What was corrected instead counts, and is asked about again.
    let choice = [
        ("ticket", ticket.as_str()),
        ("country", "GB"),
        ("number", "1 / 2"),
        ("asked", TWO),
        ("reading", chosen),
    ];
    assert_eq!(visitor.post("/", &choice).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// How the pages look, in a browser: with an extension, closed, asked again, in German, in the dark, on a telephone.
#[tokio::test]
async fn a_browser_shows_the_number_and_changes_it() {
    let Some(browser) = Browser::open(&Setup { width: 800, height: 760, ..Setup::default() }).await else {
        return;
    };
    let mut centre = Centre::open(Config::default(), "[callbacks]\ncustomer-status = true\n").await;
    let address = centre.contact("").await;
    browser.go(&format!("http://{address}/")).await;
    browser.fill("#number", "02079460018").await;
    browser.fill("#name", "Mrs Miller").await;
    browser.fill("#subject", "My order").await;
    browser.click("button[type=submit]").await;
    browser.shows(".number", "Your number: +44 20 7946 0018").await;
    browser.is_accessible("the number as understood").await;
    browser.screenshot("contact-number").await;
    browser.click("#change").await;
    assert_eq!(browser.property("#number", "value").await, "+44 20 7946 0018");
    assert_eq!(browser.property("#subject", "value").await, "My order", "it need not be written again");
    browser.is_accessible("the form to correct it").await;
    browser.screenshot("contact-change").await;
    browser.clear("#number").await;
    browser.fill("#number", "020 7946 0019").await;
    browser.click("button[type=submit]").await;
    browser.shows(".number", "+44 20 7946 0019").await;
    let sessions = centre.sessions().await;
    assert_eq!((states(&sessions), &sessions[1]["subject"]), (vec!["closed", "queued"], &json!("My order")));
    browser.close().await;
}

#[tokio::test]
async fn a_browser_is_asked_which_number_is_meant() {
    let setup = Setup { dark: true, scripts: false, language: "de-DE,de,en", ..Setup::phone() };
    let Some(browser) = Browser::open(&setup).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (socket, taken) = asking(folder.path()).await;
    browser.go(&format!("http://{}/", before(&socket).await)).await;
    browser.fill("#number", TWO).await;
    browser.click("button[type=submit]").await;
    browser.shows(".readings", "+44 20 7946 0018").await;
    browser.screenshot("contact-readings-phone-dark").await;
    browser.click("#reading-2").await;
    browser.click("button[type=submit]").await;
    browser.shows(".number", "+44 20 7946 0019, Durchwahl 12").await;
    assert_eq!(taken.lock().unwrap().len(), 1);
    let mut centre = Centre::open(Config::default(), &closed()).await;
    let address = centre.contact("").await;
    browser.go(&format!("http://{address}/")).await;
    browser.fill("#number", "020 7946 0019").await;
    browser.click("button[type=submit]").await;
    browser.shows(".lead", "Wir haben zurzeit geschlossen.").await;
    browser.shows(".number", "+44 20 7946 0019").await;
    browser.screenshot("contact-closed-phone-dark").await;
    assert_eq!(centre.sessions().await.len(), 1);
    browser.close().await;
    let Some(browser) = Browser::open(&Setup { width: 800, height: 760, ..Setup::default() }).await else {
        return;
    };
    browser.go(&format!("http://{address}/")).await;
    browser.fill("#number", "020 7946 0019").await;
    browser.click("button[type=submit]").await;
    browser.shows(".lead", "We already have a request for this number and will call it.").await;
    browser.is_accessible("asked again").await;
    browser.screenshot("contact-already").await;
    browser.close().await;
}
