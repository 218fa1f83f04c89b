//! No digit of a customer's number reaches the log or an error, whatever layers, the switch, the disk and lists do.
//!
//! One daemon is driven through everything that can be refused, edited, repeated, or go wrong, with every line that it
//! could log captured. (What the switchboard's values show of themselves is checked wherever transcripts are played.)
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and waits for real programs"
)]

mod support;

use std::{
    fs, io,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use callbackd::{config, daemon::Daemon, journal::StoreError};
use callbackd_api::client::{CallError, Client};
use centre::Site;
use pbxsim::{
    Config, Pbx,
    exchange::{Behaviour, Extension, User},
    switch::Fault,
};
use serde_json::{Value, json};
use support::{
    centre::{Desk, PATIENCE},
    faulty::{Faults, Faulty},
    secrets::Secrets,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::UnixStream,
    sync::oneshot,
    time::{sleep, timeout},
};
use tracing_subscriber::fmt::MakeWriter;

/// Whatever is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn switch() -> Config {
    let lifts = User::Lifts { after: Duration::from_millis(20) };
    let answers = Behaviour::Answers { after: Duration::from_millis(30), hangs_up_after: None };
    Config::default()
        .with_extension(Extension::new("2001").with_user(lifts))
        .with_destination("9*", answers)
        .unwrap()
}

/// What the desk does, and what it is told; every refusal is looked at.
struct Scene {
    desk: Desk,
    secrets: Secrets,
    refusals: usize,
}

impl Scene {
    async fn call(&mut self, method: &str, params: Value) -> Option<Value> {
        match self.desk.call(method, params).await {
            Ok(answer) => Some(answer),
            Err(error) => {
                self.refusals += 1;
                self.look_at(method, error);
                None
            }
        }
    }

    fn look_at(&self, method: &str, error: CallError) {
        self.secrets.must_not_be_in(method, &format!("{error} {error:?}"));
        if let CallError::Refused(mut refused) = error {
            // Both are for whoever has typed the number, or is to dial it.
            refused.controls = None;
            refused.readings.clear();
            self.secrets.must_not_be_in(method, &serde_json::to_string(&refused).unwrap());
        }
    }

    /// A request that is accepted and offered to the agent, and its controls.
    async fn opened(&mut self, number: &str) -> (Value, Value) {
        let accepted = self.call("callback.request", json!({ "number": number })).await.unwrap();
        let session = accepted["session_id"].clone();
        self.desk.hears("session.offered").await;
        let controls = self.call("session.open", json!({ "session_id": session })).await.unwrap();
        (session, controls["rules_version"].clone())
    }

    async fn requests(&mut self) {
        let number = |text: &str| json!({ "number": text });
        for text in [
            "020 7946 00",
            "020 7946 0018 0018",
            "+1 212 555 0123",
            "0909 879 0000",
            "0700 0979 460018",
            "*21*02079460018#",
            "o20 7946 0018 please",
            "tel:7946-0018;phone-context=example.com",
            "+999 2079 460018",
            "020 7946 0077",
            "0161 496 0042",
        ] {
            assert!(self.call("callback.request", number(text)).await.is_none(), "{text}");
        }
        let twice = json!({ "number": "020 7946 0018", "region": "02079460018" });
        assert!(self.call("callback.request", twice).await.is_none());
        let odd = json!({ "number": 2_079_460_018_u64 });
        assert!(self.call("callback.request", odd).await.is_none());
        let misspelt = json!({ "number": "020 7946 0018", "numbr": "02079460018" });
        assert!(self.call("callback.request", misspelt).await.is_none());
        let late = json!({ "number": "020 7946 0018", "not_before": "02079460018" });
        assert!(self.call("callback.request", late).await.is_none());
        let queue = json!({ "number": "020 7946 0018", "queue": "other" });
        assert!(self.call("callback.request", queue).await.is_none());
        self.call("dialplan.resolve", number("020 7946 0018")).await.unwrap();
    }

    async fn edits(&mut self) {
        let (session, version) = self.opened("(020) 7946-0018").await;
        self.call("callback.request", json!({ "number": "+44 20 7946 0018" })).await.unwrap();
        let wish = |digits: &str, version: &Value| json!({ "session_id": session, "dial_string": digits, "rules_version": version });
        for digits in [
            "9 020 7946 00",
            "020 7946 0019",
            "9 9 999",
            "9 00 1 212 555 0123",
            "+442079460018",
            "9 020 7946 0077",
            "9*21*02079460018#",
            "call 9 020 7946 0018",
        ] {
            assert!(self.call("session.call_back", wish(digits, &version)).await.is_none(), "{digits}");
        }
        self.call("session.call_back", wish("9 020 7946 0019", &version)).await.unwrap();
        self.desk.hears("session.talking").await;
        assert!(self.call("session.call_back", wish("9 020 7946 0018", &version)).await.is_none());
        let finish = json!({ "session_id": session, "disposition": "sold", "note": "ring 020 7946 0018" });
        self.call("session.drop", finish).await.unwrap();
        self.desk.hears("session.closed").await;
    }

    async fn trouble_on_the_link(&mut self, pbx: &Pbx) {
        let (session, version) = self.opened("020 7946 0020").await;
        let wish = json!({ "session_id": session, "rules_version": version });
        pbx.fault(Fault::ResourceBusy).await.unwrap();
        self.call("session.call_back", wish.clone()).await.unwrap();
        self.desk.hears("session.talking").await;
        for text in ["02079460018", "\u{a1}\u{13}902079460018902079460018"] {
            pbx.fault(Fault::BadApdu(text.as_bytes().to_vec().into())).await.unwrap();
        }
        // An event report whose device is a number, cut short.
        let mut report = vec![0xa1, 0x1b, 0x02, 0x01, 0x07, 0x02, 0x01, 0x15, 0x30, 0x13, 0x55, 0x11];
        report.extend_from_slice(b"902079460018");
        pbx.fault(Fault::BadApdu(report.into())).await.unwrap();
        pbx.fault(Fault::DropLinks).await.unwrap();
        self.desk.hears("session.unknown").await;
        self.desk.hears("session.talking").await;
        self.call("session.drop", json!({ "session_id": session })).await.unwrap();
        self.desk.hears("session.closed").await;
    }

    async fn trouble_with_lists(&mut self, folder: &Path) {
        let list = folder.join("do-not-call.txt");
        for wrong in ["020 7946 0018\n020 7946 001\n", "020 7946 0018 x\n", "7946001\n2001\n"] {
            fs::write(&list, wrong).unwrap();
            assert!(self.call("system.reload", json!({})).await.is_none(), "{wrong}");
        }
        fs::write(&list, "020 7946 0021\n").unwrap();
        let drop_in = folder.join("callbackd.d/numbers.toml");
        let right = fs::read_to_string(&drop_in).unwrap();
        for wrong in [
            "do-not-call = [442079460018]",
            "do-not-call = [\"020 7946 0018\", 7]",
            "do-not-call = \"02079460018\"",
            "[[dialplan.rules]]\nname = \"home\"\naccount-code = 77001234567",
            "[[dialplan.rules]]\nname = \"home\"\naccount-code = [\"77001234567\"]",
            "[[dialplan.rules]]\nname = \"home\"\naccount-code = \"7700 1234567\"",
            "[[dialplan.rules]]\nname = \"home\"\nauth-code-file = 88007654321",
            "[[dialplan.rules]]\nname = \"home\"\nauth-code = \"88007654321\"",
        ] {
            fs::write(&drop_in, format!("[dialplan]\n{wrong}\n")).unwrap();
            assert!(self.call("system.reload", json!({})).await.is_none(), "{wrong}");
        }
        fs::write(&drop_in, right).unwrap();
        self.call("system.reload", json!({})).await.unwrap();
        assert!(self.call("callback.request", json!({ "number": "020 7946 0021" })).await.is_none());
    }

    async fn trouble_with_the_disk(&mut self, faults: &Faults) {
        faults.fail(StoreError::Full);
        // Answered only when it is on disk; by then the trouble is over.
        let client = self.desk.client.clone();
        let waiting = tokio::spawn(async move {
            client.call::<Value>("callback.request", &json!({ "number": "020 7946 0022" })).await
        });
        sleep(Duration::from_millis(100)).await;
        assert!(self.call("callback.request", json!({ "number": "020 7946 0020" })).await.is_none());
        faults.mend();
        timeout(PATIENCE, waiting).await.unwrap().unwrap().unwrap();
    }
}

/// Lines that are no calls, each with a number in it.
async fn talk_nonsense(socket: &Path, secrets: &Secrets) {
    let stream = UnixStream::connect(socket).await.unwrap();
    let (source, mut sink) = stream.into_split();
    let mut answers = BufReader::new(source).lines();
    for line in [
        "02079460018",
        "{\"jsonrpc\": \"2.0\", \"id\": 1, 02079460018",
        r#"["02079460018"]"#,
        r#"{"jsonrpc":"02079460018","id":1,"method":"system.hello"}"#,
        r#"{"jsonrpc":"2.0","id":2,"method":"callback.request","params":["02079460018"]}"#,
        r#"{"jsonrpc":"2.0","id":3,"method":"callback.request","params":{"number":{"02079460018":1}}}"#,
        r#"{"jsonrpc":"2.0","id":4,"method":"session.get","params":{"session_id":"02079460018"}}"#,
        r#"{"jsonrpc":"2.0","id":5,"method":"session.list","params":{"states":["02079460018"]}}"#,
        r#"{"jsonrpc":"2.0","id":6,"method":"callback.request","02079460018":1}"#,
    ] {
        sink.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        let answer = timeout(PATIENCE, answers.next_line()).await.unwrap().unwrap().unwrap();
        assert!(answer.contains("\"error\""), "{answer}");
        secrets.must_not_be_in("the answer to a bad line", &answer);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_number_reaches_the_log_or_an_error() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_ansi(false)
        .with_env_filter("off,callbackd=trace,csta=trace")
        .init();
    let mut secrets = Secrets::default();
    for number in [
        "02079460018",
        "02079460019",
        "02079460020",
        "02079460021",
        "02079460022",
        "02079460077",
        "2125550123",
        "9098790000",
        "07000979460018",
        "9992079460018",
        // The account and authorisation codes of the route.
        "77001234567",
        "88007654321",
    ] {
        secrets.learn(number);
    }

    let folder = TempDir::new().unwrap();
    let pbx = Pbx::start(switch(), "127.0.0.1:0").await.unwrap();
    let path = folder.path().join("callbackd.toml");
    fs::write(&path, Site::new("").configuration(folder.path(), pbx.addr().port())).unwrap();
    let list = folder.path().join("do-not-call.txt");
    fs::write(&list, "020 7946 0021\n").unwrap();
    let code = folder.path().join("auth-code");
    fs::write(&code, "88007654321\n").unwrap();
    fs::create_dir(folder.path().join("callbackd.d")).unwrap();
    let numbers = format!(
        "[dialplan]\ndo-not-call = [\"+442079460077\"]\ndo-not-call-file = \"{}\"\nown-numbers = [\"+4416149600XX\"]\n\
         [[dialplan.rules]]\nname = \"home\"\nmatch = {{ prefix = \"+44\" }}\nstrip-prefix = \"44\"\nreplace = \"0\"\n\
         account-code = \"77001234567\"\nauth-code-file = \"{}\"\n",
        list.display(),
        code.display()
    );
    fs::write(folder.path().join("callbackd.d/numbers.toml"), numbers).unwrap();
    let config = config::load(Some(&path), std::iter::empty()).unwrap();
    secrets.must_not_be_in("Debug of the configuration", &format!("{config:?}"));
    let faults = Faults::default();
    let daemon = Daemon::start_on(Some(path), config, |store| Faulty::new(store, faults.clone())).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(daemon.serve(async {
        let _ = stopped.await;
    }));

    let socket = folder.path().join("api.sock");
    talk_nonsense(&socket, &secrets).await;
    let desk = Desk::sit_down(&socket).await;
    let mut scene = Scene { desk, secrets, refusals: 0 };
    scene.requests().await;
    scene.edits().await;
    scene.trouble_on_the_link(&pbx).await;
    scene.trouble_with_lists(folder.path()).await;
    scene.trouble_with_the_disk(&faults).await;
    let watching: Value =
        Client::connect(&socket).await.unwrap().0.call("system.status", &json!({})).await.unwrap();
    scene.secrets.must_not_be_in("the status", &watching.to_string());

    stop.send(()).unwrap();
    timeout(PATIENCE, served).await.unwrap().unwrap().unwrap();
    let told = log.text();
    assert!(scene.refusals > 30, "{} refusals were looked at", scene.refusals);
    for sentence in [
        "An agent calls back.",
        "changed nothing",
        "should not have",
        "store fails",
        "configuration is kept as it was",
    ] {
        assert!(told.contains(sentence), "the log does not even tell {sentence:?}:\n{told}");
    }
    scene.secrets.must_not_be_in("the log", &told);
}
