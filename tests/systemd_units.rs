//! The units fit the daemon: paths, statuses, names.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reads files, and one that cannot must fail"
)]

use std::fs;

use callbackd::{config, exit};

const SERVICE: &str = "systemd/callbackd.service";
const SOCKET: &str = "systemd/callbackd.socket";
const WEB: [&str; 2] = ["systemd/callbackd-web-contact.service", "systemd/callbackd-web-desk.service"];

/// The values of a key, in order.
fn values(unit: &str, key: &str) -> Vec<String> {
    let text = fs::read_to_string(unit).unwrap();
    text.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('=')).map(str::to_owned).collect()
}

fn defaults() -> config::Config {
    config::load(Some("config/minimal.toml".as_ref()), std::iter::empty()).unwrap()
}

#[test]
fn what_only_a_person_can_mend_is_not_restarted() {
    let kept_down = format!("{} {} {}", exit::USAGE, exit::DATAERR, exit::CONFIG);
    assert_eq!(values(SERVICE, "RestartPreventExitStatus"), [kept_down]);
}

#[test]
fn the_socket_is_where_clients_look_for_it() {
    assert_eq!(values(SOCKET, "ListenStream"), [defaults().api.socket.display().to_string()]);
    assert_eq!(values(SOCKET, "FileDescriptorName"), ["callbackd.socket"]);
    let mode = u32::from_str_radix(&values(SOCKET, "SocketMode").concat(), 8).unwrap();
    assert_eq!(mode, defaults().api.mode);
}

#[test]
fn the_store_is_in_the_state_directory_and_the_configuration_where_the_daemon_reads_it() {
    let directory = format!("/var/lib/{}/", values(SERVICE, "StateDirectory").concat());
    assert!(defaults().store.path.starts_with(&directory), "{directory}");
    let created = fs::read_to_string("systemd/callbackd.tmpfiles").unwrap();
    let parent = config::DEFAULT_PATH.rsplit_once('/').unwrap().0;
    assert!(created.lines().any(|line| line.split_whitespace().nth(1) == Some(parent)), "{parent}");
}

#[test]
fn the_users_and_groups_of_the_units_are_made() {
    let made = fs::read_to_string("systemd/callbackd.sysusers").unwrap();
    let names: Vec<&str> = made.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    let wanted = [(SERVICE, "User"), (SERVICE, "Group"), (SOCKET, "SocketUser"), (SOCKET, "SocketGroup")];
    let web =
        WEB.into_iter().flat_map(|unit| ["User", "Group", "SupplementaryGroups"].map(|key| (unit, key)));
    for name in wanted.into_iter().chain(web).flat_map(|(unit, key)| values(unit, key)) {
        assert!(names.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn the_web_layers_two_programs_are_two_users_who_may_connect() {
    let users = WEB.map(|unit| values(unit, "User"));
    assert_ne!(users[0], users[1]);
    for (unit, user) in WEB.into_iter().zip(users) {
        assert_eq!(values(unit, "SupplementaryGroups"), values(SOCKET, "SocketGroup"), "{unit}");
        assert_eq!(values(unit, "RestartPreventExitStatus"), [format!("{} {}", exit::USAGE, exit::CONFIG)]);
        let manual = fs::read_to_string("config/web.toml").unwrap();
        assert!(manual.contains(&format!("#   user = \"{}\"", user.concat())), "{unit}");
    }
}
