//! What is wrong with a configuration, and where.

use std::fmt;

/// A place that a person can open and correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A line of a file, or of a profile that comes with the daemon; line and column count from 1.
    Line {
        /// The file, as it was named.
        file: String,
        /// The line.
        line: usize,
        /// The column, in characters.
        column: usize,
    },
    /// A file as a whole.
    File(String),
    /// An environment variable.
    Variable(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { file, line, column } => write!(f, "{file}:{line}:{column}"),
            Self::File(file) => f.write_str(file),
            Self::Variable(name) => write!(f, "environment variable {name}"),
        }
    }
}

/// One thing that is wrong, or (as a warning) probably not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    /// Where to correct it.
    pub place: Place,
    /// The key, such as `agents[2].queues[0]` (counted from zero); empty where no key is concerned.
    pub key: String,
    /// What is wrong and what to write instead.
    pub message: String,
}

/// In one line. What could steer a terminal, of keys and of texts that a file holds, is written as an escape.
impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.key.as_str() {
            "" => format!("{}: {}", self.place, self.message),
            key => format!("{}: {key}: {}", self.place, self.message),
        };
        text.chars().try_for_each(|c| match c.is_control() {
            true => write!(f, "{}", c.escape_default()),
            false => write!(f, "{c}"),
        })
    }
}

/// Everything that was found wrong in one run, at least one fault, one to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFaults(pub Vec<ConfigFault>);

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigFaults {}
