//! One command's connection, and where its answer goes.

use std::{io, path::PathBuf};

use callbackd_api::{
    client::{Client, Notifications},
    ids::SessionId,
    params::ListSessions,
    views::SessionPage,
    words::SessionState,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{cli::SessionArg, failure::Failure, screen::Screen, words::Moment};

/// Sessions that one look through the list may hold.
const PAGE: u32 = 500;

/// What every command needs.
#[derive(Debug)]
pub(crate) struct Reach {
    socket: PathBuf,
    client: Option<Client>,
    pub(crate) screen: Screen,
}

impl Reach {
    pub(crate) fn new(socket: PathBuf, json: bool) -> Self {
        Self { socket, client: None, screen: Screen { json } }
    }

    /// Connects anew.
    pub(crate) async fn connect(&mut self) -> Result<(Client, Notifications), Failure> {
        match Client::connect(&self.socket).await {
            Ok((client, notifications)) => {
                self.client = Some(client.clone());
                Ok((client, notifications))
            }
            Err(fault) if fault.kind() == io::ErrorKind::PermissionDenied => {
                Err(Failure::Denied(self.socket.clone()))
            }
            Err(fault) => Err(Failure::Unreachable { path: self.socket.clone(), fault }),
        }
    }

    /// Calls on the command's one connection.
    pub(crate) async fn call<R: DeserializeOwned>(
        &mut self,
        method: &str,
        params: &(impl Serialize + Sync),
    ) -> Result<R, Failure> {
        let client = match &self.client {
            Some(client) => client.clone(),
            None => self.connect().await?.0,
        };
        Ok(client.call(method, params).await?)
    }

    /// Calls and prints: the answer itself with `--json`, what `words` makes of it otherwise.
    pub(crate) async fn ask<R: DeserializeOwned>(
        &mut self,
        method: &str,
        params: &(impl Serialize + Sync),
        words: impl FnOnce(&R, &Moment) -> String,
    ) -> Result<(), Failure> {
        let answer: Value = self.call(method, params).await?;
        if self.screen.json {
            return Ok(self.screen.json(&answer)?);
        }
        let answer = serde_json::from_value(answer)
            .map_err(|fault| Failure::Protocol(format!("{method}: unexpected answer: {fault}")))?;
        Ok(self.screen.text(&words(&answer, &Moment::now()))?)
    }

    /// The id that a person means.
    pub(crate) async fn session(&mut self, arg: &SessionArg) -> Result<SessionId, Failure> {
        let ending = match arg {
            SessionArg::Id(id) => return Ok(*id),
            SessionArg::Ending(ending) => ending,
        };
        let mut found = Vec::new();
        let states = SessionState::ALL.to_vec();
        let mut wish = ListSessions { states: Some(states), limit: Some(PAGE), ..ListSessions::default() };
        loop {
            let page: SessionPage = self.call("session.list", &wish).await?;
            let ids = page.sessions.iter().map(|session| session.session_id);
            found.extend(ids.filter(|id| id.to_string().ends_with(ending.as_str())));
            wish.after = page.sessions.last().map(|session| session.session_id);
            if !page.more || wish.after.is_none() {
                break;
            }
        }
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(Failure::Usage(format!("no session's id ends with {ending}; `sessions` lists them"))),
            several => {
                let ids: Vec<_> = several.iter().map(SessionId::to_string).collect();
                let ids = ids.join("\n  ");
                Err(Failure::Usage(format!("several sessions' ids end with {ending}:\n  {ids}")))
            }
        }
    }
}
