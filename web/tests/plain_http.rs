//! A trial in a company's network: both programs by the name of a machine, without TLS.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking"
)]

mod support;

use pbxsim::Config;

use crate::support::{
    browser::{Browser, Setup},
    centre::Centre,
    desk,
};

#[tokio::test]
async fn a_customer_sends_the_form_by_host_name() {
    let Some(browser) = Browser::open(&Setup::default()).await else { return };
    let mut centre = Centre::open(Config::default(), "").await;
    let port = centre.contact("").await.port();
    browser.go(&format!("http://intranet:{port}/")).await;
    browser.fill("#number", "020 7946 0018").await;
    browser.click("button[type=submit]").await;
    browser.shows("h1", "We will").await;
    assert_eq!(browser.url().await, format!("http://intranet:{port}/requested"));
    assert_eq!(centre.sessions().await.len(), 1);
    browser.close().await;
}

#[tokio::test]
async fn an_agent_signs_in_and_gets_ready_by_host_name() {
    let Some(browser) = Browser::open(&Setup::default()).await else { return };
    let mut centre = Centre::open(desk::switch(desk::answers()), "").await;
    let port = desk::serve(&mut centre, "").await.port();
    browser.go(&format!("http://intranet:{port}/sign-in")).await;
    desk::sign_in(&browser, "ann").await;
    desk::sit_down(&browser, "2001").await;
    browser.close().await;
}
