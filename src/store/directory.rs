//! Directories and files of a store: private to the user, made whole or not at all.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use super::StoreError;

/// Where sled keeps its log: what makes a directory a store.
pub const DATABASE: &str = "db";
/// Held by the process that may write.
pub const LOCK: &str = "lock";
/// Held while something is written or copied.
pub const WRITING: &str = "writing";
const LOCKS: [&str; 2] = [LOCK, WRITING];

/// A path as it is meant, whatever the working directory is later.
pub fn settle(dir: &Path) -> Result<PathBuf, StoreError> {
    match fs::canonicalize(dir) {
        Ok(settled) => Ok(settled),
        Err(e) if e.kind() == ErrorKind::NotFound => {
            std::path::absolute(dir).map_err(|e| StoreError::io("find", dir, e))
        }
        Err(e) => Err(StoreError::io("read", dir, e)),
    }
}

/// Whether there is a store in a directory.
pub fn holds_store(dir: &Path) -> bool {
    dir.join(DATABASE).is_file()
}

/// Checks that a store can be opened in a directory at all.
pub fn expect_store(dir: &Path) -> Result<(), StoreError> {
    match fs::metadata(dir) {
        Ok(meta) if !meta.is_dir() => Err(StoreError::NotADirectory(dir.to_owned())),
        Ok(_) if holds_store(dir) => Ok(()),
        Ok(_) => Err(StoreError::NoStore(dir.to_owned())),
        Err(e) if e.kind() == ErrorKind::NotFound => Err(StoreError::NoStore(dir.to_owned())),
        Err(e) => Err(StoreError::io("read", dir, e)),
    }
}

/// Checks that a store can be made at a path: nothing is there, or an empty directory.
pub fn expect_room(dir: &Path) -> Result<(), StoreError> {
    match fs::read_dir(dir) {
        Ok(_) if holds_store(dir) => Err(StoreError::Exists(dir.to_owned())),
        Ok(entries) => match entries.count() {
            0 => Ok(()),
            _ => Err(StoreError::NotEmpty(dir.to_owned())),
        },
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        Err(e) => Err(StoreError::io("read", dir, e)),
    }
}

/// The directory in which a store is made before it takes its place.
pub fn beside(dir: &Path) -> PathBuf {
    let mut name = dir.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    dir.with_file_name(name)
}

/// Makes a directory that only the user can enter, and those above it as usual.
pub fn make_private(dir: &Path) -> Result<(), StoreError> {
    if let Some(above) = dir.parent().filter(|above| !above.as_os_str().is_empty()) {
        fs::create_dir_all(above).map_err(|e| StoreError::io("make", above, e))?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|e| StoreError::io("make", dir, e))
}

/// Options under which a new file is private to the user.
pub fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Takes the rights of all others off the files in a directory.
#[cfg(unix)]
pub fn keep_private(dir: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    for path in files(dir)? {
        let mode = fs::metadata(&path).map_err(|e| StoreError::io("read", &path, e))?;
        if mode.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600))
                .map_err(|e| StoreError::io("make private", &path, e))?;
        }
    }
    Ok(())
}

/// Takes the rights of all others off the files in a directory: elsewhere than on Unix, a
/// directory in the user's profile is private already.
#[cfg(not(unix))]
pub fn keep_private(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// The plain files right in a directory.
pub fn files(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| StoreError::io("read", dir, e))? {
        let entry = entry.map_err(|e| StoreError::io("read", dir, e))?;
        if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// Removes everything in a directory but the locks.
pub fn clear(dir: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(dir).map_err(|e| StoreError::io("read", dir, e))? {
        let entry = entry.map_err(|e| StoreError::io("read", dir, e))?;
        let path = entry.path();
        let removed = match entry.file_type() {
            Ok(kind) if kind.is_dir() => fs::remove_dir_all(&path),
            _ if LOCKS.iter().any(|lock| entry.file_name() == *lock) => Ok(()),
            _ => fs::remove_file(&path),
        };
        removed.map_err(|e| StoreError::io("remove", &path, e))?;
    }
    Ok(())
}

/// Copies the files of a store, but not the locks. The copies are private to the user.
pub fn copy_files(from: &Path, to: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(from).map_err(|e| StoreError::io("read", from, e))? {
        let entry = entry.map_err(|e| StoreError::io("read", from, e))?;
        let target = to.join(entry.file_name());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            make_private(&target)?;
            copy_files(&entry.path(), &target)?;
        } else if LOCKS.iter().all(|lock| entry.file_name() != *lock) {
            let copy = |source: &Path| {
                let mut source = File::open(source)?;
                let mut target = private_file().write(true).create_new(true).open(&target)?;
                io::copy(&mut source, &mut target)
            };
            copy(&entry.path()).map_err(|e| StoreError::io("copy", &entry.path(), e))?;
        }
    }
    Ok(())
}

/// Brings a file or a directory itself to the disk.
pub fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|e| StoreError::io("bring to the disk", path, e))
}

/// Puts a finished directory in its place, where nothing or an empty directory is.
pub fn take_place(finished: &Path, dir: &Path) -> Result<(), StoreError> {
    match fs::remove_dir(dir) {
        Err(e) if e.kind() != ErrorKind::NotFound => {
            return Err(StoreError::io("replace", dir, e));
        }
        _ => {}
    }
    fs::rename(finished, dir).map_err(|e| StoreError::io("make", dir, e))?;
    sync_parent(dir)
}

/// Brings to the disk that a file or directory is where it is.
pub fn sync_parent(path: &Path) -> Result<(), StoreError> {
    match path.parent() {
        Some(above) if !above.as_os_str().is_empty() => sync(above),
        _ => sync(Path::new(".")),
    }
}
