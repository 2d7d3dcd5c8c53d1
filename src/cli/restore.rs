//! `restore`: a store from a backup.

use std::path::PathBuf;

use serde::Serialize;

use super::{
    Failure, Global, opening,
    output::{Answer, Page},
};
use crate::{
    store::{self, Revision},
    workspace::Identity,
};

/// Make a store from a backup, all of it or nothing
///
/// The store goes to the directory that --store names, where nothing may be yet.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup
    file: PathBuf,
}

/// What was restored.
#[derive(Debug, Serialize)]
pub struct Restored {
    store: PathBuf,
    revision: Revision,
    records: usize,
    entries: usize,
}

/// Restores.
pub fn run(args: &Args, global: &Global) -> Result<Restored, Failure> {
    opening::writable(global, "restore")?;
    let store = opening::place(global)?;
    let operator = Identity::of_process().operator();
    let store::Restored { revision, records, entries } =
        store::restore(&args.file, &store, &operator)?;
    Ok(Restored { store, revision, records, entries })
}

impl Answer for Restored {
    fn page(&self, page: &mut Page) {
        page.line(format!(
            "{}: revision {}, {} records and {} journal entries",
            self.store.display(),
            self.revision,
            self.records,
            self.entries
        ));
    }
}
