//! The files in which sled keeps shortcuts through its log, and what to do when they stand in the
//! way. All they hold is in the log too.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{StoreError, directory};

const SNAPSHOT: &str = "snap.";
const HALF_WRITTEN: &str = ".generating";
const SET_ASIDE: &str = "aside.";

fn snapshots(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut found = directory::files(dir)?;
    found.retain(|path| name(path).starts_with(SNAPSHOT));
    Ok(found)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Removes snapshots that sled was killed in the middle of: it would take them for whole ones.
pub fn remove_half_written(dir: &Path) -> Result<(), StoreError> {
    for path in snapshots(dir)? {
        if name(&path).ends_with(HALF_WRITTEN) {
            fs::remove_file(&path).map_err(|e| StoreError::io("remove", &path, e))?;
        }
    }
    Ok(())
}

/// Sets the snapshots aside, so that sled reads its whole log. Tells whether there were any.
pub fn set_aside(dir: &Path) -> Result<bool, StoreError> {
    let snapshots = snapshots(dir)?;
    for path in &snapshots {
        let aside = path.with_file_name(format!("{SET_ASIDE}{}", name(path)));
        fs::rename(path, aside).map_err(|e| StoreError::io("set aside", path, e))?;
    }
    Ok(!snapshots.is_empty())
}
