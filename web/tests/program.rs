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
    os::unix::{fs::PermissionsExt, net::UnixDatagram},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use rustix::{
    process::{Pid, Signal, kill_process},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, tcgetattr},
};

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

#[test]
fn a_log_that_no_terminal_shows_has_no_colours_and_tells_a_foreign_form_once() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let socket = folder.path().join("api.sock");
    let text = format!("socket = \"{}\"\n[contact]\nlisten = \"{address}\"\n", socket.display());
    let mut program = Command::new(PROGRAM)
        .args(["contact", "--config", &configured(folder.path(), &text)])
        .env_remove("JOURNAL_STREAM")
        .env_remove("RUST_LOG")
        .stderr(fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let post = || {
        let mut stream = TcpStream::connect(address).ok()?;
        let head =
            "POST / HTTP/1.1\r\nhost: intranet\r\norigin: http://evil.example\r\ncontent-length: 0\r\n";
        stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    };
    let mut refused = 0;
    for _ in 0..400 {
        match post() {
            Some(answer) => {
                assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
                refused += 1;
            }
            None => std::thread::sleep(Duration::from_millis(50)),
        }
        if refused == 3 {
            break;
        }
    }
    assert_eq!(refused, 3);
    kill_process(Pid::from_child(&program), Signal::TERM).unwrap();
    assert!(program.wait().unwrap().success());
    let told = fs::read_to_string(log).unwrap();
    assert!(!told.contains('\u{1b}'), "{told}");
    let lines: Vec<&str> = told.lines().filter(|line| line.contains("refused as another site's")).collect();
    assert_eq!(lines.len(), 1, "{told}");
    assert!(lines[0].contains("http://evil.example") && lines[0].contains("intranet"), "{}", lines[0]);
}

#[test]
fn what_cannot_be_served_does_not_pass_the_check() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = [
        "[contact]\ncountry = \"UK\"",
        "[contact]\ncompany = \" \"",
        "[contact]\norigins = [\"callback.example.com\"]",
        "[contact]\norigins = [\"https://callback.example.com/path\"]",
        "[contact]\ntrusted-proxies = [\"10.0.0.0/8\"]",
        "[contact]\ntrusted-proxies = [\"0.0.0.0\"]",
        "[contact]\nforwarded-header = \"host\"",
        "[contact.captcha]\ncommand = \"/bin/true\"\nfield = \"number\"",
        "[contact.captcha]\ncommand = \"/bin/true\"\nfield = \"\"",
        "[contact.captcha]\ncommand = \"/bin/true\"\nfield = \"answer\"\nclass = \"captcha\"",
        "[contact.captcha]\ncommand = \"/bin/true\"\nfield = \"answer\"\nscript = \"https://\"\nclass = \"x\"",
        "[desk]\nauth = \"header\"",
        "[desk]\nlisten = \"127.0.0.1:8080\"",
        "[desk]\nlisten = \"[::]:8080\"",
        "[desk]\nsign-in-idle = \"24h\"",
        "[desk]\nuser-header = \"cookie\"",
        "[desk]\nnot-ready-reasons = [\"break\", \"break\"]",
        "[desk]\ndispositions = [\"\"]",
        "log = \"loud=very\"",
        "log = \"\"",
    ];
    for text in wrong {
        let told = run(&["check", "--config", &configured(folder.path(), text)]);
        assert_eq!(told.status.code(), Some(78), "{text}: {told:?}");
        let told = String::from_utf8(told.stderr).unwrap();
        assert!(told.contains("web.toml:") && told.contains(": "), "{text}: {told}");
    }
    let pipe = folder.path().join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::from_raw_mode(0o600)).unwrap();
    let told = run(&["check", "--config", &pipe.display().to_string()]);
    assert_eq!(told.status.code(), Some(78), "a pipe is not waited for");
}

#[test]
fn a_password_becomes_a_line_of_the_people_file() {
    let hashed = |arguments: &[&str], password: &str| {
        let mut child = Command::new(PROGRAM)
            .args(["desk", "hash-password"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let told = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(told).unwrap())
    };
    let (status, line) = hashed(&["ann"], "correct horse\n");
    assert_eq!(status, Some(0), "{line}");
    assert!(
        line.starts_with("ann:$argon2id$v=19$m=19456,t=2,p=1$") && line.ends_with(":agent:ann\n"),
        "{line}"
    );
    let (_, line) = hashed(&["carol", "--roles", "agent|supervisor", "--agents", "ann,bob"], "correct horse");
    assert!(line.ends_with(":agent|supervisor:ann,bob\n"), "{line}");
    let (_, line) = hashed(&["dave", "--roles", "supervisor"], "correct horse");
    assert!(line.ends_with(":supervisor:\n"), "{line}");
    for (name, password, complaint) in [
        ("ann", "short", "at least 8"),
        ("a:b", "correct horse", "four fields"),
        ("#ann", "correct horse", "a remark"),
        ("ann", "", "at least 8"),
    ] {
        let (status, told) = hashed(&[name], password);
        assert_eq!(status, Some(64), "{told}");
        assert!(told.contains(complaint), "{told}");
    }
}

/// Both ends of a terminal.
fn terminal() -> (fs::File, fs::File) {
    let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&keyboard).unwrap();
    unlockpt(&keyboard).unwrap();
    let name = ptsname(&keyboard, Vec::new()).unwrap().into_string().unwrap();
    let screen = fs::OpenOptions::new().read(true).write(true).open(name).unwrap();
    (keyboard.into(), screen)
}

/// Waits until something holds.
fn eventually(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..1_200 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    panic!("{what}: not within 30 s");
}

fn shows_what_is_typed(screen: &fs::File) -> bool {
    tcgetattr(screen).unwrap().local_modes.contains(LocalModes::ECHO)
}

fn asking(screen: &fs::File) -> Child {
    let child = Command::new(PROGRAM)
        .args(["desk", "hash-password", "ann"])
        .stdin(screen.try_clone().unwrap())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    eventually("nothing is shown", || !shows_what_is_typed(screen));
    child
}

#[test]
fn a_terminal_shows_what_is_typed_again_however_the_question_ends() {
    for signal in [Signal::INT, Signal::QUIT, Signal::TERM, Signal::HUP] {
        let (_keyboard, screen) = terminal();
        let mut child = asking(&screen);
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(128 + signal.as_raw()));
        assert!(shows_what_is_typed(&screen), "after {signal:?}");
    }
}

#[test]
fn a_question_that_sleeps_gives_the_terminal_back_and_is_asked_again() {
    let (mut keyboard, screen) = terminal();
    let mut child = asking(&screen);
    let pid = Pid::from_child(&child);
    kill_process(pid, Signal::TSTP).unwrap();
    let stat = format!("/proc/{}/stat", child.id());
    eventually("it sleeps", || fs::read_to_string(&stat).unwrap().contains(") T "));
    assert!(shows_what_is_typed(&screen));
    kill_process(pid, Signal::CONT).unwrap();
    eventually("nothing is shown again", || !shows_what_is_typed(&screen));
    keyboard.write_all(b"correct horse\ncorrect horse\n").unwrap();
    assert!(child.wait().unwrap().success());
    let mut line = String::new();
    child.stdout.take().unwrap().read_to_string(&mut line).unwrap();
    assert!(line.ends_with(":agent:ann\n"), "{line}");
    assert!(shows_what_is_typed(&screen));
}

#[test]
fn a_password_goes_into_the_people_file_which_others_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    let people = folder.path().join("people");
    let put = |arguments: &[&str]| {
        let mut child = Command::new(PROGRAM)
            .args(["desk", "hash-password"])
            .args(arguments)
            .args(["--file", &people.display().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"correct horse\n").unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        assert!(!String::from_utf8(output.stdout).unwrap().contains("argon2"), "the hash stays in the file");
    };
    put(&["carol", "--roles", "agent|supervisor", "--agents", "carol,ann"]);
    put(&["ann"]);
    fs::set_permissions(&people, fs::Permissions::from_mode(0o644)).unwrap();
    put(&["carol"]);
    let text = fs::read_to_string(&people).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("carol:$argon2id$") && lines[0].ends_with(":agent|supervisor:carol,ann"),
        "{text}"
    );
    assert!(lines[1].starts_with("ann:$argon2id$") && lines[1].ends_with(":agent:ann"), "{text}");
    assert_eq!(lines.len(), 2);
    assert_eq!(fs::metadata(&people).unwrap().permissions().mode() & 0o7, 0, "closed to others");
}

#[test]
fn check_reads_the_people_file_and_the_desk_is_not_started_again_and_again_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let people = folder.path().join("people");
    let configuration = configured(
        folder.path(),
        &format!("[desk]\nlisten = \"127.0.0.1:0\"\npeople-file = \"{}\"\n", people.display()),
    );
    let refused = |wanted: &str| {
        for command in ["check", "desk"] {
            let output = run(&[command, "--config", &configuration]);
            assert_eq!(output.status.code(), Some(78), "{command}");
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(told.contains(wanted) && told.contains("people"), "{command}: {told}");
        }
    };
    refused("hash-password");
    fs::write(&people, "# nobody yet\n").unwrap();
    refused("nobody in it has a password");
    fs::write(&people, "# name:hash:roles:agents\nann:secret:agent:ann\n").unwrap();
    refused(":2:1: ");
    fs::remove_file(&people).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, &people, rustix::fs::Mode::RUSR).unwrap();
    refused("no file");
}
