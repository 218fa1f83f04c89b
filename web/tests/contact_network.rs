//! The Contact Us page behind proxies and before those who read slowly, in part or not at all.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking"
)]

mod support;

use std::net::SocketAddr;

use hyper::StatusCode;
use pbxsim::Config;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::support::{
    PATIENCE,
    centre::Centre,
    http::{Answer, Visitor},
};

async fn quiet() -> Centre {
    Centre::open(Config::default(), "").await
}

/// Sends the form with the nth number.
async fn request(visitor: &mut Visitor, n: u32) -> Answer {
    let ticket = visitor.get("/").await.field("ticket");
    let number = format!("020 7946 {n:04}");
    visitor.post("/", &[("ticket", &ticket), ("number", &number), ("country", "GB")]).await
}

#[tokio::test]
async fn every_proxys_way_to_name_customers_tells_them_apart() {
    let mut centre = quiet().await;
    let ways = [
        ("x-forwarded-for", "192.0.2.1:4711", "192.0.2.2:4711"),
        ("x-forwarded-for", "[2001:db8:1::1]:4711", "[2001:db8:2::1]:4711"),
        ("x-forwarded-for", "[2001:db8:1::1]", "2001:db8:2::1"),
        ("x-real-ip", "192.0.2.1", "192.0.2.2"),
        ("forwarded", "for=192.0.2.1;proto=https;by=203.0.113.43", "for=192.0.2.2"),
        ("forwarded", "For=\"[2001:db8:1::1]:4711\"", "for=\"[2001:db8:2::1]\""),
        ("forwarded", "for=198.51.100.1, for=\"192.0.2.1:80\"", "for=198.51.100.1, for=\"192.0.2.2:80\""),
        ("forwarded", "for=_one", "for=_two"),
    ];
    for (n, (header, one, other)) in (10..).step_by(3).zip(ways) {
        let more = "requests-at-once = 1\nrequests-per-hour = 1\ntrusted-proxies = [\"127.0.0.1\"]";
        let address = centre.contact(&format!("{more}\nforwarded-header = \"{header}\"")).await;
        let (mut one, mut other) =
            (Visitor::of(address).with(header, one), Visitor::of(address).with(header, other));
        assert_eq!(request(&mut one, n).await.location(), "/requested", "{one:?}");
        assert_eq!(request(&mut one, n + 1).await.status, StatusCode::TOO_MANY_REQUESTS, "{one:?}");
        assert_eq!(request(&mut other, n + 2).await.location(), "/requested", "{other:?}");
    }
}

#[tokio::test]
async fn a_form_is_known_by_the_address_that_the_proxy_was_asked_for() {
    let mut centre = quiet().await;
    let address = centre.contact("origins = [\"https://callback.example.com\"]").await;
    let mut named = Visitor::of(address).with("origin", "https://callback.example.com");
    assert_eq!(request(&mut named, 1).await.location(), "/requested");
    let passed = Visitor::of(address).with("origin", "http://intranet:8000");
    let mut passed = passed.with("x-forwarded-host", "intranet:8000");
    assert_eq!(request(&mut passed, 2).await.location(), "/requested");
    let mut foreign = Visitor::of(address).with("origin", "https://evil.example");
    assert_eq!(request(&mut foreign, 3).await.status, StatusCode::FORBIDDEN);
    let mut hidden = Visitor::of(address).with("origin", "null");
    assert_eq!(request(&mut hidden, 4).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_file_comes_packed_to_those_who_take_it_so() {
    let mut centre = quiet().await;
    let mut visitor = Visitor::of(centre.contact("").await);
    let page = visitor.get("/").await;
    let script = page.body.split("src=\"").find(|rest| rest.contains("libphonenumber")).unwrap();
    let path = script.split('"').next().unwrap();
    let plain = visitor.get(path).await;
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    let mut modern = Visitor::of(visitor.address).with("accept-encoding", "gzip, deflate, br, zstd");
    let packed = modern.get(path).await;
    assert_eq!((packed.header("content-encoding"), packed.header("vary")), ("gzip", "accept-encoding"));
    let length = |answer: &Answer| answer.header("content-length").parse::<usize>().unwrap();
    assert!(length(&packed) * 2 < length(&plain), "{} of {}", length(&packed), length(&plain));
    assert_ne!(packed.header("etag"), plain.header("etag"), "a cache must not take one for the other");
    assert!(packed.header("cache-control").contains("immutable"));
    let again = modern.clone().with("if-none-match", packed.header("etag")).get(path).await;
    assert_eq!((again.status, again.header("vary")), (StatusCode::NOT_MODIFIED, "accept-encoding"));
    let other = modern.clone().with("if-none-match", plain.header("etag")).get(path).await;
    assert_eq!(other.status, StatusCode::OK);
    assert_eq!(modern.get("/").await.header("content-encoding"), "", "what is sealed is not packed");
}

/// A connection on which something was asked for, and answered as far as anybody reads it.
async fn asked(address: SocketAddr, times: usize) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = "GET /assets/vendor/libphonenumber-min.js HTTP/1.1\r\nhost: x\r\n\r\n";
    stream.write_all(request.repeat(times).as_bytes()).await.unwrap();
    stream.read_exact(&mut [0; 12]).await.unwrap();
    stream
}

#[tokio::test]
async fn connections_that_are_only_kept_make_room() {
    let mut centre = quiet().await;
    let address = centre.contact("connections = 8").await;
    let mut kept = Vec::new();
    for _ in 0..8 {
        let mut stream = asked(address, 1).await;
        let mut rest = vec![0; 200_000];
        let mut taken = 12;
        while taken < 178_000 {
            taken += stream.read(&mut rest).await.unwrap();
        }
        kept.push(stream);
    }
    let page = timeout(PATIENCE / 2, Visitor::of(address).get("/")).await.expect("room");
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test]
async fn those_who_never_read_do_not_keep_their_places() {
    let mut centre = quiet().await;
    let address = centre.contact("connections = 8").await;
    let mut unread = Vec::new();
    for _ in 0..8 {
        // More than any buffer takes.
        unread.push(asked(address, 100).await);
    }
    let page = Visitor::of(address).get("/").await;
    assert_eq!(page.status, StatusCode::OK);
}
