//! A connection that is not written to for ever: whoever does not read what they asked for is hung up on.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

/// So many octets must be taken each time, or nobody would ever wait long for the next one.
const LEAST: usize = 4 * 1024;

/// A stream whose other end must read. From the moment at which nothing more can be written, it must take [`LEAST`] octets
/// (or what there is) within the deadline.
#[derive(Debug)]
pub(super) struct Patience<S> {
    stream: S,
    within: Duration,
    deadline: Pin<Box<Sleep>>,
    /// Octets that must still be taken before the deadline; none where nobody waits.
    owed: Option<usize>,
}

impl<S> Patience<S> {
    /// Hangs up on who does not read `within` this.
    pub(super) fn new(stream: S, within: Duration) -> Self {
        Self { stream, within, deadline: Box::pin(sleep(within)), owed: None }
    }

    fn taken(&mut self, octets: usize) {
        self.owed = self.owed.and_then(|owed| owed.checked_sub(octets)).filter(|owed| *owed > 0);
    }

    /// Nothing can be written just now.
    fn wait(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if self.owed.is_none() {
            self.owed = Some(LEAST);
            self.deadline.as_mut().reset(Instant::now() + self.within);
        }
        ready!(self.deadline.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the other end does not read")))
    }

    fn written(
        &mut self,
        context: &mut Context<'_>,
        poll: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match poll {
            Poll::Ready(Ok(octets)) => {
                self.taken(octets);
                Poll::Ready(Ok(octets))
            }
            Poll::Ready(fault) => Poll::Ready(fault),
            Poll::Pending => self.wait(context),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patience<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patience<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write(context, octets);
        self.written(context, poll)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.written(context, poll)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Whoever flushes has written everything.
        self.owed = None;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "time is the test's own")]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, duplex},
        time::sleep,
    };

    use super::*;

    /// Writes more than fits, while the other end takes so many octets every few milliseconds; what came of it.
    async fn written(octets: usize, within: Duration) -> io::Result<()> {
        let (ours, mut theirs) = duplex(64);
        let reader = tokio::spawn(async move {
            let mut taken = vec![0; octets];
            while octets > 0 && theirs.read_exact(&mut taken).await.is_ok() {
                sleep(Duration::from_millis(5)).await;
            }
            std::future::pending::<()>().await;
            drop(theirs);
        });
        let mut stream = Patience::new(ours, within);
        let outcome = async {
            stream.write_all(&[0; 32 * 1024]).await?;
            stream.flush().await
        };
        let outcome = outcome.await;
        reader.abort();
        outcome
    }

    const SHORT: Duration = Duration::from_millis(200);
    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn whoever_does_not_read_is_hung_up_on() {
        assert_eq!(written(0, SHORT).await.expect_err("a deadline").kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn whoever_reads_by_drops_is_hung_up_on_too() {
        assert_eq!(written(1, SHORT).await.expect_err("a deadline").kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_slow_line_has_its_time() {
        written(512, LONG).await.expect("all of it");
    }

    #[tokio::test]
    async fn a_pause_between_two_answers_counts_for_nothing() {
        let (ours, mut theirs) = duplex(64);
        let mut stream = Patience::new(ours, SHORT);
        for _ in 0..2 {
            let mut taken = [0; 100];
            let (sent, received) = tokio::join!(
                async {
                    stream.write_all(&[0; 100]).await?;
                    stream.flush().await
                },
                theirs.read_exact(&mut taken)
            );
            sent.expect("an answer");
            received.expect("an answer");
            sleep(2 * SHORT).await;
        }
    }
}
