//! What a person does with a browser.

use std::{env, fs, path::PathBuf};

use serde_json::{Value, json};

use super::{
    eventually,
    webdriver::{NoBrowser, Session},
};

/// How the browser is set up.
#[derive(Debug, Clone)]
pub struct Setup {
    pub scripts: bool,
    pub dark: bool,
    pub language: &'static str,
    pub width: u32,
    pub height: u32,
}

impl Default for Setup {
    fn default() -> Self {
        Self { scripts: true, dark: false, language: "en-GB,en", width: 1100, height: 900 }
    }
}

impl Setup {
    /// A telephone in somebody's hand.
    pub fn phone() -> Self {
        Self { width: 360, height: 740, ..Self::default() }
    }
}

/// A browser with one window; call [`Browser::close`] when done.
pub struct Browser {
    session: Session,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Opens one. `None`, with a loud word, where there is no browser; but where `CALLBACKD_BROWSER_TESTS` is `required`,
    /// that is a failure.
    pub async fn open(setup: &Setup) -> Option<Self> {
        let profile = tempfile::tempdir().unwrap();
        match Session::start(capabilities(setup, profile.path())).await {
            Ok(session) => {
                let browser = Self { session, _profile: profile };
                browser.dress(setup).await;
                Some(browser)
            }
            Err(NoBrowser(why)) => {
                let required = env::var("CALLBACKD_BROWSER_TESTS").is_ok_and(|word| word == "required");
                assert!(!required, "browser tests are required here: {why}");
                eprintln!(
                    "SKIPPED, because there is no browser: {why}. Install chromium and chromium-driver."
                );
                None
            }
        }
    }

    async fn dress(&self, setup: &Setup) {
        let scheme = if setup.dark { "dark" } else { "light" };
        self.look_like(scheme).await;
        let size = json!({
            "width": setup.width, "height": setup.height, "deviceScaleFactor": 1, "mobile": setup.width < 500
        });
        self.session.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// `light` or `dark`, as the system around the browser would have it.
    pub async fn look_like(&self, scheme: &str) {
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.session.devtools("Emulation.setEmulatedMedia", media).await;
    }

    pub async fn close(self) {
        self.session.end().await;
    }

    pub async fn go(&self, url: &str) {
        let answer = self.session.post("/url", json!({ "url": url })).await;
        assert!(answer.is_null(), "{url}: {answer}");
    }

    pub async fn reload(&self) {
        self.session.post("/refresh", json!({})).await;
    }

    /// Opens another tab and goes on there; its handle.
    pub async fn new_tab(&self, url: &str) -> String {
        let opened = self.session.post("/window/new", json!({ "type": "tab" })).await;
        let handle = opened["handle"].as_str().expect("a tab").to_owned();
        self.switch_to(&handle).await;
        self.go(url).await;
        handle
    }

    /// The tab that is looked at.
    pub async fn tab(&self) -> String {
        self.session.get("/window").await.as_str().unwrap_or_default().to_owned()
    }

    pub async fn switch_to(&self, tab: &str) {
        self.session.post("/window", json!({ "handle": tab })).await;
    }

    /// Closes the tab that is looked at; another one must be looked at next.
    pub async fn close_tab(&self) {
        self.session.delete("/window").await;
    }

    pub async fn back(&self) {
        self.session.post("/back", json!({})).await;
    }

    pub async fn url(&self) -> String {
        self.session.get("/url").await.as_str().unwrap_or_default().to_owned()
    }

    pub async fn title(&self) -> String {
        self.session.get("/title").await.as_str().unwrap_or_default().to_owned()
    }

    pub async fn has(&self, selector: &str) -> bool {
        self.session.find(selector).await.is_some()
    }

    async fn element(&self, selector: &str) -> String {
        let mut found = None;
        eventually(&format!("{selector} is on the page"), async || {
            found = self.session.find(selector).await;
            found.is_some()
        })
        .await;
        found.unwrap()
    }

    pub async fn click(&self, selector: &str) {
        let element = self.element(selector).await;
        let answer = self.session.post(&format!("/element/{element}/click"), json!({})).await;
        assert!(answer.is_null(), "click {selector}: {answer}");
    }

    /// Types into a field, after what is there.
    pub async fn fill(&self, selector: &str, text: &str) {
        let element = self.element(selector).await;
        let answer = self.session.post(&format!("/element/{element}/value"), json!({ "text": text })).await;
        assert!(answer.is_null(), "type into {selector}: {answer}");
    }

    pub async fn clear(&self, selector: &str) {
        let element = self.element(selector).await;
        self.session.post(&format!("/element/{element}/clear"), json!({})).await;
    }

    /// Presses keys, whatever has the focus.
    pub async fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
            })
            .collect();
        let keyboard = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        let answer = self.session.post("/actions", keyboard).await;
        assert!(answer.is_null(), "press: {answer}");
    }

    /// What a person reads there; empty where nothing is seen.
    pub async fn text(&self, selector: &str) -> String {
        let Some(element) = self.session.find(selector).await else { return String::new() };
        let text = self.session.get(&format!("/element/{element}/text")).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// A property of an element, such as `value`.
    pub async fn property(&self, selector: &str, name: &str) -> Value {
        let element = self.element(selector).await;
        self.session.get(&format!("/element/{element}/property/{name}")).await
    }

    pub async fn shows(&self, selector: &str, text: &str) {
        let mut last = String::new();
        let waiting = async {
            eventually(&format!("{selector} shows {text:?}"), async || {
                last = self.text(selector).await;
                last.contains(text)
            })
            .await;
        };
        waiting.await;
    }

    /// What a script of the test's own finds out; needs a page that runs scripts.
    pub async fn run(&self, script: &str) -> Value {
        self.session.post("/execute/sync", json!({ "script": script, "args": [] })).await
    }

    async fn run_async(&self, script: &str) -> Value {
        self.session.post("/execute/async", json!({ "script": script, "args": [] })).await
    }

    /// A picture of the whole page in `target/screenshots`.
    pub async fn screenshot(&self, name: &str) {
        let wish = json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.session.devtools("Page.captureScreenshot", wish).await;
        let folder = screenshots();
        fs::create_dir_all(&folder).unwrap();
        let octets = base64(picture["data"].as_str().expect("a picture"));
        fs::write(folder.join(format!("{name}.png")), octets).unwrap();
    }

    /// Runs axe over the page as it is: no violations of WCAG 2.2 AA, nor of axe's best practices. Without axe
    /// (`CALLBACKD_AXE` names its file) it says loudly that it did not look.
    pub async fn is_accessible(&self, what: &str) {
        let Ok(axe) = env::var("CALLBACKD_AXE") else {
            let required = env::var("CALLBACKD_BROWSER_TESTS").is_ok_and(|word| word == "required");
            assert!(!required, "CALLBACKD_AXE must name axe.min.js here");
            eprintln!("SKIPPED: {what} is not looked at by axe, because CALLBACKD_AXE names no axe.min.js.");
            return;
        };
        self.run(&fs::read_to_string(axe).unwrap()).await;
        let found = self
            .run_async(
                // Half-way between two colours, no contrast is what people will read.
                "const done = arguments[arguments.length - 1];\
                 const changing = document.getAnimations().filter(one => one instanceof CSSTransition);\
                 Promise.allSettled(changing.map(one => one.finished)).then(() => axe.run(document)).then(found => done(found.violations.map(one => one.id + ': ' + one.help + ' '\
                 + one.nodes.map(node => node.html).join(' | '))), fault => done([String(fault)]));",
            )
            .await;
        assert_eq!(found, json!([]), "{what}");
    }
}

fn screenshots() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target")));
    target.join("screenshots")
}

fn capabilities(setup: &Setup, profile: &std::path::Path) -> Value {
    let scripts = if setup.scripts { 1 } else { 2 };
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--hide-scrollbars", "--force-color-profile=srgb",
                // A machine of the company's own network, by its name.
                "--host-resolver-rules=MAP intranet 127.0.0.1",
                format!("--user-data-dir={}", profile.display()),
                format!("--accept-lang={}", setup.language),
                format!("--window-size={},{}", setup.width, setup.height),
            ],
            "prefs": {
                "profile.managed_default_content_settings.javascript": scripts,
                "intl.accept_languages": setup.language,
            },
        },
    })
}

/// Decodes base64 (RFC 4648) as WebDriver sends it.
fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let values: Vec<u32> = text.bytes().filter_map(value).map(u32::from).collect();
    values
        .chunks(4)
        .flat_map(|group| {
            let bits = group.iter().fold(0, |bits, value| bits << 6 | value) << (6 * (4 - group.len()));
            bits.to_be_bytes()[1..group.len()].to_vec()
        })
        .collect()
}
