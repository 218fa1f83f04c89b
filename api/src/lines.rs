//! Lines of a stream, each of bounded length.

use std::io;

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio_util::codec::{Decoder, LinesCodec, LinesCodecError};

/// Octets that are read in one go.
const CHUNK: usize = 4096;

/// Reads lines. A line that is too long or no UTF-8 is a fault of its own; the lines after it are read as ever,
/// because the next newline is where they begin.
pub struct Lines<R> {
    source: R,
    codec: LinesCodec,
    buffer: BytesMut,
    ended: bool,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// Lines of at most so many octets.
    pub fn new(source: R, max_length: usize) -> Self {
        let codec = LinesCodec::new_with_max_length(max_length);
        Self { source, codec, buffer: BytesMut::new(), ended: false }
    }

    /// The next line, or `None` at the end. Nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> io::Result<Option<Result<String, LinesCodecError>>> {
        loop {
            let decoded = match self.ended {
                false => self.codec.decode(&mut self.buffer),
                true => self.codec.decode_eof(&mut self.buffer),
            };
            match decoded {
                Ok(Some(line)) => return Ok(Some(Ok(line))),
                Ok(None) if self.ended => return Ok(None),
                Ok(None) => {}
                Err(fault) => return Ok(Some(Err(fault))),
            }
            self.buffer.reserve(CHUNK);
            self.ended = self.source.read_buf(&mut self.buffer).await? == 0;
        }
    }
}
