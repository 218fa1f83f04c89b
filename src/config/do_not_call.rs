//! `dialplan.do-not-call-file`: a list that somebody else keeps.
//!
//! A line that is no number that could be dialled protects nobody and is told; the others apply all the same. Lines may be
//! anybody's numbers, so what is wrong with one is told without repeating it.

use std::{
    fs::Metadata,
    io::{self, BufRead, BufReader, Read},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use callbackd_settings::file::{self, FileFault};

use crate::dialplan::{DialPlan, NumberSet};

/// Longest list, in octets.
const MAX_FILE: u64 = 200 << 20;

/// Most lines.
const MAX_LINES: usize = 5_000_000;

/// Longest line, in octets: a number and a comment.
const MAX_LINE: u64 = 1024;

/// So many faulty lines are told at once.
const MAX_FAULTS: usize = 8;

/// What stands in a do-not-call file.
#[derive(Debug)]
pub struct Listed {
    /// The numbers of its lines.
    pub numbers: NumberSet,
    /// What is wrong with some of them.
    pub faults: Option<LineFaults>,
}

/// Faulty lines of a do-not-call file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFaults {
    /// What to mend, beginning with the file's name; no number is repeated.
    pub told: String,
    /// Some of them protect nobody. The others can be read as several numbers, all of which are protected.
    pub unprotected: bool,
}

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
    /// Why the file as a whole cannot be used and what to do, beginning with the file's name.
    pub fn read(path: &Path, plan: &DialPlan) -> Result<(Self, Listed), String> {
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
        let (numbers, faults) = read_lines(&mut lines, plan).map_err(told)?;
        if Stamp::of(&file.metadata().map_err(unreadable)?) != before {
            return Err(told("was written while it was read: move a whole file into its place".to_owned()));
        }
        let faults = faults.map(|faults| LineFaults { told: told(faults.told), ..faults });
        Ok((Self { path: path.to_owned(), stamp: before }, Listed { numbers, faults }))
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

fn read_lines(source: &mut impl BufRead, plan: &DialPlan) -> Result<(NumberSet, Option<LineFaults>), String> {
    let mut faults = FaultyLines::default();
    let mut numbers = Vec::new();
    let mut line = Vec::new();
    for place in 1.. {
        line.clear();
        let length = source.by_ref().take(MAX_LINE + 1).read_until(b'\n', &mut line);
        if length.map_err(|error| format!("cannot be read: {error}"))? == 0 {
            break;
        }
        if place > MAX_LINES {
            return Err(format!("line {place}: more than {MAX_LINES} lines, which is the most"));
        }
        if line.len() as u64 > MAX_LINE {
            return Err(format!("line {place}: longer than {MAX_LINE} octets: this is no number"));
        }
        let read = plan.read_do_not_call(&String::from_utf8_lossy(&line));
        if let Some(fault) = read.fault {
            faults.add(place, &fault.detail, read.numbers.is_empty());
        }
        numbers.extend(read.numbers);
    }
    Ok((numbers.into_iter().collect(), faults.told()))
}

/// What is wrong with the lines that were read so far.
#[derive(Default)]
struct FaultyLines {
    lines: Vec<String>,
    more: usize,
    unprotected: bool,
}

impl FaultyLines {
    fn add(&mut self, place: usize, detail: &str, unprotected: bool) {
        self.unprotected |= unprotected;
        if self.lines.len() < MAX_FAULTS {
            self.lines.push(format!("line {place}: {detail}"));
        } else {
            self.more += 1;
        }
    }

    fn told(mut self) -> Option<LineFaults> {
        if self.more > 0 {
            self.lines.push(format!("and {} lines more", self.more));
        }
        let told = (!self.lines.is_empty()).then(|| self.lines.join("; "));
        told.map(|told| LineFaults { told, unprotected: self.unprotected })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialplan::Settings;

    fn plan() -> DialPlan {
        DialPlan::new(Settings::new("GB".parse().unwrap())).unwrap()
    }

    fn read(text: &str) -> Result<(NumberSet, Option<LineFaults>), String> {
        read_lines(&mut text.as_bytes(), &plan())
    }

    fn told(text: &str) -> LineFaults {
        read(text).unwrap().1.unwrap()
    }

    #[test]
    fn lines_are_read_as_people_write_numbers_at_the_site() {
        let list = "\u{feff}# kept by the office\r\n(020) 7946-0018  # Mrs Miller\r\n\r\n+44 20 7946 0018\n\
                    0033 1 99 00 12 34\n";
        let (numbers, faults) = read(list).unwrap();
        assert_eq!((numbers.len(), faults), (2, None));
        for number in ["+442079460018", "+33199001234"] {
            assert!(numbers.contains(&number.parse().unwrap()), "{number}");
        }
        assert!(!numbers.contains(&"+442079460019".parse().unwrap()));
    }

    #[test]
    fn a_line_of_a_former_plan_protects_the_telephone_of_today() {
        let (numbers, faults) =
            read("+52 1 55 1234 5678\n+229 97 12 34 56\n+225 07 12 34 56\n+55 11 6123 4567\n0171 946 0018\n")
                .unwrap();
        assert_eq!((numbers.len(), faults), (5, None));
        for number in ["+525512345678", "+2290197123456", "+2250707123456", "+5511961234567", "+442079460018"]
        {
            assert!(numbers.contains(&number.parse().unwrap()), "{number}");
        }
    }

    #[test]
    fn a_line_that_may_name_several_telephones_protects_all_of_them_and_is_told() {
        for (line, protected) in [
            ("030 23125123/24", vec!["+493023125123", "+493023125124"]),
            ("030 23125123/24/26", vec!["+493023125123", "+493023125124", "+493023125126"]),
            ("030 23125123-25", vec!["+493023125123", "+493023125124", "+493023125125"]),
            ("030 23125198/198", vec!["+493023125198"]),
            ("0171 3920012, 030 23125123", vec!["+491713920012", "+493023125123"]),
        ] {
            let plan = DialPlan::new(Settings::new("DE".parse().unwrap())).unwrap();
            let (numbers, faults) = read_lines(&mut line.as_bytes(), &plan).unwrap();
            for number in &protected {
                assert!(numbers.contains(&number.parse().unwrap()), "{line}: {number}");
            }
            assert_eq!(
                faults.map(|faults| faults.unprotected),
                (protected.len() > 1).then_some(false),
                "{line}"
            );
        }
    }

    #[test]
    fn a_line_that_can_be_read_as_two_numbers_protects_both() {
        let plan = DialPlan::new(Settings::new("DE".parse().unwrap())).unwrap();
        let (numbers, faults) = read_lines(&mut "049 171 3920012".as_bytes(), &plan).unwrap();
        assert_eq!((numbers.len(), faults.unwrap().unprotected), (2, false));
        assert!(numbers.contains(&"+491713920012".parse().unwrap()));
    }

    #[test]
    fn every_faulty_line_is_told_by_its_place_and_not_by_its_number_and_the_others_apply() {
        let list = "020 7946 0018\n020 7946 00\nMrs Miller\n999\n+44 1999 99\n0044 20 7946 0019\n";
        let (numbers, faults) = read(list).unwrap();
        assert_eq!(numbers.len(), 2);
        let LineFaults { told, unprotected } = faults.unwrap();
        assert!(unprotected);
        assert_eq!(told.matches("line ").count(), 4, "{told}");
        for place in [2, 3, 4, 5] {
            assert!(told.contains(&format!("line {place}: ")), "{told}");
        }
        assert!(!told.contains("7946") && !told.contains("Miller"), "{told}");
    }

    #[test]
    fn whoever_has_many_faults_is_not_told_all_of_them() {
        let told = told(&"nobody\n".repeat(1_000)).told;
        assert!(told.contains("line 8: ") && !told.contains("line 9: "), "{told}");
        assert!(told.ends_with("; and 992 lines more"), "{told}");
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
