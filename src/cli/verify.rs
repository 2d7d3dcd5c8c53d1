//! `verify`: whether the store is sound.

use std::path::PathBuf;

use serde::Serialize;

use super::{
    Failure, Global,
    line::{Meaning, Piece},
    opening,
    output::{Answer, Exit, Page},
};
use crate::store::{self, Revision};

/// Check every record of the store, and the chain of the journal
///
/// The exit code is 0 when everything is sound, and 1 when something is not.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// What the check has found.
#[derive(Debug, Serialize)]
pub struct Verified {
    store: PathBuf,
    sound: bool,
    revision: Option<Revision>,
    records: usize,
    entries: usize,
    problems: Vec<String>,
}

/// Checks the store.
pub fn run(_: &Args, global: &Global) -> Result<Verified, Failure> {
    let store = opening::place(global)?;
    let found = store::verify(&store)?;
    Ok(Verified {
        store,
        sound: found.problems.is_empty(),
        revision: found.revision,
        records: found.records,
        entries: found.entries,
        problems: found.problems.iter().map(ToString::to_string).collect(),
    })
}

impl Answer for Verified {
    fn page(&self, page: &mut Page) {
        let counts = format!("{} records, {} journal entries", self.records, self.entries);
        let revision = self.revision.map(|it| format!(", revision {it}")).unwrap_or_default();
        let (word, meaning) =
            if self.sound { ("SOUND", Meaning::Allow) } else { ("DAMAGED", Meaning::Deny) };
        page.pieces([
            Piece::new(meaning, word),
            format!("  {}: {counts}{revision}", self.store.display()).into(),
        ]);
        for problem in &self.problems {
            page.line(format!("  {problem}"));
        }
    }

    fn exit(&self) -> Exit {
        if self.sound { Exit::Yes } else { Exit::No }
    }
}
