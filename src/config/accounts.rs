//! Users and groups of the system.

use nix::unistd::{Group, User};

use super::spelling::Who;

/// The user's id.
///
/// # Errors
/// What is wrong and what to do.
pub(super) fn uid(who: &Who) -> Result<u32, String> {
    match who {
        Who::Id(id) => Ok(*id),
        Who::Name(name) => {
            found("user", name, User::from_name(name).map(|user| user.map(|user| user.uid.as_raw())))
        }
    }
}

/// The group's id.
///
/// # Errors
/// What is wrong and what to do.
pub(super) fn gid(who: &Who) -> Result<u32, String> {
    match who {
        Who::Id(id) => Ok(*id),
        Who::Name(name) => {
            found("group", name, Group::from_name(name).map(|group| group.map(|group| group.gid.as_raw())))
        }
    }
}

fn found(kind: &str, name: &str, id: nix::Result<Option<u32>>) -> Result<u32, String> {
    match id {
        Ok(Some(id)) => Ok(id),
        Ok(None) => {
            Err(format!("this system has no {kind} `{name}`: create it, or write another name or a number"))
        }
        Err(error) => Err(format!("the {kind} `{name}` cannot be looked up: {error}")),
    }
}
