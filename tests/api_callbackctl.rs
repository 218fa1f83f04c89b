//! The command line against a daemon that the test plays.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test waits for real processes and may fail"
)]

mod api_support;

use std::{
    io::{BufRead, BufReader},
    os::unix::net::UnixListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use callbackd::{
    api::{
        method::Request,
        server::{Listener, Settings},
    },
    ids::ClientId,
    switchboard::command,
};
use callbackd_api::{
    views::Refused,
    words::{Reason, SessionState},
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::api_support::{Daemon, access, all_roles};

const FIRST: &str = "019abcde-0001-7aaa-8bbb-0123456789ab";
const SECOND: &str = "019abcde-0002-7aaa-8bbb-a1b2c3d4e5f6";

/// A daemon on a socket of its own.
struct Stage {
    folder: TempDir,
    daemon: Daemon,
    client: ClientId,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let daemon = on_stage(&folder.path().join("api.sock"));
        Self { folder, daemon, client: ClientId(0) }
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("api.sock")
    }

    fn start(&self, args: &[&str]) -> Running {
        Running::new(&self.socket(), args)
    }

    /// The next call must be this one, and is answered so.
    async fn answer(&mut self, method: &str, result: Result<Value, Refused>) -> Request {
        let (caller, id, call) = self.daemon.call().await;
        assert_eq!(call.method.word(), method);
        self.client = caller.client;
        self.daemon.clients.reply(caller.client, id, result);
        call.request
    }

    fn tell(&self, method: &str, params: &Value) {
        let seq = params.get("seq").and_then(Value::as_u64).unwrap_or(0);
        self.daemon.clients.notify(self.client, method, params, seq);
    }
}

fn on_stage(path: &Path) -> Daemon {
    let daemon = Daemon::new(Settings::default());
    daemon.access.send_replace(access(rustix::process::getuid().as_raw(), all_roles()));
    tokio::spawn(daemon.server.clone().serve(Listener::bind(path, 0o600).unwrap()));
    daemon
}

/// One run of the program.
struct Running(Child);

impl Running {
    fn new(socket: &Path, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callbackctl"));
        command.args(args).env("CALLBACKD_SOCKET", socket).env("TZ", "UTC");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    async fn end(self) -> Ended {
        Ended::of(tokio::task::spawn_blocking(|| self.0.wait_with_output().unwrap()).await.unwrap())
    }

    fn lines(&mut self) -> Lines {
        Lines(Some(BufReader::new(self.0.stdout.take().unwrap())))
    }

    fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
    }
}

struct Lines(Option<BufReader<std::process::ChildStdout>>);

impl Lines {
    async fn next(&mut self) -> String {
        let mut reader = self.0.take().unwrap();
        let (line, reader) = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            (line, reader)
        })
        .await
        .unwrap();
        self.0 = Some(reader);
        line.trim_end().to_owned()
    }
}

#[derive(Debug)]
struct Ended {
    status: Option<i32>,
    out: String,
    err: String,
}

impl Ended {
    fn of(output: Output) -> Self {
        Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn session(id: &str, state: &str) -> Value {
    json!({
        "session_id": id, "type": "callback", "state": state, "queue": "sales", "number": "+442079460018",
        "created_at": "2026-01-02T03:04:05Z", "legs": [],
    })
}

fn controls(dial_string: &str) -> Value {
    json!({
        "session_id": FIRST, "state": "open", "number": "+442079460018", "prepended": "9",
        "dial_string": dial_string, "editable": true, "rules_version": "v7",
    })
}

fn with(mut object: Value, more: &Value) -> Value {
    object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    object
}

fn agent(state: &str, seq: u64) -> Value {
    json!({ "seq": seq, "agent_id": "ann", "state": state, "device": "2001", "queues": ["sales"] })
}

#[tokio::test]
async fn sessions_are_an_aligned_table_that_cannot_steer_the_terminal() {
    let mut stage = Stage::new();
    let run = stage.start(&["sessions", "--queue", "sales", "--state", "queued", "--state", "open"]);
    let first = with(session(FIRST, "queued"), &json!({ "place": 12, "name": "Eve\u{1b}[2J" }));
    let second = with(session(SECOND, "open"), &json!({ "agent_id": "ann", "number": "100" }));
    let asked = stage.answer("session.list", Ok(json!({ "sessions": [first, second], "more": false }))).await;
    let Request::Command(command::Command::List(wish)) = asked else { panic!("{asked:?}") };
    assert_eq!(wish.states.unwrap(), [SessionState::Queued, SessionState::Open]);
    assert_eq!(wish.queue.unwrap().as_str(), "sales");
    let ended = run.end().await;
    assert_eq!((ended.status, ended.err.as_str()), (Some(0), ""));
    let lines: Vec<_> = ended.out.lines().collect();
    let [head, one, two] = lines[..] else { panic!("{}", ended.out) };
    let column = |name: &str| head.find(name).unwrap();
    assert!(one.starts_with("0123456789ab ") && two.starts_with("a1b2c3d4e5f6 "), "{}", ended.out);
    assert!(one[column("STATE")..].starts_with("waiting, place 12 "), "{}", ended.out);
    assert!(two[column("AGENT")..].starts_with("ann "), "{}", ended.out);
    assert!(two[column("NUMBER")..].starts_with("100 "), "{}", ended.out);
    assert!(one.contains("Eve\u{fffd}[2J") && !ended.out.contains('\u{1b}'));
}

#[tokio::test]
async fn sessions_turns_the_pages() {
    let mut stage = Stage::new();
    let run = stage.start(&["--json", "sessions", "--limit", "700"]);
    stage.answer("session.list", Ok(json!({ "sessions": [session(FIRST, "queued")], "more": true }))).await;
    let next = stage
        .answer("session.list", Ok(json!({ "sessions": [session(SECOND, "held")], "more": false })))
        .await;
    let Request::Command(command::Command::List(wish)) = next else { panic!("{next:?}") };
    assert_eq!(wish.after.unwrap().to_string(), FIRST);
    let ended = run.end().await;
    let ids: Vec<Value> = ended.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        ids.iter().map(|one| one["session_id"].as_str().unwrap()).collect::<Vec<_>>(),
        [FIRST, SECOND]
    );
}

#[tokio::test]
async fn a_chosen_time_is_sent_as_a_moment_and_told_on_this_terminals_clock() {
    let mut stage = Stage::new();
    let times = ["--not-before", "2030-12-01 09:00", "--not-after", "2030-12-01T12:00:00+01:00"];
    let run = stage.start(&[&["request", "020 7946 0018"], &times[..]].concat());
    let accepted = json!({
        "session_id": FIRST, "state": "queued", "number": "+442079460018", "place": 0,
        "not_before": "2030-12-01T09:00:00Z",
    });
    let asked = stage.answer("callback.request", Ok(accepted)).await;
    let Request::Command(command::Command::Request(wish)) = asked else { panic!("{asked:?}") };
    assert_eq!(wish.not_before, Some("2030-12-01T09:00:00Z".parse().unwrap()));
    assert_eq!(wish.not_after, Some("2030-12-01T11:00:00Z".parse().unwrap()));
    let told = run.end().await.out;
    assert!(told.contains("2030-12-01 09:00 (in ") && !told.contains("Place"), "{told}");

    let run = stage.start(&["sessions"]);
    let waiting = with(session(FIRST, "queued"), &json!({ "not_before": "2030-12-01T09:00:00Z" }));
    stage.answer("session.list", Ok(json!({ "sessions": [waiting], "more": false }))).await;
    let told = run.end().await.out;
    assert!(told.contains("scheduled for 2030-12-01 09:00"), "{told}");
}

#[tokio::test]
async fn a_refusal_is_told_with_its_reason_and_exit_status_1() {
    let mut stage = Stage::new();
    let run = stage.start(&["hold", FIRST]);
    stage.answer("session.hold", Err(Refused::new(Reason::WrongState, "Nobody is on the line."))).await;
    let ended = run.end().await;
    assert_eq!(ended.status, Some(1));
    assert_eq!(ended.err, "callbackctl: wrong_state: Nobody is on the line.\n");
    assert_eq!(ended.out, "");
}

#[tokio::test]
async fn a_missing_role_is_exit_status_77() {
    let mut stage = Stage::new();
    let run = stage.start(&["--json", "status"]);
    stage.answer("system.status", Err(Refused::new(Reason::NotAllowed, "needs the role operator"))).await;
    let ended = run.end().await;
    assert_eq!(ended.status, Some(77));
    let error: Value = serde_json::from_str(&ended.err).unwrap();
    assert_eq!(error["error"]["reason"], "not_allowed");
}

#[tokio::test]
async fn without_a_daemon_it_says_where_it_looked() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none.sock");
    let stale = folder.path().join("stale.sock");
    drop(UnixListener::bind(&stale).unwrap());
    for path in [none, stale] {
        let ended = Running::new(&path, &["status"]).end().await;
        assert_eq!(ended.status, Some(69), "{ended:?}");
        assert!(ended.err.contains(path.to_str().unwrap()), "{}", ended.err);
        assert!(ended.err.contains("systemctl status callbackd"), "{}", ended.err);
    }
}

#[tokio::test]
async fn a_daemon_that_goes_away_in_between_is_exit_status_69() {
    let mut stage = Stage::new();
    let run = stage.start(&["cancel", FIRST]);
    stage.daemon.call().await;
    drop(stage);
    let ended = run.end().await;
    assert_eq!(ended.status, Some(69));
    assert!(ended.err.contains("it may have been done"), "{}", ended.err);
}

#[tokio::test]
async fn what_makes_no_sense_is_exit_status_2() {
    let stage = Stage::new();
    for args in [
        &["show", "nine"][..],
        &["resolve", FIRST, "eaten"],
        &["call", "no.such"],
        &["call", "system.hello", "[1]"],
        &["call", "system.hello", r#"{"client":5}"#],
        &["request", "020", "--region", "GBR"],
        &["request", "020", "--not-before", "tomorrow"],
        &[],
    ] {
        let ended = stage.start(args).end().await;
        assert_eq!(ended.status, Some(2), "{args:?}: {ended:?}");
        assert!(!ended.err.is_empty(), "{args:?}");
    }
}

#[tokio::test]
async fn json_is_what_the_daemon_answered_fields_of_later_versions_included() {
    let mut stage = Stage::new();
    let run = stage.start(&["drop", FIRST, "--disposition", "sold", "--note", "two of them", "--json"]);
    let answer = with(session(FIRST, "closed"), &json!({ "seq": 44, "mood": "good" }));
    let asked = stage.answer("session.drop", Ok(answer.clone())).await;
    let Request::Command(command::Command::Drop(wish)) = asked else { panic!("{asked:?}") };
    assert_eq!((wish.disposition.as_deref(), wish.note.unwrap().expose()), (Some("sold"), "two of them"));
    let ended = run.end().await;
    assert_eq!(serde_json::from_str::<Value>(&ended.out).unwrap(), answer);
}

#[tokio::test]
async fn call_back_shows_the_controls_and_hands_their_version_back() {
    let mut stage = Stage::new();
    let run = stage.start(&["call-back", FIRST, "--dial", "902079460019"]);
    stage.answer("session.open", Ok(with(controls("902079460018"), &json!({ "seq": 5 })))).await;
    let leg = json!({
        "seq": 6, "leg_id": SECOND, "state": "planned", "device": "2001", "dial_string": "902079460019",
        "created_at": "2026-01-02T03:04:05Z",
    });
    let asked = stage.answer("session.call_back", Ok(leg)).await;
    let Request::Command(command::Command::CallBack(wish)) = asked else { panic!("{asked:?}") };
    assert_eq!((wish.rules_version.as_str(), wish.dial_string.unwrap().expose()), ("v7", "902079460019"));
    let ended = run.end().await;
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(ended.out.contains("Dials    902079460018  (9 is put in front)"), "{}", ended.out);
    assert!(ended.out.contains("Dialling 902079460019 from 2001"), "{}", ended.out);
}

#[tokio::test]
async fn a_changed_number_is_shown_and_not_dialled() {
    let mut stage = Stage::new();
    let run = stage.start(&["call-back", FIRST]);
    stage.answer("session.open", Ok(with(controls("902079460018"), &json!({ "seq": 5 })))).await;
    let fresh = serde_json::from_value(controls("802079460018")).unwrap();
    let refused =
        Refused { controls: Some(Box::new(fresh)), ..Refused::new(Reason::NumberChanged, "Rules changed.") };
    stage.answer("session.call_back", Err(refused)).await;
    let ended = run.end().await;
    assert_eq!(ended.status, Some(1));
    assert!(ended.out.contains("Dials    802079460018"), "{}", ended.out);
    assert!(ended.err.contains("number_changed: Rules changed."), "{}", ended.err);
}

#[tokio::test]
async fn a_session_is_found_by_the_end_of_its_id_and_never_guessed() {
    let mut stage = Stage::new();
    let page = json!({ "sessions": [session(FIRST, "open"), session(SECOND, "open")], "more": false });
    let run = stage.start(&["cancel", "E5F6"]);
    stage.answer("session.list", Ok(page.clone())).await;
    let asked =
        stage.answer("session.cancel", Ok(with(session(SECOND, "cancelled"), &json!({ "seq": 3 })))).await;
    let Request::Command(command::Command::Cancel(wish)) = asked else { panic!("{asked:?}") };
    assert_eq!(wish.session_id.to_string(), SECOND);
    assert!(run.end().await.out.contains("cancelled, not dropped yet"));

    let twin = FIRST.replace("019a", "019b");
    let page = json!({ "sessions": [session(FIRST, "open"), session(&twin, "open")], "more": false });
    let run = stage.start(&["cancel", "89ab"]);
    stage.answer("session.list", Ok(page)).await;
    let ended = run.end().await;
    assert_eq!(ended.status, Some(2));
    assert!(ended.err.contains(FIRST) && ended.err.contains(&twin), "{}", ended.err);
}

#[tokio::test]
async fn watch_resumes_after_a_lag_and_after_a_lost_daemon_and_tells_gaps() {
    let mut stage = Stage::new();
    let mut run = stage.start(&["watch", "--after", "4"]);
    let mut lines = run.lines();
    let wish = |request: Request| match request {
        Request::Command(command::Command::Subscribe(wish)) => wish,
        other => panic!("{other:?}"),
    };
    let held = |seq: u64| json!({ "seq": seq, "at": "2026-01-02T03:04:05.000Z", "session_id": FIRST });

    let asked = stage.answer("events.subscribe", Ok(json!({ "seq": 9, "replay_from": 4 }))).await;
    assert_eq!(wish(asked).after_seq, Some(4));
    stage.tell("session.held", &held(5));
    assert_eq!(lines.next().await, "2026-01-02 03:04  #5      0123456789ab  on hold");

    stage.tell("events.lagged", &json!({ "seq": 5 }));
    let asked = stage.answer("events.subscribe", Ok(json!({ "seq": 9 }))).await;
    assert_eq!(wish(asked).after_seq, Some(5), "from the last that was shown");
    stage.tell("session.held", &held(5));
    stage.tell("session.held", &held(6));
    assert!(lines.next().await.contains("#6 "), "and none twice");

    let path = stage.socket();
    let Stage { folder, daemon, .. } = stage;
    daemon.stop.cancel();
    drop(daemon);
    while path.exists() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let mut stage = Stage { daemon: on_stage(&path), folder, client: ClientId(0) };
    let asked = stage.answer("events.subscribe", Ok(json!({ "seq": 60 }))).await;
    assert_eq!(wish(asked).after_seq, Some(6), "across the daemon's restart");
    stage.tell("events.gap", &json!({ "seq": 49, "missing_from": 7 }));
    assert!(lines.next().await.starts_with("-- records 7 to 49 are no longer kept"));
    stage.tell("session.held", &held(50));
    assert!(lines.next().await.contains("#50 "));

    // The store was restored from a backup.
    stage.tell("events.gap", &json!({ "seq": 3, "missing_from": 1, "ahead": true }));
    assert!(
        lines
            .next()
            .await
            .starts_with("-- the daemon's journal ends at record 3, before the place asked for")
    );
    stage.tell("session.held", &held(4));
    assert!(lines.next().await.contains("#4 "), "its places count from now on");

    // Not an interrupt: it leaves that to its shell, and some shells have their background ignore it.
    run.signal(Signal::TERM);
    drop(lines);
    let ended = run.end().await;
    for note in ["fell behind", "the daemon is gone", "the daemon is back"] {
        assert!(ended.err.contains(note), "{}", ended.err);
    }
}

#[tokio::test]
async fn a_log_in_stays_says_present_and_logs_out_when_interrupted() {
    let mut stage = Stage::new();
    let mut run = stage.start(&["agent", "log-in", "ann", "2001", "--ready"]);
    let mut lines = run.lines();
    stage.answer("events.subscribe", Ok(json!({ "seq": 9 }))).await;
    stage.answer("agent.log_in", Ok(agent("not_ready", 10))).await;
    stage.answer("agent.set_state", Ok(agent("ready", 11))).await;
    stage.answer("agent.present", Ok(agent("ready", 11))).await;
    assert_eq!(lines.next().await, "ann at 2001: ready. Ctrl-C logs out.");

    let at = "2026-01-02T03:04:05.000Z";
    let offered =
        json!({ "seq": 12, "at": at, "session_id": FIRST, "agent_id": "ann", "queue": "sales", "until": at });
    stage.tell("session.offered", &offered);
    assert!(lines.next().await.contains("offered to ann"));
    assert_eq!(lines.next().await.trim(), format!("to take it: callbackctl open {FIRST}"));

    run.interrupt();
    stage.answer("agent.log_out", Ok(agent("logged_out", 13))).await;
    assert_eq!(lines.next().await, "ann at 2001: logged out");
    assert_eq!(run.end().await.status, Some(0));
}

#[tokio::test]
async fn a_log_in_that_may_not_end_stays_until_interrupted_again() {
    let mut stage = Stage::new();
    let run = stage.start(&["agent", "log-in", "ann", "2001"]);
    stage.answer("events.subscribe", Ok(json!({ "seq": 9 }))).await;
    stage.answer("agent.log_in", Ok(agent("on_session", 10))).await;
    stage.answer("agent.present", Ok(agent("on_session", 10))).await;
    run.interrupt();
    stage.answer("agent.log_out", Err(Refused::new(Reason::WrongState, "A session is talking."))).await;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    run.interrupt();
    let ended = run.end().await;
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(ended.err.contains("A session is talking."), "{}", ended.err);
}

#[tokio::test]
async fn a_log_in_that_was_taken_over_ends() {
    let mut stage = Stage::new();
    let run = stage.start(&["agent", "log-in", "ann", "2001"]);
    stage.answer("events.subscribe", Ok(json!({ "seq": 9 }))).await;
    stage.answer("agent.log_in", Ok(agent("not_ready", 10))).await;
    stage.answer("agent.present", Ok(agent("not_ready", 10))).await;
    let at = "2026-01-02T03:04:05.000Z";
    for seq in [10, 11] {
        let taken =
            json!({ "seq": seq, "at": at, "agent_id": "ann", "state": "not_ready", "reason": "taken_over" });
        stage.tell("agent.changed", &taken);
    }
    let ended = run.end().await;
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.err.contains("logged in elsewhere"), "{}", ended.err);
}
