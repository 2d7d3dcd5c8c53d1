//! `compare`: what a change gains and loses, each with a request that shows it.

use std::{fs, path::PathBuf};

use serde::Serialize;

use super::{
    Failure, Global, Output,
    line::{Meaning, Piece},
    opening,
    output::{Answer, Exit, Page},
    principal,
};
use crate::{
    access::{
        compare::{self, Comparison, Difference, DocumentKind, Untold},
        possible::Scope,
    },
    catalog::Action,
    policy::{Document, Fault, Severity},
    workspace::{Example, Told, named, told},
};

/// Compare two policies, or two principals: what is gained, what is lost, and a request for each
///
/// The exit code is 0 when nothing changes, and 1 when something does or it cannot be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    of: Of,
}

#[derive(Debug, clap::Subcommand)]
enum Of {
    /// Two files with policy documents, whoever carries them
    Documents {
        /// The document before
        before: PathBuf,
        /// The document after
        after: PathBuf,
        /// What they are
        #[arg(long, value_enum, default_value_t)]
        kind: KindName,
    },
    /// Two principals of the organization, with everything that bears on them
    Principals {
        /// Who, as `can` names principals
        before: String,
        /// Who instead
        after: String,
    },
}

/// What a document is.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
pub enum KindName {
    /// Of users and roles
    #[default]
    Identity,
    /// A permissions boundary
    Boundary,
    /// A service control policy
    Scp,
    /// A resource control policy
    Rcp,
    /// The policy of a resource, or of who may assume a role
    Resource,
}

impl From<KindName> for DocumentKind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Identity => Self::Identity,
            KindName::Boundary => Self::Boundary,
            KindName::Scp => Self::Scp,
            KindName::Rcp => Self::Rcp,
            KindName::Resource => Self::Resource,
        }
    }
}

/// What changes.
#[derive(Debug, Serialize)]
pub struct Compared {
    gained: Vec<Changed>,
    lost: Vec<Changed>,
    unknown: Vec<Open>,
}

#[derive(Debug, Serialize)]
pub struct Changed {
    actions: Vec<&'static str>,
    /// The statements that let the request through, where it is allowed.
    by: Vec<By>,
    /// A request that is allowed on one side and denied on the other.
    example: Example,
    /// Why it is denied there.
    denied_because: String,
}

#[derive(Debug, Serialize)]
struct By {
    statement: String,
    resources: Vec<String>,
    conditions: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct Open {
    actions: Vec<&'static str>,
    because: Vec<String>,
    /// The actions, for people.
    #[serde(skip)]
    what: String,
}

/// Compares.
pub fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Compared, Failure> {
    let scope = Scope::default();
    let found = match &args.of {
        Of::Documents { before, after, kind } => {
            let (before, after) = (read(before)?, read(after)?);
            compare::documents((*kind).into(), &before, &after, &scope)
        }
        Of::Principals { before, after } => {
            let organization = opening::organization(global, output)?;
            let one = principal::find(&organization, before)?;
            let other = principal::find(&organization, after)?;
            let found = compare::principals((&organization, &one), (&organization, &other), &scope);
            found.ok_or_else(|| {
                Failure::Usage("one of them cannot call: its role is not there".to_owned())
            })?
        }
    };
    Ok(Compared::new(&found))
}

/// A policy document from a file; one that cannot be read whole is not compared.
pub fn read(path: &PathBuf) -> Result<Document, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::Unreadable { path: path.clone(), error })?;
    let document = Document::new(&text);
    let bad = |fault: &&Fault| fault.severity == Severity::Error;
    let errors: Vec<String> = document
        .faults()
        .iter()
        .filter(bad)
        .map(|fault| format!("{}:{fault}", path.display()))
        .collect();
    if errors.is_empty() {
        return Ok(document);
    }
    Err(Failure::Files { place: path.display().to_string(), errors })
}

impl Compared {
    fn new(found: &Comparison) -> Self {
        Self {
            gained: changes(&found.gained),
            lost: changes(&found.lost),
            unknown: found.unknown.iter().map(Open::new).collect(),
        }
    }
}

fn changes(differences: &[Difference]) -> Vec<Changed> {
    told(differences).into_iter().map(Changed::new).collect()
}

impl Changed {
    /// A change as it is told.
    pub fn new(told: Told) -> Self {
        let by = told.by.into_iter().map(|described| By {
            statement: described.statement,
            resources: described.resources,
            conditions: described.conditions,
        });
        Self {
            actions: names(&told.actions),
            by: by.collect(),
            example: Example::new(&told.shown.allowed),
            denied_because: told.denied_because,
        }
    }
}

impl Open {
    /// What cannot be told, as text.
    pub fn new(untold: &Untold) -> Self {
        Self {
            actions: names(&untold.actions),
            because: untold.because.clone(),
            what: named(&untold.names()),
        }
    }
}

/// The names of actions.
pub fn names(actions: &[&'static Action]) -> Vec<&'static str> {
    actions.iter().map(|action| action.full_name()).collect()
}

fn list(title: &str, sign: &Piece, changes: &[Changed], page: &mut Page) {
    if changes.is_empty() {
        return;
    }
    let actions: usize = changes.iter().map(|change| change.actions.len()).sum();
    page.title(format!("{title}: {actions} actions"));
    for change in changes {
        change.page(sign, page);
    }
}

impl Changed {
    /// Writes it behind a sign.
    pub fn page(&self, sign: &Piece, page: &mut Page) {
        page.pieces([sign.clone(), Piece::from(format!(" {}", named(&self.actions)))]);
        for by in &self.by {
            let mut words = format!("    by {} on {}", by.statement, by.resources.join(", "));
            if !by.conditions.is_empty() {
                words = format!("{words} if {}", by.conditions.join(" and "));
            }
            page.line(words);
        }
        let line = format!("    such as {}; else {}", self.example, self.denied_because);
        page.line(Piece::new(Meaning::Faint, line));
    }
}

impl Open {
    /// Writes it.
    pub fn page(&self, page: &mut Page) {
        page.line(format!("? {}: {}", self.what, self.because.join("; ")));
    }
}

impl Answer for Compared {
    fn page(&self, page: &mut Page) {
        if self.exit() == Exit::Yes {
            page.line("nothing changes for any request");
        }
        list("Gained", &Piece::new(Meaning::Allow, "+"), &self.gained, page);
        list("Lost", &Piece::new(Meaning::Deny, "-"), &self.lost, page);
        if !self.unknown.is_empty() {
            page.title("Cannot be told");
            for open in &self.unknown {
                open.page(page);
            }
        }
    }

    fn exit(&self) -> Exit {
        let same = self.gained.is_empty() && self.lost.is_empty() && self.unknown.is_empty();
        if same { Exit::Yes } else { Exit::No }
    }
}
