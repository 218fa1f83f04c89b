//! Sessions recorded between real switches and other clients, played to our association in their place.
//!
//! They are reference data, not ours to copy: `CALLBACKD_REFERENCE` names the folder that has
//! `csta/frames.jsonl`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use csta::association::{Output, Settings, Token};
use csta::rose::Reject;
use csta::{Apdu, InvokeId};
use serde_json::Value;

use crate::support::{End, hex, s};

/// Sessions that have both directions.
const SESSIONS: [&str; 3] = ["panasonic-20160727", "panasonic-20161101", "hipath-20130104"];

/// One session's messages, oldest first, or `None` where there is no reference data.
#[expect(clippy::disallowed_methods, reason = "test data are files")]
fn recorded(session: &str) -> Option<Vec<(bool, Apdu)>> {
    let Some(reference) = std::env::var_os("CALLBACKD_REFERENCE") else {
        eprintln!("SKIPPED: CALLBACKD_REFERENCE is not set, so no recorded session was played");
        return None;
    };
    let text = std::fs::read_to_string(PathBuf::from(reference).join("csta/frames.jsonl")).unwrap();
    let frames = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut frames: Vec<_> = frames.filter(|frame| frame["session"] == session).collect();
    frames.sort_by_key(|frame| frame["seq"].as_i64());
    assert!(!frames.is_empty(), "the reference has no session {session}");
    let message = |frame: &Value| {
        let apdu = Apdu::decode(&hex(frame["hex"].as_str().unwrap())).unwrap();
        (frame["direction"] == "from_pbx", apdu)
    };
    Some(frames.iter().map(message).collect())
}

/// Our association in the recorded client's place, and its invoke ids for those of the recording.
struct Player {
    settings: Settings,
    end: End,
    ids: BTreeMap<InvokeId, InvokeId>,
    completed: usize,
    answers: usize,
}

impl Player {
    fn new(settings: Settings) -> Self {
        let end = End::connected(settings.clone());
        Self { settings, end, ids: BTreeMap::new(), completed: 0, answers: 0 }
    }

    fn play(&mut self, from_switch: bool, apdu: Apdu) {
        match (from_switch, apdu) {
            (false, Apdu::Aarq(_)) => {
                self.end = End::connected(self.settings.clone());
                self.ids.clear();
            }
            (false, Apdu::Invoke(invoke)) => {
                let token = Token(self.ids.len() as u64);
                let id = self.end.association.invoke_within(self.end.now, invoke.argument, token, s(3600));
                self.ids.insert(invoke.invoke_id, id.unwrap());
            }
            (false, _) => {}
            (true, apdu) => {
                let octets = self.in_our_terms(apdu).encode();
                self.end.association.receive(self.end.now, &octets);
            }
        }
        for output in self.end.outputs() {
            match output {
                Output::Completed { .. } => self.completed += 1,
                Output::Fault(fault) => panic!("{fault}"),
                Output::Closed(reason) => panic!("{reason}"),
                Output::Send(octets) => {
                    self.answers += usize::from(matches!(Apdu::decode(&octets), Ok(Apdu::ReturnResult(_))));
                }
                _ => {}
            }
        }
    }

    fn in_our_terms(&self, mut apdu: Apdu) -> Apdu {
        match &mut apdu {
            Apdu::ReturnResult(result) => result.invoke_id = self.ids[&result.invoke_id],
            Apdu::ReturnError(error) => error.invoke_id = self.ids[&error.invoke_id],
            Apdu::Reject(Reject { invoke_id: Some(id), .. }) => *id = self.ids[id],
            _ => {}
        }
        apdu
    }
}

#[test]
fn recorded_sessions_bind_and_every_message_of_theirs_has_its_place() {
    for session in SESSIONS {
        let Some(messages) = recorded(session) else { return };
        let count = |wanted: fn(&(bool, Apdu)) -> bool| messages.iter().filter(|it| wanted(it)).count();
        let replies = count(|(from_switch, apdu)| {
            *from_switch && matches!(apdu, Apdu::ReturnResult(_) | Apdu::ReturnError(_) | Apdu::Reject(_))
        });
        let answers = count(|(from_switch, apdu)| !from_switch && matches!(apdu, Apdu::ReturnResult(_)));
        // The client recorded on HiPath left that switch's escapes unanswered, and the link stayed up.
        let answer_escape = !session.starts_with("hipath");
        let mut player = Player::new(Settings { answer_escape, window: 64, ..Settings::default() });
        for (from_switch, apdu) in messages {
            player.play(from_switch, apdu);
        }
        assert!(player.end.association.is_bound(), "{session}");
        assert_eq!((player.completed, player.answers), (replies, answers), "{session}");
    }
}
