//! `callbackctl dialplan check` and `dialplan test`, as an administrator uses them.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reads and writes files, and one that cannot go on must fail"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

fn callbackctl(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callbackctl"));
    command.args(["dialplan"]).args(arguments).stdin(Stdio::null());
    // A daemon that is not there must not be missed.
    command.env("CALLBACKD_SOCKET", "/nonexistent").output().unwrap()
}

fn text(octets: &[u8]) -> String {
    String::from_utf8(octets.to_vec()).unwrap()
}

fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/dialplan");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect()
}

/// A configuration and a table in a folder of their own.
fn written(configuration: &str, table: &str) -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (configuration, table) = (path("site.toml", configuration), path("site.numbers", table));
    (folder, configuration, table)
}

const LONDON: &str = "[dialplan]\nregion = 'GB'\noutside-line = '9'\n";

#[test]
fn every_sample_dials_what_the_table_beside_it_says() {
    let samples = samples();
    assert!(samples.len() >= 6, "{samples:?}");
    for sample in samples {
        let table = sample.with_extension("numbers");
        let ran = callbackctl(&["test", "--config", sample.to_str().unwrap(), table.to_str().unwrap()]);
        assert!(ran.status.success(), "{}\n{}{}", sample.display(), text(&ran.stdout), text(&ran.stderr));
        let rows = fs::read_to_string(&table).unwrap().lines().filter(|line| line.contains('→')).count();
        assert_eq!(text(&ran.stdout), format!("All {rows} numbers become what the table says.\n"));
    }
}

#[test]
fn a_number_that_becomes_something_else_is_told_with_every_step() {
    let (_folder, config, table) = written(LONDON, "999 → refused:emergency\n020 7946 0018 → 02079460018\n");
    let ran = callbackctl(&["test", "--config", &config, &table]);
    assert_eq!(ran.status.code(), Some(1));
    let told = text(&ran.stdout);
    let head: Vec<&str> = told.lines().take(3).collect();
    assert_eq!(head, ["line 2: 020 7946 0018", "  expected  02079460018", "  found     902079460018"]);
    assert!(told.contains("    route     fired   national: `9`, then 11 digits\n"), "{told}");
    assert_eq!(
        text(&ran.stderr),
        "callbackctl: 1 of 2 numbers did not become what the table says\n",
        "the right one is not told"
    );

    let ran = callbackctl(&["--json", "test", "--config", &config, &table]);
    assert_eq!(ran.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!((&told["line"], &told["found"]), (&Value::from(2), &Value::from("902079460018")));
    assert_eq!(told["explanation"]["steps"][0]["stage"], "normalise");
}

#[test]
fn lines_that_are_no_rows_are_told_with_their_places() {
    let queues = format!("{LONDON}[[queues]]\nname = 'sales'\n");
    let (_folder, config, table) = written(&queues, "020 7946 0018\n");
    let ran = callbackctl(&["test", "--config", &config, &table]);
    assert_eq!(ran.status.code(), Some(65));
    assert!(text(&ran.stderr).contains("site.numbers: line 1: write a number, an arrow"), "{ran:?}");

    fs::write(&table, "020 7946 0018 → 902079460018 queue=sales\n999 → refused:emergency queue=sails\n")
        .unwrap();
    let ran = callbackctl(&["test", "--config", &config, &table]);
    assert_eq!(ran.status.code(), Some(65));
    assert!(text(&ran.stderr).contains("line 2: the configuration has no such queue"), "{ran:?}");

    let ran = callbackctl(&["test", "--config", &config, "/nonexistent"]);
    assert_eq!(ran.status.code(), Some(2));
}

#[test]
fn check_tells_what_the_dial_plan_comes_to_or_everything_that_is_wrong_with_it() {
    let (folder, config, list) = written(LONDON, "020 7946 0018\n+44 20 7946 0019\n");
    fs::write(&config, format!("{LONDON}do-not-call-file = '{list}'\n")).unwrap();
    let ran = callbackctl(&["check", "--config", &config]);
    assert!(ran.status.success(), "{ran:?}");
    let told = text(&ran.stdout);
    for line in ["region        GB", "outside-line  9", "do-not-call   2 numbers"] {
        assert!(told.contains(line), "{told}");
    }
    assert!(told.contains("999") && told.contains("national, international"), "{told}");

    let wrong = |lines: &str| {
        fs::write(&config, format!("{LONDON}{lines}\n")).unwrap();
        let ran = callbackctl(&["check", "--config", &config]);
        assert_eq!(ran.status.code(), Some(78), "{ran:?}");
        text(&ran.stderr)
    };
    let told = wrong("pbx = 1\nlocal-digits = ['x']");
    assert!(told.contains("site.toml:4:1: dialplan.pbx: there is no such key"), "{told}");
    assert!(told.contains("site.toml:5:17: dialplan.local-digits[0]: found"), "{told}");
    let told = wrong("area-code = 'x'\nemergency = ['1']");
    assert!(told.contains("site.toml:4:13: dialplan.area-code: write 1 to 16 digits"), "{told}");
    assert!(told.contains("site.toml:5:14: dialplan.emergency[0]: write 2 to 6 digits"), "{told}");
    fs::write(&list, "020 7946 0018\nnobody\n").unwrap();
    let told = wrong(&format!("do-not-call-file = '{list}'"));
    let place = format!("site.toml:4:20: dialplan.do-not-call-file: {list}: line 2: ");
    assert!(told.contains(&place), "{told}");
    drop(folder);
}
