//! What does not fit in a store that is opened all the same, in words for the person who can mend it.

use std::ops::RangeInclusive;

use callbackd_api::words::StoreFault;

/// Something that is wrong with a store. It is served nevertheless: an operator must not be locked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// Records were acknowledged and are gone.
    #[error(
        "records #{} to #{} were acknowledged and are missing: the store's log was lost or cut, or the store is an older copy. \
         Restore the files as they were, or look in the system's log and at the switch for what was asked for meanwhile; \
         their numbers are not given again", .0.start(), .0.end()
    )]
    Missing(RangeInclusive<u64>),
    /// The mark beside the store is gone or cannot be read.
    #[error(
        "the mark beside the store (.mark) is gone or cannot be read, so nobody can tell whether the store's last records \
         are missing{}", if *.log_gone {
            ". It was not closed and its log (-wal) is gone too: what was written last is missing. Where this is a copy, copy the log and the mark as well"
        } else {
            ": where this is a copy, copy the log (-wal) and the mark as well"
        }
    )]
    Unmarked {
        /// The store was in use, and its log is not there.
        log_gone: bool,
    },
    /// The records at the mark are not those that were acknowledged.
    #[error(
        "record #{seq} is not the one that was acknowledged: the store was altered or replaced by an older copy that went on. \
         Restore it from a backup"
    )]
    Altered {
        /// The place.
        seq: u64,
    },
    /// The mark belongs to another store.
    #[error(
        "the mark beside the store is another store's, which had come to record #{last}: the store was replaced. \
         Restore the one that belongs here; numbers up to #{last} are not given again"
    )]
    Another {
        /// How far the other one had come.
        last: u64,
    },
    /// What is kept beside sessions fails its checksum, and is not used.
    #[error("state {key} in the store is damaged and is not used: restore the store from a backup")]
    State {
        /// What it is the state of.
        key: String,
    },
    /// Rows that cannot even be told by their session, or are not needed any more.
    #[error("{rows} rows of sessions in the store are damaged: callbackctl journal verify names them")]
    Rows {
        /// How many.
        rows: u64,
    },
    /// Records that are not as they were written.
    #[error(
        "{records} records in the store are damaged, the first is #{first}: callbackctl journal verify names them"
    )]
    Records {
        /// How many.
        records: u64,
        /// Place of the first.
        first: u64,
    },
    /// The file cannot be read to its end.
    #[error("the store cannot be read to its end ({detail}): restore it from a backup")]
    Unreadable {
        /// In the store's own words.
        detail: String,
    },
}

impl Finding {
    /// The stable word.
    #[must_use]
    pub fn word(&self) -> StoreFault {
        match self {
            Self::Missing(_) => StoreFault::RecordsMissing,
            Self::Unmarked { .. } => StoreFault::Unmarked,
            Self::Altered { .. } => StoreFault::Altered,
            Self::Another { .. } => StoreFault::AnotherStore,
            Self::State { .. } | Self::Rows { .. } | Self::Records { .. } | Self::Unreadable { .. } => {
                StoreFault::Damaged
            }
        }
    }

    /// May what happened last be missing, calls among it?
    #[must_use]
    pub fn loses_the_end(&self) -> bool {
        match self {
            Self::Missing(_) | Self::Unmarked { .. } | Self::Altered { .. } | Self::Another { .. } => true,
            Self::State { .. } | Self::Rows { .. } | Self::Records { .. } | Self::Unreadable { .. } => false,
        }
    }

    /// Places that no record has any more.
    #[must_use]
    pub fn missing(&self) -> Option<RangeInclusive<u64>> {
        match self {
            Self::Missing(places) => Some(places.clone()),
            _ => None,
        }
    }
}
