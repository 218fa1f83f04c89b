//! Why an open store does not do what it is asked, in words for the person who can mend it.

/// Why an open store did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room on its disk. Goes away once there is.
    #[error("no room is left on the disk that holds the store: free some space there")]
    Full,
    /// The disk or the file system failed.
    #[error("the disk that holds the store failed ({detail}): look at the kernel's log and at disk quotas")]
    Io {
        /// In the store's own words.
        detail: String,
    },
    /// What is stored cannot be read.
    #[error("the store is damaged ({detail}): stop the daemon and restore the store from a backup")]
    Corrupt {
        /// What does not fit.
        detail: String,
    },
    /// Its files are not where they were.
    #[error(
        "{detail} while callbackd runs, so what it writes would be lost with its next start: put the file back under its \
         name, or restart callbackd, which then tells what is missing"
    )]
    Moved {
        /// Which file, and what happened to it.
        detail: String,
    },
    /// Writing is not permitted.
    #[error(
        "the store cannot be written ({detail}): check its owner, its mode and how its file system is mounted"
    )]
    ReadOnly {
        /// In the store's own words.
        detail: String,
    },
    /// A fault of this program, not of the disk.
    #[error("the store was used wrongly, which is a fault of callbackd: {detail}")]
    Misuse {
        /// What was wrong.
        detail: String,
    },
    /// Anything else.
    #[error("the store failed: {detail}")]
    Other {
        /// In the store's own words.
        detail: String,
    },
}
