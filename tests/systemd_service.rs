//! The daemon as a service: what it tells systemd, which socket it takes, how it ends. A socket of the test's own stands in for
//! systemd.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test runs real processes, and one that cannot go on must fail"
)]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::net::{UnixDatagram, UnixStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbackd");

/// The first line to wait for may take as long as a loaded machine takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A directory with a configuration, a store and sockets of its own.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.configure("");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn configure(&self, more: &str) {
        // Port 9 (discard) of this machine: nothing answers, and nothing is dialled.
        let text = format!(
            "[pbx]\naddress = \"127.0.0.1\"\nport = 9\n[dialplan]\nregion = \"GB\"\n[[queues]]\nname = \"sales\"\n\
             [[access]]\nuser = {uid}\nroles = [\"operator\"]\n[api]\nsocket = \"{socket}\"\n[store]\npath = \"{store}\"\n{more}",
            uid = rustix::process::getuid().as_raw(),
            socket = self.path("api.sock").display(),
            store = self.path("callbackd.db").display(),
        );
        fs::write(self.path("callbackd.toml"), text).unwrap();
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command.arg(verb).arg("--config").arg(self.path("callbackd.toml")).stdin(Stdio::null());
        command
    }

    /// Runs until it ends by itself.
    fn ends(&self, command: &mut Command) -> (Option<i32>, String) {
        let Output { status, stderr, .. } = command.output().unwrap();
        (status.code(), String::from_utf8(stderr).unwrap())
    }
}

/// What systemd would be: the socket of `NOTIFY_SOCKET`.
struct Manager(UnixDatagram);

impl Manager {
    fn new(path: &Path) -> Self {
        let socket = UnixDatagram::bind(path).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(socket)
    }

    /// The next message.
    fn told(&self) -> String {
        let mut octets = [0; 4096];
        let length = self.0.recv(&mut octets).unwrap();
        String::from_utf8(octets.get(..length).unwrap().to_vec()).unwrap()
    }

    /// The next message that holds this assignment.
    fn hears(&self, assignment: &str) -> String {
        loop {
            let message = self.told();
            if message.lines().any(|line| line == assignment || line.starts_with(assignment)) {
                return message;
            }
        }
    }
}

/// A running daemon; killed if the test fails.
struct Service(Child);

impl Service {
    fn start(command: &mut Command) -> Self {
        Self(command.stderr(Stdio::piped()).spawn().unwrap())
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
    }

    /// Asks it to end; its status and all it wrote.
    fn stop(mut self) -> (Option<i32>, String) {
        self.signal(Signal::TERM);
        let mut log = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.0.wait().unwrap().code(), log)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn systemd_is_told_of_each_turn_of_its_life() {
    let place = Place::new();
    let manager = Manager::new(&place.path("notify"));
    let mut command = place.command("run");
    command.env("NOTIFY_SOCKET", place.path("notify")).env("WATCHDOG_USEC", "400000");
    let service = Service::start(&mut command);

    let starting = manager.hears("EXTEND_TIMEOUT_USEC=30000000");
    assert!(starting.contains("STATUS=reading the store"), "{starting}");
    let ready = manager.hears("READY=1");
    assert!(ready.contains("STATUS="), "{ready}");
    assert!(UnixStream::connect(place.path("api.sock")).is_ok(), "ready means that the socket is there");
    manager.hears("WATCHDOG=1");
    manager.hears("WATCHDOG=1");

    service.signal(Signal::HUP);
    let reloading = manager.hears("RELOADING=1");
    assert!(reloading.contains("MONOTONIC_USEC="), "{reloading}");
    manager.hears("READY=1");

    place.configure("[timers]\noffer = \"soon\"");
    service.signal(Signal::HUP);
    manager.hears("RELOADING=1");
    manager.hears("READY=1");

    let (status, log) = service.stop();
    manager.hears("STOPPING=1");
    assert_eq!(status, Some(0), "{log}");
    assert!(
        log.contains("callbackd.toml:16:9: timers.offer: "),
        "the refused configuration is explained: {log}"
    );
    assert!(log.trim_end().ends_with("callbackd is down."), "the last words are written: {log}");
}

#[test]
fn the_socket_that_systemd_hands_over_is_used_and_no_other_is_made() {
    const ACTIVATE: &str = "systemd-socket-activate";
    if Command::new(ACTIVATE).arg("--version").output().is_err() {
        eprintln!("SKIPPED: {ACTIVATE} is not installed (package systemd)");
        return;
    }
    let place = Place::new();
    let mut command = Command::new(ACTIVATE);
    command.arg("--listen").arg(place.path("handed.sock")).arg("--fdname=callbackd.socket");
    command.args([PROGRAM, "run", "--config"]).arg(place.path("callbackd.toml")).stdin(Stdio::null());
    let service = Service::start(&mut command);

    let mut client = connect(&place.path("handed.sock"));
    client.write_all(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"system.hello\",\"params\":{}}\n").unwrap();
    let mut answer = String::new();
    BufReader::new(client).read_line(&mut answer).unwrap();
    assert!(answer.contains("\"operator\""), "{answer}");
    assert!(!place.path("api.sock").exists(), "no second socket");
    let (status, log) = service.stop();
    assert_eq!(status, Some(0), "{log}");
    assert!(place.path("handed.sock").exists(), "systemd's socket is systemd's to remove");
}

fn connect(path: &Path) -> UnixStream {
    for _ in 0..200 {
        if let Ok(stream) = UnixStream::connect(path) {
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            return stream;
        }
        thread::sleep(PATIENCE / 200);
    }
    UnixStream::connect(path).unwrap()
}

#[test]
fn each_reason_not_to_start_has_its_status() {
    let place = Place::new();
    assert_eq!(place.ends(Command::new(PROGRAM).arg("serve")).0, Some(64), "command line");
    assert_eq!(place.ends(&mut place.command("check")).0, Some(0));

    let manager = Manager::new(&place.path("notify"));
    let first = Service::start(place.command("run").env("NOTIFY_SOCKET", place.path("notify")));
    manager.hears("READY=1");
    let other = place.path("other.sock").display().to_string();
    let (status, log) = place.ends(place.command("run").env("CALLBACKD_API__SOCKET", other));
    assert_eq!(status, Some(75), "the store is locked: {log}");
    let other = place.path("other.db").display().to_string();
    let (status, log) = place.ends(place.command("run").env("CALLBACKD_STORE__PATH", other));
    assert_eq!(status, Some(69), "the socket is served: {log}");
    assert_eq!(first.stop().0, Some(0));

    fs::write(place.path("callbackd.db"), "this is no database, whatever its name is\n".repeat(100)).unwrap();
    let (status, log) = place.ends(&mut place.command("run"));
    assert_eq!(status, Some(65), "{log}");

    place.configure("[timers]\noffer = \"soon\"");
    for verb in ["run", "check"] {
        let (status, log) = place.ends(&mut place.command(verb));
        assert_eq!(status, Some(78), "{verb}");
        assert!(log.contains("timers.offer: found string \"soon\": write a time from 1s to 10m"), "{log}");
    }
}

#[test]
fn what_the_system_refuses_is_told_with_its_cause_and_may_be_tried_again() {
    let place = Place::new();
    let absent = place.path("none");
    let absent = absent.display();
    for (variable, file) in [("CALLBACKD_STORE__PATH", "callbackd.db"), ("CALLBACKD_API__SOCKET", "api.sock")]
    {
        let (status, log) = place.ends(place.command("run").env(variable, format!("{absent}/{file}")));
        assert_eq!(status, Some(73), "{log}");
        assert!(log.contains(&absent.to_string()), "{log}");
        let (status, log) = place.ends(place.command("check").env(variable, format!("{absent}/{file}")));
        assert_eq!(status, Some(78), "check is not content with what run refuses: {log}");
        assert!(log.contains(&format!("there is no folder {absent} ")), "{log}");
    }
    fs::write(place.path("way"), "in the way").unwrap();
    let way = place.path("way").display().to_string();
    let (status, log) = place.ends(place.command("run").env("CALLBACKD_API__SOCKET", &way));
    assert_eq!(status, Some(73), "{log}");
    let (status, log) = place.ends(place.command("check").env("CALLBACKD_API__SOCKET", way));
    assert_eq!(status, Some(78), "{log}");
    fs::create_dir(place.path("folder.db")).unwrap();
    let folder = place.path("folder.db").display().to_string();
    let (status, log) = place.ends(place.command("check").env("CALLBACKD_STORE__PATH", folder));
    assert_eq!(status, Some(78), "{log}");
    fs::write(place.path("letter.db"), "hello there text").unwrap();
    let letter = place.path("letter.db").display().to_string();
    let (status, log) = place.ends(place.command("check").env("CALLBACKD_STORE__PATH", letter));
    assert_eq!(status, Some(78), "{log}");
    assert!(log.contains("it is not an SQLite database"), "{log}");

    for files in [16, 24, 32, 48, 63] {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("ulimit -n {files} && exec \"$0\" run --config \"$1\""));
        let (status, log) = place.ends(shell.arg(PROGRAM).arg(place.path("callbackd.toml")));
        assert_eq!(status, Some(71), "{files}: {log}");
        assert!(log.contains(&format!("the system lets it open {files} files")), "{log}");
    }
}

/// A place where a start takes a while, because a long list is read.
fn slow() -> Place {
    let place = Place::new();
    let list = place.path("do-not-call.txt");
    fs::write(&list, "020 7946 0018\n".repeat(20_000)).unwrap();
    fs::create_dir(place.path("callbackd.d")).unwrap();
    let text = format!("[dialplan]\ndo-not-call-file = \"{}\"\n", list.display());
    fs::write(place.path("callbackd.d/list.toml"), text).unwrap();
    place
}

/// Waits until the list is being read.
fn reads(service: &Service) {
    let open = Path::new("/proc").join(service.0.id().to_string()).join("fd");
    let reads = || {
        let files = fs::read_dir(&open).into_iter().flatten().flatten();
        files.filter_map(|file| fs::read_link(file.path()).ok()).any(|file| file.ends_with("do-not-call.txt"))
    };
    while !reads() {
        thread::yield_now();
    }
}

#[test]
fn a_wish_to_reload_during_the_start_is_fulfilled_after_it() {
    let place = slow();
    let manager = Manager::new(&place.path("notify"));
    let service = Service::start(place.command("run").env("NOTIFY_SOCKET", place.path("notify")));
    reads(&service);
    service.signal(Signal::HUP);
    manager.hears("READY=1");
    manager.hears("RELOADING=1");
    manager.hears("READY=1");
    let (status, log) = service.stop();
    assert_eq!(status, Some(0), "{log}");
    assert!(log.contains("The configuration was read again and applies."), "{log}");
}

#[test]
fn a_wish_to_end_during_the_start_is_fulfilled_at_once() {
    let place = slow();
    let service = Service::start(&mut place.command("run"));
    reads(&service);
    let (status, log) = service.stop();
    assert_eq!(status, Some(0), "{log}");
    assert!(!log.contains("callbackd serves"), "{log}");
    assert!(!place.path("api.sock").exists());
}

/// Calls without a pause on as many connections, until the daemon closes them.
fn pipeline(socket: &Path, clients: usize) -> Vec<thread::JoinHandle<()>> {
    let calls = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"system.status\"}\n".repeat(512);
    let client = |_| {
        let mut stream = UnixStream::connect(socket).unwrap();
        let mut answers = stream.try_clone().unwrap();
        let calls = calls.clone();
        thread::spawn(move || std::io::copy(&mut answers, &mut std::io::sink()));
        thread::spawn(move || while stream.write_all(calls.as_bytes()).is_ok() {})
    };
    (0..clients).map(client).collect()
}

#[test]
fn it_ends_in_order_however_much_it_is_asked() {
    let place = Place::new();
    let manager = Manager::new(&place.path("notify"));
    let service = Service::start(place.command("run").env("NOTIFY_SOCKET", place.path("notify")));
    manager.hears("READY=1");
    let clients = pipeline(&place.path("api.sock"), 40);
    thread::sleep(Duration::from_millis(500));
    let (status, log) = service.stop();
    assert_eq!(status, Some(0), "{log}");
    assert!(log.contains("callbackd is down."), "{log}");
    for client in clients {
        client.join().unwrap();
    }
}

#[test]
fn lines_of_json_are_json_and_the_filter_holds() {
    let place = Place::new();
    let manager = Manager::new(&place.path("notify"));
    let mut command = place.command("run");
    command.env("NOTIFY_SOCKET", place.path("notify")).env("CALLBACKD_LOG__FORMAT", "json");
    let service = Service::start(&mut command);
    manager.hears("READY=1");
    let (_, log) = service.stop();
    let messages: Vec<String> = log
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|line| line.pointer("/fields/message").unwrap().to_string())
        .collect();
    assert!(messages.iter().any(|message| message.contains("callbackd serves")), "{messages:?}");

    let service = Service::start(command.env("RUST_LOG", "error"));
    manager.hears("READY=1");
    assert_eq!(service.stop(), (Some(0), String::new()), "RUST_LOG wins");
}
