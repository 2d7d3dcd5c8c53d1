//! Damaged stores: what is told, and what still works.

use std::fs;

use super::*;
use crate::store::{
    cell,
    contents::entry_name,
    sled::{Shelf, Trees},
};

/// Spoils a text of a store that nobody has open.
fn spoil(dir: &Path, shelf: Shelf, name: &str, how: impl Fn(Vec<u8>) -> Option<Vec<u8>> + Copy) {
    Trees::open(dir).unwrap().spoil(shelf, name, how);
}

fn three_entries() -> (TempDir, PathBuf) {
    let (temp, dir, mut store) = store();
    commit(&mut store, &rename(1, "Security"));
    commit(&mut store, &rename(2, "Sandbox"));
    (temp, dir)
}

fn problems(dir: &Path) -> Vec<String> {
    verify(dir).unwrap().problems.iter().map(ToString::to_string).collect()
}

fn snapshots(dir: &Path, prefix: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|p| p.file_name().unwrap().to_string_lossy().starts_with(prefix)).collect()
}

#[test]
fn a_half_written_snapshot_does_not_block() {
    let (_temp, dir) = three_entries();
    fs::write(dir.join("snap.FFFFFFFFFFFFFFFF.generating"), b"half").unwrap();
    ReadOnly::open(&dir).unwrap();
    let store = LocalStore::open(&dir, &operator()).unwrap();
    assert_eq!(store.load().unwrap().1, Revision(3));
    assert!(!dir.join("snap.FFFFFFFFFFFFFFFF.generating").exists());
}

#[test]
fn a_corrupt_snapshot_is_set_aside_and_kept() {
    let (_temp, dir) = three_entries();
    drop(LocalStore::open(&dir, &operator()).unwrap());
    let snapshot = snapshots(&dir, "snap.").pop().expect("opening leaves a snapshot");
    let mut bytes = fs::read(&snapshot).unwrap();
    bytes[0] ^= 0xff;
    fs::write(&snapshot, &bytes).unwrap();

    let store = LocalStore::open(&dir, &operator()).unwrap();
    assert_eq!(store.load().unwrap().1, Revision(3));
    assert_eq!(store.verify().unwrap().problems, []);
    let aside = snapshots(&dir, "aside.snap.");
    assert_eq!(fs::read(&aside[0]).unwrap(), bytes);
}

#[test]
fn a_damaged_record_is_told_and_named() {
    let (_temp, dir) = three_entries();
    let flip = |mut value: Vec<u8>| {
        *value.last_mut()? ^= 1;
        Some(value)
    };
    spoil(&dir, Shelf::Records, "ou/ou-ab12-00000002", flip);
    let opened = LocalStore::open(&dir, &operator()).err().unwrap();
    let StoreError::Damaged { problems: 1, first, .. } = &opened else { panic!("{opened}") };
    assert_eq!(first, "ou/ou-ab12-00000002: its checksum does not fit its content");
    assert!(opened.to_string().contains("bailiwick restore"));
    let found = problems(&dir);
    assert_eq!(found[0], "record ou/ou-ab12-00000002: its checksum does not fit its content");
    assert!(found.contains(&"head: 4 sound records, and there should be 5".to_owned()));
}

#[test]
fn a_lost_record_is_missed() {
    let (_temp, dir) = three_entries();
    spoil(&dir, Shelf::Records, "ou/ou-ab12-00000002", |_| None);
    let opened = LocalStore::open(&dir, &operator());
    assert!(matches!(opened, Err(StoreError::Damaged { .. })));
    assert_eq!(problems(&dir), ["head: 4 sound records, and there should be 5"]);
}

#[test]
fn a_forged_entry_is_found() {
    let (_temp, dir) = three_entries();
    let name = entry_name(Revision(2));
    let forge = |value: Vec<u8>| {
        let text = String::from_utf8(value[10..].to_vec()).unwrap().replace("ada", "eve");
        let (_, value) = cell::cut(&entry_name(Revision(2)), text.as_bytes()).next()?;
        Some(value)
    };
    spoil(&dir, Shelf::Journal, &name, forge);
    assert_eq!(
        problems(&dir),
        ["journal entry 2: it is not what was written: its hash does not fit its content"]
    );
}

#[test]
fn an_entry_in_the_place_of_another_is_found() {
    let (_temp, dir) = three_entries();
    let (temp, other, mut store) = store();
    commit(&mut store, &rename(3, "Other"));
    commit(&mut store, &rename(3, "Another"));
    drop(store);
    let mut text = Vec::new();
    Trees::open(&other)
        .unwrap()
        .each(Shelf::Journal, |(_, entry)| text = entry.unwrap().to_vec())
        .unwrap();
    drop(temp);
    let name = entry_name(Revision(3));
    spoil(&dir, Shelf::Journal, &name, |_| Some(cell::cut(&name, &text).next()?.1));
    let found = problems(&dir);
    assert!(found[0].starts_with("journal entry 3: it does not follow"), "{found:?}");
}

#[test]
fn lost_entries_are_missed() {
    let (_temp, dir) = three_entries();
    spoil(&dir, Shelf::Journal, &entry_name(Revision(2)), |_| None);
    assert_eq!(problems(&dir), ["journal entry 2: missing, with all others before entry 3"]);
    spoil(&dir, Shelf::Journal, &entry_name(Revision(3)), |_| None);
    assert_eq!(problems(&dir), ["head: it names entry 3 as the newest, and the journal ends at 1"]);
}

#[test]
fn a_reference_to_nothing_is_told_and_is_no_damage() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("store");
    let mut lost = ou(4, "Lost");
    lost.parent = crate::org::ParentId::Ou(ou_id(99));
    let records = organization().records().chain([Record::Ou(lost)]).collect::<Vec<_>>();
    let organization = Organization::from_records(records).unwrap();
    drop(LocalStore::create(&dir, &organization, "made up", &operator()).unwrap());
    let verification = verify(&dir).unwrap();
    assert_eq!(verification.problems, []);
    let dangling = verification.dangling.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(dangling.len(), 1, "{dangling:?}");
    assert!(dangling[0].contains("ou-ab12-00000099"), "{dangling:?}");
}

#[test]
fn another_schema_is_named() {
    let (_temp, dir) = three_entries();
    let newer = |mut value: Vec<u8>| {
        value[1] = 2;
        Some(value)
    };
    spoil(&dir, Shelf::Head, "head", newer);
    let opened = LocalStore::open(&dir, &operator());
    assert!(matches!(opened, Err(StoreError::Schema { found: 2, .. })));
}

#[test]
fn a_damaged_file_gives_an_error_or_the_truth() {
    let (temp, dir) = three_entries();
    let expected = ReadOnly::open(&dir).unwrap().load().unwrap();
    let bytes = fs::read(dir.join("db")).unwrap();
    let mut told = 0;
    for round in 0..60_usize {
        let broken = temp.path().join(format!("broken{round}"));
        crate::store::directory::make_private(&broken).unwrap();
        crate::store::directory::copy_files(&dir, &broken).unwrap();
        let mut spoiled = bytes.clone();
        let used = spoiled.iter().rposition(|byte| *byte != 0).unwrap();
        if round % 3 == 0 {
            spoiled.truncate(used * (round + 1) / 61);
        } else {
            let place = used * round / 60;
            spoiled[place] ^= 1 << (round % 8);
        }
        fs::write(broken.join("db"), &spoiled).unwrap();
        match ReadOnly::open(&broken) {
            Ok(store) => {
                let (organization, revision) = store.load().unwrap();
                assert!(revision < expected.1 || organization == expected.0, "round {round}");
                assert_eq!(store.verify().unwrap().problems, [], "round {round}");
            }
            Err(StoreError::Corrupt { .. } | StoreError::Damaged { .. }) => told += 1,
            Err(other) => panic!("round {round}: {other}"),
        }
    }
    assert!(told > 0, "no damage was noticed at all");
}
