//! Link framing: an octet stream from or to the PBX, cut into APDUs.
//!
//! A link may begin with a *prelude*, one octet each way ([`PRELUDE_REQUEST`], [`PRELUDE_ANSWER`]); after
//! that every APDU travels behind a header that tells its length. How the stream was split into reads
//! never matters: the same octets give the same APDUs and the same fault at the same offset.
//!
//! A fault is final. A length that was misread cannot be made good, so a [`FrameDecoder`] that failed keeps
//! failing with the same [`FrameError`], and the link has to be opened anew.

use bytes::{BufMut, Bytes, BytesMut};
use nom::IResult;
use nom::number::streaming::{be_u8, be_u16};

/// The longest APDU that any framing can carry, in octets; also the default limit of a [`FrameDecoder`].
pub const MAX_FRAME: usize = u16::MAX as usize;

/// What the computing function sends first on links that open with a prelude: `B`.
pub const PRELUDE_REQUEST: u8 = 0x42;

/// What the PBX answers to [`PRELUDE_REQUEST`]: `P`.
pub const PRELUDE_ANSWER: u8 = 0x50;

const HIPATH_LEAD: u8 = 0x26;
const HIPATH_FLAG: u16 = 0x8000;

/// The header in front of each APDU. Lengths are big-endian and do not count the header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// Two octets of length.
    #[default]
    Len16,
    /// HiPath 3000: the octet 26, then two octets of length with the top bit set.
    HiPath26,
}

impl Framing {
    /// The longest APDU, in octets, that this header can announce.
    pub const fn longest(self) -> usize {
        match self {
            Self::Len16 => MAX_FRAME,
            Self::HiPath26 => (HIPATH_FLAG - 1) as usize,
        }
    }

    const fn header_length(self) -> usize {
        match self {
            Self::Len16 => 2,
            Self::HiPath26 => 3,
        }
    }

    /// Appends the header and `apdu` to `out`.
    ///
    /// # Errors
    /// [`FrameFault::Empty`] and [`FrameFault::TooLong`]; `out` is then unchanged.
    pub fn encode(self, apdu: &[u8], out: &mut BytesMut) -> Result<(), FrameFault> {
        let too_long = FrameFault::TooLong { length: apdu.len(), limit: self.longest() };
        let length = match u16::try_from(apdu.len()) {
            Ok(0) => return Err(FrameFault::Empty),
            Ok(length) if apdu.len() <= self.longest() => length,
            _ => return Err(too_long),
        };
        out.reserve(self.header_length() + apdu.len());
        match self {
            Self::Len16 => out.put_u16(length),
            Self::HiPath26 => {
                out.put_u8(HIPATH_LEAD);
                out.put_u16(HIPATH_FLAG | length);
            }
        }
        out.put_slice(apdu);
        Ok(())
    }

    /// The length announced at the start of `input`, or `None` while the header is incomplete. Nothing
    /// is judged here but what the header itself fixes.
    fn announced_length(self, input: &[u8]) -> Result<Option<usize>, FrameFault> {
        let flagged = match self {
            Self::Len16 => return Ok(complete(be_u16(input)).map(|(_, length)| usize::from(length))),
            Self::HiPath26 => match complete(be_u8(input)) {
                None => return Ok(None),
                Some((rest, HIPATH_LEAD)) => complete(be_u16(rest)),
                Some((_, got)) => return Err(FrameFault::Lead { got }),
            },
        };
        match flagged {
            None => Ok(None),
            Some((_, word)) if word & HIPATH_FLAG != 0 => Ok(Some(usize::from(word & !HIPATH_FLAG))),
            Some((_, got)) => Err(FrameFault::Flag { got }),
        }
    }
}

/// The outcome of a streaming number parser, which can only succeed or want more.
fn complete<T>(parsed: IResult<&[u8], T>) -> Option<(&[u8], T)> {
    parsed.ok()
}

/// What a [`FrameDecoder`] found in the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// The other end's half of the prelude. Comes once and first, where a prelude is expected.
    Prelude,
    /// One APDU, header removed, at least one octet.
    Apdu(Bytes),
}

/// Cuts one direction of a link into [`Frame`]s. Holds no octets itself: the caller owns the buffer.
#[derive(Clone, Debug)]
pub struct FrameDecoder {
    framing: Framing,
    limit: usize,
    offset: u64,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Prelude { expected: u8 },
    Frames,
    Failed(FrameError),
}

impl FrameDecoder {
    /// A decoder for a stream of frames with no prelude and the limit [`MAX_FRAME`].
    pub const fn new(framing: Framing) -> Self {
        Self { framing, limit: MAX_FRAME, offset: 0, stage: Stage::Frames }
    }

    /// Lowers the longest APDU accepted to `limit` octets. Values above [`MAX_FRAME`] mean [`MAX_FRAME`].
    #[must_use]
    pub fn with_limit(self, limit: usize) -> Self {
        Self { limit: limit.min(MAX_FRAME), ..self }
    }

    /// Expects the octet `expected` ([`PRELUDE_ANSWER`] on the client's side) before the first frame.
    #[must_use]
    pub fn with_prelude(self, expected: u8) -> Self {
        Self { stage: Stage::Prelude { expected }, ..self }
    }

    /// Takes the next frame off the front of `input`; `None` asks for more octets.
    ///
    /// At most one header and one APDU of the configured limit need ever be buffered, and room is
    /// reserved only after the announced length has been checked.
    ///
    /// # Errors
    /// A [`FrameError`], for good: every later call answers the same.
    pub fn decode(&mut self, input: &mut BytesMut) -> Result<Option<Frame>, FrameError> {
        let outcome = match &self.stage {
            Stage::Failed(error) => return Err(error.clone()),
            Stage::Prelude { expected } => self.decode_prelude(*expected, input),
            Stage::Frames => self.decode_frame(input),
        };
        outcome.map_err(|fault| self.fail(fault))
    }

    /// Judges the end of the stream: `rest` is what [`decode`](Self::decode) left in the buffer.
    ///
    /// # Errors
    /// [`FrameFault::Truncated`] when the stream ended inside a frame, or the earlier fault.
    pub fn finish(&mut self, rest: &[u8]) -> Result<(), FrameError> {
        match &self.stage {
            Stage::Failed(error) => Err(error.clone()),
            Stage::Prelude { .. } | Stage::Frames if rest.is_empty() => Ok(()),
            Stage::Prelude { .. } | Stage::Frames => {
                let announced = self.framing.announced_length(rest).ok().flatten();
                let wanted = self.framing.header_length() + announced.unwrap_or(0);
                Err(self.fail(FrameFault::Truncated { got: rest.len(), wanted }))
            }
        }
    }

    fn decode_prelude(&mut self, expected: u8, input: &mut BytesMut) -> Result<Option<Frame>, FrameFault> {
        match complete(be_u8(input.as_ref())) {
            None => Ok(None),
            Some((_, got)) if got == expected => {
                self.take(input, 1);
                self.stage = Stage::Frames;
                Ok(Some(Frame::Prelude))
            }
            Some((_, got)) => Err(FrameFault::Prelude { expected, got }),
        }
    }

    fn decode_frame(&mut self, input: &mut BytesMut) -> Result<Option<Frame>, FrameFault> {
        let Some(length) = self.framing.announced_length(input)? else { return Ok(None) };
        if length == 0 {
            return Err(FrameFault::Empty);
        }
        if length > self.limit {
            return Err(FrameFault::TooLong { length, limit: self.limit });
        }
        let whole = self.framing.header_length() + length;
        if let Some(missing) = whole.checked_sub(input.len()).filter(|missing| *missing > 0) {
            input.reserve(missing);
            return Ok(None);
        }
        let mut frame = self.take(input, whole);
        Ok(Some(Frame::Apdu(frame.split_off(self.framing.header_length()))))
    }

    fn take(&mut self, input: &mut BytesMut, length: usize) -> Bytes {
        self.offset += length as u64;
        input.split_to(length).freeze()
    }

    fn fail(&mut self, fault: FrameFault) -> FrameError {
        let error = FrameError { offset: self.offset, fault };
        self.stage = Stage::Failed(error.clone());
        error
    }
}

/// Where a stream stopped being frames, and how. The peer's fault, or a wrong framing setting of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("frame at octet {offset} of the stream: {fault}")]
pub struct FrameError {
    /// Octets of the stream in front of the frame (or prelude) at fault.
    pub offset: u64,
    /// What is wrong with it.
    pub fault: FrameFault,
}

/// What is wrong with a frame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    /// The prelude was answered with another octet.
    #[error("expected the prelude octet {expected:02x}, got {got:02x}; check the link's prelude setting")]
    Prelude {
        /// The octet agreed on.
        expected: u8,
        /// The octet seen.
        got: u8,
    },
    /// A HiPath frame begins with something other than 26.
    #[error("expected the lead octet 26, got {got:02x}; check the link's framing setting")]
    Lead {
        /// The octet seen.
        got: u8,
    },
    /// A HiPath length lacks its top bit.
    #[error("expected a length with its top bit set, got {got:04x}; check the link's framing setting")]
    Flag {
        /// The two length octets seen.
        got: u16,
    },
    /// The header announces no octets at all; an APDU has at least two.
    #[error("the header announces an APDU of no octets")]
    Empty,
    /// The APDU is longer than the limit, or than the header can say.
    #[error("the APDU has {length} octets, the limit is {limit}")]
    TooLong {
        /// Octets announced or given.
        length: usize,
        /// Octets allowed.
        limit: usize,
    },
    /// The stream ended inside a frame.
    #[error("the stream ended {got} octets into a frame of at least {wanted}")]
    Truncated {
        /// Octets received of the frame, header included.
        got: usize,
        /// Octets that the frame has, header included, as far as was known.
        wanted: usize,
    },
}
