//! The mark: a small file beside the store that says how far its records were acknowledged.
//!
//! It is written after each commit and before anything is done that the commit permits, so a store that ends before its mark
//! has lost records that somebody relied on. Two slots are written in turn, in sectors of their own: whatever is torn, the
//! other one still holds.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read},
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use super::{
    place::{beside, directory},
    sums::{self, Sum},
    watch::Identity,
};

/// Octets of the store's own id.
pub(super) const ID: usize = 16;
const MAGIC: &[u8; 8] = b"CBKDmrk1";
/// Begins of the slots; no disk writes both at once.
const SLOT: u64 = 4096;
const CONTENT: usize = 8 + 8 + ID + 8 + 32;
const LENGTH: usize = CONTENT + 32;

/// How far a store was acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Counts the times that it was written.
    turn: u64,
    /// The store's own id.
    pub(super) store: [u8; ID],
    /// The last place acknowledged.
    pub(super) seq: u64,
    /// The chain there.
    pub(super) chain: Sum,
}

/// What lies where the mark should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A file without a slot that can be trusted.
    Unreadable,
    /// The later of the slots that can be trusted.
    Mark(Mark),
}

/// The mark of an open store.
#[derive(Debug)]
pub(super) struct MarkFile {
    path: PathBuf,
    turn: u64,
    /// Open since it was written first.
    file: Option<(File, Identity)>,
}

impl Mark {
    fn encode(&self) -> [u8; LENGTH] {
        let mut octets = [0; LENGTH];
        let turn = self.turn.to_be_bytes();
        let seq = self.seq.to_be_bytes();
        let content = [&MAGIC[..], &turn, &self.store, &seq, &self.chain].concat();
        let sum = sums::sum([content.as_slice()]);
        for (octet, value) in octets.iter_mut().zip(content.iter().chain(&sum)) {
            *octet = *value;
        }
        octets
    }

    fn decode(octets: &[u8]) -> Option<Self> {
        let (content, rest) = octets.split_at_checked(CONTENT)?;
        let (sum, _) = rest.split_first_chunk::<32>()?;
        let (magic, rest) = content.split_first_chunk::<8>()?;
        let (turn, rest) = rest.split_first_chunk::<8>()?;
        let (store, rest) = rest.split_first_chunk::<ID>()?;
        let (seq, chain) = rest.split_first_chunk::<8>()?;
        let trusted = magic == MAGIC && sums::sum([content]) == *sum;
        trusted.then_some(Self {
            turn: u64::from_be_bytes(*turn),
            store: *store,
            seq: u64::from_be_bytes(*seq),
            chain: chain.try_into().ok()?,
        })
    }
}

impl MarkFile {
    /// Reads the mark of the store at `path`.
    pub(super) fn read(path: &Path) -> io::Result<(Self, Found)> {
        let path = beside(path, ".mark");
        let found = read(&path)?;
        let turn = match found {
            Found::Mark(mark) => mark.turn,
            Found::Nothing | Found::Unreadable => 0,
        };
        Ok((Self { path, turn, file: None }, found))
    }

    /// Moves the mark; it is on disk when this returns.
    pub(super) fn put(&mut self, store: [u8; ID], seq: u64, chain: Sum) -> io::Result<()> {
        let turn = self.turn.saturating_add(1);
        let mark = Mark { turn, store, seq, chain };
        let file = self.file()?;
        file.write_all_at(&mark.encode(), (turn % 2) * SLOT)?;
        file.sync_data()?;
        self.turn = turn;
        Ok(())
    }

    /// The file, made anew where somebody removed it.
    fn file(&mut self) -> io::Result<&File> {
        let there = Identity::of(&self.path).ok();
        if self.file.as_ref().is_none_or(|(_, identity)| Some(*identity) != there) {
            let file =
                OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&self.path)?;
            // Whatever is written later needs no more room.
            file.write_all_at(&[0], 2 * SLOT - 1)?;
            file.sync_all()?;
            File::open(directory(&self.path))?.sync_all()?;
            self.file = Some((file, Identity::of(&self.path)?));
        }
        self.file.as_ref().map(|(file, _)| file).ok_or_else(|| ErrorKind::NotFound.into())
    }
}

fn read(path: &Path) -> io::Result<Found> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => return Ok(Found::Unreadable),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(error),
    }
    let mut octets = Vec::new();
    File::open(path)?.take(2 * SLOT).read_to_end(&mut octets)?;
    let second = usize::try_from(SLOT).unwrap_or(usize::MAX);
    let slots = [octets.as_slice(), octets.get(second..).unwrap_or_default()];
    let newest = slots.into_iter().filter_map(Mark::decode).max_by_key(|mark| mark.turn);
    Ok(newest.map_or(Found::Unreadable, Found::Mark))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "these tests look into the file itself")]
mod tests {
    use super::*;

    const STORE: [u8; ID] = [7; ID];

    fn found(path: &Path) -> Option<u64> {
        match MarkFile::read(path).unwrap().1 {
            Found::Mark(mark) => Some(mark.seq),
            Found::Unreadable => None,
            Found::Nothing => panic!("there is a mark"),
        }
    }

    #[test]
    fn whatever_is_torn_the_slot_before_it_still_holds() {
        let directory = tempfile::tempdir().unwrap();
        let store = directory.path().join("journal.db");
        let (mut mark, nothing) = MarkFile::read(&store).unwrap();
        assert_eq!(nothing, Found::Nothing);
        for seq in 1..=9 {
            mark.put(STORE, seq, [1; 32]).unwrap();
            assert_eq!(found(&store), Some(seq));
        }
        let path = beside(&store, ".mark");
        let whole = fs::read(&path).unwrap();
        // The ninth is in the second slot: no octet of it may be wrong.
        for octet in 0..LENGTH {
            let mut torn = whole.clone();
            torn[4096 + octet] ^= 0x10;
            fs::write(&path, torn).unwrap();
            assert_eq!(found(&store), Some(8), "octet {octet}");
        }
        for length in [0, 1, LENGTH - 1, 4096, 4096 + LENGTH - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            let left = (length >= LENGTH).then_some(8);
            assert_eq!(found(&store), left, "{length} octets");
        }
    }

    #[test]
    fn a_mark_that_was_removed_is_made_anew() {
        let directory = tempfile::tempdir().unwrap();
        let store = directory.path().join("journal.db");
        let (mut mark, _) = MarkFile::read(&store).unwrap();
        mark.put(STORE, 1, [1; 32]).unwrap();
        fs::remove_file(beside(&store, ".mark")).unwrap();
        mark.put(STORE, 2, [2; 32]).unwrap();
        assert_eq!(found(&store), Some(2));
    }
}
