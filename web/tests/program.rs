//! The program itself: its command line, systemd's word of it, its end.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and writes files"
)]

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    os::unix::net::UnixDatagram,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbackd-web");

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().unwrap()
}

fn configured(folder: &Path, text: &str) -> String {
    let path = folder.join("web.toml");
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn check_tells_what_would_be_served_or_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let right =
        run(&["check", "--config", &configured(folder.path(), "[contact]\nlisten = \"[::1]:8000\"\n")]);
    assert!(right.status.success());
    let told = String::from_utf8(right.stdout).unwrap();
    assert!(told.contains("contact  http://[::1]:8000"), "{told}");

    let path = configured(folder.path(), "[contact]\nrequests-per-hour = 0\n");
    let wrong = run(&["check", "--config", &path]);
    assert_eq!(wrong.status.code(), Some(78));
    let told = String::from_utf8(wrong.stderr).unwrap();
    let wanted = format!(
        "{path}:2:21: contact.requests-per-hour: found integer `0`: write a whole number from 1 to 1000000\n"
    );
    assert_eq!(told, wanted);
    assert_eq!(run(&["check", "--config", "/nowhere/web.toml"]).status.code(), Some(78));
    assert_eq!(run(&["serve"]).status.code(), Some(64));
}

#[test]
fn an_address_that_is_taken_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let path = configured(folder.path(), &format!("[contact]\nlisten = \"{address}\"\n"));
    let refused = run(&["contact", "--config", &path]);
    assert_eq!(refused.status.code(), Some(71));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains(&format!("listening at {address}")), "{told}");
}

#[test]
fn it_is_ready_without_a_daemon_and_ends_at_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    let notify = folder.path().join("notify.sock");
    let systemd = UnixDatagram::bind(&notify).unwrap();
    systemd.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let text =
        format!("socket = \"{}/api.sock\"\n[contact]\nlisten = \"127.0.0.1:0\"\n", folder.path().display());
    let mut program = Command::new(PROGRAM)
        .args(["contact", "--config", &configured(folder.path(), &text)])
        .env("NOTIFY_SOCKET", &notify)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut told = [0; 512];
    let length = systemd.recv(&mut told).unwrap();
    let told = String::from_utf8_lossy(&told[..length]).into_owned();
    assert!(told.contains("READY=1"), "{told}");
    let address = told.split("STATUS=serving at http://").nth(1).unwrap().lines().next().unwrap();

    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    assert!(page.starts_with("HTTP/1.1 200 OK"), "{page}");

    // One that says nothing does not keep it from ending.
    let _idle = TcpStream::connect(address).unwrap();
    kill_process(Pid::from_child(&program), Signal::TERM).unwrap();
    assert!(program.wait().unwrap().success());
}
