//! Opening the store that a command is about.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Failure, Global, Output};
use crate::{
    org::Organization,
    store::StoreError,
    workspace::{Identity, Opened, Places, ReadOnlyBecause, Wish, Workspace, WorkspaceError},
};

/// The directory of the store.
pub fn place(global: &Global) -> Result<PathBuf, Failure> {
    Ok(places(global).store()?)
}

/// Where things are kept.
pub fn places(global: &Global) -> Places {
    Places::of_process(global.store.as_deref())
}

/// Opens the store for a command that only reads. One that another process has, or that may not be
/// written, is read as it is, with a note.
pub fn read(global: &Global, output: &mut Output) -> Result<Workspace, Failure> {
    open(global, wish(global), output)
}

/// What the store holds.
pub fn organization(global: &Global, output: &mut Output) -> Result<Arc<Organization>, Failure> {
    Ok(read(global, output)?.snapshot().organization.clone())
}

/// Opens the store for the console, which shows what there is before all is.
pub fn begin(global: &Global) -> Result<Opened, Failure> {
    let dir = place(global)?;
    Opened::begin(&dir, wish(global), Identity::of_process())
        .map_err(|error| helped(global, &dir, error))
}

/// Opens the store for a command that changes it.
pub fn write(global: &Global, command: &'static str) -> Result<Workspace, Failure> {
    writable(global, command)?;
    open_for_good(global, Wish::Write)
}

/// Makes a store with an organization.
pub fn create(
    global: &Global,
    organization: &Organization,
    origin: &str,
) -> Result<Workspace, Failure> {
    writable(global, "making a store")?;
    let dir = place(global)?;
    Ok(Workspace::create(&dir, organization, origin, Identity::of_process())?)
}

/// Refuses what changes something in read-only mode.
pub fn writable(global: &Global, command: &'static str) -> Result<(), Failure> {
    if global.read_only { Err(Failure::ReadOnly(command)) } else { Ok(()) }
}

/// How a store is to be opened that need not be written.
pub fn wish(global: &Global) -> Wish {
    if global.read_only { Wish::Read } else { Wish::WriteElseRead }
}

fn open(global: &Global, wish: Wish, output: &mut Output) -> Result<Workspace, Failure> {
    let workspace = open_for_good(global, wish)?;
    tell_read_only(&workspace, output);
    Ok(workspace)
}

/// Opens a store that is open until the command, and the process with it, ends.
fn open_for_good(global: &Global, wish: Wish) -> Result<Workspace, Failure> {
    let dir = place(global)?;
    let workspace = Workspace::open(&dir, wish, Identity::of_process())
        .map_err(|error| helped(global, &dir, error))?;
    workspace.keep_to_the_end();
    Ok(workspace)
}

/// Says why a store is read-only, unless that was asked for.
pub fn tell_read_only(workspace: &Workspace, output: &mut Output) {
    match workspace.read_only() {
        None | Some(ReadOnlyBecause::Asked) => {}
        Some(because) => output.note(because.to_string()),
    }
}

/// Where there is no store yet and the demo has one, says how to come to that.
fn helped(global: &Global, dir: &Path, error: WorkspaceError) -> Failure {
    let demo = places(global).demo().ok().filter(|demo| demo != dir && demo.is_dir());
    match (error, demo) {
        (WorkspaceError::Store(StoreError::NoStore(store)), Some(demo)) => {
            Failure::OnlyDemo { store, demo }
        }
        (error, _) => error.into(),
    }
}
