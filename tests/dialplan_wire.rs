//! What the dial plan adds to a call, on the wire of a simulated switch: codes in their own fields, pauses in the switch's own
//! spelling; and where nothing of it may show.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and drives real programs"
)]

mod support;

use std::{fs, process::Command, time::Duration};

use callbackd::dialplan::numbering;
use pbxsim::{
    Config,
    exchange::{Behaviour, Extension, User},
};
use serde_json::{Value, json};
use support::centre::Centre;

const ACCOUNT: &str = "4711001";
const AUTH: &str = "8800123";

const NUMBERS: &str = r#"
[pbx]
dial-pause = "p"
[dialplan]
policy.allow = [{ class = "international", country = "FR" }]
[[dialplan.rules]]
name = "france"
match = { country = "FR" }
replace = "00"
prepend = "9,"
account-code = "4711001"
auth-code-file = "AUTH-FILE"
[[dialplan.rules]]
name = "home"
match = { prefix = "+44" }
strip-prefix = "44"
replace = "0"
"#;

const PARIS: &str = r#"
[callbacks]
default-queue = "sales"
[[queues]]
name = "paris"
region = "FR"
"#;

fn switch() -> Config {
    let lifts = User::Lifts { after: Duration::from_millis(20) };
    let answers = Behaviour::Answers { after: Duration::from_millis(30), hangs_up_after: None };
    let config = Config::default().with_extension(Extension::new("2001").with_user(lifts));
    config.with_destination("9*", answers).unwrap()
}

async fn centre() -> Centre {
    let mut centre = Centre::open_with(switch(), PARIS).await;
    let folder = centre.folder().to_owned();
    fs::write(folder.join("auth-code"), format!("{AUTH}\nnot this\n")).unwrap();
    fs::create_dir(folder.join("callbackd.d")).unwrap();
    let file = folder.join("auth-code").display().to_string();
    fs::write(folder.join("callbackd.d/numbers.toml"), NUMBERS.replace("AUTH-FILE", &file)).unwrap();
    centre.kill().unwrap();
    centre.start().await.unwrap();
    centre
}

#[tokio::test]
async fn codes_and_pauses_are_on_the_wire_and_nowhere_else() {
    let centre = centre().await;
    let mut desk = centre.desk().await;
    let wish = json!({ "number": "01 99 00 12 34", "queue": "paris" });
    let accepted = desk.call("callback.request", wish).await.unwrap();
    let session = accepted["session_id"].clone();
    desk.hears("session.offered").await;
    let controls = desk.call("session.open", json!({ "session_id": session })).await.unwrap();
    assert_eq!((&controls["prepended"], &controls["dial_string"]), (&json!("9,"), &json!("9,0033199001234")));
    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    let dialled = desk.call("session.call_back", wish).await.unwrap();
    desk.hears("session.talking").await;

    let calls = centre.pbx.make_calls().await.unwrap();
    let [call] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!(call.called, "9p0033199001234");
    assert_eq!(call.account_code.as_deref(), Some(ACCOUNT.as_bytes()));
    assert_eq!(call.auth_code.as_deref(), Some(AUTH.as_bytes()));

    let on = json!({ "session_id": session });
    let mut told = vec![controls, dialled];
    for (method, params) in [
        ("session.get", &on),
        ("session.explain", &on),
        ("session.list", &json!({})),
        ("system.status", &json!({})),
        ("dialplan.resolve", &json!({ "number": "01 99 00 12 34", "queue": "paris" })),
    ] {
        told.push(desk.call(method, params.clone()).await.unwrap());
    }
    let listened = desk.call("session.drop", on).await.unwrap();
    let closed = desk.hears_until("session.wrap_up").await;
    let log = centre.logged();
    for told in told.iter().map(Value::to_string).chain([listened.to_string(), format!("{closed:?}"), log]) {
        assert!(!told.contains(ACCOUNT) && !told.contains(AUTH), "{told}");
    }
    let store = fs::read(centre.folder().join("callbackd.db")).unwrap();
    let journal = fs::read(centre.folder().join("callbackd.db-wal")).unwrap_or_default();
    for code in [ACCOUNT, AUTH] {
        let stored = [&store, &journal].iter().any(|file| file.windows(7).any(|run| run == code.as_bytes()));
        assert!(!stored, "{code} is in the store");
    }
}

#[tokio::test]
async fn an_edit_takes_the_codes_of_what_it_becomes() {
    let centre = centre().await;
    let mut desk = centre.desk().await;
    let accepted = desk.call("callback.request", json!({ "number": "020 7946 0018" })).await.unwrap();
    let session = accepted["session_id"].clone();
    desk.hears("session.offered").await;
    let controls = desk.call("session.open", json!({ "session_id": session })).await.unwrap();
    let wish = json!({
        "session_id": session, "rules_version": controls["rules_version"], "dial_string": "9 00 33 1 99 00 12 34",
    });
    desk.call("session.call_back", wish).await.unwrap();
    desk.hears("session.talking").await;
    let calls = centre.pbx.make_calls().await.unwrap();
    assert_eq!(calls[0].called, "90033199001234", "dialled as it was written");
    assert_eq!(calls[0].auth_code.as_deref(), Some(AUTH.as_bytes()));
}

#[tokio::test]
async fn a_request_s_region_goes_before_the_queue_s_and_that_before_the_site_s() {
    let centre = centre().await;
    let (client, _) = centre.client().await.unwrap();
    for (number, queue, region, read) in [
        ("01 99 00 12 34", "paris", None, "+33199001234"),
        ("020 7946 0018", "paris", Some("GB"), "+442079460018"),
        ("0161 496 0123", "sales", None, "+441614960123"),
        ("01 99 00 12 35", "sales", Some("FR"), "+33199001235"),
    ] {
        let mut wish = json!({ "number": number, "queue": queue });
        if let Some(region) = region {
            wish["region"] = region.into();
        }
        let accepted: Value = client.call("callback.request", &wish).await.unwrap();
        let on = json!({ "session_id": accepted["session_id"] });
        let session: Value = client.call("session.get", &on).await.unwrap();
        assert_eq!(session["number"], read, "{session}");
        let resolved: Value = client.call("dialplan.resolve", &wish).await.unwrap();
        assert_eq!(resolved["number"]["external"], read);
    }
    let wrong = json!({ "number": "020 7946 0018", "region": "1B" });
    assert!(client.call::<Value>("dialplan.resolve", &wrong).await.is_err());
}

#[tokio::test]
async fn a_code_that_cannot_be_read_keeps_the_configuration_as_it_was() {
    let centre = centre().await;
    let (client, _) = centre.client().await.unwrap();
    let file = centre.folder().join("auth-code");
    for (wrong, says) in [
        (Some("\n"), "its first line is empty: write the authorisation code there"),
        (Some("8800 123\n"), "its first line is no code: write a code of 1 to 32"),
        (None, "there is no such file: create it with the authorisation code in its first line"),
    ] {
        match wrong {
            Some(text) => fs::write(&file, text).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let refused = client.call::<Value>("system.reload", &json!({})).await.unwrap_err().to_string();
        assert!(refused.contains(says) && refused.contains("dialplan.rules[0].auth-code-file"), "{refused}");
        assert!(!refused.contains("8800"), "{refused}");
    }
    let numbers = centre.folder().join("callbackd.d/numbers.toml");
    let right = fs::read_to_string(&numbers).unwrap();
    for wrong in [right.replace("\"4711001\"", "4711001"), right.replace("\"4711001\"", "\"4711 001\"")] {
        fs::write(&numbers, wrong).unwrap();
        let refused = client.call::<Value>("system.reload", &json!({})).await.unwrap_err().to_string();
        assert!(refused.contains("dialplan.rules[0].account-code"), "{refused}");
        assert!(!refused.contains("4711"), "{refused}");
    }
    assert!(!centre.logged().contains("4711"), "{}", centre.logged());
}

#[tokio::test]
async fn the_daemon_tells_its_numbering_plans() {
    let centre = Centre::open(switch()).await;
    let ran = Command::new(env!("CARGO_BIN_EXE_callbackctl"))
        .arg("version")
        .env("CALLBACKD_SOCKET", centre.socket())
        .output()
        .expect("callbackctl runs");
    let told = String::from_utf8(ran.stdout).unwrap();
    let line = format!("{}, {}", env!("CARGO_PKG_VERSION"), numbering::VERSION);
    assert_eq!(told.matches(&line).count(), 2, "{told}");
}
