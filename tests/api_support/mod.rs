//! A server with nothing behind it: tests play the daemon.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test waits for real tasks and may fail"
)]

use std::time::Duration;

use callbackd::{
    api::{
        access::{Access, Rule},
        method::Call,
        server::{ClientInput, Clients, Server, Settings},
    },
    switchboard::command::Caller,
};
use callbackd_api::{
    message::RequestId,
    params::{Role, Roles},
};
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

pub(crate) const UID: u32 = 1000;
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn all_roles() -> Roles {
    [Role::Requester, Role::Agent, Role::Supervisor, Role::Operator]
        .into_iter()
        .fold(Roles::default(), Roles::with)
}

pub(crate) fn access(uid: u32, roles: Roles) -> Access {
    Access::new(vec![Rule { uid: Some(uid), gid: None, roles }])
}

/// The daemon's side of a server.
pub(crate) struct Daemon {
    pub(crate) server: Server,
    pub(crate) clients: Clients,
    pub(crate) inputs: mpsc::Receiver<ClientInput>,
    pub(crate) access: watch::Sender<Access>,
    pub(crate) stop: CancellationToken,
}

impl Daemon {
    pub(crate) fn new(settings: Settings) -> Self {
        let (access, watched) = watch::channel(access(UID, all_roles()));
        let stop = CancellationToken::new();
        let (server, clients, inputs) = Server::new(settings, watched, stop.clone());
        Self { server, clients, inputs, access, stop }
    }

    pub(crate) async fn input(&mut self) -> ClientInput {
        timeout(PATIENCE, self.inputs.recv()).await.expect("an input in time").expect("a server")
    }

    /// The next call; clients come and go unmentioned.
    pub(crate) async fn call(&mut self) -> (Caller, RequestId, Call) {
        loop {
            if let ClientInput::Call { caller, id, call } = self.input().await {
                return (caller, id, call);
            }
        }
    }
}
