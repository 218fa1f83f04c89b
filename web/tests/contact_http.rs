//! The Contact Us page over plain HTTP: what every browser, every robot and every proxy meets.
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

use hyper::{Method, StatusCode};
use pbxsim::{
    Config,
    exchange::{Behaviour, Extension, User},
};
use serde_json::{Value, json};

use crate::support::{
    centre::Centre,
    eventually,
    http::{Answer, Visitor},
};

const NUMBER: &str = "(020) 7946-0018";

/// Opens the form and sends it with this number.
async fn request(visitor: &mut Visitor, number: &str) -> Answer {
    let form = visitor.get("/").await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.body);
    let ticket = form.field("ticket");
    send(visitor, number, &ticket).await
}

async fn send(visitor: &mut Visitor, number: &str, ticket: &str) -> Answer {
    let fields = [
        ("ticket", ticket),
        ("number", number),
        ("country", "GB"),
        ("name", "Mrs Miller & Söhne"),
        ("subject", "my order"),
        ("website", ""),
    ];
    visitor.post("/", &fields).await
}

async fn quiet() -> Centre {
    Centre::open(Config::default(), "").await
}

#[tokio::test]
async fn a_request_becomes_a_session_and_the_customer_reads_that_we_will_call() {
    let mut centre = quiet().await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let sent = request(&mut visitor, NUMBER).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/requested"));
    let page = visitor.get("/requested").await;
    page.shows("We will be calling you back shortly");
    page.shows("Please keep your line free.");
    assert!(!page.body.contains("id=\"status\""), "nothing else is told by default");
    let sessions = centre.sessions().await;
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0]["number"], "+442079460018");
    assert_eq!(sessions[0]["name"], "Mrs Miller & Söhne");
    assert_eq!(sessions[0]["subject"], "my order");
}

#[tokio::test]
async fn a_form_sent_twice_is_one_session() {
    let mut centre = Centre::open(Config::default(), "[limits]\nopen-per-number = 5\n").await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let ticket = visitor.get("/").await.field("ticket");
    let mut twin = visitor.clone();
    let (first, second) = tokio::join!(send(&mut visitor, NUMBER, &ticket), send(&mut twin, NUMBER, &ticket));
    assert_eq!((first.location(), second.location()), ("/requested", "/requested"));
    assert_eq!(send(&mut visitor, NUMBER, &ticket).await.location(), "/requested", "once more, by reload");
    assert_eq!(centre.sessions().await.len(), 1);
    send(&mut visitor, "020 7946 0019", &ticket).await;
    assert_eq!(centre.sessions().await.len(), 2, "a number that was corrected is another request");
}

#[tokio::test]
async fn who_asks_for_a_number_that_waits_already_learns_nothing_of_it() {
    let mut centre = Centre::with_status().await;
    let address = centre.contact("").await;
    let (mut first, mut second) = (Visitor::of(address), Visitor::of(address));
    request(&mut first, NUMBER).await;
    first.get("/requested").await.shows("You are next.");
    assert_eq!(request(&mut second, NUMBER).await.location(), "/requested");
    let page = second.get("/requested").await;
    page.shows("We already have a request for this number and will call it.");
    page.shows("+44 20 7946 0018");
    for told in ["id=\"status\"", "id=\"change\"", "shortly", "keep your line free"] {
        assert!(!page.body.contains(told), "{told}: {}", page.body);
    }
    assert_eq!(second.get("/requested/status").await.status, StatusCode::NOT_FOUND);
    assert_eq!(centre.sessions().await.len(), 1);
}

#[tokio::test]
async fn a_refused_number_comes_back_with_a_sentence_and_with_what_was_typed() {
    let mut centre = quiet().await;
    let mut visitor = Visitor::of(centre.contact("requests-at-once = 100").await);
    let told = [
        ("", "Enter your telephone number."),
        ("020 79", "This does not look like a complete number."),
        ("020 7946 CALL", "A telephone number has digits"),
        ("+999 1234567", "No country has this code."),
        ("999", "We cannot call this number."),
        ("2001", "We cannot call this number."),
        ("+33 1 40 20 50 50", "We cannot call this number."),
        (&"1".repeat(300), "longer than any telephone number"),
    ];
    for (number, sentence) in told {
        let answer = request(&mut visitor, number).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        answer.shows(sentence);
        answer.shows("href=\"#number\"");
        answer.shows("aria-invalid=\"true\"");
        answer.shows(&format!("value=\"{number}\""));
        answer.shows("Mrs Miller &#38; Söhne");
        answer.shows(
            "<textarea id=\"subject\" name=\"subject\" maxlength=\"1000\" rows=\"3\">my order</textarea>",
        );
    }
    assert_eq!(centre.sessions().await.len(), 0);
}

#[tokio::test]
async fn what_was_typed_is_never_markup() {
    let mut centre = quiet().await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let ticket = visitor.get("/").await.field("ticket");
    let evil = "\"><script>alert(1)</script></textarea>";
    let fields =
        [("ticket", ticket.as_str()), ("number", evil), ("country", evil), ("name", evil), ("subject", evil)];
    let answer = visitor.post("/", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.body.contains("<script>alert"), "{}", answer.body);
}

#[tokio::test]
async fn a_form_of_another_browser_or_another_site_is_not_taken() {
    let mut centre = quiet().await;
    let address = centre.contact("").await;
    let ticket = Visitor::of(address).get("/").await.field("ticket");
    let mut stranger = Visitor::of(address);
    let answer = send(&mut stranger, NUMBER, &ticket).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    answer.shows("Please allow cookies for this site");
    answer.shows(&format!("value=\"{NUMBER}\""));
    let fresh = answer.field("ticket");
    assert_eq!(send(&mut stranger, NUMBER, &fresh).await.location(), "/requested", "the next one is taken");

    let mut lured = stranger.clone().with("sec-fetch-site", "cross-site");
    assert_eq!(send(&mut lured, "020 7946 0019", &fresh).await.status, StatusCode::FORBIDDEN);
    let mut lured = stranger.clone().with("origin", "https://evil.example");
    assert_eq!(send(&mut lured, "020 7946 0019", &fresh).await.status, StatusCode::FORBIDDEN);
    assert_eq!(centre.sessions().await.len(), 1);
}

#[tokio::test]
async fn whoever_fills_the_field_that_people_do_not_see_is_asked_again() {
    let mut centre = quiet().await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let form = visitor.get("/").await;
    for sign in [
        "autocomplete=\"off\"",
        "data-1p-ignore",
        "data-bwignore",
        "data-lpignore=\"true\"",
        "tabindex=\"-1\"",
    ] {
        form.shows(sign);
    }
    let ticket = form.field("ticket");
    let fields = [
        ("ticket", ticket.as_str()),
        ("number", NUMBER),
        ("country", "GB"),
        ("website", "http://spam.example"),
    ];
    let again = visitor.post("/", &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.shows("href=\"#website\"");
    again.shows("Something filled in a field that is to stay empty");
    again.shows(&format!("value=\"{NUMBER}\""));
    assert!(!again.body.contains("spam.example") && !again.body.contains("class=\"trap\""), "{}", again.body);
    assert_eq!(centre.sessions().await.len(), 0);
    assert_eq!(send(&mut visitor, NUMBER, &again.field("ticket")).await.location(), "/requested");
    assert_eq!(centre.sessions().await.len(), 1, "a person loses nothing");
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_to_wait_and_others_are_not() {
    let mut centre = quiet().await;
    let more = "requests-at-once = 2\nrequests-per-hour = 2\ntrusted-proxies = [\"127.0.0.1\"]";
    let address = centre.contact(more).await;
    let mut one = Visitor::of(address).with("x-forwarded-for", "203.0.113.5, 192.0.2.1");
    assert_eq!(request(&mut one, "020 7946 0011").await.location(), "/requested");
    assert_eq!(request(&mut one, "020 7946 0012").await.location(), "/requested");
    let refused = request(&mut one, "020 7946 0013").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    refused.shows("Too many requests came from your connection.");
    refused.shows("value=\"020 7946 0013\"");
    let mut liar = Visitor::of(address).with("x-forwarded-for", "198.51.100.7, 192.0.2.1");
    assert_eq!(request(&mut liar, "020 7946 0014").await.status, StatusCode::TOO_MANY_REQUESTS);
    let mut other = Visitor::of(address).with("x-forwarded-for", "192.0.2.2");
    assert_eq!(request(&mut other, "020 7946 0015").await.location(), "/requested");
}

#[tokio::test]
async fn the_daemons_own_limits_are_told_without_their_names() {
    let mut centre = Centre::open(Config::default(), "[limits]\nper-layer-minute = 1\n").await;
    let mut visitor = Visitor::of(centre.contact("").await);
    assert_eq!(request(&mut visitor, "020 7946 0011").await.location(), "/requested");
    let refused = request(&mut visitor, "020 7946 0012").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    refused.shows("We cannot take your request just now.");
    assert!(!refused.body.contains("per-layer"), "{}", refused.body);
}

#[tokio::test]
async fn a_captchas_command_decides() {
    let mut centre = quiet().await;
    let captcha = "[contact.captcha]\ncommand = \"/bin/sh\"\narguments = [\"-c\", \"test $(cat) = seven\"]\n\
                   field = \"answer\"\n";
    let mut visitor = Visitor::of(centre.contact(captcha).await);
    let form = visitor.get("/").await;
    form.shows("name=\"answer\"");
    let ticket = form.field("ticket");
    let mut fields =
        vec![("ticket", ticket.as_str()), ("number", NUMBER), ("country", "GB"), ("answer", "six")];
    let refused = visitor.post("/", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("href=\"#captcha\"");
    fields[3].1 = "seven";
    assert_eq!(visitor.post("/", &fields).await.location(), "/requested");
    assert_eq!(centre.sessions().await.len(), 1);
}

#[tokio::test]
async fn while_the_daemon_is_away_people_read_a_sentence_and_lose_nothing() {
    let mut centre = Centre::with_status().await;
    let mut visitor = Visitor::of(centre.contact("").await);
    request(&mut visitor, NUMBER).await;
    centre.stop().await.unwrap();
    let refused = request(&mut visitor, "020 7946 0019").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    refused.shows("Please try again in a few minutes");
    refused.shows("value=\"020 7946 0019\"");
    visitor.get("/requested").await.shows("your request is safe with us");
    centre.start().await.unwrap();
    eventually("the page knows the daemon again", async || {
        visitor.get("/requested").await.body.contains("You are next.")
    })
    .await;
    assert_eq!(request(&mut visitor, "020 7946 0019").await.location(), "/requested");
}

#[tokio::test]
async fn a_customer_follows_and_withdraws_where_the_centre_shows_status() {
    let mut centre = Centre::with_status().await;
    let address = centre.contact("").await;
    let mut before = Visitor::of(address);
    request(&mut before, "020 7946 0001").await;
    let mut visitor = Visitor::of(address);
    request(&mut visitor, NUMBER).await;
    let page = visitor.get("/requested").await;
    page.shows("You are number 2 in the queue.");
    page.shows("http-equiv=\"refresh\"");
    let still = visitor.get("/requested?still").await;
    assert!(!still.body.contains("http-equiv=\"refresh\""));
    let told: Value = serde_json::from_str(&visitor.get("/requested/status").await.body).unwrap();
    assert_eq!((&told["state"], &told["may_withdraw"]), (&"queued 2".into(), &true.into()));

    let mut stranger = Visitor::of(address);
    stranger.cookies.insert("callback".to_owned(), visitor.cookies["callback"].clone());
    stranger.post("/withdraw", &[("ticket", &page.field("ticket"))]).await;
    visitor.get("/requested").await.shows("You are number 2");

    let withdrawn = visitor.post("/withdraw", &[("ticket", &page.field("ticket"))]).await;
    assert_eq!(withdrawn.location(), "/requested");
    let page = visitor.get("/requested").await;
    page.shows("You have withdrawn your request.");
    assert!(!page.body.contains("http-equiv=\"refresh\""), "nothing comes after this");
    let states: Vec<_> = centre.sessions().await.iter().map(|session| session["state"].clone()).collect();
    assert_eq!(states, ["queued", "closed"]);
}

#[tokio::test]
async fn who_withdraws_too_late_is_told_that_we_call() {
    let rings = Behaviour::RingsOut;
    let lifts = User::Lifts { after: Duration::from_millis(20) };
    let switch = Config::default()
        .with_extension(Extension::new("2001").with_user(lifts))
        .with_destination("9*", rings)
        .unwrap();
    let mut centre = Centre::open(switch, "[callbacks]\ncustomer-status = true\n").await;
    let mut visitor = Visitor::of(centre.contact("").await);
    request(&mut visitor, NUMBER).await;
    let ticket = visitor.get("/requested").await.field("ticket");

    let ann = centre.ann().await;
    eventually("Ann is offered the session", async || centre.sessions().await[0]["state"] == "offered").await;
    let session = centre.sessions().await[0]["session_id"].clone();
    let controls: Value = ann.call("session.open", &json!({ "session_id": session })).await.unwrap();
    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    let _: Value = ann.call("session.call_back", &wish).await.unwrap();

    let late = visitor.post("/withdraw", &[("ticket", &ticket)]).await;
    assert_eq!(late.location(), "/requested?late");
    let page = visitor.get("/requested?late").await;
    page.shows("Your request can no longer be changed or withdrawn");
    page.shows("We are calling you now.");
    assert!(!page.body.contains("id=\"withdraw\""));
}

#[tokio::test]
async fn a_status_that_is_nobodys_leads_back_to_the_form() {
    let mut centre = Centre::with_status().await;
    let mut visitor = Visitor::of(centre.contact("").await);
    assert_eq!(visitor.get("/requested").await.location(), "/");
    for made_up in ["0123456789abcdef0123456789abcdef", "%22%3E", "", &"a".repeat(5000)] {
        visitor.cookies.insert("callback".to_owned(), made_up.to_owned());
        assert_eq!(visitor.get("/requested").await.location(), "/", "{made_up}");
    }
}

#[tokio::test]
async fn the_page_speaks_the_language_that_was_asked_for() {
    let abroad = "[[dialplan.policy.allow]]\nclass = \"international\"\ncountry = [\"AT\", \"DE\"]\n";
    let mut centre = Centre::open(Config::default(), abroad).await;
    let address = centre.contact("").await;
    let mut german = Visitor::of(address).with("accept-language", "de-CH,de;q=0.9,en;q=0.5");
    let page = german.get("/").await;
    page.shows("<html lang=\"de\">");
    page.shows("Österreich (+43)");
    assert_eq!(page.header("content-language"), "de");
    request(&mut german, "020 79").await.shows("nicht nach einer vollständigen Nummer");
    let english = german.get("/?lang=en").await;
    english.shows("Let us call you back");
    german.get("/").await.shows("Let us call you back");
    Visitor::of(address).with("accept-language", "fr").get("/").await.shows("Let us call you back");
}

#[tokio::test]
async fn only_countries_that_are_called_are_offered() {
    let mut centre = quiet().await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let form = visitor.get("/").await;
    form.shows("<input type=\"hidden\" id=\"country\" name=\"country\" value=\"GB\">");
    assert!(!form.body.contains("<option"), "there is nothing to choose");
    let abroad = "[[dialplan.policy.allow]]\nclass = \"international\"\ncountry = [\"IE\", \"FR\"]\n";
    let mut centre = Centre::open(Config::default(), abroad).await;
    let form = Visitor::of(centre.contact("").await).get("/").await;
    assert_eq!(form.body.matches("<option").count(), 3);
    form.shows("<option value=\"GB\" selected>");
    form.shows("Ireland (+353)");
}

#[tokio::test]
async fn every_answer_has_the_headers_that_keep_it_to_itself() {
    let mut centre = quiet().await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let page = visitor.get("/").await;
    let asset = page.body.split("href=\"/assets/style.css").nth(1).unwrap().split('"').next().unwrap();
    let style = visitor.get(&format!("/assets/style.css{asset}")).await;
    let missing = visitor.get("/nowhere").await;
    assert_eq!((style.status, missing.status), (StatusCode::OK, StatusCode::NOT_FOUND));
    for answer in [&page, &style, &missing] {
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
    }
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(style.header("cache-control").contains("immutable"));
    assert!(
        !page.body.contains("<style") && !page.body.contains("style=\"") && !page.body.contains("onclick")
    );
    for cookie in page.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    }
    let mut again = Visitor::of(visitor.address).with("if-none-match", style.header("etag"));
    assert_eq!(again.get("/assets/style.css").await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn what_no_browser_sends_is_answered_and_forgotten() {
    let mut centre = quiet().await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let huge = format!("number={}", "1".repeat(200_000));
    let answers = [
        (Method::POST, "/", Some(huge), StatusCode::PAYLOAD_TOO_LARGE),
        (Method::POST, "/", Some("%zz=%ff&&&=".to_owned()), StatusCode::UNPROCESSABLE_ENTITY),
        (Method::DELETE, "/", None, StatusCode::METHOD_NOT_ALLOWED),
        (Method::GET, "/assets/../Cargo.toml", None, StatusCode::NOT_FOUND),
        (Method::GET, "/withdraw", None, StatusCode::METHOD_NOT_ALLOWED),
        (Method::POST, "/withdraw", Some(String::new()), StatusCode::SEE_OTHER),
    ];
    for (method, path, body, status) in answers {
        let answer = visitor.send(method.clone(), path, body).await;
        assert_eq!(answer.status, status, "{method} {path}");
    }
    assert_eq!(centre.sessions().await.len(), 0);
}

#[tokio::test]
async fn pages_are_limited_by_address_too() {
    let mut centre = quiet().await;
    let settings = callbackd_web::settings::Settings::read(
        "web.toml",
        &format!(
            "socket = \"{}\"\n[contact]\nlisten = \"127.0.0.1:0\"\nlooks-per-minute = 10",
            centre.socket().display()
        ),
    )
    .unwrap();
    let address = centre.serve(callbackd_web::contact::bind(&settings.socket, &settings.contact).await);
    let mut visitor = Visitor::of(address);
    for _ in 0..10 {
        assert_eq!(visitor.get("/").await.status, StatusCode::OK);
    }
    let refused = visitor.get("/").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!refused.header("retry-after").is_empty());
}
