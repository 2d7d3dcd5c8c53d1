//! Backups: whole, readable, and refused when they are not whole.

use std::fs::{self, File};

use super::*;
use crate::store::{backup::write_lines, contents::Contents, sled::Trees};

fn backed_up() -> (TempDir, PathBuf, PathBuf, LocalStore) {
    let (temp, dir, mut store) = store();
    commit(&mut store, &rename(1, "Security"));
    commit(&mut store, &create(4));
    undo(&mut store, 2).unwrap();
    let file = temp.path().join("backup.jsonl");
    let done = back_up(&dir, &file).unwrap();
    assert_eq!((done.records, done.entries, done.revision), (6, 4, Revision(4)));
    (temp, dir, file, store)
}

#[test]
fn a_backup_brings_everything_back() {
    let (temp, _dir, file, store) = backed_up();
    let other = temp.path().join("other");
    let restored = restore(&file, &other, &operator()).unwrap();
    assert_eq!((restored.records, restored.entries), (6, 4));
    let mut again = LocalStore::open(&other, &operator()).unwrap();
    assert!(again.load().unwrap() == store.load().unwrap());
    assert_eq!(all(&again), all(&store));
    assert_eq!(again.verify().unwrap().problems, []);
    undo(&mut again, 3).unwrap();
}

#[test]
fn a_backup_is_private_and_plain() {
    let (_temp, _dir, file, _store) = backed_up();
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 1 + 6 + 4 + 1);
    let header =
        r#"{"bailiwick":"backup","format":1,"schema":1,"revision":4,"records":6,"entries":4}"#;
    assert_eq!(text.lines().next(), Some(header));
    assert!(text.contains(r#"{"record":{"kind":"ou","id":"ou-ab12-00000001","#));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_torn_backup_is_refused_wherever_it_is_torn() {
    let (temp, _dir, file, _store) = backed_up();
    let bytes = fs::read(&file).unwrap();
    let other = temp.path().join("other");
    for length in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
        fs::write(&file, &bytes[..length]).unwrap();
        let refused = restore(&file, &other, &operator()).unwrap_err();
        let StoreError::BrokenBackup { line, .. } = refused else { panic!("{refused}") };
        let begun = String::from_utf8_lossy(&bytes[..length]).lines().count();
        assert_eq!(line, begun, "cut to {length} bytes");
        assert!(!other.exists() && !temp.path().join("other.unfinished").exists());
    }
}

#[test]
fn every_changed_byte_is_noticed() {
    let (temp, _dir, file, _store) = backed_up();
    let bytes = fs::read(&file).unwrap();
    let other = temp.path().join("other");
    for place in (0..bytes.len()).step_by(41) {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        fs::write(&file, &changed).unwrap();
        let refused = restore(&file, &other, &operator());
        assert!(matches!(refused, Err(StoreError::BrokenBackup { .. })), "byte {place}");
        assert!(!other.exists());
    }
}

#[test]
fn a_broken_line_is_named() {
    let (temp, _dir, file, _store) = backed_up();
    let told = |text: &str| {
        fs::write(&file, text).unwrap();
        restore(&file, &temp.path().join("other"), &operator()).unwrap_err().to_string()
    };
    let text = fs::read_to_string(&file).unwrap();
    let third = text.lines().nth(2).unwrap().to_owned();
    let doubled = told(&text.replace(&third, &format!("{third}\n{third}")));
    assert!(
        doubled.contains("backup.jsonl:4: record ou/ou-ab12-00000001 is there twice"),
        "{doubled}"
    );
    let garbled = told(&text.replacen("\"record\"", "\"rekord\"", 1));
    assert!(
        garbled.contains("backup.jsonl:2: not a line of a backup: unknown variant"),
        "{garbled}"
    );
    let other = told("{\"Version\":\"2012-10-17\"}\n");
    assert!(other.contains("backup.jsonl:1: not the first line of a backup"), "{other}");
    let newer = told(&text.replacen("\"format\":1", "\"format\":7", 1));
    assert!(newer.contains("it has format 7 and schema 1"), "{newer}");
    let more = told(&format!("{text}\n"));
    assert!(more.contains("there is more behind the last line"), "{more}");
}

#[test]
fn a_backup_replaces_an_older_one_and_nothing_else() {
    let (temp, dir, file, mut store) = backed_up();
    commit(&mut store, &rename(3, "Later"));
    assert_eq!(back_up(&dir, &file).unwrap().revision, Revision(5));
    let refused = back_up(&dir, Path::new("/dev/null"));
    assert!(matches!(refused, Err(StoreError::Io { .. })));
    let nowhere = back_up(&dir, &temp.path().join("no/such/place.jsonl"));
    assert!(matches!(nowhere, Err(StoreError::Io { .. })));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said() {
    let (_temp, dir, store) = store();
    drop(store);
    let contents = Contents::load(Trees::open(&dir).unwrap(), &dir, &unwatched).unwrap();
    let path = Path::new("/dev/full");
    let full = File::options().write(true).open(path).unwrap();
    let told = write_lines(&contents, &full, path).unwrap_err();
    assert!(matches!(told, StoreError::Full { .. }), "{told}");
}
