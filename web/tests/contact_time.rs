//! The time that a customer chooses, over plain HTTP: taken, refused, told and kept.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and plans from today on"
)]

mod support;

use hyper::StatusCode;
use jiff::{Timestamp, ToSpan, ZonedDateTime, tz::TimeZone};
use pbxsim::Config;
use serde_json::{Value, json};

use crate::support::{
    centre::Centre,
    http::{Answer, Visitor},
};

const NUMBER: &str = "(020) 7946-0018";
const STATUS: &str = "[callbacks]\ncustomer-status = true\n";

/// So many days from today at that hour, by the clocks of London.
fn day(days: i64, hour: i8) -> ZonedDateTime {
    let now = Timestamp::now().to_zoned_datetime(TimeZone::get("Europe/London").unwrap());
    now.date()
        .checked_add(days.days())
        .unwrap()
        .at(hour, 0, 0, 0)
        .to_zoned_datetime(now.time_zone().clone())
        .unwrap()
}

/// As a browser sends it.
fn typed(at: &ZonedDateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// As people read it.
fn date(at: &ZonedDateTime) -> String {
    at.strftime("%A %-d %B %Y").to_string()
}

/// Opens the form and sends it with these times.
async fn request(visitor: &mut Visitor, number: &str, not_before: &str, not_after: &str) -> Answer {
    let ticket = visitor.get("/").await.field("ticket");
    send(visitor, number, &ticket, not_before, not_after).await
}

async fn send(
    visitor: &mut Visitor,
    number: &str,
    ticket: &str,
    not_before: &str,
    not_after: &str,
) -> Answer {
    let fields = [
        ("ticket", ticket),
        ("number", number),
        ("country", "GB"),
        ("name", "Mrs Miller"),
        ("not_before", not_before),
        ("not_after", not_after),
    ];
    visitor.post("/", &fields).await
}

/// For how many seconds the browser keeps its request.
fn kept_s(answer: &Answer) -> i64 {
    let mut cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies.find(|cookie| cookie.starts_with("callback=")).unwrap();
    let age = cookie.split("; ").find_map(|part| part.strip_prefix("Max-Age=")).unwrap();
    age.parse().unwrap()
}

#[tokio::test]
async fn a_time_is_passed_on_and_told_in_words() {
    let mut centre = Centre::open(Config::default(), "").await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let form = visitor.get("/").await;
    form.shows("<details class=\"when\">");
    form.shows("Time zone: Europe/London.");
    let (nine, noon) = (day(5, 9), day(5, 12));
    let before = Timestamp::now();
    let sent = request(&mut visitor, NUMBER, &typed(&nine), &typed(&noon)).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/requested"), "{}", sent.body);
    let ahead = |now: Timestamp| noon.timestamp().as_second() - now.as_second() + 3600;
    let kept = kept_s(&sent);
    assert!(
        (ahead(Timestamp::now()) - 1..=ahead(before)).contains(&kept),
        "{kept}: an hour after the end of it"
    );
    let page = visitor.get("/requested").await;
    page.shows(&format!("We will call you on {} between 09:00 and 12:00.", date(&nine)));
    page.shows("Please keep your line free then.");
    page.shows("Time zone: Europe/London.");
    assert!(!page.body.contains("shortly"), "{}", page.body);
    let session = &centre.sessions().await[0];
    let at = |at: &ZonedDateTime| json!(at.timestamp());
    assert_eq!((&session["not_before"], &session["not_after"]), (&at(&nine), &at(&noon)));
}

#[tokio::test]
async fn without_a_first_time_we_call_as_soon_as_possible() {
    let mut centre = Centre::open(Config::default(), "").await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let sent = request(&mut visitor, NUMBER, "", "").await;
    assert_eq!((sent.location(), kept_s(&sent)), ("/requested", 3600));
    assert!(visitor.cookies["callback"].starts_with("accepted.n+44_20_7946_0018.i"), "{visitor:?}");
    let page = visitor.get("/requested").await;
    page.shows("We will be calling you back shortly");
    assert!(!page.body.contains("Time zone"));
    let end = day(2, 18);
    request(&mut visitor, "020 7946 0019", "", &typed(&end)).await;
    let page = visitor.get("/requested").await;
    page.shows("We will be calling you back shortly");
    page.shows(&format!("We will not call you after 18:00 on {}.", date(&end)));
    let sessions = centre.sessions().await;
    assert!(sessions.iter().all(|session| session.get("not_before").is_none()), "{sessions:?}");
}

#[tokio::test]
async fn a_time_that_cannot_be_kept_is_told_at_its_field_and_stays_there() {
    // Open on the day after tomorrow only.
    let weekday = day(2, 0).strftime("%a").to_string().to_lowercase();
    let hours = format!(
        "[callbacks]\ndefault-queue = \"sales\"\n[[queues]]\nname = \"rare\"\n[[queues.hours]]\ndays = [\"{weekday}\"]\nfrom = \"08:00\"\nto = \"18:00\"\n"
    );
    let mut centre = Centre::open(Config::default(), &hours).await;
    let mut visitor = Visitor::of(centre.contact("requests-at-once = 100\nqueue = \"rare\"").await);
    let (day, far) = (|days, hour| typed(&day(days, hour)), typed(&day(40, 9)));
    let none = String::new;
    let told = [
        ("tomorrow".to_owned(), none(), "not-before", "Enter a day and a time"),
        (none(), "12:00".to_owned(), "not-after", "Enter a day and a time"),
        (day(2, 12), day(2, 9), "not-after", "The second time must be later than the first."),
        (none(), day(-1, 9), "not-after", "This time is over already."),
        (day(-1, 9), none(), "not-before", "This time is over already."),
        (far.clone(), none(), "not-before", "This is too far ahead for us."),
        (none(), far.clone(), "not-after", "This is too far ahead for us."),
        (day(2, 9), far, "not-after", "This is too far ahead for us."),
        (day(3, 9), day(3, 17), "not-before", "We are closed at that time."),
    ];
    for (not_before, not_after, field, sentence) in told {
        let answer = request(&mut visitor, NUMBER, &not_before, &not_after).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{not_before} {not_after}");
        answer.shows(&format!("<a href=\"#{field}\">{sentence}"));
        answer.shows(&format!("id=\"{field}-error\""));
        answer.shows("<details class=\"when\" open>");
        answer.shows(&format!("value=\"{not_before}\" aria-describedby=\"time-hint"));
        answer.shows(&format!("value=\"{not_after}\" aria-describedby=\"time-hint"));
        answer.shows("value=\"Mrs Miller\"");
        for word in ["schedule-ahead", "queues.", "not_after is", "rare"] {
            assert!(!answer.body.contains(word), "{word}: {}", answer.body);
        }
    }
    let everything = request(&mut visitor, "", "x", "\"><b>").await;
    for field in ["number", "not-before", "not-after"] {
        everything.shows(&format!("<a href=\"#{field}\">"));
    }
    assert!(!everything.body.contains("<b>"));
    assert_eq!(centre.sessions().await.len(), 0);
    let taken = request(&mut visitor, NUMBER, &day(2, 9), &day(2, 17)).await;
    assert_eq!(taken.location(), "/requested", "{}", taken.body);
}

#[tokio::test]
async fn the_live_status_says_when_too_and_it_can_be_withdrawn() {
    let mut centre = Centre::open(Config::default(), STATUS).await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let nine = day(30, 9);
    let before = Timestamp::now();
    let sent = request(&mut visitor, NUMBER, &typed(&nine), "").await;
    let ahead = |now: Timestamp| nine.timestamp().as_second() - now.as_second() + 24 * 3600;
    let kept = kept_s(&sent);
    assert!((ahead(Timestamp::now()) - 1..=ahead(before)).contains(&kept), "{kept}: a day after it");
    let page = visitor.get("/requested").await;
    page.shows(&format!("We will call you on {} after 09:00.", date(&nine)));
    page.shows(&format!("It waits for {}, 09:00.", date(&nine)));
    let told: Value = serde_json::from_str(&visitor.get("/requested/status").await.body).unwrap();
    assert_eq!((&told["state"], &told["may_withdraw"]), (&"scheduled".into(), &true.into()));
    assert!(told["text"].as_str().unwrap().contains(&date(&nine)), "{told}");
    assert_eq!(visitor.get("/").await.status, StatusCode::OK);
    assert!(visitor.cookies["callback"].contains('.'));

    centre.stop().await.unwrap();
    let away = visitor.get("/requested").await;
    away.shows("your request is safe with us");
    away.shows(&format!("We will call you on {} after 09:00.", date(&nine)));
    centre.start().await.unwrap();
    support::eventually("the page knows the daemon again", async || {
        visitor.get("/requested").await.body.contains("It waits for")
    })
    .await;

    let ticket = visitor.get("/requested").await.field("ticket");
    assert_eq!(visitor.post("/withdraw", &[("ticket", &ticket)]).await.location(), "/requested");
    visitor.get("/requested").await.shows("You have withdrawn your request.");
    assert_eq!(centre.sessions().await[0]["state"], "closed");
}

#[tokio::test]
async fn when_the_time_has_come_the_page_says_what_it_says_to_everybody() {
    let mut centre = Centre::open(Config::default(), STATUS).await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let soon = Timestamp::now().to_zoned_datetime(TimeZone::get("Europe/London").unwrap());
    let soon = soon.checked_add(3.seconds()).unwrap().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let sent = request(&mut visitor, NUMBER, &soon, "").await;
    assert_eq!(sent.location(), "/requested", "{}", sent.body);
    support::eventually("its time has come", async || {
        visitor.get("/requested").await.body.contains("You are next.")
    })
    .await;
    let page = visitor.get("/requested").await;
    page.shows("We will be calling you back shortly");
    assert!(!page.body.contains("Time zone"), "{}", page.body);
}

#[tokio::test]
async fn german_customers_choose_in_german() {
    let mut centre = Centre::open(Config::default(), STATUS).await;
    let address = centre.contact("requests-at-once = 100").await;
    let mut visitor = Visitor::of(address).with("accept-language", "de");
    let form = visitor.get("/").await;
    form.shows("Zeit aussuchen");
    form.shows("Zeitzone: Europe/London.");
    request(&mut visitor, NUMBER, "morgen", "").await.shows("Geben Sie Tag und Uhrzeit an");
    let ten = day(3, 10);
    request(&mut visitor, NUMBER, &typed(&ten), "").await;
    let weekdays = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
    let weekday = weekdays[usize::try_from(ten.weekday().to_monday_zero_offset()).unwrap()];
    let page = visitor.get("/requested").await;
    page.shows(&format!("Wir rufen Sie am {weekday}, {}. ", ten.day()));
    page.shows(&format!(" {}, nach 10:00 Uhr an. Bitte halten Sie dann Ihre Leitung frei.", ten.year()));
    page.shows(&format!("Sie wartet auf {weekday}, {}. ", ten.day()));
}

#[tokio::test]
async fn a_centre_without_a_zone_reads_times_in_utc_and_says_so() {
    let mut centre = Centre::open(Config::default(), "").await;
    let path = centre.folder().join("callbackd.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("zone = \"Europe/London\"", "")).unwrap();
    centre.stop().await.unwrap();
    centre.start().await.unwrap();
    let mut visitor = Visitor::of(centre.contact("").await);
    visitor.get("/").await.shows("Time zone: UTC.");
    let nine = typed(&day(5, 9));
    assert_eq!(request(&mut visitor, NUMBER, &nine, "").await.location(), "/requested");
    visitor.get("/requested").await.shows("Time zone: UTC.");
    assert_eq!(centre.sessions().await[0]["not_before"], format!("{nine}:00Z"));
}

#[tokio::test]
async fn a_time_is_not_lost_while_the_daemon_is_away() {
    let mut centre = Centre::open(Config::default(), "").await;
    let nine = typed(&day(5, 9));
    let refused = async |visitor: &mut Visitor| {
        let answer = request(visitor, NUMBER, &nine, "").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        answer.shows("Please try again in a few minutes");
        answer.shows(&format!("value=\"{nine}\""));
        answer.shows("<details class=\"when\" open>");
        answer.field("ticket")
    };
    let mut known = Visitor::of(centre.contact("").await);
    known.get("/").await.shows("Time zone: Europe/London.");
    centre.stop().await.unwrap();
    refused(&mut known).await;
    // Nobody has told this one which clocks to go by.
    let mut visitor = Visitor::of(centre.contact("").await);
    assert!(!visitor.get("/").await.body.contains("not_before"), "what cannot be read is not asked for");
    let ticket = refused(&mut visitor).await;
    centre.start().await.unwrap();
    let sent = send(&mut visitor, NUMBER, &ticket, &nine, "").await;
    assert_eq!(sent.location(), "/requested", "{}", sent.body);
    assert_eq!(centre.sessions().await.len(), 1);
}

#[tokio::test]
async fn another_time_is_another_request_and_the_same_is_the_same() {
    let mut centre = Centre::open(Config::default(), "[limits]\nopen-per-number = 5\n").await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let ticket = visitor.get("/").await.field("ticket");
    let (nine, ten) = (typed(&day(5, 9)), typed(&day(5, 10)));
    for (not_before, not_after) in [(&nine, ""), (&nine, ""), (&ten, ""), (&nine, ten.as_str())] {
        assert_eq!(send(&mut visitor, NUMBER, &ticket, not_before, not_after).await.location(), "/requested");
    }
    assert_eq!(centre.sessions().await.len(), 3);
}

#[tokio::test]
async fn who_asks_for_a_number_that_waits_is_promised_no_time() {
    let mut centre = Centre::open(Config::default(), "").await;
    let address = centre.contact("").await;
    let mut first = Visitor::of(address);
    let (nine, ten) = (day(5, 9), day(6, 10));
    request(&mut first, NUMBER, &typed(&nine), "").await;
    let mut second = Visitor::of(address);
    for not_before in [String::new(), typed(&ten)] {
        assert_eq!(request(&mut second, NUMBER, &not_before, "").await.location(), "/requested");
        let page = second.get("/requested").await;
        page.shows("We already have a request for this number and will call it.");
        for told in ["We will call you on", "shortly", "line free", &date(&nine), &date(&ten)] {
            assert!(!page.body.contains(told), "{told}: {}", page.body);
        }
    }
    let sessions = centre.sessions().await;
    assert_eq!((sessions.len(), &sessions[0]["not_before"]), (1, &json!(nine.timestamp())));
}

#[tokio::test]
async fn a_made_up_time_in_the_cookie_leads_back_to_the_form() {
    let mut centre = Centre::open(Config::default(), "").await;
    let mut visitor = Visitor::of(centre.contact("").await);
    for made_up in
        ["accepted.", "accepted.f", "accepted.x1", "accepted.f1.f2", "accepted.f99999999999", ".f1"]
    {
        visitor.cookies.insert("callback".to_owned(), made_up.to_owned());
        assert_eq!(visitor.get("/requested").await.location(), "/", "{made_up}");
    }
    visitor.cookies.insert("callback".to_owned(), "accepted.f9999999999.u0".to_owned());
    visitor.get("/requested").await.shows("We will call you");
}
