//! `export`: the organization as files, or as records.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use serde::Serialize;

use super::{
    Failure, Global, Output, give, opening,
    output::{Answer, Exit, Page},
    written,
};
use crate::{exchange::native, org::Organization};

/// Write the organization as files or records
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    to: To,
}

#[derive(Debug, clap::Subcommand)]
enum To {
    /// As a directory of Bailiwick's own files, for people to read and edit
    Native {
        /// The directory, which has to be new or empty
        dir: PathBuf,
    },
    /// As JSON lines on standard output, one record a line
    Json,
}

/// What was written.
#[derive(Debug, Serialize)]
pub struct Exported {
    dir: PathBuf,
    files: usize,
}

/// Exports.
pub fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Exit, Failure> {
    let organization = opening::organization(global, output)?;
    match &args.to {
        To::Native { dir } => {
            let files = native::write(&organization);
            files.write_dir(dir)?;
            give(output, &Exported { dir: dir.clone(), files: files.iter().count() })
        }
        To::Json => {
            written(records(&organization, output.raw()))?;
            Ok(Exit::Yes)
        }
    }
}

fn records(organization: &Organization, out: &mut dyn Write) -> io::Result<()> {
    for record in organization.records() {
        serde_json::to_writer(&mut *out, &record)?;
        writeln!(out)?;
    }
    out.flush()
}

impl Answer for Exported {
    fn page(&self, page: &mut Page) {
        page.line(format!("{}: {} files", self.dir.display(), self.files));
    }
}
