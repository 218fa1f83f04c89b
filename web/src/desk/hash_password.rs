//! `callbackd-web desk hash-password`: a line for the people file.
#![expect(clippy::disallowed_methods, reason = "a salt is made here, for a person at a terminal")]

use std::io::{self, BufRead, IsTerminal, Read, Write};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::{
    passwords::{self, MAX_PASSWORD},
    people::People,
};

/// Shortest password, in characters. Length is what keeps guessers out; no rule asks for signs.
const SHORTEST: usize = 8;

/// Reads a password and tells the line of a person: from a terminal twice and unseen, else the first line that comes.
///
/// # Errors
/// A sentence that says what to do.
pub fn line(name: &str, roles: &str, agents: &str) -> Result<String, String> {
    let password = if io::stdin().is_terminal() { typed() } else { first_line(&mut io::stdin().lock()) }?;
    if password.chars().count() < SHORTEST {
        return Err(format!("A password has at least {SHORTEST} characters."));
    }
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|fault| format!("The system gives no random octets: {fault}."))?;
    let hash =
        passwords::hash(&password, &salt).map_err(|fault| format!("No hash could be made: {fault}."))?;
    let line = format!("{name}:{hash}:{roles}:{agents}");
    // What the desk would not read must not get into its file.
    People::parse(&line).map_err(|bad| format!("{}.", bad.what))?;
    Ok(line)
}

fn typed() -> Result<String, String> {
    let terminal =
        Unseen::begin().map_err(|fault| format!("The terminal cannot be kept silent: {fault}."))?;
    let first = terminal.ask("Password: ")?;
    match first == terminal.ask("Again: ")? {
        true => Ok(first),
        false => Err("These were two different passwords. Try again.".to_owned()),
    }
}

fn first_line(source: &mut impl BufRead) -> Result<String, String> {
    let mut line = String::new();
    let most = u64::try_from(MAX_PASSWORD).unwrap_or(u64::MAX) + 2;
    source
        .take(most)
        .read_line(&mut line)
        .map_err(|fault| format!("The password cannot be read: {fault}."))?;
    let line = line.trim_end_matches(['\r', '\n']);
    if line.len() > MAX_PASSWORD {
        return Err(format!("A password has at most {MAX_PASSWORD} octets."));
    }
    Ok(line.to_owned())
}

/// A terminal that does not show what is typed, until this is dropped.
struct Unseen(Termios);

impl Unseen {
    fn begin() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent)?;
        Ok(Self(before))
    }

    fn ask(&self, question: &str) -> Result<String, String> {
        // To standard error, because standard output is the line. A closed one hides the question, no more.
        let _ = write!(io::stderr(), "{question}");
        let answer = first_line(&mut io::stdin().lock());
        let _ = writeln!(io::stderr());
        answer
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        // If the terminal is gone, nobody minds.
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_password_whatever_ends_it() {
        for text in ["correct horse\n", "correct horse\r\nmore", "correct horse"] {
            assert_eq!(first_line(&mut text.as_bytes()).unwrap(), "correct horse");
        }
        assert!(first_line(&mut "x".repeat(MAX_PASSWORD + 1).as_bytes()).is_err());
    }
}
