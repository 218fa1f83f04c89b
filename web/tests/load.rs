//! A rush: many customers at once, each answered, none twice.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking"
)]

mod support;

use std::{collections::BTreeSet, net::SocketAddr};

use hyper::StatusCode;
use pbxsim::Config;
use tokio::task::JoinSet;

use crate::support::{centre::Centre, http::Visitor};

const CLIENTS: usize = 100;
const EACH: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_requests_from_a_hundred_clients_are_a_thousand_sessions() {
    let more = "[limits]\nper-layer-minute = 100000\nper-number-hour = 5\n";
    let mut centre = Centre::open(Config::default(), more).await;
    let page = centre.contact("requests-at-once = 100000\nrequests-per-hour = 100000\n").await;
    let begun = std::time::Instant::now();
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        clients.spawn(ask(page, client));
    }
    clients.join_all().await;
    println!("{} requests in {:?}", CLIENTS * EACH, begun.elapsed());
    let sessions = centre.sessions().await;
    let numbers: BTreeSet<&str> =
        sessions.iter().map(|session| session["number"].as_str().unwrap()).collect();
    assert_eq!((sessions.len(), numbers.len()), (CLIENTS * EACH, CLIENTS * EACH));
}

/// One client, whose every form is sent twice, as a double click does it.
async fn ask(page: SocketAddr, client: usize) {
    let mut visitor = Visitor::of(page);
    for each in 0..EACH {
        let ticket = visitor.get("/").await.field("ticket");
        let number = format!("0161 496 {:04}", client * EACH + each);
        let fields = [("ticket", ticket.as_str()), ("number", &number), ("country", "GB")];
        let mut twin = visitor.clone();
        let (first, second) = tokio::join!(visitor.post("/", &fields), twin.post("/", &fields));
        for answer in [first, second] {
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/requested"), "{number}");
        }
    }
}
