//! Where a store can be and where not, who may see it, and who has it.

use std::fs;

use super::*;

fn open(dir: &Path) -> StoreError {
    LocalStore::open(dir, &operator()).err().expect("it opened")
}

fn make(dir: &Path) -> StoreError {
    LocalStore::create(dir, &organization(), "made up", &operator()).err().expect("it was made")
}

#[test]
#[cfg(unix)]
fn only_the_user_can_see_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_temp, dir, mut store) = store();
    commit(&mut store, &rename(1, "Security"));
    let store = reopen(store, &dir);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    for entry in fs::read_dir(&dir).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.is_dir() || mode(&path) == 0o600, "{}", path.display());
    }
    drop(store);
}

#[test]
fn a_second_opener_is_told_who_has_it_and_can_read() {
    let (_temp, dir, mut store) = store();
    let StoreError::Locked { holder: Some(holder), .. } = &open(&dir) else { panic!("not locked") };
    assert_eq!((holder.pid, &*holder.host), (std::process::id(), "desk"));
    let told = open(&dir).to_string();
    let expected = format!(
        "is in use by process {} of ada on desk since 1970-01-01T00:00:00Z; open it read-only",
        std::process::id()
    );
    assert!(told.contains(&expected), "{told}");

    let reader = ReadOnly::open(&dir).unwrap();
    commit(&mut store, &rename(1, "Security"));
    let (seen, revision) = reader.load().unwrap();
    assert_eq!((revision, name_of(&seen, 1)), (Revision(1), "Unit 1".to_owned()));
    let later = ReadOnly::open(&dir).unwrap();
    assert_eq!(name_of(&later.load().unwrap().0, 1), "Security");
    assert_eq!(all(&later), all(&store));
    assert_eq!(later.verify().unwrap().problems, []);
}

#[test]
fn a_store_is_read_while_it_is_written() {
    let (_temp, dir, mut store) = store();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in 0..30 {
                commit(&mut store, &rename(1, &format!("Round {round}")));
            }
        });
        while !writer.is_finished() {
            let reader = ReadOnly::open(&dir).unwrap();
            let (organization, revision) = reader.load().unwrap();
            let expected = revision
                .0
                .checked_sub(2)
                .map_or("Unit 1".to_owned(), |round| format!("Round {round}"));
            assert_eq!(name_of(&organization, 1), expected);
            assert_eq!(reader.verify().unwrap().problems, []);
        }
    });
}

#[test]
fn a_reader_takes_its_copy_along() {
    let (_temp, dir, _store) = store();
    let copies = || {
        let prefix = format!("bailiwick-{}-", std::process::id());
        let files = fs::read_dir(std::env::temp_dir()).unwrap();
        let names = files.map(|f| f.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with(&prefix)).collect::<std::collections::BTreeSet<_>>()
    };
    let reader = ReadOnly::open(&dir).unwrap();
    let held = reader.copy().to_owned();
    assert!(copies().contains(&*held.file_name().unwrap().to_string_lossy()));
    drop(reader);
    assert!(!held.exists());
}

#[test]
fn what_is_no_store_is_told_apart() {
    let temp = TempDir::new().unwrap();
    assert!(matches!(open(&temp.path().join("nowhere")), StoreError::NoStore(_)));
    assert!(matches!(open(temp.path()), StoreError::NoStore(_)));
    let file = temp.path().join("file");
    fs::write(&file, "text").unwrap();
    assert!(matches!(open(&file), StoreError::NotADirectory(_)));
    assert!(matches!(make(&file), StoreError::NotADirectory(_)));
    assert!(matches!(make(&file.join("store")), StoreError::NotADirectory(_)));
    assert!(matches!(make(temp.path()), StoreError::NotEmpty(_)));
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn a_store_is_never_made_over_another() {
    let (_temp, dir, store) = store();
    drop(store);
    assert!(matches!(make(&dir), StoreError::Exists(_)));
    assert_eq!(LocalStore::open(&dir, &operator()).unwrap().load().unwrap().1, Revision::FIRST);
}

#[test]
fn an_empty_directory_and_what_a_killed_maker_left_are_no_obstacle() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("store");
    fs::create_dir(&dir).unwrap();
    let left = temp.path().join("store.unfinished");
    fs::create_dir_all(left.join("blobs")).unwrap();
    fs::write(left.join("db"), "half").unwrap();
    let store = LocalStore::create(&dir, &organization(), "made up", &operator()).unwrap();
    assert!(store.load().unwrap().0 == organization());
    assert!(!left.exists());
}

#[test]
#[cfg(target_os = "linux")]
fn where_nothing_can_be_written_is_said() {
    let told = make(Path::new("/sys/bailiwick-store"));
    assert!(matches!(told, StoreError::NotWritable { .. }), "{told}");
}

/// Permissions do not bind root, so this says nothing where the tests run as root.
#[test]
#[cfg(unix)]
fn a_read_only_directory_is_said_and_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let (_temp, dir, store) = store();
    drop(store);
    let lock = |mode| {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::set_permissions(&path, fs::Permissions::from_mode(mode & 0o600)).unwrap();
            }
        }
        fs::set_permissions(&dir, fs::Permissions::from_mode(mode)).unwrap();
    };
    lock(0o500);
    if fs::write(dir.join("probe"), "").is_err() {
        assert!(matches!(open(&dir), StoreError::NotWritable { .. }));
    }
    assert_eq!(ReadOnly::open(&dir).unwrap().load().unwrap().1, Revision::FIRST);
    lock(0o700);
}
