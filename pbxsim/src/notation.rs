//! How people write behaviours: on the command line and in the console.
//!
//! ```text
//! destination   answer:4   answer:4:20   rings-out   busy   invalid   unsupervised   congestion   barred
//! user          lifts:2    auto:3        absent      rejects:1
//! ```
//! Numbers are seconds: the first until the answer (or the handset), the second until the far end hangs up.

use std::str::FromStr;
use std::time::Duration;

use crate::exchange::{BadPattern, Behaviour, Pattern, User};

/// A word was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotationError {
    /// No such behaviour of a destination.
    #[error(
        "{0:?} is no behaviour; use answer:SECONDS[:SECONDS], rings-out, busy, invalid, unsupervised, congestion or barred"
    )]
    Behaviour(String),
    /// No such habit of a user.
    #[error("{0:?} is no habit of a user; use lifts:SECONDS, auto:SECONDS, rejects:SECONDS or absent")]
    User(String),
    /// No `=` between the two halves.
    #[error("expected KEY=VALUE, got {0:?}")]
    Pair(String),
    /// The left half is no pattern.
    #[error(transparent)]
    Pattern(#[from] BadPattern),
    /// Not two extension numbers of the same length, the lower one first, at most 1000 apart.
    #[error("{0:?} is no range of extensions; write one like 2001-2010")]
    Range(String),
}

impl FromStr for Behaviour {
    type Err = NotationError;

    fn from_str(text: &str) -> Result<Self, NotationError> {
        let unknown = || NotationError::Behaviour(text.to_owned());
        let mut words = text.split(':');
        let behaviour = match words.next() {
            Some("answer") => Self::Answers {
                after: words.next().and_then(seconds).ok_or_else(unknown)?,
                hangs_up_after: words.next().map(|word| seconds(word).ok_or_else(unknown)).transpose()?,
            },
            Some("rings-out") => Self::RingsOut,
            Some("busy") => Self::Busy,
            Some("invalid") => Self::Invalid,
            Some("unsupervised") => Self::Unsupervised,
            Some("congestion") => Self::Congestion,
            Some("barred") => Self::Barred,
            _ => return Err(unknown()),
        };
        if words.next().is_some() { Err(unknown()) } else { Ok(behaviour) }
    }
}

impl FromStr for User {
    type Err = NotationError;

    fn from_str(text: &str) -> Result<Self, NotationError> {
        let unknown = || NotationError::User(text.to_owned());
        let (word, after) = match text.split_once(':') {
            Some((word, after)) => (word, Some(seconds(after).ok_or_else(unknown)?)),
            None => (text, None),
        };
        match (word, after) {
            ("lifts", Some(after)) => Ok(Self::Lifts { after }),
            ("auto", Some(after)) => Ok(Self::AutoOffHook { after }),
            ("rejects", Some(after)) => Ok(Self::Rejects { after }),
            ("absent", None) => Ok(Self::Absent),
            _ => Err(unknown()),
        }
    }
}

/// `PATTERN=BEHAVIOUR`, such as `9020*=answer:4`.
///
/// # Errors
/// What is wrong with either half.
pub fn destination(text: &str) -> Result<(Pattern, Behaviour), NotationError> {
    let (pattern, behaviour) = pair(text)?;
    Ok((Pattern::new(pattern)?, behaviour.parse()?))
}

/// `EXTENSION=HABIT`, such as `2003=absent`.
///
/// # Errors
/// What is wrong with the habit.
pub fn user(text: &str) -> Result<(String, User), NotationError> {
    let (number, habit) = pair(text)?;
    Ok((number.to_owned(), habit.parse()?))
}

/// `FIRST-LAST`, such as `2001-2010`, or one number.
///
/// # Errors
/// [`NotationError::Range`].
pub fn extensions(text: &str) -> Result<Vec<String>, NotationError> {
    const MOST: u32 = 1000;
    let bad = || NotationError::Range(text.to_owned());
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (low, high): (u32, u32) = (first.parse().map_err(|_| bad())?, last.parse().map_err(|_| bad())?);
    if first.len() != last.len() || low > high || high - low >= MOST {
        return Err(bad());
    }
    Ok((low..=high).map(|number| format!("{number:0width$}", width = first.len())).collect())
}

fn pair(text: &str) -> Result<(&str, &str), NotationError> {
    text.split_once('=').ok_or_else(|| NotationError::Pair(text.to_owned()))
}

fn seconds(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_behaviour_of_the_page_is_understood() {
        let (after, talk) = (Duration::from_secs(4), Duration::from_secs(20));
        assert_eq!("answer:4".parse(), Ok(Behaviour::Answers { after, hangs_up_after: None }));
        assert_eq!("answer:4:20".parse(), Ok(Behaviour::Answers { after, hangs_up_after: Some(talk) }));
        for word in ["rings-out", "busy", "invalid", "unsupervised", "congestion", "barred"] {
            assert!(word.parse::<Behaviour>().is_ok(), "{word}");
        }
        for word in ["answer", "answer:x", "answer:4:20:1", "busy:3", "answer:-1", ""] {
            assert_eq!(word.parse::<Behaviour>(), Err(NotationError::Behaviour(word.to_owned())));
        }
    }

    #[test]
    fn every_habit_of_the_page_is_understood() {
        assert_eq!("lifts:0.5".parse(), Ok(User::Lifts { after: Duration::from_millis(500) }));
        assert_eq!(user("2003=absent"), Ok(("2003".to_owned(), User::Absent)));
        assert_eq!("absent:1".parse::<User>(), Err(NotationError::User("absent:1".to_owned())));
    }

    #[test]
    fn a_range_keeps_the_width_of_its_numbers() {
        assert_eq!(extensions("008-010").unwrap(), ["008", "009", "010"]);
        assert_eq!(extensions("7").unwrap(), ["7"]);
        for text in ["10-9", "9-10", "a-b", "1000-2000"] {
            assert_eq!(extensions(text), Err(NotationError::Range(text.to_owned())));
        }
    }
}
