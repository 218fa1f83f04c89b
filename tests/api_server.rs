//! What the socket does for every client, whatever the daemon behind it is.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test waits for real tasks and may fail"
)]

mod api_support;

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use callbackd::{
    api::{
        method::Request,
        server::{ClientInput, Delivery, Peer, Settings},
    },
    ids::ClientId,
    switchboard::command::Command,
};
use callbackd_api::{
    message::{MAX_LINE, RequestId},
    params::{Role, Roles},
    views::Refused,
    words::{MethodName, Reason},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf},
    time::timeout,
};

use crate::api_support::{Daemon, PATIENCE, UID, access, all_roles};

const STATUS: &str = r#"{"jsonrpc":"2.0","id":1,"method":"system.status"}"#;
const ROOMY: usize = 1 << 20;
const PEER: Peer = Peer { uid: UID, gid: UID };

/// A client over a pipe of so many octets. Its `Connected` is taken already.
async fn connect(daemon: &mut Daemon, pipe: usize) -> (ClientId, Wire) {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let (near, far) = tokio::io::duplex(pipe);
    let client = ClientId(NEXT.fetch_add(1, Ordering::Relaxed));
    let server = daemon.server.clone();
    tokio::spawn(async move { server.attend(client, PEER, far).await });
    assert_eq!(daemon.input().await, ClientInput::Connected { client, uid: UID, roles: all_roles() });
    (client, Wire::new(near))
}

/// The client's side, in plain lines.
struct Wire {
    lines: Lines<BufReader<ReadHalf<DuplexStream>>>,
    sink: WriteHalf<DuplexStream>,
}

impl Wire {
    fn new(stream: DuplexStream) -> Self {
        let (source, sink) = tokio::io::split(stream);
        Self { lines: BufReader::new(source).lines(), sink }
    }

    async fn send(&mut self, line: &str) {
        self.send_octets(format!("{line}\n").as_bytes()).await;
    }

    async fn send_octets(&mut self, octets: &[u8]) {
        timeout(PATIENCE, self.sink.write_all(octets)).await.expect("taken in time").unwrap();
    }

    /// Says that nothing more comes, and goes on reading.
    async fn shut(&mut self) {
        self.sink.shutdown().await.unwrap();
    }

    async fn line(&mut self) -> Option<Value> {
        let line = timeout(PATIENCE, self.lines.next_line()).await.expect("a line in time").ok()??;
        Some(serde_json::from_str(&line).unwrap())
    }

    async fn told(&mut self) -> Value {
        self.line().await.expect("a line, not the end")
    }
}

fn request(id: u64) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": "system.status" }).to_string()
}

#[tokio::test]
async fn a_call_reaches_the_daemon_and_its_answer_the_client() {
    let mut daemon = Daemon::new(Settings::default());
    let (client, mut wire) = connect(&mut daemon, ROOMY).await;
    wire.send(r#"{"jsonrpc":"2.0","id":"a","method":"session.hold","params":{"session_id":"01890a5d-ac96-774b-bcce-b302099a8057","actor":"ann"}}"#).await;
    let (caller, id, call) = daemon.call().await;
    assert_eq!((caller.client, caller.uid, caller.roles), (client, UID, all_roles()));
    assert_eq!((call.method, call.actor.as_deref()), (MethodName::SessionHold, Some("ann")));
    assert!(matches!(call.request, Request::Command(Command::Hold(_))));
    daemon.clients.reply(client, id, Ok(json!({ "seq": 9 })));
    assert_eq!(wire.told().await, json!({ "jsonrpc": "2.0", "id": "a", "result": { "seq": 9 } }));
}

#[tokio::test]
async fn a_refusal_arrives_with_its_reason() {
    let mut daemon = Daemon::new(Settings::default());
    let (client, mut wire) = connect(&mut daemon, ROOMY).await;
    wire.send(STATUS).await;
    let (_, id, _) = daemon.call().await;
    let refused = Refused::new(Reason::ShuttingDown, "The daemon is going down.");
    daemon.clients.reply(client, id, Err::<Value, _>(refused));
    assert_eq!(
        wire.told().await["error"],
        json!({
            "code": -32000,
            "message": "The daemon is going down.",
            "data": { "reason": "shutting_down", "detail": "The daemon is going down." },
        })
    );
}

#[tokio::test]
async fn malformed_lines_are_answered_and_the_connection_goes_on() {
    let mut daemon = Daemon::new(Settings::default());
    let (client, mut wire) = connect(&mut daemon, ROOMY).await;
    let too_long = "x".repeat(MAX_LINE + 1);
    let deep = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"m","params":{}"#, "[".repeat(5000));
    let corpus: [(&[u8], i64); 9] = [
        (b"{", -32700),
        (b"\xff\xfe\x00", -32700),
        (b"hello", -32700),
        (deep.as_bytes(), -32700),
        (b"[]", -32600),
        (br#"{"jsonrpc":"2.0","method":"system.status"}"#, -32600),
        (too_long.as_bytes(), -32600),
        (br#"{"jsonrpc":"2.0","id":1,"method":"no.such"}"#, -32601),
        (br#"{"jsonrpc":"2.0","id":1,"method":"session.open","params":{"session_id":5}}"#, -32602),
    ];
    for (line, code) in corpus {
        wire.send_octets(line).await;
        wire.send("").await;
        assert_eq!(wire.told().await["error"]["code"], code, "{:.60}", String::from_utf8_lossy(line));
    }
    wire.send(STATUS).await;
    let (_, id, _) = daemon.call().await;
    daemon.clients.reply(client, id, Ok(json!("still here")));
    assert_eq!(wire.told().await["result"], "still here");
}

#[tokio::test]
async fn a_line_of_the_greatest_length_is_read_however_it_arrives() {
    let mut daemon = Daemon::new(Settings::default());
    let (client, mut wire) = connect(&mut daemon, 7).await;
    let padding = " ".repeat(MAX_LINE - STATUS.len());
    wire.send(&format!("{STATUS}{padding}")).await;
    let (_, id, _) = daemon.call().await;
    daemon.clients.reply(client, id, Ok(json!(null)));
    assert_eq!(wire.told().await["id"], 1);
}

#[tokio::test]
async fn blank_lines_and_carriage_returns_do_not_matter() {
    let mut daemon = Daemon::new(Settings::default());
    let (client, mut wire) = connect(&mut daemon, ROOMY).await;
    wire.send_octets(format!("\n  \r\n\t\n{STATUS}\r\n").as_bytes()).await;
    let (_, id, _) = daemon.call().await;
    daemon.clients.reply(client, id, Ok(json!(null)));
    assert_eq!(wire.told().await["id"], 1);
}

#[tokio::test]
async fn an_answer_precedes_the_notifications_that_it_causes() {
    let mut daemon = Daemon::new(Settings::default());
    let (client, mut wire) = connect(&mut daemon, 64).await;
    for round in 0..50 {
        wire.send(&request(round)).await;
        let (_, id, _) = daemon.call().await;
        daemon.clients.reply(client, id, Ok(json!(round)));
        daemon.clients.notify(client, "session.held", &json!({ "seq": round }), round);
        assert_eq!(wire.told().await["result"], round);
        assert_eq!(wire.told().await["params"]["seq"], round);
    }
}

#[tokio::test]
async fn a_slow_reader_lags_and_the_others_do_not_notice() {
    let settings = Settings { outbound: 8, ..Settings::default() };
    let mut daemon = Daemon::new(settings);
    let (slow, mut slow_wire) = connect(&mut daemon, 16).await;
    let (quick, mut quick_wire) = connect(&mut daemon, ROOMY).await;
    let mut outcomes = Vec::new();
    for seq in 1..=200 {
        let params = json!({ "seq": seq });
        assert_eq!(daemon.clients.notify(quick, "session.held", &params, seq), Delivery::Queued);
        outcomes.push(daemon.clients.notify(slow, "session.held", &params, seq));
        assert_eq!(quick_wire.told().await["params"]["seq"], seq);
    }
    let queued = outcomes.iter().take_while(|one| **one == Delivery::Queued).count();
    assert!(outcomes.iter().skip(queued).all(|one| *one == Delivery::Lagged), "lags until it is resumed");

    let mut last = 0;
    loop {
        let told = slow_wire.told().await;
        if told["method"] == "events.lagged" {
            assert_eq!(told["params"], json!({ "seq": last }), "the last one that it was sent");
            break;
        }
        last += 1;
        assert_eq!(told["params"]["seq"], last, "without a hole before the notice");
    }
    assert_eq!(usize::try_from(last).unwrap(), queued);

    daemon.clients.resume(slow);
    assert_eq!(daemon.clients.notify(slow, "session.held", &json!({ "seq": 201 }), 201), Delivery::Queued);
    assert_eq!(slow_wire.told().await["params"]["seq"], 201);
}

#[tokio::test]
async fn a_client_that_resumes_without_reading_is_told_again_and_stays_bounded() {
    let settings = Settings { outbound: 4, ..Settings::default() };
    let mut daemon = Daemon::new(settings);
    let (client, mut wire) = connect(&mut daemon, 1).await;
    for seq in 1..=100 {
        daemon.clients.notify(client, "session.held", &json!({ "seq": seq }), seq);
        daemon.clients.resume(client);
    }
    let mut sent = Vec::new();
    while sent.last().is_none_or(|told: &Value| told["method"] != "events.lagged") {
        sent.push(wire.told().await);
    }
    assert!(sent.len() <= 4 + 64 + 1, "{} lines were kept for a client that reads nothing", sent.len());
}

#[tokio::test]
async fn answers_have_room_however_many_notifications_wait() {
    let settings = Settings { outbound: 4, in_flight: 3, ..Settings::default() };
    let mut daemon = Daemon::new(settings);
    let (client, mut wire) = connect(&mut daemon, 256).await;
    for id in 1..=3 {
        wire.send(&request(id)).await;
    }
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(daemon.call().await.1);
    }
    for seq in 1..=100 {
        daemon.clients.notify(client, "session.held", &json!({ "seq": seq }), seq);
    }
    for id in ids {
        daemon.clients.reply(client, id, Ok(json!("x".repeat(1000))));
    }
    let mut answered = Vec::new();
    while answered.len() < 3 {
        let told = wire.told().await;
        if told.get("id").is_some() {
            answered.push(told["id"].clone());
        }
    }
    assert_eq!(answered, [1, 2, 3]);
}

#[tokio::test]
async fn a_client_with_too_much_in_flight_is_not_read_from() {
    let settings = Settings { in_flight: 2, ..Settings::default() };
    let mut daemon = Daemon::new(settings);
    let (client, mut wire) = connect(&mut daemon, ROOMY).await;
    for id in 1..=5 {
        wire.send(&request(id)).await;
    }
    let first = daemon.call().await.1;
    daemon.call().await;
    let early = timeout(Duration::from_millis(50), daemon.inputs.recv()).await;
    assert!(early.is_err(), "a third call while two are in flight");
    daemon.clients.reply(client, first, Ok(json!(null)));
    assert_eq!(wire.told().await["id"], 1);
    assert_eq!(daemon.call().await.1, RequestId::from(3));
}

const LIST: &str = r#"{"jsonrpc":"2.0","id":7,"method":"session.list","params":{}}"#;

#[tokio::test]
async fn a_client_that_does_not_read_its_long_answers_is_not_read_from() {
    let settings = Settings { client_octets: 600 * 1024, ..Settings::default() };
    let mut daemon = Daemon::new(settings);
    let (client, mut wire) = connect(&mut daemon, 8 * 1024).await;
    wire.send_octets(format!("{LIST}\n").repeat(40).as_bytes()).await;
    let mut taken = 0;
    while let Ok(Some(input)) = timeout(Duration::from_millis(50), daemon.inputs.recv()).await {
        let ClientInput::Call { id, .. } = input else { continue };
        taken += 1;
        daemon.clients.reply(client, id, Ok(json!("x".repeat(200 * 1024))));
    }
    assert_eq!(taken, 2, "400 KiB wait, and a third list may take more than is left");
    let mut answered = 0;
    while answered < 40 {
        tokio::select! {
            told = wire.told() => {
                assert_eq!(told["id"], 7);
                answered += 1;
            }
            (_, id, _) = daemon.call(), if taken < 40 => {
                taken += 1;
                daemon.clients.reply(client, id, Ok(json!("short")));
            }
        }
    }
}

#[tokio::test]
async fn clients_of_one_user_share_what_may_wait_for_it() {
    let settings = Settings { user_octets: 1 << 20, ..Settings::default() };
    let mut daemon = Daemon::new(settings);
    let mut wires = Vec::new();
    for _ in 0..20 {
        wires.push(connect(&mut daemon, 4096).await.1);
    }
    for wire in &mut wires {
        wire.send(LIST).await;
    }
    let mut calls = Vec::new();
    while let Ok(Some(input)) = timeout(Duration::from_millis(50), daemon.inputs.recv()).await {
        if let ClientInput::Call { caller, id, .. } = input {
            calls.push((caller.client, id));
        }
    }
    assert_eq!(calls.len(), 4, "a list is expected to take a quarter of it");
    for (client, id) in calls {
        daemon.clients.reply(client, id, Ok(json!([])));
    }
    for _ in 4..20 {
        let (caller, id, _) = daemon.call().await;
        daemon.clients.reply(caller.client, id, Ok(json!([])));
    }
    for mut wire in wires {
        assert_eq!(wire.told().await["result"], json!([]));
    }
}

#[tokio::test]
async fn notifications_are_bounded_in_octets_too() {
    let settings = Settings { client_octets: 10_000, ..Settings::default() };
    let mut daemon = Daemon::new(settings);
    let (client, mut wire) = connect(&mut daemon, 16).await;
    let long = json!({ "text": "x".repeat(1_000) });
    let queued = (1..100)
        .take_while(|seq| daemon.clients.notify(client, "session.held", &long, *seq) == Delivery::Queued);
    assert_eq!(queued.count(), 9);
    for _ in 0..9 {
        assert_eq!(wire.told().await["method"], "session.held");
    }
    assert_eq!(wire.told().await["params"], json!({ "seq": 9 }), "lagged");
}

#[tokio::test]
async fn who_has_no_role_does_not_stay() {
    let settings = Settings { stranger_stays: Duration::from_millis(50), ..Settings::default() };
    let mut daemon = Daemon::new(settings);
    let (client, mut wire) = connect(&mut daemon, ROOMY).await;
    daemon.access.send_replace(access(UID, Roles::default().with(Role::Agent)));
    assert!(timeout(Duration::from_millis(200), daemon.inputs.recv()).await.is_err(), "an agent stays");
    daemon.access.send_replace(access(UID, Roles::default()));
    assert_eq!(wire.line().await, None);
    assert_eq!(daemon.input().await, ClientInput::Gone { client });
}

#[tokio::test]
async fn the_server_stops_though_nobody_takes_what_clients_send() {
    let settings = Settings { inputs: 1, ..Settings::default() };
    let mut daemon = Daemon::new(settings);
    let (_, mut wire) = connect(&mut daemon, ROOMY).await;
    for id in 1..=3 {
        wire.send(&request(id)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    daemon.stop.cancel();
    assert_eq!(wire.told().await["error"]["data"]["reason"], "shutting_down");
}

#[tokio::test]
async fn new_access_rules_hold_for_the_next_call() {
    let mut daemon = Daemon::new(Settings::default());
    let (client, mut wire) = connect(&mut daemon, ROOMY).await;
    wire.send(STATUS).await;
    let (_, id, _) = daemon.call().await;
    daemon.clients.reply(client, id, Ok(json!(null)));
    assert_eq!(wire.told().await["id"], 1);

    daemon.access.send_replace(access(UID, Roles::default().with(Role::Agent)));
    wire.send(STATUS).await;
    assert_eq!(wire.told().await["error"]["data"]["reason"], "not_allowed");
}

#[tokio::test]
async fn a_client_that_has_said_all_still_gets_its_answers() {
    let mut daemon = Daemon::new(Settings::default());
    let (client, mut wire) = connect(&mut daemon, ROOMY).await;
    wire.send_octets(STATUS.as_bytes()).await;
    wire.shut().await;
    let (_, id, _) = daemon.call().await;
    daemon.clients.reply(client, id, Ok(json!("late")));
    assert_eq!(wire.told().await["result"], "late");
    assert_eq!(wire.line().await, None);
    assert_eq!(daemon.input().await, ClientInput::Gone { client });
}

#[tokio::test]
async fn the_daemon_learns_of_a_client_that_goes_and_may_still_talk_to_it() {
    let mut daemon = Daemon::new(Settings::default());
    let (client, wire) = connect(&mut daemon, ROOMY).await;
    drop(wire);
    assert_eq!(daemon.input().await, ClientInput::Gone { client });
    assert_eq!(daemon.clients.notify(client, "session.held", &json!({}), 1), Delivery::Gone);
    daemon.clients.reply(client, RequestId::from(1), Ok(json!(null)));
    daemon.clients.resume(client);
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_closed_after_a_while() {
    let settings = Settings { write_timeout: Duration::from_millis(50), ..Settings::default() };
    let mut daemon = Daemon::new(settings);
    let (client, wire) = connect(&mut daemon, 8).await;
    daemon.clients.notify(client, "session.held", &json!({ "seq": 1 }), 1);
    assert_eq!(daemon.input().await, ClientInput::Gone { client });
    drop(wire);
}

#[tokio::test]
async fn a_client_that_is_answered_more_often_than_it_asked_is_closed() {
    let settings = Settings { in_flight: 1, outbound: 1, ..Settings::default() };
    let mut daemon = Daemon::new(settings);
    let (client, mut wire) = connect(&mut daemon, 1).await;
    wire.send(STATUS).await;
    let (_, id, _) = daemon.call().await;
    for _ in 0..100 {
        daemon.clients.reply(client, id.clone(), Ok(json!(null)));
    }
    let mut answers = 0;
    while wire.line().await.is_some() {
        answers += 1;
    }
    assert!(answers < 100, "memory is bounded whatever the daemon does");
    assert_eq!(daemon.input().await, ClientInput::Gone { client });
}

#[tokio::test]
async fn stopping_lets_the_last_answers_out_and_reads_no_more() {
    let mut daemon = Daemon::new(Settings::default());
    let (client, mut wire) = connect(&mut daemon, ROOMY).await;
    wire.send(STATUS).await;
    let (_, id, _) = daemon.call().await;
    daemon.stop.cancel();
    tokio::task::yield_now().await;
    daemon.clients.reply(client, id, Ok(json!("done")));
    assert_eq!(wire.told().await["result"], "done");
    assert_eq!(wire.line().await, None);
}
