//! The demo: a store with the organization that comes along, made where there is none yet.

use std::path::Path;

use super::{Identity, Wish, Workspace, WorkspaceError};
use crate::{
    exchange::{self, native},
    store::StoreError,
};

const ORIGIN: &str = "Kestrel Freight, from the demo data that comes with Bailiwick";

/// Opens the demo's store in a directory, or makes it at the first start.
pub fn demo(dir: &Path, wish: Wish, identity: Identity) -> Result<Workspace, WorkspaceError> {
    match Workspace::open(dir, wish, identity.clone()) {
        Err(WorkspaceError::Store(StoreError::NoStore(_))) => {}
        outcome => return outcome,
    }
    let imported = native::read(&exchange::demo::files()).map_err(WorkspaceError::Demo)?;
    let made = Workspace::create(dir, &imported.organization, ORIGIN, identity.clone())?;
    match wish {
        Wish::Write | Wish::WriteElseRead => Ok(made),
        Wish::Read => {
            drop(made);
            Workspace::open(dir, wish, identity)
        }
    }
}
