//! `journal`: what was done, by whom, and what of it has been taken back.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    Failure,
    line::{Meaning, Piece},
    output::{Answer, Page},
    table::Table,
    time::rfc3339,
};
use crate::{
    org::Change,
    store::{Cause, Entry, Revision, undone},
    workspace::Workspace,
};

/// Show what was done to the organization, by whom, the newest last
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Show only the newest entries, so many of them
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// The entries.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Journal {
    entries: Vec<Told>,
}

#[derive(Debug, Serialize)]
struct Told {
    revision: Revision,
    at: DateTime<Utc>,
    operator: String,
    host: String,
    cause: Cause,
    message: String,
    /// The entry that took this one back.
    undone_by: Option<Revision>,
    changes: Vec<Change>,
    hash: String,
}

/// Reads the journal.
pub fn run(args: &Args, workspace: &Workspace) -> Result<Journal, Failure> {
    let newest = workspace.snapshot().revision;
    let limit = args.limit.map_or(newest.0, |limit| u64::try_from(limit).unwrap_or(newest.0));
    let first = Revision(newest.0.saturating_sub(limit) + 1);
    let entries = workspace.journal(first..=newest)?;
    let undone = undone(entries.iter());
    let told = |entry: Entry| Told {
        undone_by: undone.get(&entry.revision).copied(),
        revision: entry.revision,
        at: entry.at,
        operator: entry.operator,
        host: entry.host,
        cause: entry.cause,
        message: entry.message,
        changes: entry.changes,
        hash: entry.hash.to_string(),
    };
    Ok(Journal { entries: entries.into_iter().map(told).collect() })
}

impl Answer for Journal {
    fn page(&self, page: &mut Page) {
        let mut table = Table::new(&[">ENTRY", "AT", "BY", ">CHANGES", "WHAT FOR"]);
        for entry in &self.entries {
            let back = entry.undone_by.map(|by| format!(" (taken back by {by})"));
            let meaning = if back.is_some() { Meaning::Faint } else { Meaning::Plain };
            table.row([
                entry.revision.to_string().into(),
                rfc3339(entry.at).into(),
                format!("{}@{}", entry.operator, entry.host).into(),
                entry.changes.len().to_string().into(),
                Piece::new(meaning, format!("{}{}", entry.message, back.unwrap_or_default())),
            ]);
        }
        page.table(table);
    }
}
