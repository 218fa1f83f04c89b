//! The people file on disk: read within bounds, written so that nobody but the desk can read it.

use std::{
    fs::{self, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown},
    path::{Path, PathBuf},
};

use callbackd_settings::file::{FileFault, read_text};

use super::people::{MAX_FILE, People};

/// The group of the desk's user.
const GROUP: &str = "callbackd-desk";
/// Where groups are listed.
const GROUPS: &str = "/etc/group";

/// Reads the file's text.
///
/// # Errors
/// What is wrong, and what to do.
pub fn read(path: &Path) -> Result<String, String> {
    read_text(path, MAX_FILE).map_err(|fault| match fault {
        FileFault::Absent => {
            format!("{fault}: make it with callbackd-web desk hash-password NAME --file, as root")
        }
        fault => fault.to_string(),
    })
}

/// The text with this person's line in it, in place of the one before.
#[must_use]
pub fn with(text: &str, name: &str, line: &str) -> String {
    let is_theirs = |old: &&str| {
        let old = old.trim();
        !old.starts_with('#') && old.split_once(':').is_some_and(|(other, _)| other.trim() == name)
    };
    let mut lines: Vec<&str> = text.lines().collect();
    match lines.iter().position(is_theirs) {
        Some(at) => lines.splice(at..=at, [line]).for_each(drop),
        None => lines.push(line),
    }
    lines.join("\n") + "\n"
}

/// Writes the whole file at once, or leaves it as it was. Others can read it afterwards no more, whatever was before.
///
/// # Errors
/// A line would be wrong, or the system does not let us.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    People::parse(text).map_err(|bad| io::Error::other(format!("{}: {bad}", path.display())))?;
    // A link stays one: what it leads to is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let before = fs::metadata(&path).ok();
    if before.as_ref().is_some_and(|before| !before.is_file()) {
        return Err(io::Error::other(format!("{} is no file", path.display())));
    }
    let beside = beside(&path);
    let written = fresh(&beside, before.as_ref(), text).and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        // Whatever is left of it must not lie about.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    PathBuf::from(name)
}

fn fresh(path: &Path, before: Option<&fs::Metadata>, text: &str) -> io::Result<()> {
    // Closed to everybody else from its first moment.
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    match before {
        Some(before) => {
            fchown(&file, Some(before.uid()), Some(before.gid()))?;
            file.set_permissions(Permissions::from_mode(before.mode() & 0o640 | 0o600))?;
        }
        // Only root may give a file away; for anybody else it stays their own.
        None => {
            if let Some(group) = group().filter(|_| rustix::process::geteuid().is_root()) {
                fchown(&file, None, Some(group))?;
                file.set_permissions(Permissions::from_mode(0o640))?;
            }
        }
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// The number of the desk's group, where it is listed.
fn group() -> Option<u32> {
    let groups = read_text(Path::new(GROUPS), MAX_FILE).ok()?;
    let mut fields = groups.lines().map(|line| line.split(':'));
    fields.find_map(|mut line| (line.next() == Some(GROUP)).then(|| line.nth(1)?.parse().ok()).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_one_line_and_everything_else_stays_as_it_was() {
        let text = "# ann: works mornings\nann:-:agent:ann\n\nbob:-:agent:bob\n";
        let changed = with(text, "ann", "ann:-:supervisor:");
        assert_eq!(changed, "# ann: works mornings\nann:-:supervisor:\n\nbob:-:agent:bob\n");
        assert_eq!(with("", "ann", "ann:-:supervisor:"), "ann:-:supervisor:\n");
        assert_eq!(
            with("bob:-:agent:bob", "ann", "x"),
            "bob:-:agent:bob\nx\n",
            "the last line is ended first"
        );
    }

    #[test]
    fn whatever_could_be_read_by_others_can_be_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("people");
        let mode = || fs::metadata(&path).unwrap().mode() & 0o777;
        write(&path, "ann:-:supervisor:\n").unwrap();
        assert_eq!(mode() & 0o137, 0, "{:o}", mode());
        for (before, after) in [(0o644, 0o640), (0o600, 0o600), (0o440, 0o640), (0o666, 0o640)] {
            fs::set_permissions(&path, Permissions::from_mode(before)).unwrap();
            write(&path, "bob:-:supervisor:\n").unwrap();
            assert_eq!(mode(), after, "after {before:o}");
        }
        assert!(write(&path, "nonsense\n").is_err());
        assert_eq!(read(&path).unwrap(), "bob:-:supervisor:\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_file_that_is_not_there_is_told_with_how_to_make_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(folder.path()).unwrap_err().contains("no file"));
        assert!(read(&folder.path().join("people")).unwrap_err().contains("hash-password"));
    }
}
