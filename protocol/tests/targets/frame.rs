//! Where a stream is cut does not matter, and frames that were found are what they were cut out of.

use bytes::BytesMut;
use csta::frame::{Frame, FrameDecoder, FrameError, Framing, PRELUDE_ANSWER};

/// The first octet chooses framing, prelude and limit, the second how many octets after it are places to cut at, as parts
/// of 256 of the stream; the rest is the stream.
pub fn holds(octets: &[u8]) {
    let [choice, cuts, rest @ ..] = octets else { return };
    let (cuts, stream) = rest.split_at(rest.len().min(usize::from(cuts % 16)));
    let whole = drive(*choice, &[stream]);
    assert_eq!(drive(*choice, &pieces(stream, cuts)), whole, "cut at {cuts:?}");
    let singly: Vec<_> = stream.chunks(1).collect();
    assert_eq!(drive(*choice, &singly), whole, "octet by octet");

    let (mut again, framing) = (BytesMut::new(), framing(*choice));
    for frame in whole.0 {
        match frame {
            Frame::Prelude => again.extend_from_slice(&[PRELUDE_ANSWER]),
            Frame::Apdu(apdu) => framing.encode(&apdu, &mut again).expect("it came in a frame"),
        }
    }
    assert!(stream.starts_with(&again), "frames that were found are written as they came");
}

/// An input of that kind, out of whole messages.
pub fn input(choice: u8, cuts: &[u8], apdus: &[Vec<u8>]) -> Vec<u8> {
    let mut stream = BytesMut::new();
    if choice & 2 != 0 {
        stream.extend_from_slice(&[PRELUDE_ANSWER]);
    }
    for apdu in apdus {
        framing(choice).encode(apdu, &mut stream).expect("a message fits a frame");
    }
    let count = u8::try_from(cuts.len()).expect("few cuts");
    [&[choice, count][..], cuts, &stream].concat()
}

fn framing(choice: u8) -> Framing {
    if choice & 1 == 0 { Framing::Len16 } else { Framing::HiPath26 }
}

fn pieces<'a>(stream: &'a [u8], cuts: &[u8]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| stream.len() * usize::from(*cut) / 256).collect();
    places.extend([0, stream.len()]);
    places.sort_unstable();
    places.windows(2).map(|pair| &stream[pair[0]..pair[1]]).collect()
}

fn drive(choice: u8, pieces: &[&[u8]]) -> (Vec<Frame>, Result<(), FrameError>) {
    let decoder = FrameDecoder::new(framing(choice));
    let decoder = if choice & 2 == 0 { decoder } else { decoder.with_prelude(PRELUDE_ANSWER) };
    let mut decoder = if choice & 4 == 0 { decoder } else { decoder.with_limit(240) };
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
