//! The numbering plans that are told are those that are built in.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot set up must fail, and reads the library's own words"
)]

use std::{fs, path::Path, process::Command};

use callbackd::dialplan::numbering;
use serde_json::Value;

/// The manifest of the numbering library, and its version, as cargo builds it in.
fn library() -> (String, String) {
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&cargo.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let library = packages.iter().find(|package| package["name"] == "rlibphonenumber").unwrap();
    let text = |name: &str| library[name].as_str().unwrap().to_owned();
    (text("manifest_path"), text("version"))
}

#[test]
fn the_version_that_is_told_is_the_library_s() {
    let (manifest, version) = library();
    let readme = fs::read_to_string(Path::new(&manifest).with_file_name("Readme.md")).unwrap();
    let line = readme.lines().find(|line| line.contains("Used metadata version")).unwrap();
    let metadata =
        line.split(['`', 'v']).find(|word| word.starts_with(|c: char| c.is_ascii_digit())).unwrap();
    assert_eq!(
        numbering::VERSION,
        format!("libphonenumber metadata {metadata} (rlibphonenumber {version})"),
        "the library was updated: write its versions into `numbering::VERSION`"
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
