//! Who may sign in: a file that a person keeps, a line for each.
//!
//! ```text
//! # name:hash:roles:agents
//! ann:$argon2id$v=19$m=19456,t=2,p=1$…$…:agent:ann
//! carol:$argon2id$…:agent|supervisor:carol,ann
//! dave:-:supervisor:
//! ```
//!
//! `-` in place of the hash: this person cannot sign in by password, only through a reverse proxy that vouches for them.

use std::{collections::BTreeMap, fmt};

use argon2::password_hash::PasswordHash;
use callbackd_api::ids::AgentId;

/// Longest file that is read, in octets.
pub const MAX_FILE: u64 = 1024 * 1024;
/// Longest name, in characters; together with a prefix it fits into an `actor`.
pub const MAX_NAME: usize = 64;
/// Agents that one person may act as.
const MAX_AGENTS: usize = 64;

/// What one hash may cost, whatever the file asks for: KiB of memory, passes, lanes.
const MOST_COST: [(&str, u32); 3] = [("m", 262_144), ("t", 16), ("p", 8)];

/// Everybody who may sign in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People(BTreeMap<String, Person>);

/// Somebody who may sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// What they sign in as; the `actor` of every call made for them.
    pub name: String,
    /// The password, hashed; absent where only a reverse proxy can vouch for them.
    pub hash: Option<String>,
    /// May they see everything?
    pub supervisor: bool,
    /// The agents they may act as; empty unless they have the role.
    pub agents: Vec<AgentId>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({})", self.name)
    }
}

/// What is wrong with a line. Nothing of the line is quoted but its number: it may hold a hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct BadLine {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub what: &'static str,
}

impl People {
    /// Reads the file's text.
    ///
    /// # Errors
    /// The first line that is no person.
    pub fn parse(text: &str) -> Result<Self, BadLine> {
        let mut people = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = |what| BadLine { line: index + 1, what };
            let person = Person::parse(line).map_err(bad)?;
            if people.insert(person.name.clone(), person).is_some() {
                return Err(bad("this name was there before; one line a person"));
            }
        }
        Ok(Self(people))
    }

    /// The person of that name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Person> {
        self.0.get(name)
    }

    /// Some hash of the file: work to do for a name that is not in it, so that both take as long.
    #[must_use]
    pub fn decoy(&self) -> Option<&str> {
        self.0.values().find_map(|person| person.hash.as_deref())
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Nobody?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Person {
    fn parse(line: &str) -> Result<Self, &'static str> {
        let fields: Vec<&str> = line.split(':').map(str::trim).collect();
        let [name, hash, roles, agents] = fields.as_slice() else {
            return Err("expected name:hash:roles:agents, four fields with colons between them");
        };
        let (agent, supervisor) = roles_of(roles)?;
        let agents = agents_of(agents)?;
        match (agent, agents.is_empty()) {
            (true, true) => return Err("the role agent needs the agents that this person may act as"),
            (false, false) => return Err("agents are listed, but the role agent is not"),
            _ => {}
        }
        Ok(Self { name: name_of(name)?, hash: hash_of(hash)?, supervisor, agents })
    }

    /// May they act as this agent?
    #[must_use]
    pub fn may_act_as(&self, agent: &AgentId) -> bool {
        self.agents.contains(agent)
    }
}

fn name_of(text: &str) -> Result<String, &'static str> {
    let length = text.chars().count();
    if length == 0 || length > MAX_NAME || text.chars().any(char::is_control) {
        return Err("a name has 1 to 64 characters, none of them a colon");
    }
    Ok(text.to_owned())
}

fn hash_of(text: &str) -> Result<Option<String>, &'static str> {
    if text == "-" {
        return Ok(None);
    }
    let expected = "expected a hash of argon2id, as `callbackd-web desk hash-password` prints it, or -";
    let hash = PasswordHash::new(text).map_err(|_| expected)?;
    if hash.algorithm.as_str() != "argon2id" || hash.hash.is_none() || hash.salt.is_none() {
        return Err(expected);
    }
    let costs_too_much =
        |&(name, most): &(&str, u32)| hash.params.get_decimal(name).is_some_and(|cost| cost > most);
    if MOST_COST.iter().any(costs_too_much) {
        return Err("the hash asks for more than 256 MiB, 16 passes or 8 lanes; make a cheaper one");
    }
    Ok(Some(text.to_owned()))
}

/// Agent, supervisor.
fn roles_of(text: &str) -> Result<(bool, bool), &'static str> {
    let (mut agent, mut supervisor) = (false, false);
    for role in text.split('|').map(str::trim) {
        match role {
            "agent" => agent = true,
            "supervisor" => supervisor = true,
            _ => return Err("expected the roles agent, supervisor or agent|supervisor"),
        }
    }
    Ok((agent, supervisor))
}

fn agents_of(text: &str) -> Result<Vec<AgentId>, &'static str> {
    let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
    let ids: Vec<AgentId> = ids
        .map(|id| id.parse().map_err(|_| "an agent's id has 1 to 64 characters and no spaces"))
        .collect::<Result<_, _>>()?;
    if ids.len() > MAX_AGENTS {
        return Err("nobody needs to act as more than 64 agents");
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$Ck4kIBEYl4mHnNjl5ch9v4rJtxDJgG4n5bxlC2M5dGc";

    fn fault(line: &str) -> &'static str {
        People::parse(&format!("# a comment\n\n{line}\n")).map_err(|bad| (bad.line, bad.what)).unwrap_err().1
    }

    #[test]
    fn a_line_is_a_person() {
        let text = format!(
            "# name:hash:roles:agents\n\nann:{HASH}:agent:ann\ncarol:-:agent|supervisor:carol, ann\nzoë m.:{HASH}:supervisor:\n"
        );
        let people = People::parse(&text).unwrap();
        assert_eq!(people.len(), 3);
        let ann = people.named("ann").unwrap();
        assert!(ann.may_act_as(&"ann".parse().unwrap()) && !ann.may_act_as(&"carol".parse().unwrap()));
        assert_eq!((ann.hash.as_deref(), ann.supervisor), (Some(HASH), false));
        let carol = people.named("carol").unwrap();
        assert_eq!((carol.hash.as_deref(), carol.supervisor, carol.agents.len()), (None, true, 2));
        assert!(people.named("zoë m.").unwrap().agents.is_empty());
        assert_eq!((people.named("Ann"), people.decoy()), (None, Some(HASH)));
    }

    #[test]
    fn what_is_wrong_is_told_by_line_and_without_quoting() {
        let bad = People::parse(&format!("ann:{HASH}:agent:ann\nbob:secret:agent:bob")).unwrap_err();
        assert_eq!(bad.line, 2);
        assert!(bad.to_string().contains("hash-password") && !bad.to_string().contains("secret"), "{bad}");
        assert!(fault("ann:-:agent").contains("four fields"));
        assert!(fault(":-:supervisor:").contains("1 to 64"));
        assert!(fault("ann:-:boss:ann").contains("agent|supervisor"));
        assert!(fault("ann:-:agent:").contains("needs the agents"));
        assert!(fault("ann:-:supervisor:ann").contains("role agent is not"));
        assert!(fault("ann:-:agent:a b").contains("no spaces"));
        assert!(fault("ann:-:agent:ann\nann:-:agent:ann").contains("before"));
    }

    #[test]
    fn hashes_that_would_cost_too_much_or_are_of_another_kind_are_refused() {
        assert!(fault(&format!("ann:{}:agent:ann", HASH.replace("m=8", "m=4194304"))).contains("256 MiB"));
        assert!(
            fault(&format!("ann:{}:agent:ann", HASH.replace("argon2id", "argon2d"))).contains("argon2id")
        );
        assert!(fault("ann:$argon2id$v=19$m=8,t=1,p=1:agent:ann").contains("argon2id"));
    }
}
