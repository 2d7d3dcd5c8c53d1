//! `import`: a new store from files.

use std::{collections::BTreeMap, path::PathBuf};

use serde::Serialize;

use super::{
    Failure, Global,
    line::{Meaning, Piece},
    opening,
    output::{Answer, Page},
    table::Table,
};
use crate::{
    exchange::{
        aws_cli::{self, Severity},
        native::{self, Files},
    },
    org::{Organization, RecordKind},
    store::Revision,
};

/// Make a store from files
///
/// The store goes to the directory that --store names, where nothing may be yet.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, clap::Subcommand)]
enum From {
    /// From a directory of AWS CLI output with a manifest.json that names the command behind each
    /// file
    AwsCli {
        /// The directory
        dir: PathBuf,
    },
    /// From a directory of Bailiwick's own files, as `export native` writes them
    Native {
        /// The directory
        dir: PathBuf,
    },
}

/// What was imported, and what could not be.
#[derive(Debug, Serialize)]
pub struct Import {
    store: PathBuf,
    revision: Revision,
    /// Records by kind.
    taken: BTreeMap<&'static str, usize>,
    /// What could not be taken as it stands.
    problems: Vec<Problem>,
    /// What was not used.
    unused: Vec<String>,
    /// What is not as AWS would have it.
    remarks: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Problem {
    severity: String,
    place: String,
    why: String,
}

/// What the files gave.
struct Read {
    organization: Organization,
    problems: Vec<Problem>,
    unused: Vec<String>,
}

/// Imports.
pub fn run(args: &Args, global: &Global) -> Result<Import, Failure> {
    opening::writable(global, "import")?;
    let (read, origin) = match &args.from {
        From::AwsCli { dir } => {
            (from_aws_cli(dir)?, format!("AWS CLI output in {}", dir.display()))
        }
        From::Native { dir } => (from_native(dir)?, format!("files in {}", dir.display())),
    };
    let workspace = opening::create(global, &read.organization, &origin)?;
    Ok(Import {
        store: workspace.dir().to_owned(),
        revision: workspace.snapshot().revision,
        taken: counts(&read.organization),
        problems: read.problems,
        unused: read.unused,
        remarks: read.organization.problems().iter().map(ToString::to_string).collect(),
    })
}

fn from_aws_cli(dir: &std::path::Path) -> Result<Read, Failure> {
    let aws_cli::Imported { organization, report } = aws_cli::read_dir(dir)?;
    let problems = report.problems.into_iter().map(|problem| Problem {
        severity: problem.severity.to_string(),
        place: problem.place,
        why: problem.why,
    });
    let unused = report.unused.iter().map(|file| format!("{} (aws {})", file.file, file.command));
    Ok(Read { organization, problems: problems.collect(), unused: unused.collect() })
}

fn from_native(dir: &std::path::Path) -> Result<Read, Failure> {
    let files = Files::read_dir(dir)?;
    let imported = native::read(&files)
        .map_err(|errors| Failure::files(dir.display().to_string(), &errors))?;
    Ok(Read { organization: imported.organization, problems: Vec::new(), unused: imported.notes })
}

fn counts(organization: &Organization) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for record in organization.records() {
        let kind = record.key().kind;
        if kind != RecordKind::Foundation {
            *counts.entry(kind.name()).or_default() += 1;
        }
    }
    counts
}

/// Things listed one by one before the rest of them is only counted.
const LISTED: usize = 20;

impl Answer for Import {
    fn page(&self, page: &mut Page) {
        page.line(format!("{}: revision {}", self.store.display(), self.revision));
        let mut table = Table::new(&[">COUNT", "KIND"]);
        for (kind, count) in &self.taken {
            table.row([count.to_string().into(), Piece::from(kind)]);
        }
        page.section("Taken in", table);
        for severity in [Severity::Skipped, Severity::Partial, Severity::Assumed] {
            let name = severity.to_string();
            let of = self.problems.iter().filter(|problem| problem.severity == name);
            let lines: Vec<_> = of.map(|it| format!("{}: {}", it.place, it.why)).collect();
            list(&name, &lines, page);
        }
        list("not used", &self.unused, page);
        list("not as AWS would have it", &self.remarks, page);
    }
}

fn list(title: &str, lines: &[String], page: &mut Page) {
    if lines.is_empty() {
        return;
    }
    page.title(format!("{} {title}", lines.len()));
    for line in lines.iter().take(LISTED) {
        page.line(format!("  {line}"));
    }
    if lines.len() > LISTED {
        let more = format!("  and {} more: --output json lists them", lines.len() - LISTED);
        page.line(Piece::new(Meaning::Faint, more));
    }
}
