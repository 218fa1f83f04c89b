//! The socket's file, real clients and the client side of the contract.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test waits for real tasks and may fail"
)]

mod api_support;

use std::{
    fs,
    io::{Read, Write},
    os::unix::{
        fs::PermissionsExt,
        net::{UnixListener, UnixStream},
    },
    path::Path,
};

use callbackd::{
    api::{
        method::Request,
        server::{BindError, ClientInput, Listener, Peer, Settings},
    },
    ids::ClientId,
    switchboard::command::Command,
};
use callbackd_api::{
    client::{CallError, Client},
    params::{Role, Roles},
    views::{Refused, Subscribed},
    words::Reason,
};
use serde_json::{Value, json};

use crate::api_support::{Daemon, UID, access, all_roles};

/// Serves a socket in the background; the daemon is still the test.
fn serve(daemon: &Daemon, path: &Path) -> tokio::task::JoinHandle<()> {
    let uid = rustix::process::getuid().as_raw();
    daemon.access.send_replace(access(uid, all_roles()));
    let listener = Listener::bind(path, 0o660).unwrap();
    tokio::spawn(daemon.server.clone().serve(listener))
}

#[tokio::test]
async fn the_file_has_its_mode_and_goes_with_the_listener() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    let listener = Listener::bind(&path, 0o640).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    drop(listener);
    assert!(!path.exists());
}

#[tokio::test]
async fn a_stale_socket_is_replaced_and_a_live_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    drop(UnixListener::bind(&path).unwrap());
    assert!(path.exists(), "left behind");
    let live = Listener::bind(&path, 0o660).unwrap();

    let second = Listener::bind(&path, 0o660).unwrap_err();
    assert!(matches!(second, BindError::InUse(_)), "{second}");
    assert!(second.to_string().contains("served by another process"), "{second}");
    assert!(path.exists(), "the live one stays");
    drop(live);
}

#[tokio::test]
async fn a_file_in_the_way_is_not_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    fs::write(&path, "precious").unwrap();
    let fault = Listener::bind(&path, 0o660).unwrap_err();
    assert!(matches!(fault, BindError::NotASocket(_)), "{fault}");
    assert!(path.exists());
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let fault = Listener::bind(&folder.path().join("none/api.sock"), 0o660).unwrap_err();
    assert!(fault.to_string().contains("none/api.sock"), "{fault}");
}

#[tokio::test]
async fn a_socket_from_systemd_is_served_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    let mut daemon = Daemon::new(Settings::default());
    let listener = Listener::adopt(UnixListener::bind(&path).unwrap()).unwrap();
    let serving = tokio::spawn(daemon.server.clone().serve(listener));
    let (_client, _) = Client::connect(&path).await.unwrap();
    assert!(matches!(daemon.input().await, ClientInput::Connected { .. }));
    daemon.stop.cancel();
    serving.await.unwrap();
    assert!(path.exists());
}

#[tokio::test]
async fn the_peers_user_decides_its_roles() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    let mut daemon = Daemon::new(Settings::default());
    serve(&daemon, &path);
    daemon.access.send_replace(access(rustix::process::getuid().as_raw() + 1, all_roles()));
    let (client, _) = Client::connect(&path).await.unwrap();
    daemon.input().await;
    let refused = client.call::<Value>("system.status", &json!({})).await.unwrap_err();
    let CallError::Refused(refused) = refused else { panic!("{refused:?}") };
    assert_eq!(refused.reason, Reason::NotAllowed);
}

#[tokio::test]
async fn one_client_too_many_is_told_so_and_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    let mut daemon = Daemon::new(Settings { max_clients: 1, ..Settings::default() });
    serve(&daemon, &path);
    let uid = rustix::process::getuid().as_raw();
    daemon.access.send_replace(access(uid, Roles::default().with(Role::Requester)));
    let (_first, _) = Client::connect(&path).await.unwrap();
    daemon.input().await;

    let (second, _) = Client::connect(&path).await.unwrap();
    let told = second.call::<Value>("system.status", &json!({})).await.unwrap_err();
    let CallError::Refused(refused) = told else { panic!("{told:?}") };
    assert_eq!(refused.reason, Reason::Busy);
}

#[tokio::test]
async fn an_operator_finds_a_place_where_there_is_none_for_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    let mut daemon = Daemon::new(Settings { max_clients: 1, ..Settings::default() });
    serve(&daemon, &path);
    let (_first, _) = Client::connect(&path).await.unwrap();
    daemon.input().await;

    let (operator, _) = Client::connect(&path).await.unwrap();
    let status = tokio::spawn(async move { operator.call::<Value>("system.status", &json!({})).await });
    let (caller, id, _) = daemon.call().await;
    daemon.clients.reply(caller.client, id, Ok(json!("how things stand")));
    assert_eq!(status.await.unwrap(), Ok(json!("how things stand")));
}

#[tokio::test]
async fn a_place_is_free_again_when_a_client_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    // Two, because a place is given back just after the daemon is told that its client is gone.
    let mut daemon = Daemon::new(Settings { max_clients: 2, ..Settings::default() });
    serve(&daemon, &path);
    for n in 1..=20 {
        let (client, _) = Client::connect(&path).await.unwrap();
        assert!(matches!(daemon.input().await, ClientInput::Connected { .. }), "client {n}");
        drop(client);
        assert!(matches!(daemon.input().await, ClientInput::Gone { .. }), "client {n}");
    }
}

#[tokio::test]
async fn calls_on_one_connection_wait_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    let mut daemon = Daemon::new(Settings::default());
    serve(&daemon, &path);
    let (client, _) = Client::connect(&path).await.unwrap();
    daemon.input().await;
    let calls: Vec<_> = (0..10)
        .map(|n| {
            let client = client.clone();
            tokio::spawn(async move {
                client.call::<String>("system.hello", &json!({ "client": format!("caller {n}") })).await
            })
        })
        .collect();
    let mut asked = Vec::new();
    for _ in 0..10 {
        let (caller, id, call) = daemon.call().await;
        let Request::Command(Command::Hello(hello)) = call.request else { panic!("{:?}", call.request) };
        asked.push((caller.client, id, hello.client.unwrap()));
    }
    for (to, id, name) in asked.into_iter().rev() {
        daemon.clients.reply(to, id, Ok(name));
    }
    for (n, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await.unwrap(), Ok(format!("caller {n}")), "answers find their calls");
    }
}

#[tokio::test]
async fn a_call_in_the_air_ends_when_the_daemon_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let (client, _) = Client::connect(&path).await.unwrap();
    let (mut accepted, _) = listener.accept().unwrap();
    let call = tokio::spawn(async move { client.call::<Value>("system.status", &json!({})).await });
    tokio::task::spawn_blocking(move || accepted.read(&mut [0; 16]).unwrap()).await.unwrap();
    assert_eq!(call.await.unwrap(), Err(CallError::Gone));
}

#[tokio::test]
async fn a_call_that_fits_no_line_is_not_sent() {
    let mut daemon = Daemon::new(Settings::default());
    let (near, far) = tokio::io::duplex(1 << 20);
    let server = daemon.server.clone();
    tokio::spawn(async move { server.attend(ClientId(1), Peer { uid: UID, gid: UID }, far).await });
    let (client, _) = Client::over(near);
    daemon.input().await;
    let answer = client.call::<Value>("system.hello", &json!({ "client": "x".repeat(70_000) })).await;
    assert_eq!(answer, Err(CallError::TooLong));
    let refused = client.call::<Value>("system.hello", &json!({ "client": "x".repeat(200) })).await;
    assert!(matches!(refused, Err(CallError::Rejected { code: -32602, .. })), "{refused:?}");
}

#[tokio::test]
async fn a_program_that_does_not_read_its_notifications_lags_until_it_subscribes_anew() {
    let mut daemon = Daemon::new(Settings { outbound: 100_000, ..Settings::default() });
    let (near, far) = tokio::io::duplex(1 << 20);
    let server = daemon.server.clone();
    tokio::spawn(async move { server.attend(ClientId(1), Peer { uid: UID, gid: UID }, far).await });
    let (client, mut notifications) = Client::over(near);
    daemon.input().await;
    for seq in 1..=10_000 {
        daemon.clients.notify(ClientId(1), "session.held", &json!({ "seq": seq }), seq);
    }
    let subscribed = tokio::spawn(async move {
        let answer = client.call::<Subscribed>("events.subscribe", &json!({})).await;
        (client, answer)
    });
    let (to, id, _) = daemon.call().await;
    daemon.clients.reply(to.client, id, Ok(Subscribed { seq: 10_000, replay_from: None }));
    let (_client, answer) = subscribed.await.unwrap();
    assert!(answer.is_ok(), "an answer comes through although nobody reads notifications: {answer:?}");

    let mut last = 0;
    loop {
        let told = notifications.next().await.unwrap();
        if told.method == "events.lagged" {
            assert_eq!(told.params["seq"], last);
            break;
        }
        last += 1;
        assert_eq!(told.params["seq"], last);
    }
    daemon.clients.notify(ClientId(1), "session.held", &json!({ "seq": 10_001 }), 10_001);
    assert_eq!(notifications.next().await.unwrap().params["seq"], 10_001);
}

#[tokio::test]
async fn plain_tools_can_talk_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    let mut daemon = Daemon::new(Settings::default());
    serve(&daemon, &path);
    let talking = tokio::task::spawn_blocking(move || {
        let mut stream = UnixStream::connect(path).unwrap();
        stream.write_all(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"system.status\"}").unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    daemon.input().await;
    let (caller, id, _) = daemon.call().await;
    daemon.clients.reply(caller.client, id, Err::<Value, _>(Refused::new(Reason::Busy, "b")));
    let answer = talking.await.unwrap();
    assert!(answer.starts_with("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,"), "{answer}");
}
