//! The console's language: one order a line.

use std::time::Duration;

use bytes::Bytes;

use crate::exchange::{Change, Pattern, Phone};
use crate::notation::NotationError;
use crate::switch::Fault;

/// What the console understands, for people.
pub const HELP: &str = "  calls                 the calls that exist
  lift EXT              lift the handset: takes a prompt or a ringing call, or starts a call
  hangup EXT            put the handset down
  dial EXT DIGITS       dial by hand at a lifted phone
  ring EXT FROM         a call from outside arrives
  far-answer EXT        the party called by EXT answers
  far-hangup EXT        the party connected to EXT hangs up
  user EXT HABIT        someone else is at EXT: lifts:2, auto:3, rejects:1, absent
  number PATTERN WHAT   numbers lead elsewhere: answer:4, answer:4:20, rings-out, busy, …
  drop-link             close every connection
  silent                accept octets, answer nothing
  refuse                refuse associations from now on
  delay MILLISECONDS    hold back every answer
  garbage               send octets that are no frame
  bad-apdu              send a frame that holds no APDU
  lose-reply            swallow the next answer
  lose-event            swallow the next event
  resource-busy         answer the next MakeCall with resourceBusy
  heal                  end silent, refuse, delay and what waits to be lost
  quit                  stop";

/// One order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Show [`HELP`].
    Help,
    /// Show the calls.
    Calls,
    /// Do this at a phone.
    Phone(Phone),
    /// Change what people or destinations do.
    Change(Change),
    /// Make this go wrong.
    Fault(Fault),
    /// Stop.
    Quit,
}

/// A line was no order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnOrder {
    /// Its words are none of the console's.
    #[error("{0:?} is no order; try help")]
    Unknown(String),
    /// A habit or behaviour in it is none.
    #[error(transparent)]
    Notation(#[from] NotationError),
}

/// Reads one line; an empty one is `None`.
///
/// # Errors
/// [`NotAnOrder`].
pub fn parse(line: &str) -> Result<Option<Order>, NotAnOrder> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let order = match *words.as_slice() {
        [] => return Ok(None),
        ["help" | "?"] => Order::Help,
        ["calls"] => Order::Calls,
        ["quit" | "exit"] => Order::Quit,
        [action, extension] if action != "delay" => {
            Order::Phone(handset(action, extension).ok_or_else(|| NotAnOrder::Unknown(line.to_owned()))?)
        }
        ["dial", extension, digits] => {
            Order::Phone(Phone::Dial { extension: extension.to_owned(), digits: digits.to_owned() })
        }
        ["ring", extension, from] => {
            Order::Phone(Phone::CallIn { extension: extension.to_owned(), from: from.to_owned() })
        }
        ["user", extension, habit] => {
            Order::Change(Change::User { extension: extension.to_owned(), user: habit.parse()? })
        }
        ["number", pattern, behaviour] => {
            let pattern = Pattern::new(pattern).map_err(NotationError::from)?;
            Order::Change(Change::Destination { pattern, behaviour: behaviour.parse()? })
        }
        ref fault => Order::Fault(parse_fault(fault).ok_or_else(|| NotAnOrder::Unknown(line.to_owned()))?),
    };
    Ok(Some(order))
}

fn handset(action: &str, extension: &str) -> Option<Phone> {
    let extension = extension.to_owned();
    match action {
        "lift" => Some(Phone::Lift(extension)),
        "hangup" => Some(Phone::HangUp(extension)),
        "far-answer" => Some(Phone::FarAnswer(extension)),
        "far-hangup" => Some(Phone::FarHangUp(extension)),
        _ => None,
    }
}

fn parse_fault(words: &[&str]) -> Option<Fault> {
    match *words {
        ["drop-link"] => Some(Fault::DropLinks),
        ["silent"] => Some(Fault::Silent),
        ["refuse"] => Some(Fault::RefuseAssociations),
        ["delay", milliseconds] => {
            Some(Fault::DelayReplies(Duration::from_millis(u64::from(milliseconds.parse::<u32>().ok()?))))
        }
        ["garbage"] => Some(Fault::Garbage(Bytes::from_static(&[0, 0, 0xde, 0xad, 0xbe, 0xef]))),
        ["bad-apdu"] => Some(Fault::BadApdu(Bytes::from_static(&[0xa1, 0x05, 0x02, 0x01]))),
        ["lose-reply"] => Some(Fault::LoseNextReply),
        ["lose-event"] => Some(Fault::LoseNextEvent),
        ["resource-busy"] => Some(Fault::ResourceBusy),
        ["heal"] => Some(Fault::Heal),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_of_the_help_is_understood() {
        for line in HELP.lines() {
            let usage = line.split("  ").map(str::trim).find(|part| !part.is_empty()).unwrap();
            let example = usage
                .replace("EXT", "2001")
                .replace("DIGITS", "90123")
                .replace("FROM", "0123")
                .replace("MILLISECONDS", "250")
                .replace("HABIT", "lifts:2")
                .replace("PATTERN", "90*")
                .replace("WHAT", "busy");
            assert!(matches!(parse(&example), Ok(Some(_))), "{example}");
        }
    }

    #[test]
    fn other_lines_are_refused_by_name() {
        assert_eq!(parse("  "), Ok(None));
        for line in ["lift", "lift 1 2", "delay soon", "jump 2001"] {
            assert_eq!(parse(line), Err(NotAnOrder::Unknown(line.to_owned())));
        }
    }
}
