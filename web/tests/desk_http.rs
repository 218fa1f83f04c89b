//! The desk over plain HTTP: who may do what, and what is refused.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking"
)]

mod support;

use http_body_util::{BodyExt, Empty};
use hyper::{
    Method, Request, StatusCode,
    body::{Bytes, Incoming},
};
use hyper_util::rt::TokioIo;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};

use crate::support::{
    PATIENCE,
    centre::Centre,
    desk::{PASSWORD, answers, request, serve, switch, visitor},
    eventually,
    http::{Answer, Visitor},
};

const NUMBER: &str = "020 7946 0018";

async fn centre() -> Centre {
    Centre::open(switch(answers()), "").await
}

/// Sits down without a browser, so that nothing answers pings.
async fn sit_down(person: &mut Visitor, agent: &str, device: &str) {
    let csrf = person.get("/").await.field("csrf");
    let log_in = [("csrf", csrf.as_str()), ("act", "log_in"), ("agent", agent), ("device", device)];
    let answer = person.post("/agent", &log_in).await;
    assert_eq!(answer.location(), "/", "{}", answer.body);
    let answer = person.post("/agent", &[("csrf", &csrf), ("act", "ready")]).await;
    assert_eq!(answer.location(), "/", "{}", answer.body);
}

/// Waits until the person's page shows an offer.
async fn is_offered(person: &Visitor) {
    eventually("the person is shown an offer", async || {
        person.clone().get("/").await.body.contains("data-state=\"offered\"")
    })
    .await;
}

async fn agent(centre: &Centre, id: &str) -> Value {
    let status: Value = centre.client().await.call("system.status", &json!({})).await.unwrap();
    let agents = status["agents"].as_array().unwrap();
    agents.iter().find(|agent| agent["agent_id"] == id).cloned().unwrap_or_default()
}

#[tokio::test]
async fn nothing_is_shown_to_whoever_is_not_signed_in() {
    let mut centre = centre().await;
    let mut stranger = Visitor::of(serve(&mut centre, "").await);
    for path in ["/", "/supervisor", "/supervisor/sessions/01890a5d-ac96-774b-bcce-b302099a8057"] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location().starts_with("/sign-in"), "{path}: {}", answer.location());
    }
    for path in ["/events", "/supervisor/events"] {
        assert_eq!(stranger.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let answer = stranger.post("/agent", &[("csrf", ""), ("act", "ready")]).await;
    assert_eq!(answer.location(), "/sign-in");
}

#[tokio::test]
async fn every_page_keeps_to_itself() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut ann = visitor(address, "ann").await;
    let page = ann.get("/").await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!((page.header("x-frame-options"), page.header("cache-control")), ("DENY", "no-store"));
    assert!(
        !page.body.contains(" style=") && !page.body.contains("<script>") && !page.body.contains(" onclick")
    );
    page.shows("<noscript>");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_told_the_same_and_many_have_to_wait() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut visitor = Visitor::of(address);
    let mut told = Vec::new();
    for (name, password) in
        [("ann", "wrong"), ("nobody", PASSWORD), ("dave", PASSWORD), ("ann", ""), ("x", "y")]
    {
        let csrf = visitor.get("/sign-in").await.field("csrf");
        let answer =
            visitor.post("/sign-in", &[("csrf", &csrf), ("name", name), ("password", password)]).await;
        told.push(answer.status);
        answer.shows("Name or password is wrong.");
    }
    assert_eq!(told, [StatusCode::FORBIDDEN; 5]);
    let csrf = visitor.get("/sign-in").await.field("csrf");
    let answer = visitor.post("/sign-in", &[("csrf", &csrf), ("name", "ann"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    answer.shows("Too many failed attempts");
    assert!(!visitor.cookies.contains_key("desk"));
}

#[tokio::test]
async fn forms_that_are_not_ours_change_nothing() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut stranger = Visitor::of(address);
    stranger.get("/sign-in").await;
    let unsealed = [("csrf", "00"), ("name", "ann"), ("password", PASSWORD)];
    assert_eq!(stranger.post("/sign-in", &unsealed).await.status, StatusCode::FORBIDDEN);
    let mut ann = visitor(address, "ann").await;
    let mut bob = visitor(address, "bob").await;
    let bobs = bob.get("/").await.field("csrf");
    for csrf in ["", "00", bobs.as_str()] {
        let log_in = [("csrf", csrf), ("act", "log_in"), ("agent", "ann"), ("device", "2001")];
        assert_eq!(ann.post("/agent", &log_in).await.status, StatusCode::FORBIDDEN, "{csrf}");
        assert_eq!(ann.post("/sign-out", &[("csrf", csrf)]).await.status, StatusCode::FORBIDDEN, "{csrf}");
    }
    let csrf = ann.get("/").await.field("csrf");
    let mut elsewhere = ann.clone().with("sec-fetch-site", "cross-site");
    let ready = [("csrf", csrf.as_str()), ("act", "ready")];
    assert_eq!(elsewhere.post("/agent", &ready).await.status, StatusCode::FORBIDDEN);
    assert!(agent(&centre, "ann").await.is_null());
}

#[tokio::test]
async fn nobody_acts_as_somebody_else_or_touches_their_sessions() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut ann = visitor(address, "ann").await;
    let mut bob = visitor(address, "bob").await;
    let csrf = bob.get("/").await.field("csrf");
    let as_ann = [("csrf", csrf.as_str()), ("act", "log_in"), ("agent", "ann"), ("device", "2001")];
    assert_eq!(bob.post("/agent", &as_ann).await.status, StatusCode::FORBIDDEN);
    assert_eq!(bob.get("/supervisor").await.status, StatusCode::FORBIDDEN);
    assert_eq!(bob.get("/supervisor/events").await.status, StatusCode::FORBIDDEN);

    sit_down(&mut ann, "ann", "2001").await;
    let id = request(&centre, NUMBER).await;
    eventually("ann is shown it", async || {
        ann.clone().get("/").await.body.contains(&format!("id=\"s-{id}\""))
    })
    .await;
    assert!(!bob.get("/").await.body.contains("7946"), "no number of anybody else's");
    for act in ["open", "cancel", "drop", "call_back", "hold", "talked"] {
        let fields =
            [("csrf", csrf.as_str()), ("act", act), ("session_id", id.as_str()), ("rules_version", "v")];
        let answer = bob.post("/session", &fields).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{act}");
        answer.shows("not yours any more");
    }
    assert_eq!(agent(&centre, "ann").await["state"], "offered");
}

#[tokio::test]
async fn the_desk_works_with_plain_forms_too_and_every_call_carries_its_actor() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut ann = visitor(address, "ann").await;
    sit_down(&mut ann, "ann", "2001").await;
    let id = request(&centre, NUMBER).await;
    is_offered(&ann).await;
    let csrf = ann.get("/").await.field("csrf");
    let press =
        |act: &'static str| [("csrf", csrf.clone()), ("act", act.to_owned()), ("session_id", id.clone())];
    for act in ["open", "cancel", "drop"] {
        let fields = press(act);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = ann.post("/session", &fields).await;
        assert_eq!(answer.location(), "/", "{act}: {}", answer.body);
    }
    let on = json!({ "session_id": id });
    let story: Value = centre.client().await.call("session.explain", &on).await.unwrap();
    let told = story["steps"].to_string();
    for method in ["session.open", "session.cancel", "session.drop"] {
        assert!(told.contains(&format!("for ann called {method}")), "{method}: {told}");
    }
}

#[tokio::test]
async fn a_time_that_the_customer_chose_is_shown_to_agents_and_supervisors() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut ann = visitor(address, "ann").await;
    let mut carol = visitor(address, "carol").await;
    sit_down(&mut ann, "ann", "2001").await;
    let at = |days: i64| {
        let now = Timestamp::now().to_zoned_datetime(TimeZone::get("Europe/London").unwrap());
        let day = now.date().checked_add(days.days()).unwrap();
        day.at(12, 30, 0, 0).to_zoned_datetime(now.time_zone().clone()).unwrap()
    };
    let ask = async |number: &str, wish: Value| {
        let mut request = json!({ "number": number });
        request.as_object_mut().unwrap().extend(wish.as_object().unwrap().clone());
        let _: Value = centre.client().await.call("callback.request", &request).await.unwrap();
    };
    ask(NUMBER, json!({ "not_after": at(2).timestamp() })).await;
    let until = format!("until {}", at(2).strftime("%A %-d %B"));
    eventually("ann is shown it", async || {
        let page = ann.clone().get("/").await.body;
        page.contains("Wants to be called") && page.contains(&until)
    })
    .await;
    ask("020 7946 0019", json!({ "not_before": at(3).timestamp(), "not_after": at(4).timestamp() })).await;
    let scheduled = format!("{}", at(3).strftime("%A %-d %B"));
    eventually("carol is shown both", async || {
        let page = carol.get("/supervisor").await.body;
        page.contains(&until) && page.contains(&scheduled) && page.contains("<strong>1</strong> for later")
    })
    .await;
    let page = carol.get("/supervisor").await;
    page.shows("<strong>0</strong> waiting");
    page.shows(">For later</th>");
    let german = carol.get("/supervisor?lang=de").await;
    german.shows("für später");
    german.shows(" 12:30 bis ");
}

#[tokio::test]
async fn who_leaves_is_signed_out_and_logged_out() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut ann = visitor(address, "ann").await;
    sit_down(&mut ann, "ann", "2001").await;
    let stolen = ann.cookies.clone();
    let csrf = ann.get("/").await.field("csrf");
    assert_eq!(ann.post("/sign-out", &[("csrf", &csrf)]).await.location(), "/sign-in");
    assert!(agent(&centre, "ann").await.is_null(), "logged out");
    let mut thief = Visitor::of(address);
    thief.cookies = stolen;
    assert_eq!(thief.get("/").await.location(), "/sign-in", "the cookie is worth nothing any more");
}

#[tokio::test]
async fn an_agent_whose_page_is_not_there_gets_no_offers() {
    let mut centre = Centre::open(switch(answers()), "[timers]\npresent = \"15s\"\n").await;
    let address = serve(&mut centre, "").await;
    let mut ann = visitor(address, "ann").await;
    sit_down(&mut ann, "ann", "2001").await;
    eventually("the silence is noticed", async || {
        let ann = agent(&centre, "ann").await;
        ann["state"] == "not_ready" && ann["reason"] == "layer_lost"
    })
    .await;
    request(&centre, NUMBER).await;
    ann.get("/").await.shows("Nothing was heard of this page for a while.");
    // The page answers again: present, but not ready before somebody says so.
    let csrf = ann.get("/").await.field("csrf");
    let mut script = ann.clone().with("x-desk", &csrf);
    assert_eq!(script.send(Method::POST, "/here", Some(String::new())).await.status, StatusCode::NO_CONTENT);
    assert_eq!(agent(&centre, "ann").await["reason"], "logged_in");
    ann.post("/agent", &[("csrf", &csrf), ("act", "ready")]).await;
    eventually("the offer comes", async || agent(&centre, "ann").await["state"] == "offered").await;
}

#[tokio::test]
async fn a_trusted_proxy_says_who_it_is_and_nobody_else_may() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "auth = \"header\"\ntrusted-proxies = [\"127.0.0.1\"]\n").await;
    let mut dave = Visitor::of(address).with("x-remote-user", "dave");
    assert_eq!(dave.get("/").await.location(), "/supervisor");
    dave.get("/supervisor").await.shows("Sign out dave");
    assert_eq!(dave.cookies.len(), 1, "signed in once: {:?}", dave.cookies);
    // The same browser, another person: the cookie of the one before is worth nothing.
    let mut ann = dave.clone();
    ann.headers = vec![("x-remote-user".to_owned(), "ann".to_owned())];
    assert_eq!(ann.get("/supervisor").await.status, StatusCode::FORBIDDEN);
    for headers in [
        vec![],
        vec![("x-remote-user", "mallory")],
        vec![("x-remote-user", "dave"), ("x-remote-user", "ann")],
    ] {
        let mut stranger = dave.clone();
        stranger.headers =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(stranger.get("/supervisor").await.location(), "/sign-in?next=/supervisor", "{headers:?}");
    }
    let elsewhere = serve(&mut centre, "auth = \"header\"\ntrusted-proxies = [\"192.0.2.1\"]\n").await;
    let mut mallory = Visitor::of(elsewhere).with("x-remote-user", "dave");
    assert_eq!(mallory.get("/supervisor").await.location(), "/sign-in?next=/supervisor");
}

#[tokio::test]
async fn a_supervisor_finds_a_story_by_its_id_and_hears_when_there_is_none() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut carol = visitor(address, "carol").await;
    let id = request(&centre, NUMBER).await;
    let answer = carol.get(&format!("/supervisor/sessions?id={id}")).await;
    assert_eq!(answer.location(), format!("/supervisor/sessions/{id}"));
    let story = carol.get(answer.location()).await;
    story.shows("waits in queue sales");
    story.shows("arrow at-0 over-1 right");
    let none = carol.get("/supervisor/sessions/01890a5d-ac96-774b-bcce-b302099a8057").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    none.shows("nothing is on record of this session");
    assert_eq!(carol.get("/supervisor/sessions?id=7").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(carol.get("/supervisor/sessions/7").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_supervisor_finds_a_story_by_the_digits_that_callbackctl_shows() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut carol = visitor(address, "carol").await;
    let id = request(&centre, NUMBER).await;
    let whole = format!("/supervisor/sessions/{id}");
    let twelve = id.rsplit('-').next().unwrap();
    for path in [
        format!("/supervisor/sessions?id={twelve}"),
        format!("/supervisor/sessions?id=+{}+", twelve.to_uppercase()),
        format!("/supervisor/sessions/{twelve}"),
    ] {
        assert_eq!(carol.get(&path).await.location(), whole, "{path}");
    }
    let closed = json!({ "session_id": id });
    let _: Value = centre.client().await.call("callback.withdraw", &closed).await.unwrap();
    assert_eq!(
        carol.get(&format!("/supervisor/sessions/{twelve}")).await.location(),
        whole,
        "closed ones too"
    );
    let none = carol.get("/supervisor/sessions?id=ffffffffffff&lang=de").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    none.shows("Keine Kennung der noch greifbaren Rückrufe endet so");
    none.shows("value=\"ffffffffffff\"");
}

#[tokio::test]
async fn nobody_is_left_with_a_bare_page() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut ann = visitor(address, "ann").await;
    let page = |answer: &Answer, what: &str| {
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{what}: {}", answer.body);
        answer.shows("href=\"/\"");
        answer.shows("lang=\"de\"");
    };
    ann.cookies.insert("language".to_owned(), "de".to_owned());
    for (path, status) in [
        ("/nowhere", StatusCode::NOT_FOUND),
        ("/assets/nothing.js", StatusCode::NOT_FOUND),
        ("/supervisor", StatusCode::FORBIDDEN),
        ("/agent", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let answer = ann.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        page(&answer, path);
    }
    page(&ann.post("/agent", &[("csrf", "00"), ("act", "ready")]).await, "an old form");
    page(&ann.post("/agent", &[]).await, "a form without fields");
    let mut script = ann.clone().with("x-desk", "1");
    let told = script.post("/agent", &[("csrf", "00"), ("act", "ready")]).await;
    assert_eq!(told.status, StatusCode::FORBIDDEN);
    let told: Value = serde_json::from_str(&told.body).unwrap();
    assert!(told["text"].as_str().unwrap().contains("zu alt"), "{told}");
}

#[tokio::test]
async fn whoever_has_to_sign_in_comes_to_the_page_that_they_wanted() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let id = request(&centre, NUMBER).await;
    let wanted = format!("/supervisor/sessions/{id}");
    let mut carol = Visitor::of(address);
    let form = carol.get(carol.clone().get(&wanted).await.location()).await;
    let wrong = [
        ("csrf", &*form.field("csrf")),
        ("next", &*form.field("next")),
        ("name", "carol"),
        ("password", "no"),
    ];
    let form = carol.post("/sign-in", &wrong).await;
    form.shows("Name or password is wrong.");
    let csrf = form.field("csrf");
    let right = [("csrf", &*csrf), ("next", &*form.field("next")), ("name", "carol"), ("password", PASSWORD)];
    assert_eq!(carol.post("/sign-in", &right).await.location(), wanted);
    assert_eq!(carol.get("/sign-in?next=/supervisor").await.location(), "/supervisor", "signed in already");
    for elsewhere in ["https://a.example/", "//a.example/", "/\\a.example/", "a.example"] {
        let mut carol = Visitor::of(address);
        let csrf = carol.get("/sign-in").await.field("csrf");
        let fields = [("csrf", &*csrf), ("next", elsewhere), ("name", "carol"), ("password", PASSWORD)];
        assert_eq!(carol.post("/sign-in", &fields).await.location(), "/", "{elsewhere}");
    }
}

#[tokio::test]
async fn a_second_tab_leaves_the_first_ones_forms_good() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut ann = Visitor::of(address);
    let first = ann.get("/sign-in").await.field("csrf");
    let second = ann.get("/sign-in").await.field("csrf");
    let fields = |csrf| [("csrf", csrf), ("name", "ann"), ("password", PASSWORD)];
    assert_eq!(ann.post("/sign-in", &fields(&first)).await.location(), "/");
    let page = ann.get("/").await.field("csrf");
    assert_eq!(ann.post("/sign-in", &fields(&second)).await.location(), "/", "once more, elsewhere");
    let log_in = [("csrf", &*page), ("act", "log_in"), ("agent", "ann"), ("device", "2001")];
    assert_eq!(ann.post("/agent", &log_in).await.location(), "/", "the page that was open is still ann's");
    // A link of another site brings the cookies along, a form of another site does not.
    let signed_in = ann.post("/sign-in", &fields(&second)).await;
    assert!(signed_in.header("set-cookie").contains("SameSite=Lax"), "{}", signed_in.header("set-cookie"));
    assert!(signed_in.header("set-cookie").contains("HttpOnly"));
}

#[tokio::test]
async fn an_emptied_number_is_never_the_original_one() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut ann = visitor(address, "ann").await;
    sit_down(&mut ann, "ann", "2001").await;
    let id = request(&centre, NUMBER).await;
    is_offered(&ann).await;
    let csrf = ann.get("/").await.field("csrf");
    let act = |act: &'static str| vec![("csrf", csrf.as_str()), ("act", act), ("session_id", id.as_str())];
    assert_eq!(ann.post("/session", &act("open")).await.location(), "/");
    let version = ann.get("/").await.field("rules_version");
    for empty in ["", "  ", "\t", "\u{200b}"] {
        let fields = [act("call_back"), vec![("rules_version", version.as_str()), ("dial_string", empty)]];
        let answer = ann.post("/session", &fields.concat()).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{empty:?}");
        answer.shows("There is no number to dial.");
    }
    assert!(centre.pbx.make_calls().await.unwrap().is_empty());
    let fields =
        [act("call_back"), vec![("rules_version", version.as_str()), ("dial_string", "902079460018")]];
    assert_eq!(ann.post("/session", &fields.concat()).await.location(), "/");
    eventually("it is dialled", async || !centre.pbx.make_calls().await.unwrap().is_empty()).await;
    ann.get("/").await.shows("<dt>Dialled</dt><dd class=\"number\">90 20 7946 0018</dd>");
}

#[tokio::test]
async fn a_daemon_that_is_away_is_told_once_and_soon() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut ann = visitor(address, "ann").await;
    sit_down(&mut ann, "ann", "2001").await;
    centre.stop().await.unwrap();
    eventually("the page says so", async || {
        ann.clone().get("/").await.body.contains("The call service cannot be reached just now.")
    })
    .await;
    let csrf = ann.get("/").await.field("csrf");
    let answer = ann.post("/agent", &[("csrf", &csrf), ("act", "not_ready"), ("reason", "lunch")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(answer.body.matches("The call service cannot be reached just now.").count(), 1);
    answer.shows("Nothing was done.");
}

/// Opens the stream of events.
async fn listen(person: &Visitor, last: Option<u64>) -> hyper::Response<Incoming> {
    let mut request = Request::get("/events").header("host", person.address.to_string());
    let jar: Vec<String> = person.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    request = request.header("cookie", jar.join("; "));
    if let Some(last) = last {
        request = request.header("last-event-id", last.to_string());
    }
    let stream = TcpStream::connect(person.address).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await.unwrap()
}

/// Reads events until one of that name has come; their names and data.
async fn events(person: &Visitor, last: Option<u64>, until: &str) -> Vec<(String, String)> {
    let mut body = listen(person, last).await.into_body();
    let mut text = String::new();
    let read = async {
        while !text.contains(&format!("event: {until}\n")) || !text.ends_with("\n\n") {
            let frame = body.frame().await.expect("the stream goes on").unwrap();
            text.push_str(&String::from_utf8_lossy(&frame.into_data().unwrap()));
        }
    };
    timeout(PATIENCE, read).await.expect("an event in time");
    let field = |block: &str, name: &str| {
        let lines = block.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        lines.collect::<Vec<_>>().join("\n")
    };
    text.split("\n\n")
        .filter(|block| !block.is_empty())
        .map(|b| (field(b, "event"), field(b, "data")))
        .collect()
}

#[tokio::test]
async fn a_page_that_was_away_is_shown_how_it_is_and_told_what_it_missed() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut ann = visitor(address, "ann").await;
    sit_down(&mut ann, "ann", "2001").await;
    let seen =
        centre.client().await.call::<Value>("system.status", &json!({})).await.unwrap()["seq"].as_u64();
    request(&centre, NUMBER).await;
    is_offered(&ann).await;
    let back = events(&ann, seen, "say").await;
    let names: Vec<&str> =
        back.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "ping").collect();
    assert_eq!(names, ["desk", "say"], "first how it is, then what happened");
    let (_, page) = back.iter().find(|(name, _)| name == "desk").unwrap();
    assert!(page.contains("offered") && page.contains("+442079460018"), "{page}");
    let (_, said) = back.iter().find(|(name, _)| name == "say").unwrap();
    assert_eq!(serde_json::from_str::<Value>(said).unwrap()["text"], "A callback is offered to you.");
    let fresh = events(&ann, None, "desk").await;
    assert!(
        !fresh.iter().any(|(name, _)| name == "say"),
        "a page that is loaded anew missed nothing: {fresh:?}"
    );
}

#[tokio::test]
async fn without_the_operators_role_supervisors_are_told_why_they_see_less() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let mut carol = visitor(address, "carol").await;
    carol.get("/supervisor").await.shows("link to the switch");
    let path = centre.folder().join("callbackd.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace(", \"operator\"]", "]")).unwrap();
    let _: Value = centre.client().await.call("system.reload", &json!({})).await.unwrap();
    let id = request(&centre, NUMBER).await;
    eventually("the role is gone", async || {
        carol.clone().get("/supervisor").await.body.contains("the role operator")
    })
    .await;
    carol.get("/supervisor").await.shows(&id);
}

#[tokio::test]
async fn nobody_opens_pages_without_end() {
    let mut centre = centre().await;
    let address = serve(&mut centre, "").await;
    let ann = visitor(address, "ann").await;
    let mut open = Vec::new();
    for _ in 0..16 {
        open.push(listen(&ann, None).await);
    }
    assert!(open.iter().all(|answer| answer.status() == StatusCode::OK));
    assert_eq!(listen(&ann, None).await.status(), StatusCode::TOO_MANY_REQUESTS);
    open.pop();
    eventually("there is room again", async || listen(&ann, None).await.status() == StatusCode::OK).await;
}
