//! Files, drop-ins and the environment: who wins, and where faults are placed.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test reads and writes files, and one that cannot go on must fail"
)]

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, time::Duration};

use callbackd::config::{self, Config, ConfigFaults};
use csta::association::Authentication;
use tempfile::TempDir;

/// A directory with the smallest configuration, readable by whatever user runs the tests.
struct Site {
    directory: TempDir,
}

const MINIMAL: &str = r#"
[pbx]
address = "192.0.2.10"
port = 2555

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

impl Site {
    fn new() -> Self {
        let site = Self { directory: tempfile::tempdir().unwrap() };
        site.write("callbackd.toml", MINIMAL);
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn load(&self, environment: &[(&str, &str)]) -> Result<Config, ConfigFaults> {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        config::load(Some(&self.path("callbackd.toml")), environment)
    }

    /// The faults, with the directory left out of their places.
    fn faults(&self, environment: &[(&str, &str)]) -> Vec<String> {
        let directory = format!("{}/", self.directory.path().display());
        let faults = self.load(environment).expect_err("something is wrong").0;
        faults.iter().map(|fault| fault.to_string().replace(&directory, "")).collect()
    }
}

#[test]
fn drop_ins_win_over_the_file_in_the_order_of_their_names_and_the_environment_over_all() {
    let site = Site::new();
    site.write("callbackd.d/20-later.toml", "[timers]\noffer = \"22s\"");
    site.write("callbackd.d/10-first.toml", "[timers]\noffer = \"21s\"\nring = \"31s\"");
    site.write("callbackd.d/README", "no TOML, and nobody reads it");
    let timers = site.load(&[]).unwrap().switchboard.policy;
    assert_eq!(timers.offer, Duration::from_secs(22));
    let settings = site.load(&[("CALLBACKD_TIMERS__OFFER", "23s")]).unwrap().switchboard;
    assert_eq!(settings.policy.offer, Duration::from_secs(23));
    assert_eq!(
        settings.policy.leg.ring,
        Duration::from_secs(31),
        "keys of one table come from several layers"
    );
}

#[test]
fn a_list_of_a_later_layer_replaces_the_whole_list() {
    let site = Site::new();
    site.write("callbackd.d/queues.toml", "[[queues]]\nname = \"service\"");
    let queues = site.load(&[]).unwrap().switchboard.queues;
    assert_eq!(queues.iter().map(|queue| queue.name.as_str()).collect::<Vec<_>>(), ["service"]);
}

#[test]
fn variables_are_written_as_in_a_file_and_quotes_may_be_left_out() {
    let site = Site::new();
    let config = site
        .load(&[
            ("CALLBACKD_PBX__ADDRESS", "pbx.example.net"),
            ("CALLBACKD_PBX__PORT", "7001"),
            ("CALLBACKD_PBX__ASSOCIATION__VERSIONS", "[2, 4]"),
            ("CALLBACKD_DIALPLAN__AREA_CODE", "\"20\""),
            ("CALLBACKD_CALLBACKS__CUSTOMER_STATUS", "true"),
            ("CALLBACKD_REFERENCE", "names no section, so it is about something else"),
            ("PATH", "/bin"),
        ])
        .unwrap();
    assert_eq!((config.link.host.as_str(), config.link.port), ("pbx.example.net", 7001));
    assert_eq!(config.link.association.acse.unwrap().versions.bits, [2, 4]);
    assert!(config.switchboard.customer_status);
}

#[test]
fn a_fault_is_placed_in_the_layer_that_caused_it() {
    let site = Site::new();
    site.write("callbackd.d/site.toml", "[timers]\n\nring = 20");
    let faults = site.faults(&[
        ("CALLBACKD_PBX__PROT", "1"),
        ("CALLBACKD_TIMERS__OFFER", "soon"),
        ("CALLBACKD_X__", ""),
    ]);
    assert_eq!(
        faults,
        [
            "environment variable CALLBACKD_X__: names no key: write CALLBACKD_SECTION__KEY, with _ for each - of the key"
        ]
    );
    let faults = site.faults(&[("CALLBACKD_PBX__PROT", "1"), ("CALLBACKD_TIMERS__OFFER", "soon")]);
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(
        faults[0].starts_with("callbackd.d/site.toml:3:8: timers.ring: found integer `20`"),
        "{faults:?}"
    );
    assert_eq!(
        faults[1],
        "environment variable CALLBACKD_PBX__PROT: pbx.prot: there is no such key: did you mean `port`?"
    );
    assert!(
        faults[2]
            .starts_with("environment variable CALLBACKD_TIMERS__OFFER: timers.offer: found string \"soon\"")
    );
}

#[test]
fn what_a_later_layer_corrects_is_no_fault() {
    let site = Site::new();
    site.write("callbackd.toml", &MINIMAL.replace("port = 2555", "port = \"none\""));
    assert_eq!(site.faults(&[]).len(), 1);
    assert_eq!(site.load(&[("CALLBACKD_PBX__PORT", "2555")]).unwrap().link.port, 2555);
}

#[test]
fn a_file_that_is_not_there_or_too_long_or_no_text_is_told_by_name() {
    let site = Site::new();
    let missing = config::load(Some(&site.path("other.toml")), std::iter::empty()).unwrap_err();
    assert!(
        missing
            .to_string()
            .ends_with("other.toml: there is no such file: create it, or name another with --config")
    );
    site.write("callbackd.toml", &"#".repeat(5 << 20));
    assert_eq!(
        site.faults(&[]),
        ["callbackd.toml: longer than 4 MiB: this is hardly what was meant, name another file"]
    );
    fs::write(site.path("callbackd.toml"), [0xff, 0xfe]).unwrap();
    assert!(site.faults(&[])[0].starts_with("callbackd.toml: cannot be read: "));
}

#[test]
fn more_faults_than_anybody_reads_are_cut_short() {
    let site = Site::new();
    let agents = "[[agents]]\nid = 3\n".repeat(500);
    site.write(
        "callbackd.toml",
        &format!("{}{agents}", MINIMAL.replace("[[agents]]\nid", "[[agents]]\n\nid")),
    );
    assert_eq!(site.faults(&[]).len(), 100);
}

#[test]
fn a_password_is_the_first_line_of_a_file_or_of_a_credential_and_never_shown() {
    let site = Site::new();
    site.write("credentials/pbx-password", "77777\nnotes\n");
    fs::set_permissions(site.path("credentials/pbx-password"), fs::Permissions::from_mode(0o644)).unwrap();
    site.write(
        "callbackd.d/name.toml",
        "[pbx.association]\nname = \"AMHOST\"\npassword-file = \"pbx-password\"",
    );
    let credentials = site.path("credentials").display().to_string();
    let config = site.load(&[("CREDENTIALS_DIRECTORY", &credentials)]).unwrap();
    assert!(!format!("{config:?}").contains("77777"));
    let Some(Authentication::NamePassword { name, password }) =
        config.link.association.acse.unwrap().authentication
    else {
        panic!("a password was given");
    };
    assert_eq!((name.as_str(), password.as_str()), ("AMHOST", "77777"));

    let absolute = site.path("credentials/pbx-password").display().to_string();
    let config = site.load(&[("CALLBACKD_PBX__ASSOCIATION__PASSWORD_FILE", &absolute)]).unwrap();
    assert!(
        config.warnings.iter().any(|warning| warning.message.contains("every user of this machine can read"))
    );

    site.write("credentials/pbx-password", "\n");
    let faults = site.faults(&[("CREDENTIALS_DIRECTORY", &credentials)]);
    assert!(faults[0].contains("its first line is empty: write the password there"), "{faults:?}");
}

#[test]
fn the_hash_follows_what_applies_and_not_how_it_is_written() {
    let site = Site::new();
    let before = site.load(&[]).unwrap().hash;
    assert!(before.len() == 16 && before.chars().all(|digit| digit.is_ascii_hexdigit()), "{before}");
    site.write(
        "callbackd.toml",
        &format!("# a remark\n{}", MINIMAL.replace("port = 2555", "port   =   2_555")),
    );
    assert_eq!(site.load(&[]).unwrap().hash, before);
    assert_ne!(site.load(&[("CALLBACKD_PBX__PORT", "2556")]).unwrap().hash, before);
}

#[test]
fn what_works_but_is_hardly_meant_is_a_warning() {
    let site = Site::new();
    let second = "[[agents]]\nid = \"bob\"\ndevices = [\"2001\"]\n";
    site.write("callbackd.toml", &format!("{MINIMAL}\n{second}\n[api]\nmode = \"0666\""));
    let warnings: Vec<String> = site.load(&[]).unwrap().warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    assert!(
        warnings.iter().any(|told| told.contains("agents[1].devices[0]: agent `anna` uses 2001 as well"))
    );
    assert!(warnings.iter().any(|told| told.contains("agents[1].users: is missing")));
    assert!(warnings.iter().any(|told| told.contains("api.mode: lets every user of this machine connect")));
}

/// A pipe that nobody writes to.
fn pipe(path: &std::path::Path) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}

#[test]
fn what_is_no_file_is_told_by_name_and_not_waited_for() {
    let site = Site::new();
    pipe(&site.path("callbackd.d/10-pipe.toml"));
    fs::create_dir(site.path("callbackd.d/20-folder.toml")).unwrap();
    assert_eq!(
        site.faults(&[]),
        [
            "callbackd.d/10-pipe.toml: is a pipe and no file: put a file in its place, or name another one",
            "callbackd.d/20-folder.toml: is a directory and no file: put a file in its place, or name another one",
        ]
    );
    fs::remove_dir_all(site.path("callbackd.d")).unwrap();

    pipe(&site.path("secret"));
    let secret = site.path("secret").display().to_string();
    for (key, more) in [
        ("pbx.association.password-file", "[pbx.association]\nname = \"a\"\npassword-file = \"PIPE\""),
        ("pbx.tls.ca-file", "[pbx.tls]\nenabled = true\nca-file = \"PIPE\""),
        ("dialplan.do-not-call-file", "[dialplan]\ndo-not-call-file = \"PIPE\""),
        ("dialplan.rules[0].auth-code-file", "[[dialplan.rules]]\nname = \"all\"\nauth-code-file = \"PIPE\""),
    ] {
        site.write("callbackd.d/more.toml", &more.replace("PIPE", &secret));
        let faults = site.faults(&[]);
        assert!(faults.len() == 1 && faults[0].contains(key), "{faults:?}");
        assert!(faults[0].contains(": is a pipe and no file: "), "{faults:?}");
    }

    fs::remove_file(site.path("callbackd.toml")).unwrap();
    fs::remove_dir_all(site.path("callbackd.d")).unwrap();
    pipe(&site.path("callbackd.toml"));
    assert!(site.faults(&[])[0].starts_with("callbackd.toml: is a pipe and no file"));
}

#[test]
fn what_an_editor_leaves_behind_is_not_read() {
    let site = Site::new();
    site.write("callbackd.d/10-local.toml", "[timers]\noffer = \"21s\"");
    std::os::unix::fs::symlink("anna@desk.4711:1", site.path("callbackd.d/.#10-local.toml")).unwrap();
    for name in
        [".10-local.toml", ".10-local.toml.swp", "10-local.toml~", "10-local.toml.bak", "#10-local.toml#"]
    {
        site.write(&format!("callbackd.d/{name}"), "no TOML, and nobody reads it");
    }
    assert_eq!(site.load(&[]).unwrap().switchboard.policy.offer, Duration::from_secs(21));
}

#[test]
fn a_folder_of_endless_drop_ins_is_not_read() {
    let site = Site::new();
    for place in 0..=256 {
        site.write(&format!("callbackd.d/{place}.toml"), "");
    }
    assert_eq!(site.faults(&[]), ["callbackd.d: holds more than 256 files: put some of them together"]);
}

#[test]
fn a_key_of_text_takes_the_text_of_a_variable_whatever_it_looks_like() {
    let site = Site::new();
    let config = site
        .load(&[
            ("CALLBACKD_DIALPLAN__OUTSIDE_LINE", "9"),
            ("CALLBACKD_DIALPLAN__AREA_CODE", "20"),
            ("CALLBACKD_DIALPLAN__NATIONAL_PREFIX", "0"),
            ("CALLBACKD_DIALPLAN__INTERNATIONAL_PREFIX", "00"),
            ("CALLBACKD_PBX__ASSOCIATION__TEXT", "1e5"),
            ("CALLBACKD_PBX__DIAL_PAUSE", "p"),
            ("CALLBACKD_LOG__FILTER", "off"),
            ("CALLBACKD_API__MODE", "600"),
            ("CALLBACKD_CALLBACKS__DEFAULT_QUEUE", "sales"),
        ])
        .unwrap();
    assert_eq!((config.api.mode, config.log.filter.as_str()), (0o600, "off"));
    assert_eq!(
        config.link.association.acse.unwrap().authentication,
        Some(Authentication::Text("1e5".to_owned())),
        "as it was written"
    );
    let quoted = site.load(&[("CALLBACKD_DIALPLAN__OUTSIDE_LINE", "\"9\"")]).unwrap();
    assert_eq!(site.load(&[("CALLBACKD_DIALPLAN__OUTSIDE_LINE", "9")]).unwrap().hash, quoted.hash);

    let faults =
        site.faults(&[("CALLBACKD_PBX__PORT", "70000"), ("CALLBACKD_CALLBACKS__CUSTOMER_STATUS", "1")]);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(
        faults[1].ends_with("pbx.port: found integer `70000`: write a whole number from 1 to 65535"),
        "{faults:?}"
    );
    assert!(faults[0].ends_with("customer-status: found integer `1`: write true or false"), "{faults:?}");
}

#[test]
fn a_key_that_does_nothing_is_told() {
    let site = Site::new();
    let told = |text: &str| {
        site.write("callbackd.d/more.toml", text);
        let warnings = site.load(&[]).unwrap().warnings;
        warnings.iter().map(|warning| format!("{}: {}", warning.key, warning.message)).collect::<Vec<_>>()
    };
    assert_eq!(told(""), Vec::<String>::new(), "a profile's keys are nobody's fault");
    for (text, key) in [
        ("[pbx.tls]\nenabled = false\nca-file = \"/no/such/file\"", "pbx.tls.ca-file"),
        ("[pbx.association]\nenabled = false\ncontext = \"1.3.12.0.218\"", "pbx.association.context"),
        ("[pbx]\nprobe-every = \"off\"\nprobe-with = \"system-status\"", "pbx.probe-with"),
        ("[pbx]\nreports-answer = \"yes\"\n[timers]\nassumed-answer = \"9s\"", "timers.assumed-answer"),
        ("[[queues]]\nname = \"sales\"\nzone = \"Europe/London\"", "queues[0].zone"),
    ] {
        let warnings = told(text);
        assert!(
            warnings.len() == 1 && warnings[0].starts_with(&format!("{key}: has no effect: ")),
            "{warnings:?}"
        );
    }
    site.write("callbackd.d/more.toml", "[pbx.tls]\nca-file = \"/no/such/file\"\n");
    let faults = site.faults(&[]);
    assert!(
        faults.len() == 1 && faults[0].contains("pbx.tls.ca-file: has no effect: TLS is off"),
        "{faults:?}"
    );
}
