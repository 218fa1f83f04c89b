//! A process that hangs at SIGTERM ends all the same.

use std::{
    env,
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use callbackd::{daemon, exit};
use rustix::process::{Pid, Signal, kill_process};

/// Set in the process that hangs.
const HANGS: &str = "CALLBACKD_TEST_HANGS";

#[test]
fn a_process_that_hangs_ends_after_a_while_and_says_so() {
    if env::var_os(HANGS).is_some() {
        daemon::end_within(Duration::from_millis(50)).unwrap();
        eprintln!("hangs");
        loop {
            thread::park();
        }
    }
    for signal in [Signal::TERM, Signal::INT] {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "--nocapture", "a_process_that_hangs_ends_after_a_while_and_says_so"])
            .env(HANGS, "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("hangs") {
            line.clear();
            assert!(told.read_line(&mut line).unwrap() > 0, "it hangs before it ends");
        }
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(i32::from(exit::SOFTWARE)));
        let mut rest = String::new();
        told.read_to_string(&mut rest).unwrap();
        assert!(rest.contains("did not come to an end within 50ms"), "{rest}");
    }
}
