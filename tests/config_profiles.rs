//! The profiles that come with the daemon: each works with little beside it, and whatever it says can be overridden.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test writes files, and one that cannot go on must fail"
)]

use std::{collections::BTreeMap, fs, time::Duration};

use callbackd::{
    config::{self, Config, ConfigFaults},
    pbx::LinkSettings,
    switchboard::settings::Snapshot,
};
use callbackd_api::words::FailureReason;
use csta::{association::Authentication, frame::Framing};

const SITE: &str = r#"
[dialplan]
region = "GB"
[[queues]]
name = "sales"
[[agents]]
id = "anna"
devices = ["2001"]
users = [0]
[[access]]
user = 0
roles = ["agent"]
"#;

fn read(pbx: &str) -> Result<Config, ConfigFaults> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("callbackd.toml");
    fs::write(&path, format!("[pbx]\naddress = \"192.0.2.10\"\n{pbx}\n{SITE}")).unwrap();
    config::load(Some(&path), std::iter::empty())
}

fn load(pbx: &str) -> Config {
    read(pbx).unwrap_or_else(|faults| panic!("{faults}"))
}

fn link(pbx: &str) -> LinkSettings {
    load(pbx).link
}

/// Name and password as HiPath 3000 wants them, with the file that holds the password.
fn credentials() -> (tempfile::NamedTempFile, String) {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), "77777\n").unwrap();
    let table =
        format!("[pbx.association]\nname = \"AMHOST\"\npassword-file = \"{}\"\n", file.path().display());
    (file, table)
}

#[test]
fn panasonic_beats_by_itself_and_needs_no_more_than_its_name() {
    let config = load("profile = \"panasonic-kx\"");
    let link = &config.link;
    assert_eq!((link.port, link.framing), (33333, Framing::Len16));
    assert_eq!(
        (link.association.probe, link.association.silence_limit),
        (None, Some(Duration::from_secs(300)))
    );
    let acse = link.association.acse.as_ref().unwrap();
    assert_eq!((acse.protocol_version, acse.versions.bits.as_slice()), (true, [4].as_slice()));
    assert!(acse.authentication.is_none());
    assert_eq!(config.switchboard.switch.snapshot, Snapshot::Device);
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
}

#[test]
fn hipath_3000_is_activated_and_asks_for_name_and_password() {
    let faults = read("profile = \"hipath-3000\"").unwrap_err().to_string();
    assert!(faults.contains("write name and password-file"), "{faults}");

    let (_file, credentials) = credentials();
    let link = link(&format!("profile = \"hipath-3000\"\n{credentials}"));
    assert_eq!((link.port, link.framing), (7001, Framing::HiPath26));
    assert_eq!(
        (link.association.status_first, link.association.answer_escape),
        (Some(Duration::from_secs(3)), false)
    );
    let activation = link.activation.unwrap();
    assert_eq!(
        (activation.object.to_string().as_str(), activation.every),
        ("1.3.12.2.1107.15", Duration::from_secs(30))
    );
    let acse = link.association.acse.unwrap();
    assert_eq!((acse.versions.bits.as_slice(), acse.versions.width), ([3, 5, 6].as_slice(), 16));
    assert_eq!((acse.user_information, acse.protocol_version), (None, false));
    assert!(
        matches!(acse.authentication, Some(Authentication::NamePassword { name, .. }) if name == "AMHOST")
    );
}

#[test]
fn hipath_4000_tells_its_product_and_has_no_port_of_its_own() {
    let faults = read("profile = \"hipath-4000\"").unwrap_err().to_string();
    assert!(faults.contains("pbx.port: is missing"), "{faults}");
    let acse = link("profile = \"hipath-4000\"\nport = 1040").association.acse.unwrap();
    assert_eq!(acse.authentication, Some(Authentication::Text("CAP-I".to_owned())));
    assert_eq!(acse.versions.width, 8);
}

#[test]
fn a_text_of_the_profile_gives_way_to_name_and_password() {
    let (_file, credentials) = credentials();
    let link = link(&format!("profile = \"hipath-4000\"\nport = 1040\n{credentials}text = \"\"\n"));
    assert!(matches!(
        link.association.acse.unwrap().authentication,
        Some(Authentication::NamePassword { .. })
    ));
}

#[test]
fn openscape_business_has_its_port() {
    assert_eq!(link("profile = \"openscape-business\"").port, 8800);
}

#[test]
fn what_a_profile_says_is_overridden_key_by_key() {
    let text = "profile = \"panasonic-kx\"\nport = 33334\nframing = \"hipath26\"\nprobe-every = \"20s\"
        [pbx.causes]\n46 = \"congestion\"\n";
    let link = link(text);
    assert_eq!((link.port, link.framing), (33334, Framing::HiPath26));
    assert_eq!(link.association.probe.unwrap().every, Duration::from_secs(20));
    assert_eq!(
        link.association.silence_limit,
        Some(Duration::from_secs(300)),
        "what is not overridden stays"
    );
    let causes = [(46, FailureReason::Congestion), (69, FailureReason::InvalidNumber)];
    assert_eq!(link.dialect.causes, BTreeMap::from(causes));
}

#[test]
fn faults_of_what_belongs_together_say_what_to_write() {
    for (text, says) in [
        ("[pbx.activation]\nevery = \"10s\"", "write object, payload and every"),
        ("[pbx.causes]\nbusy = \"busy\"", "is no cause"),
        ("[pbx.causes]\n3 = \"link_down\"", "no switch can tell that"),
        ("[pbx.causes]\n3 = \"engaged\"", "write"),
    ] {
        let faults = read(&format!("profile = \"panasonic-kx\"\n{text}\n")).unwrap_err().to_string();
        assert!(faults.contains(says), "{text}: {faults}");
    }
    let (_file, credentials) = credentials();
    let text = format!("profile = \"hipath-3000\"\nsilence-limit = \"20s\"\n{credentials}");
    let faults = read(&text).unwrap_err().to_string();
    assert!(faults.contains("pbx.activation.every: heartbeats would come too late"), "{faults}");
}
