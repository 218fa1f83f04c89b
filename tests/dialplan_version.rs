//! The numbering plans that are told are those that are built in.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot set up must fail, and reads the library's own words"
)]

use std::{fs, path::Path, process::Command};

use callbackd::dialplan::numbering;
use serde_json::Value;

/// The library's version in `Cargo.lock`. The test asks nothing else: what cargo could tell besides (the place of the
/// library's sources) needs every dependency of every platform, and only some machines have them.
fn locked_version() -> String {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let package =
        lock.split("[[package]]").find(|package| package.contains("\"rlibphonenumber\"\n")).unwrap();
    let line = package.lines().find_map(|line| line.strip_prefix("version = ")).unwrap();
    line.trim_matches('"').to_owned()
}

#[test]
fn the_version_that_is_told_is_the_library_s() {
    let version = locked_version();
    assert!(
        numbering::VERSION.ends_with(&format!(" (rlibphonenumber {version})")),
        "{} is built in, and `numbering::VERSION` says {}: write the version of the library and, from its readme \
         (\"Used metadata version\"), the version of its metadata",
        version,
        numbering::VERSION
    );
}

#[test]
fn both_programs_tell_it() {
    let told = |program: &str, arguments: &[&str]| {
        let ran =
            Command::new(program).args(arguments).env("CALLBACKD_SOCKET", "/nonexistent").output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
        String::from_utf8(ran.stdout).unwrap()
    };
    let daemon = told(env!("CARGO_BIN_EXE_callbackd"), &["--version"]);
    assert_eq!(daemon, format!("callbackd {}\n{}\n", env!("CARGO_PKG_VERSION"), numbering::VERSION));
    let client = told(env!("CARGO_BIN_EXE_callbackctl"), &["version"]);
    let own = format!("{}, {}", env!("CARGO_PKG_VERSION"), numbering::VERSION);
    assert!(client.contains(&own), "{client}");
    assert!(client.contains("cannot be asked: cannot reach callbackd at /nonexistent"), "{client}");
    let json: Value =
        serde_json::from_str(&told(env!("CARGO_BIN_EXE_callbackctl"), &["--json", "version"])).unwrap();
    assert_eq!(json["callbackctl"]["numbering"], numbering::VERSION);
    assert!(json["callbackd"]["unreachable"].is_string(), "{json}");
}
