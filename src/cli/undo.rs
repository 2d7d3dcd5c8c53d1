//! `undo`: takes an entry of the journal back.

use serde::Serialize;

use super::{
    Failure, Global,
    line::{Meaning, Piece},
    opening,
    output::{Answer, Page},
};
use crate::store::Revision;

/// Take an entry of the journal back, by an entry of its own
///
/// Refused when later changes build on it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The number of the entry, as `bailiwick journal` shows it
    entry: u64,
}

/// What was taken back.
#[derive(Debug, Serialize)]
pub struct Undone {
    entry: Revision,
    /// The revision that this led to.
    revision: Revision,
    message: String,
    /// What cannot be taken back.
    remains: Vec<String>,
}

/// Takes an entry back.
pub fn run(args: &Args, global: &Global) -> Result<Undone, Failure> {
    let entry = Revision(args.entry);
    let mut workspace = opening::write(global, "undo")?;
    let preview = workspace.preview_undo(entry)?;
    let snapshot = workspace.writer()?.undo(entry)?;
    let message = workspace.journal(snapshot.revision..=snapshot.revision)?;
    Ok(Undone {
        entry,
        revision: snapshot.revision,
        message: message.into_iter().next().map(|entry| entry.message).unwrap_or_default(),
        remains: preview.leaves,
    })
}

impl Answer for Undone {
    fn page(&self, page: &mut Page) {
        page.line(format!("entry {}: {}", self.revision, self.message));
        for remains in &self.remains {
            page.line(Piece::new(Meaning::Conditional, format!("  remains: {remains}")));
        }
    }
}
