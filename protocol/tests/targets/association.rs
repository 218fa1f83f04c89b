//! Whatever happens in whatever order: each invoke is completed once, the window holds, the end is the end, nothing is due
//! twice, and where the stream was cut does not matter.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::BytesMut;
use csta::association::{Association, Failure, Output, Probe, ProbeOperation, Settings, Token};
use csta::frame::{Frame, FrameDecoder, Framing};
use csta::service::MakeCallArgument;
use csta::types::DeviceId;

const WINDOW: usize = 3;

/// What happens, as an input has it: one octet for the kind, one for how much.
#[derive(Debug)]
enum Act<'a> {
    Wait(u64),
    Invoke(u64),
    /// An answer of this kind to this invoke.
    Answer(u8, u8),
    /// An APDU comes, in pieces of so many octets.
    Receive(usize, &'a [u8]),
    Connected,
    Disconnected,
    Release,
    Abort,
}

pub fn holds(octets: &[u8]) {
    let Some((choice, mut script)) = octets.split_first() else { return };
    let (mut whole, mut cut) = (End::new(*choice), End::new(*choice));
    let mut books = Books::default();
    let mut token = 0;
    while let Some(act) = next(&mut script) {
        token += 1;
        let taken = whole.act(&act, Token(token), false);
        assert_eq!(cut.act(&act, Token(token), true), taken, "{act:?}");
        if taken {
            books.open.insert(token);
        }
        let outputs = whole.outputs();
        assert_eq!(cut.outputs(), outputs, "cutting the stream changes nothing: {act:?}");
        books.note(&outputs);
        assert!(books.open.len() <= WINDOW, "more than the window is open");
        whole.catch_up();
        cut.catch_up();
        if let Some(due) = whole.association.poll_timeout() {
            assert!(due > whole.now, "a timeout that is due stays due");
        }
    }
    whole.association.disconnected(whole.now);
    books.note(&whole.outputs());
    assert!(books.open.is_empty(), "never told of {:?}", books.open);
    assert_eq!(whole.association.poll_timeout(), None, "something is due after the end");
}

/// An input of that kind: each message comes whole, with an invoke before it and a second after it.
pub fn input(choice: u8, piece: u8, apdus: &[Vec<u8>]) -> Vec<u8> {
    let mut script = vec![choice, 4, 0];
    for apdu in apdus {
        let length = u16::try_from(apdu.len()).expect("a message fits a frame").to_be_bytes();
        script.extend([1, 5, 3, piece]);
        script.extend(length);
        script.extend(apdu);
        script.extend([2, 1, 0, 1]);
    }
    script
}

fn next<'a>(script: &mut &'a [u8]) -> Option<Act<'a>> {
    let [kind, amount, rest @ ..] = *script else { return None };
    *script = rest;
    Some(match kind % 8 {
        0 => Act::Wait(u64::from(amount % 32)),
        1 => Act::Invoke(u64::from(amount % 16) + 1),
        2 => Act::Answer(*amount, rest.first().copied().unwrap_or_default() % 3),
        3 => {
            let [high, low, rest @ ..] = rest else { return None };
            let length = usize::from(u16::from_be_bytes([*high, *low])).min(rest.len());
            let (apdu, rest) = rest.split_at(length);
            *script = rest;
            Act::Receive(usize::from(*amount).max(1), apdu)
        }
        4 => Act::Connected,
        5 => Act::Disconnected,
        6 => Act::Release,
        _ => Act::Abort,
    })
}

/// An association with the stream that leads to it.
struct End {
    association: Association,
    decoder: FrameDecoder,
    buffer: BytesMut,
    now: Duration,
}

impl End {
    fn new(choice: u8) -> Self {
        let every = Duration::from_secs(7);
        let answer_timeout = Duration::from_secs(2);
        let with = ProbeOperation::SystemStatus;
        let probe = Probe { every, answer_timeout, with, give_up_after: Some(4) };
        let defaults = Settings::default();
        let settings = Settings {
            window: WINDOW,
            acse: defaults.acse.clone().filter(|_| choice & 1 == 0),
            probe: Some(probe).filter(|_| choice & 2 == 0),
            silence_limit: Some(Duration::from_secs(60)),
            status_first: Some(Duration::from_secs(3)).filter(|_| choice & 4 != 0),
            answer_escape: choice & 8 == 0,
            ..defaults
        };
        Self {
            association: Association::new(settings),
            decoder: FrameDecoder::new(Framing::Len16),
            buffer: BytesMut::new(),
            now: Duration::from_secs(1000),
        }
    }

    /// Whether an invoke was taken.
    fn act(&mut self, act: &Act<'_>, token: Token, in_pieces: bool) -> bool {
        match act {
            Act::Wait(seconds) => {
                self.now += Duration::from_secs(*seconds);
                self.catch_up();
            }
            Act::Invoke(seconds) => {
                let to = DeviceId::dialing_number("222");
                let argument = MakeCallArgument::new(DeviceId::dialing_number("111"), to);
                let limit = Duration::from_secs(*seconds);
                return self.association.invoke_within(self.now, argument, token, limit).is_ok();
            }
            Act::Answer(id, kind) => self.association.receive(self.now, &answer(*id, *kind)),
            Act::Receive(piece, apdu) if in_pieces => self.receive_in_pieces(*piece, apdu),
            Act::Receive(_, apdu) => self.association.receive(self.now, apdu),
            Act::Connected => self.association.connected(self.now),
            Act::Disconnected => self.association.disconnected(self.now),
            Act::Release => self.association.release(self.now),
            Act::Abort => self.association.abort(self.now),
        }
        false
    }

    fn receive_in_pieces(&mut self, piece: usize, apdu: &[u8]) {
        if apdu.is_empty() {
            // No frame holds nothing.
            return self.association.receive(self.now, apdu);
        }
        let mut stream = BytesMut::new();
        Framing::Len16.encode(apdu, &mut stream).expect("a message fits a frame");
        for piece in stream.chunks(piece) {
            self.buffer.extend_from_slice(piece);
            while let Some(frame) = self.decoder.decode(&mut self.buffer).expect("frames of ours") {
                let Frame::Apdu(apdu) = frame else { panic!("no prelude was asked for") };
                self.association.receive(self.now, &apdu);
            }
        }
    }

    fn catch_up(&mut self) {
        self.association.handle_timeout(self.now);
    }

    fn outputs(&mut self) -> Vec<Output> {
        std::iter::from_fn(|| self.association.poll_output()).collect()
    }
}

/// makeCall's result, an error, a reject; ids of one octet.
fn answer(id: u8, kind: u8) -> Vec<u8> {
    let id = id & 0x7F;
    match kind {
        0 => {
            let connection = b"\x6b\x11\x30\x0f\x80\x04\x30\x30\x37\x35\xa1\x07\x30\x05\x80\x03\x31\x31\x31";
            let head = [0xa2, 0x1d, 0x02, 0x01, id, 0x30, 0x18, 0x02, 0x01, 0x0a, 0x30, 0x13];
            [&head[..], &connection[..]].concat()
        }
        1 => vec![0xa3, 0x0b, 0x02, 0x01, id, 0x02, 0x01, 0x01, 0xa0, 0x03, 0x0a, 0x01, 0x0c],
        _ => vec![0xa4, 0x06, 0x02, 0x01, id, 0x81, 0x01, 0x01],
    }
}

/// What has been told of each token.
#[derive(Default)]
struct Books {
    open: BTreeSet<u64>,
    timed_out: BTreeSet<u64>,
    closed: bool,
}

impl Books {
    fn note(&mut self, outputs: &[Output]) {
        for output in outputs {
            assert!(!self.closed, "{output:?} after the end");
            match output {
                Output::Completed { token, outcome, .. } => {
                    assert!(self.open.remove(&token.0), "{token:?} completed but not open");
                    if matches!(outcome, Err(Failure::TimedOut)) {
                        self.timed_out.insert(token.0);
                    }
                }
                Output::Late { token, .. } => {
                    assert!(self.timed_out.remove(&token.0), "{token:?} late but not timed out");
                }
                Output::Closed(_) => self.closed = true,
                _ => {}
            }
        }
    }
}
