//! Exit statuses, as sysexits.h has them: the unit restarts after some and not after others.

use std::io::{self, ErrorKind};

use rustix::io::Errno;

use crate::journal::{OpenError, StoreError};

/// The command line is wrong.
pub const USAGE: u8 = 64;
/// The store holds what this version cannot read.
pub const DATAERR: u8 = 65;
/// There is no such store.
pub const NOINPUT: u8 = 66;
/// The socket is served by another process.
pub const UNAVAILABLE: u8 = 69;
/// The daemon is at fault itself, or what it cannot live without failed.
pub const SOFTWARE: u8 = 70;
/// The operating system refuses something every program needs.
pub const OSERR: u8 = 71;
/// The store or the socket cannot be made: no folder, no room, a file system that is not to be written.
pub const CANTCREAT: u8 = 73;
/// A disk fails.
pub const IOERR: u8 = 74;
/// Another instance holds the store: trying again later may help.
pub const TEMPFAIL: u8 = 75;
/// The daemon's user may not do it.
pub const NOPERM: u8 = 77;
/// The configuration is wrong; only a person can help.
pub const CONFIG: u8 = 78;

/// For what the operating system says of a file, a folder or a socket.
#[must_use]
pub fn of_system(error: &io::Error) -> u8 {
    match error.kind() {
        _ if lacks_descriptors(error) => OSERR,
        ErrorKind::OutOfMemory => OSERR,
        ErrorKind::NotFound
        | ErrorKind::NotADirectory
        | ErrorKind::StorageFull
        | ErrorKind::QuotaExceeded
        | ErrorKind::ReadOnlyFilesystem => CANTCREAT,
        ErrorKind::PermissionDenied => NOPERM,
        _ => IOERR,
    }
}

/// Has the process, or the whole system, too many files open?
#[must_use]
pub fn lacks_descriptors(error: &io::Error) -> bool {
    [Errno::MFILE, Errno::NFILE].iter().any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

/// For a store that is not opened.
#[must_use]
pub fn of_open(error: &OpenError) -> u8 {
    match error {
        OpenError::Locked { .. } => TEMPFAIL,
        OpenError::Absent { .. } => NOINPUT,
        OpenError::NoDirectory { .. } => CANTCREAT,
        OpenError::Denied { source, .. } => of_system(source),
        OpenError::Foreign { .. } | OpenError::Torn { .. } | OpenError::Newer { .. } => DATAERR,
        OpenError::Failed { source, .. } => of_store(source),
    }
}

/// For an open store that fails.
#[must_use]
pub fn of_store(error: &StoreError) -> u8 {
    match error {
        StoreError::Full | StoreError::ReadOnly { .. } => CANTCREAT,
        StoreError::Io { .. } | StoreError::Moved { .. } => IOERR,
        StoreError::Corrupt { .. } => DATAERR,
        StoreError::Misuse { .. } | StoreError::Other { .. } => SOFTWARE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_told_from_what_only_a_person_can_mend() {
        let system = |errno: Errno| of_system(&errno.into());
        for (errno, status) in [
            (Errno::MFILE, OSERR),
            (Errno::NFILE, OSERR),
            (Errno::NOSPC, CANTCREAT),
            (Errno::DQUOT, CANTCREAT),
            (Errno::ROFS, CANTCREAT),
            (Errno::NOENT, CANTCREAT),
            (Errno::ACCESS, NOPERM),
            (Errno::PERM, NOPERM),
            (Errno::IO, IOERR),
        ] {
            assert_eq!(system(errno), status, "{errno:?}");
        }
        assert_eq!(of_store(&StoreError::Full), CANTCREAT);
        assert_eq!(of_store(&StoreError::Corrupt { detail: String::new() }), DATAERR);
    }
}
