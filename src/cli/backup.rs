//! `backup`: the whole store in one plain file.

use std::path::PathBuf;

use serde::Serialize;

use super::{
    Failure, Global, opening,
    output::{Answer, Page},
};
use crate::store::{self, Revision};

/// Write the whole store, journal included, to a plain file of JSON lines
///
/// Works while another process has the store.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write; one that is there is replaced when the backup is whole
    file: PathBuf,
}

/// What was backed up.
#[derive(Debug, Serialize)]
pub struct BackedUp {
    store: PathBuf,
    file: PathBuf,
    revision: Revision,
    records: usize,
    entries: usize,
}

/// Backs up.
pub fn run(args: &Args, global: &Global) -> Result<BackedUp, Failure> {
    let store = opening::place(global)?;
    let store::BackedUp { file, revision, records, entries } = store::back_up(&store, &args.file)?;
    Ok(BackedUp { store, file, revision, records, entries })
}

impl Answer for BackedUp {
    fn page(&self, page: &mut Page) {
        page.line(format!(
            "{}: revision {}, {} records and {} journal entries",
            self.file.display(),
            self.revision,
            self.records,
            self.entries
        ));
    }
}
