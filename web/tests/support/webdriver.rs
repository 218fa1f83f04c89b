//! As much of WebDriver (W3C) as these tests need: one chromedriver, one browser, JSON over HTTP.

use std::{net::SocketAddr, process::Stdio, time::Duration};

use hyper::{
    Method, Request,
    header::{CONTENT_TYPE, HOST},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use super::{PATIENCE, http::exchange};

/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A session of a browser of its own.
pub struct Session {
    driver: SocketAddr,
    id: String,
    _chromedriver: Child,
}

/// Why there is no browser.
pub struct NoBrowser(pub String);

impl Session {
    /// Starts chromedriver and, by it, a browser with these capabilities.
    pub async fn start(capabilities: Value) -> Result<Self, NoBrowser> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| NoBrowser(format!("chromedriver cannot be started: {error}")))?;
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = async {
            loop {
                let line = lines.next_line().await.ok()??;
                if let Some((_, port)) = line.split_once("started successfully on port ") {
                    return port.trim_end_matches('.').parse::<u16>().ok();
                }
            }
        };
        let port = timeout(Duration::from_secs(20), port).await.ok().flatten();
        let port = port.ok_or_else(|| NoBrowser("chromedriver does not tell its port".to_owned()))?;
        // What it goes on to say must be read, or it would wait for a reader one day.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let driver = SocketAddr::from(([127, 0, 0, 1], port));
        let wish = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let answer = ask(driver, Method::POST, "/session", Some(wish)).await;
        match answer["sessionId"].as_str() {
            Some(id) => Ok(Self { driver, id: id.to_owned(), _chromedriver: child }),
            None => Err(NoBrowser(format!("the browser does not start: {}", answer["message"]))),
        }
    }

    /// Ends the browser, so that nothing of it outlives the test.
    pub async fn end(self) {
        ask(self.driver, Method::DELETE, &format!("/session/{}", self.id), None).await;
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        ask(self.driver, Method::POST, &format!("/session/{}{path}", self.id), Some(body)).await
    }

    pub async fn get(&self, path: &str) -> Value {
        ask(self.driver, Method::GET, &format!("/session/{}{path}", self.id), None).await
    }

    pub async fn delete(&self, path: &str) -> Value {
        ask(self.driver, Method::DELETE, &format!("/session/{}{path}", self.id), None).await
    }

    /// The element that a CSS selector finds first.
    pub async fn find(&self, selector: &str) -> Option<String> {
        let found = self.post("/element", json!({ "using": "css selector", "value": selector })).await;
        found[ELEMENT].as_str().map(str::to_owned)
    }

    /// One of Chromium's own commands (Chrome DevTools Protocol).
    pub async fn devtools(&self, command: &str, params: Value) -> Value {
        self.post("/goog/cdp/execute", json!({ "cmd": command, "params": params })).await
    }
}

/// The `value` of an answer; errors are values with `error` and `message`.
async fn ask(driver: SocketAddr, method: Method, path: &str, body: Option<Value>) -> Value {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, driver.to_string())
        .header(CONTENT_TYPE, "application/json")
        .body(body.map(|body| body.to_string()).unwrap_or_default())
        .unwrap();
    let answer = timeout(2 * PATIENCE, exchange(driver, request)).await.expect("chromedriver answers");
    let mut answer: Value = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
    answer["value"].take()
}
