//! `dialplan.do-not-call-file`: a list that somebody else keeps, read whole or not at all.
//!
//! Its lines may be anybody's numbers, so what is wrong with one is told without repeating it.

use std::{
    fs::Metadata,
    io::{self, BufRead, BufReader, Read},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use crate::{
    dialplan::{DialPlan, NumberSet},
    file::{self, FileFault},
};

/// Longest list, in octets.
const MAX_FILE: u64 = 200 << 20;

/// Most lines.
const MAX_LINES: usize = 5_000_000;

/// Longest line, in octets: a number and a comment.
const MAX_LINE: u64 = 1024;

/// So many faulty lines are told at once.
const MAX_FAULTS: usize = 8;

/// A do-not-call file as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoNotCallFile {
    path: PathBuf,
    stamp: Stamp,
}

/// Tells one state of a file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    device: u64,
    inode: u64,
    length: u64,
    modified: (i64, i64),
}

impl Stamp {
    fn of(file: &Metadata) -> Self {
        Self {
            device: file.dev(),
            inode: file.ino(),
            length: file.len(),
            modified: (file.mtime(), file.mtime_nsec()),
        }
    }
}

impl DoNotCallFile {
    /// Reads all numbers of the file as people write them at the site of `plan`.
    ///
    /// # Errors
    /// What is wrong and what to do, beginning with the file's name; no number is repeated.
    pub fn read(path: &Path, plan: &DialPlan) -> Result<(Self, NumberSet), String> {
        let told = |what: String| format!("{}: {what}", path.display());
        let file = file::open(path).map_err(|fault| match fault {
            FileFault::Absent => told(format!("{fault}: create it, an empty one if need be")),
            fault => told(fault.to_string()),
        })?;
        let unreadable = |error: io::Error| told(format!("cannot be read: {error}"));
        let before = Stamp::of(&file.metadata().map_err(unreadable)?);
        if before.length > MAX_FILE {
            return Err(told(format!(
                "longer than {} MiB: this is hardly a list of numbers",
                MAX_FILE >> 20
            )));
        }
        let mut lines = BufReader::new(&file);
        let numbers = read_lines(&mut lines, plan).map_err(told)?;
        if Stamp::of(&file.metadata().map_err(unreadable)?) != before {
            return Err(told("was written while it was read: move a whole file into its place".to_owned()));
        }
        Ok((Self { path: path.to_owned(), stamp: before }, numbers))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Is there another file by now, or none?
    #[must_use]
    pub fn has_changed(&self) -> bool {
        !self.path.metadata().is_ok_and(|file| Stamp::of(&file) == self.stamp)
    }
}

fn read_lines(source: &mut impl BufRead, plan: &DialPlan) -> Result<NumberSet, String> {
    let mut faults = Faults::default();
    let mut line = Vec::new();
    let mut place = 0_usize;
    let numbers = std::iter::from_fn(|| {
        while faults.lines.len() < MAX_FAULTS {
            line.clear();
            match source.by_ref().take(MAX_LINE + 1).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => place += 1,
                Err(error) => {
                    faults.end = Some(format!("cannot be read: {error}"));
                    return None;
                }
            }
            if place > MAX_LINES {
                faults.end = Some(format!("line {place}: more than {MAX_LINES} lines, which is the most"));
                return None;
            }
            if line.len() as u64 > MAX_LINE {
                faults.end = Some(format!("line {place}: longer than {MAX_LINE} octets: this is no number"));
                return None;
            }
            match plan.read_do_not_call(&String::from_utf8_lossy(&line)) {
                Ok(Some(number)) => return Some(number),
                Ok(None) => {}
                Err(refusal) => faults.lines.push(format!("line {place}: {}", refusal.detail)),
            }
        }
        None
    });
    let numbers: NumberSet = numbers.collect();
    faults.none().map(|()| numbers)
}

/// What is wrong with the lines that were read so far.
#[derive(Default)]
struct Faults {
    lines: Vec<String>,
    /// Why no more were read.
    end: Option<String>,
}

impl Faults {
    fn none(mut self) -> Result<(), String> {
        if self.lines.len() >= MAX_FAULTS {
            self.end = Some("and perhaps more".to_owned());
        }
        self.lines.extend(self.end);
        if self.lines.is_empty() { Ok(()) } else { Err(self.lines.join("; ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialplan::Settings;

    fn plan() -> DialPlan {
        DialPlan::new(Settings::new("GB".parse().unwrap())).unwrap()
    }

    fn read(text: &str) -> Result<NumberSet, String> {
        read_lines(&mut text.as_bytes(), &plan())
    }

    #[test]
    fn lines_are_read_as_people_write_numbers_at_the_site() {
        let list = "\u{feff}# kept by the office\r\n(020) 7946-0018  # Mrs Miller\r\n\r\n+44 20 7946 0018\n\
                    0033 1 99 00 12 34\n+44 1999 99\n";
        let numbers = read(list).unwrap();
        assert_eq!(numbers.len(), 3);
        for number in ["+442079460018", "+33199001234", "+44199999"] {
            assert!(numbers.contains(&number.parse().unwrap()), "{number}");
        }
        assert!(!numbers.contains(&"+442079460019".parse().unwrap()));
    }

    #[test]
    fn every_faulty_line_is_told_by_its_place_and_not_by_its_number() {
        let told = read("020 7946 0018\n020 7946 00\nMrs Miller\n999\n0044 20 7946 0018\n").unwrap_err();
        assert_eq!(told.matches("line ").count(), 3, "{told}");
        assert!(told.starts_with("line 2: ") && told.contains("; line 3: ") && told.contains("; line 4: "));
        assert!(!told.contains("7946") && !told.contains("Miller"), "{told}");
    }

    #[test]
    fn whoever_has_many_faults_is_not_told_all_of_them() {
        let told = read(&"nobody\n".repeat(1_000)).unwrap_err();
        assert!(told.contains("line 8: ") && !told.contains("line 9: "), "{told}");
        assert!(told.ends_with("; and perhaps more"), "{told}");
    }

    #[test]
    fn a_line_without_end_is_not_read_to_its_end() {
        let told = read(&format!("020 7946 0018\n{}", "0".repeat(5_000_000))).unwrap_err();
        assert_eq!(told, "line 2: longer than 1024 octets: this is no number");
    }

    #[test]
    fn more_lines_than_fit_are_too_many() {
        let told = read(&"\n".repeat(MAX_LINES + 1)).unwrap_err();
        assert_eq!(told, "line 5000001: more than 5000000 lines, which is the most");
    }
}
