//! A bounded queue of lines and the thread that empties it.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::Duration,
};

use tracing_subscriber::fmt::MakeWriter;

/// Lines that may wait to be written.
const LINES: usize = 8192;

/// How often, and with what pauses, the end of the process looks whether the queue has room again.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(10);

/// The way in; never blocks.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    lines: SyncSender<Message>,
    dropped: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Message {
    Line(Vec<u8>),
    /// Everything before this is written once it is answered.
    Flush(SyncSender<()>),
}

impl Queue {
    /// Starts the thread; `write` gets one line at a time, its end included, and now and then the one that `lost` makes of a
    /// count.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn start(
        write: impl Fn(&[u8]) + Send + 'static,
        lost: impl Fn(u64) -> String + Send + 'static,
    ) -> io::Result<Self> {
        let (lines, written) = sync_channel(LINES);
        let dropped = Arc::new(AtomicU64::new(0));
        let queue = Self { lines, dropped: Arc::clone(&dropped) };
        thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || empty(&written, &dropped, &write, &lost))?;
        Ok(queue)
    }

    /// Returns once all lines so far are written. A log that does not move keeps nobody for longer than two seconds.
    pub(super) fn flush(&self) {
        let (answer, answered) = sync_channel(1);
        let mut message = Message::Flush(answer);
        for _ in 0..TRIES {
            match self.lines.try_send(message) {
                Ok(()) => {
                    // Nothing more can be done about lines that are not written by then.
                    let _ = answered.recv_timeout(PAUSE * TRIES);
                    return;
                }
                Err(TrySendError::Full(unsent)) => {
                    message = unsent;
                    thread::sleep(PAUSE);
                }
                Err(TrySendError::Disconnected(_)) => return,
            }
        }
    }

    fn push(&self, line: Vec<u8>) {
        if self.lines.try_send(Message::Line(line)).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn empty(
    lines: &Receiver<Message>,
    dropped: &AtomicU64,
    write: &impl Fn(&[u8]),
    lost: &impl Fn(u64) -> String,
) {
    while let Ok(message) = lines.recv() {
        match message {
            Message::Line(line) => write(&line),
            Message::Flush(answer) => {
                // Whoever asked may have stopped waiting.
                let _ = answer.send(());
            }
        }
        let count = dropped.swap(0, Ordering::Relaxed);
        if count > 0 {
            write(lost(count).as_bytes());
        }
    }
}

/// One line while it is made; queued when it is complete.
pub(super) struct Line<'a> {
    queue: &'a Queue,
    octets: Vec<u8>,
}

impl Write for Line<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.octets.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        if !self.octets.is_empty() {
            self.queue.push(std::mem::take(&mut self.octets));
        }
    }
}

impl<'a> MakeWriter<'a> for Queue {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { queue: self, octets: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    fn log(queue: &Queue, line: &str) {
        queue.make_writer().write_all(line.as_bytes()).unwrap();
    }

    #[test]
    fn a_log_that_does_not_move_holds_nobody_up_and_tells_what_was_lost() {
        let (open, gate) = channel::<()>();
        let (sink, written) = channel();
        let write = move |line: &[u8]| {
            // Blocked until the test lets go.
            let _ = gate.recv();
            sink.send(String::from_utf8(line.to_vec()).unwrap()).unwrap();
        };
        let queue = Queue::start(write, |count| format!("{count} lost")).unwrap();
        // One line is being written at most, the others wait or are lost.
        for number in 0..LINES + 3 {
            log(&queue, &format!("{number}\n"));
        }
        let lost = queue.dropped.load(Ordering::Relaxed);
        assert!((2..=3).contains(&lost), "{lost} lost");
        drop(open);
        queue.flush();
        let written: Vec<String> = written.try_iter().collect();
        assert_eq!(written[0], "0\n");
        assert_eq!(written[1], format!("{lost} lost"), "told as soon as there is a way");
    }

    #[test]
    fn lines_are_written_whole_and_in_order() {
        let (sink, written) = channel();
        let queue = Queue::start(move |line| sink.send(line.to_vec()).unwrap(), |_| String::new()).unwrap();
        {
            let mut line = queue.make_writer();
            line.write_all(b"in two ").unwrap();
            line.write_all(b"parts\n").unwrap();
        }
        log(&queue, "next\n");
        queue.flush();
        assert_eq!(written.try_iter().collect::<Vec<_>>(), [b"in two parts\n".to_vec(), b"next\n".to_vec()]);
    }
}
