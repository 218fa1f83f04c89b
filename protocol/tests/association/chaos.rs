//! Any order of anything: the association keeps its promises and its bounds.

use std::collections::BTreeMap;

use csta::association::{Failure, Output, Probe, ProbeOperation, Settings, Token};
use proptest::prelude::*;

use crate::support::{AARE, End, MAKE_CALL_RESULT, SERVICE_INITIATED, STATUS_NORMAL, hex, make_call, s};

const WINDOW: usize = 3;

#[derive(Clone, Debug)]
enum Act {
    Connected,
    Disconnected,
    Release,
    Abort,
    Wait(u64),
    Invoke(u64),
    /// A result, error or reject for this invoke id.
    Answer(u8, u8),
    Receive(Vec<u8>),
}

fn act() -> impl Strategy<Value = Act> {
    let known = prop::sample::select(vec![
        AARE,
        STATUS_NORMAL,
        SERVICE_INITIATED,
        MAKE_CALL_RESULT,
        "a10b02017f0201493003550129",
        "a11002010902020130300730058003313131",
    ]);
    let known = known.prop_map(hex);
    let bent =
        (known.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(mut octets, at, octet)| {
            let at = at.index(octets.len());
            octets.splice(at..=at, [octet]);
            octets
        });
    let closing = prop::sample::select(vec!["6203800100", "6303800100", "6403800101"]).prop_map(hex);
    let garbage = prop::collection::vec(any::<u8>(), 0..40);
    prop_oneof![
        1 => Just(Act::Connected),
        1 => Just(Act::Disconnected),
        1 => Just(Act::Release),
        1 => Just(Act::Abort),
        1 => closing.prop_map(Act::Receive),
        20 => (0u64..20).prop_map(Act::Wait),
        60 => (1u64..15).prop_map(Act::Invoke),
        60 => (1u8..20, 0u8..3).prop_map(|(id, kind)| Act::Answer(id, kind)),
        40 => known.prop_map(Act::Receive),
        20 => bent.prop_map(Act::Receive),
        10 => garbage.prop_map(Act::Receive),
    ]
}

fn answer(id: u8, kind: u8) -> Vec<u8> {
    match kind {
        0 => [&[0xa2, 0x1d, 0x02, 0x01, id][..], &hex(MAKE_CALL_RESULT)[5..]].concat(),
        1 => [0xa3, 0x0b, 0x02, 0x01, id, 0x02, 0x01, 0x01, 0xa0, 0x03, 0x0a, 0x01, 0x0c].to_vec(),
        _ => [0xa4, 0x06, 0x02, 0x01, id, 0x81, 0x01, 0x01].to_vec(),
    }
}

/// What has been told of each token.
#[derive(Default)]
struct Books {
    open: BTreeMap<u64, usize>,
    timed_out: BTreeMap<u64, usize>,
    closed: usize,
}

impl Books {
    fn note(&mut self, output: &Output) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.closed, 0, "{:?} after the end", output);
        match output {
            Output::Completed { token, outcome, .. } => {
                prop_assert_eq!(self.open.remove(&token.0), Some(1), "{:?} completed but not open", token);
                if matches!(outcome, Err(Failure::TimedOut)) {
                    self.timed_out.insert(token.0, 1);
                }
            }
            Output::Late { token, .. } => {
                prop_assert_eq!(
                    self.timed_out.remove(&token.0),
                    Some(1),
                    "{:?} late but not timed out",
                    token
                );
            }
            Output::Closed(_) => self.closed += 1,
            _ => {}
        }
        Ok(())
    }
}

fn settings() -> Settings {
    let with = ProbeOperation::SystemStatus;
    let probe = Probe { every: s(7), answer_timeout: s(2), with, give_up_after: Some(4) };
    Settings {
        window: WINDOW,
        probe: Some(probe),
        silence_limit: Some(s(60)),
        status_first: Some(s(3)),
        ..Settings::default()
    }
}

proptest! {
    #[test]
    fn each_invoke_is_completed_once_and_the_window_holds(acts in prop::collection::vec(act(), 0..120)) {
        let mut end = End::new(settings());
        let mut books = Books::default();
        end.association.connected(end.now);
        end.association.receive(end.now, &hex(AARE));
        end.association.receive(end.now, &hex(STATUS_NORMAL));
        for (token, act) in (0u64..).zip(acts) {
            match act {
                Act::Connected => end.association.connected(end.now),
                Act::Disconnected => end.association.disconnected(end.now),
                Act::Release => end.association.release(end.now),
                Act::Abort => end.association.abort(end.now),
                Act::Wait(seconds) => {
                    end.now += s(seconds);
                    end.association.handle_timeout(end.now);
                }
                Act::Invoke(limit) => {
                    if end.association.invoke_within(end.now, make_call(), Token(token), s(limit)).is_ok() {
                        books.open.insert(token, 1);
                    }
                }
                Act::Answer(id, kind) => end.association.receive(end.now, &answer(id, kind)),
                Act::Receive(octets) => end.association.receive(end.now, &octets),
            }
            for output in end.outputs() {
                books.note(&output)?;
            }
            prop_assert!(books.open.len() <= WINDOW);
            end.association.handle_timeout(end.now);
            if let Some(due) = end.association.poll_timeout() {
                prop_assert!(due > end.now, "a timeout that is due stays due");
            }
        }
        end.association.disconnected(end.now);
        for output in end.outputs() {
            books.note(&output)?;
        }
        prop_assert!(books.open.is_empty(), "never told of {:?}", books.open);
        prop_assert_eq!(end.association.poll_timeout(), None);
    }
}
