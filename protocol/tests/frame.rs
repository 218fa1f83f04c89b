//! Link framing: what a stream of octets means does not depend on how it was read.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests may panic")]

use bytes::{Bytes, BytesMut};
use csta::frame::{Frame, FrameDecoder, FrameError, FrameFault, Framing, MAX_FRAME, PRELUDE_ANSWER};
use proptest::prelude::*;

const FRAMINGS: [Framing; 2] = [Framing::Len16, Framing::HiPath26];

/// Feeds `pieces` one read at a time; everything found, then the fault or the judgement of the end.
fn drive(mut decoder: FrameDecoder, pieces: &[&[u8]]) -> (Vec<Frame>, Result<(), FrameError>) {
    let (mut buffer, mut frames) = (BytesMut::new(), Vec::new());
    for piece in pieces {
        buffer.extend_from_slice(piece);
        loop {
            match decoder.decode(&mut buffer) {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(error) => return (frames, Err(error)),
            }
        }
    }
    (frames, decoder.finish(&buffer))
}

fn stream(framing: Framing, apdus: &[Vec<u8>]) -> Vec<u8> {
    let mut out = BytesMut::new();
    for apdu in apdus {
        framing.encode(apdu, &mut out).expect("a length that the header can say");
    }
    out.to_vec()
}

/// `octets` cut at each of `cuts` (taken modulo the length).
fn pieces<'a>(octets: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut at: Vec<usize> = cuts.iter().map(|cut| cut % (octets.len() + 1)).collect();
    at.extend([0, octets.len()]);
    at.sort_unstable();
    at.windows(2).map(|pair| &octets[pair[0]..pair[1]]).collect()
}

fn fault(framing: Framing, octets: &[u8]) -> FrameFault {
    drive(FrameDecoder::new(framing), &[octets]).1.expect_err("a fault").fault
}

#[test]
fn headers_are_those_seen_on_the_wire() {
    let mut out = BytesMut::new();
    Framing::Len16.encode(&[0x63, 0x03, 0x80, 0x01, 0x00], &mut out).unwrap();
    assert_eq!(out[..], [0x00, 0x05, 0x63, 0x03, 0x80, 0x01, 0x00]);

    out.clear();
    Framing::HiPath26.encode(&[0xa1; 0x33], &mut out).unwrap();
    assert_eq!(out[..4], [0x26, 0x80, 0x33, 0xa1]);

    out.clear();
    Framing::HiPath26.encode(&[0xa1; 0x138], &mut out).unwrap();
    assert_eq!(out[..4], [0x26, 0x81, 0x38, 0xa1]);
}

#[test]
fn several_apdus_in_one_read_are_all_found() {
    let apdus = [vec![0x61, 0x00], vec![0xa1; 200], vec![0x63, 0x00]];
    for framing in FRAMINGS {
        let (frames, end) = drive(FrameDecoder::new(framing), &[&stream(framing, &apdus)]);
        let expected: Vec<_> = apdus.iter().map(|apdu| Frame::Apdu(Bytes::copy_from_slice(apdu))).collect();
        assert_eq!((frames, end), (expected, Ok(())));
    }
}

#[test]
fn every_single_split_point_gives_the_same_frames() {
    let apdus = [vec![0x61, 0x02, 0x26, 0x80], vec![0x26; 130], vec![0xff]];
    for framing in FRAMINGS {
        let octets = stream(framing, &apdus);
        let whole = drive(FrameDecoder::new(framing), &[&octets]);
        assert_eq!(whole.0.len(), apdus.len());
        for at in 0..=octets.len() {
            let (left, right) = octets.split_at(at);
            assert_eq!(drive(FrameDecoder::new(framing), &[left, right]), whole, "split at {at}");
        }
    }
}

#[test]
fn the_prelude_comes_once_and_first() {
    let decoder = FrameDecoder::new(Framing::Len16).with_prelude(PRELUDE_ANSWER);
    let (frames, end) = drive(decoder, &[b"P\x00", b"\x02\x61", b"\x00"]);
    assert_eq!(frames, [Frame::Prelude, Frame::Apdu(Bytes::from_static(b"\x61\x00"))]);
    assert_eq!(end, Ok(()));
}

#[test]
fn a_wrong_prelude_is_named() {
    let decoder = FrameDecoder::new(Framing::Len16).with_prelude(PRELUDE_ANSWER);
    let error = drive(decoder, &[&[0x15, 0x00]]).1.unwrap_err();
    assert_eq!(error.fault, FrameFault::Prelude { expected: 0x50, got: 0x15 });
    assert_eq!(
        error.to_string(),
        "frame at octet 0 of the stream: expected the prelude octet 50, got 15; check the link's prelude setting"
    );
}

#[test]
fn a_header_of_the_other_framing_is_named() {
    assert_eq!(fault(Framing::HiPath26, &[0x00]), FrameFault::Lead { got: 0x00 });
    assert_eq!(fault(Framing::HiPath26, &[0x26, 0x00, 0x05]), FrameFault::Flag { got: 5 });
    assert_eq!(fault(Framing::Len16, &[0x26, 0x80]), FrameFault::Truncated { got: 2, wanted: 2 + 0x2680 });
}

#[test]
fn an_empty_frame_is_a_fault_in_both_directions() {
    assert_eq!(fault(Framing::Len16, &[0, 0, 0xa1]), FrameFault::Empty);
    assert_eq!(fault(Framing::HiPath26, &[0x26, 0x80, 0x00]), FrameFault::Empty);
    let mut out = BytesMut::new();
    assert_eq!(Framing::Len16.encode(&[], &mut out), Err(FrameFault::Empty));
    assert!(out.is_empty());
}

#[test]
fn the_limit_is_judged_from_the_header_alone_and_reserves_nothing() {
    let mut decoder = FrameDecoder::new(Framing::Len16).with_limit(240);
    let mut buffer = BytesMut::from(&[0x00, 0xf1][..]);
    let before = buffer.capacity();
    let error = decoder.decode(&mut buffer).unwrap_err();
    assert_eq!(error.fault, FrameFault::TooLong { length: 241, limit: 240 });
    assert_eq!(buffer.capacity(), before);
    let exactly = stream(Framing::Len16, &[vec![1; 240]]);
    assert_eq!(drive(FrameDecoder::new(Framing::Len16).with_limit(240), &[&exactly]).0.len(), 1);
}

#[test]
fn the_longest_frame_passes_and_one_octet_more_is_refused() {
    for framing in FRAMINGS {
        let longest = vec![0x30; framing.longest()];
        assert_eq!(drive(FrameDecoder::new(framing), &[&stream(framing, &[longest])]).0.len(), 1);
        let (length, limit) = (framing.longest() + 1, framing.longest());
        let mut out = BytesMut::new();
        assert_eq!(framing.encode(&vec![0; length], &mut out), Err(FrameFault::TooLong { length, limit }));
    }
    assert_eq!(Framing::Len16.longest(), MAX_FRAME);
    assert_eq!(Framing::HiPath26.longest(), 0x7fff);
}

#[test]
fn a_fault_is_final_and_keeps_its_offset() {
    let mut decoder = FrameDecoder::new(Framing::HiPath26);
    let mut buffer = BytesMut::from(&[0x26, 0x80, 0x01, 0xaa, 0x07][..]);
    assert!(matches!(decoder.decode(&mut buffer), Ok(Some(Frame::Apdu(_)))));
    let error = decoder.decode(&mut buffer).unwrap_err();
    assert_eq!(error, FrameError { offset: 4, fault: FrameFault::Lead { got: 0x07 } });
    buffer = BytesMut::from(&[0x26, 0x80, 0x01, 0xaa][..]);
    assert_eq!(decoder.decode(&mut buffer), Err(error.clone()));
    assert_eq!(decoder.finish(&[]), Err(error));
}

fn any_framing() -> impl Strategy<Value = Framing> {
    prop_oneof![Just(Framing::Len16), Just(Framing::HiPath26)]
}

proptest! {
    #[test]
    fn any_split_of_a_stream_gives_the_apdus_that_went_in(
        framing in any_framing(),
        apdus in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..300), 0..6),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
    ) {
        let octets = stream(framing, &apdus);
        let (frames, end) = drive(FrameDecoder::new(framing), &pieces(&octets, &cuts));
        let expected: Vec<_> = apdus.into_iter().map(|apdu| Frame::Apdu(Bytes::from(apdu))).collect();
        prop_assert_eq!(frames, expected);
        prop_assert_eq!(end, Ok(()));
    }

    #[test]
    fn garbage_means_the_same_however_it_is_split(
        framing in any_framing(),
        prelude in any::<bool>(),
        limit in 1usize..400,
        octets in prop::collection::vec(prop_oneof![any::<u8>(), Just(0), Just(1), Just(0x26), Just(0x80), Just(0x50)], 0..200),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
    ) {
        let plain = FrameDecoder::new(framing).with_limit(limit);
        let decoder = if prelude { plain.with_prelude(PRELUDE_ANSWER) } else { plain };
        let whole = drive(decoder.clone(), &[&octets]);
        for frame in &whole.0 {
            if let Frame::Apdu(apdu) = frame {
                prop_assert!((1..=limit).contains(&apdu.len()));
            }
        }
        prop_assert_eq!(drive(decoder, &pieces(&octets, &cuts)), whole);
    }
}
