//! `callbackd-web desk hash-password`: a line for the people file.
#![expect(clippy::disallowed_methods, reason = "a salt is made here, for a person at a terminal")]

use std::{
    io::{self, BufRead, IsTerminal, Read, Write},
    path::PathBuf,
};

pub use super::unseen::Failure;
use super::{
    passwords::{self, MAX_PASSWORD},
    people::{People, Person},
    people_file,
    unseen::{self, Unseen},
};

/// Shortest password, in characters. Length is what keeps guessers out; no rule asks for signs.
const SHORTEST: usize = 8;

/// Whose line, and where to.
#[derive(Debug, Clone)]
pub struct Request {
    /// What the person signs in as.
    pub name: String,
    /// What they may do; as before, or agent, unless given.
    pub roles: Option<String>,
    /// The agents they may act as; as before, or the one of the same name, unless given.
    pub agents: Option<String>,
    /// The file that the line goes to; standard output unless given.
    pub file: Option<PathBuf>,
}

/// Reads a password and tells the line of a person, or what was written: from a terminal twice and unseen, else the first
/// line that comes.
///
/// # Errors
/// See [`Failure`].
pub fn run(request: &Request) -> Result<String, Failure> {
    let before = match &request.file {
        Some(path) if path.exists() => {
            people_file::read(path).map_err(|why| format!("{}: {why}.", path.display()))?
        }
        _ => String::new(),
    };
    let people = People::parse(&before).map_err(|bad| format!("The file is wrong already, {bad}."))?;
    let password =
        if io::stdin().is_terminal() { typed() } else { Ok(first_line(&mut io::stdin().lock())?) }?;
    let line = line(request, people.named(&request.name), &password)?;
    let Some(path) = &request.file else { return Ok(line) };
    let text = people_file::with(&before, &request.name, &line);
    people_file::write(path, &text).map_err(|why| format!("{} cannot be written: {why}.", path.display()))?;
    Ok(format!("{} is in {}. A desk that runs reads it when it is restarted.", request.name, path.display()))
}

fn line(request: &Request, before: Option<&Person>, password: &str) -> Result<String, String> {
    if password.chars().count() < SHORTEST {
        return Err(format!("A password has at least {SHORTEST} characters."));
    }
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|fault| format!("The system gives no random octets: {fault}."))?;
    let hash =
        passwords::hash(password, &salt).map_err(|fault| format!("No hash could be made: {fault}."))?;
    let (roles, agents) = rights(request, before);
    let line = format!("{}:{hash}:{roles}:{agents}", request.name);
    // What the desk would not read must not get into its file.
    let people = People::parse(&line).map_err(|bad| format!("{}.", bad.what))?;
    if people.named(&request.name).is_none() {
        return Err("The desk would not find this name: one that begins with # is a remark, and blanks at its ends are lost."
            .to_owned());
    }
    Ok(line)
}

/// Roles and agents. A new password takes nothing away that is not named.
fn rights(request: &Request, before: Option<&Person>) -> (String, String) {
    let before = before.filter(|_| request.roles.is_none() && request.agents.is_none());
    if let Some(person) = before {
        let agents: Vec<&str> = person.agents.iter().map(|agent| agent.as_str()).collect();
        let roles = match (agents.is_empty(), person.supervisor) {
            (true, _) => "supervisor",
            (false, true) => "agent|supervisor",
            (false, false) => "agent",
        };
        return (roles.to_owned(), agents.join(","));
    }
    let roles = request.roles.as_deref().unwrap_or("agent");
    let own = if roles.contains("agent") { request.name.as_str() } else { "" };
    (roles.to_owned(), request.agents.as_deref().unwrap_or(own).to_owned())
}

fn typed() -> Result<String, Failure> {
    unseen::read(|terminal| {
        let first = ask(terminal, "Password: ")?;
        match first == ask(terminal, "Again: ")? {
            true => Ok(first),
            false => Err("These were two different passwords. Try again.".to_owned()),
        }
    })
}

fn ask(terminal: &Unseen, question: &'static str) -> Result<String, String> {
    terminal.show(question);
    let answer = first_line(&mut io::stdin().lock());
    let _ = writeln!(io::stderr());
    answer
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

    #[test]
    fn a_new_password_takes_no_right_away() {
        let people = People::parse("carol:-:agent|supervisor:carol,ann\ndave:-:supervisor:\n").unwrap();
        let request = |name: &str, roles: Option<&str>| Request {
            name: name.to_owned(),
            roles: roles.map(str::to_owned),
            agents: None,
            file: None,
        };
        let rights = |name, roles| rights(&request(name, roles), people.named(name));
        let told = |roles: &str, agents: &str| (roles.to_owned(), agents.to_owned());
        assert_eq!(rights("carol", None), told("agent|supervisor", "carol,ann"));
        assert_eq!(rights("dave", None), told("supervisor", ""));
        assert_eq!(rights("carol", Some("agent")), told("agent", "carol"));
        assert_eq!(rights("erin", None), told("agent", "erin"));
    }
}
