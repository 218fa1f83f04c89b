//! Files that somebody names in a configuration: opened only if they are files, read only as far as they may be long.
//!
//! A pipe, a device or a socket under such a name would make whoever reads it wait for ever; opening some devices does harm.

use std::{
    fs::{self, File, FileType, OpenOptions},
    io::{self, ErrorKind, Read},
    os::unix::fs::{FileTypeExt, OpenOptionsExt},
    path::Path,
};

use rustix::fs::OFlags;

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// There is nothing of that name.
    #[error("there is no such file")]
    Absent,
    /// There is something else of that name.
    #[error("is {0} and no file: put a file in its place, or name another one")]
    NoFile(&'static str),
    /// Nothing of this kind is so long.
    #[error("longer than {}: this is hardly what was meant, name another file", Size(*.0))]
    TooLong(u64),
    /// It is no text.
    #[error("cannot be read: it is no UTF-8")]
    NoText,
    /// The system says no.
    #[error("cannot be read: {0}")]
    System(io::Error),
}

/// Octets, in the largest unit that divides them.
struct Size(u64);

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            most if most.is_multiple_of(1 << 20) => write!(f, "{} MiB", most >> 20),
            most if most.is_multiple_of(1 << 10) => write!(f, "{} KiB", most >> 10),
            most => write!(f, "{most} octets"),
        }
    }
}

/// Opens a file for reading; links are followed. Does not wait.
///
/// # Errors
/// All of [`FileFault`] but what concerns the content.
pub fn open(path: &Path) -> Result<File, FileFault> {
    // Looked at before, because opening a device may do something, and after, because it may be another one by then.
    is_file(fs::metadata(path)?.file_type())?;
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    let flags = i32::try_from(flags).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    is_file(file.metadata()?.file_type())?;
    Ok(file)
}

/// A text file of at most `most` octets.
///
/// # Errors
/// See [`FileFault`].
pub fn read_text(path: &Path, most: u64) -> Result<String, FileFault> {
    let mut octets = Vec::new();
    open(path)?.take(most.saturating_add(1)).read_to_end(&mut octets)?;
    if u64::try_from(octets.len()).unwrap_or(u64::MAX) > most {
        return Err(FileFault::TooLong(most));
    }
    String::from_utf8(octets).map_err(|_| FileFault::NoText)
}

fn is_file(kind: FileType) -> Result<(), FileFault> {
    let other = match kind {
        _ if kind.is_file() => return Ok(()),
        _ if kind.is_dir() => "a directory",
        _ if kind.is_fifo() => "a pipe",
        _ if kind.is_socket() => "a socket",
        _ => "a device",
    };
    Err(FileFault::NoFile(other))
}

impl From<io::Error> for FileFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Absent,
            _ => Self::System(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::{fs::symlink, net::UnixListener};

    use rustix::fs::{CWD, FileType as Kind, Mode, mknodat};

    use super::*;

    #[test]
    fn what_is_no_file_is_told_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        mknodat(CWD, path("pipe"), Kind::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let _listener = UnixListener::bind(path("socket")).unwrap();
        symlink(path("pipe"), path("link")).unwrap();
        symlink(path("nowhere"), path("dangling")).unwrap();
        for (what, told) in [
            (path("pipe"), "is a pipe and no file"),
            (path("link"), "is a pipe and no file"),
            (path("socket"), "is a socket and no file"),
            (folder.path().to_owned(), "is a directory and no file"),
            ("/dev/zero".into(), "is a device and no file"),
            (path("dangling"), "there is no such file"),
            (path("none"), "there is no such file"),
        ] {
            let fault = read_text(&what, 10).unwrap_err().to_string();
            assert!(fault.starts_with(told), "{}: {fault}", what.display());
        }
    }

    #[test]
    fn what_is_too_long_or_no_text_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let file = File::create(&path).unwrap();
        file.set_len(1 << 40).unwrap();
        assert!(matches!(read_text(&path, 4 << 20), Err(FileFault::TooLong(_))), "not read to its end");
        #[expect(clippy::disallowed_methods, reason = "a test makes a file")]
        fs::write(&path, [0xff]).unwrap();
        assert!(matches!(read_text(&path, 1), Err(FileFault::NoText)));
        assert_eq!(FileFault::TooLong(64 << 10).to_string().split(':').next(), Some("longer than 64 KiB"));
    }
}
