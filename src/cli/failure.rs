//! What can go wrong in a command: one line that says what, where and what to do, and where there
//! is more than one thing, a list of them.

use std::{io, path::PathBuf};

use super::principal::NoPrincipal;
use crate::{
    exchange::{
        aws_cli::ImportError,
        native::{DirectoryError, FileError},
    },
    factory::question,
    store::StoreError,
    workspace::WorkspaceError,
};

/// Why a command could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The workspace has a reason.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The store has a reason.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no store here, but there is one with the demo.
    #[error(
        "there is no store at {}: for the demo's, add --store {}; make one with \
         `bailiwick import`", store.display(), demo.display()
    )]
    OnlyDemo {
        /// Where there is none.
        store: PathBuf,
        /// Where the demo's is.
        demo: PathBuf,
    },
    /// A principal cannot be told.
    #[error(transparent)]
    Principal(#[from] Box<NoPrincipal>),
    /// Nothing has the name.
    #[error("there is no {what} `{text}`{}: {mend}", question(.near.as_deref()))]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// The name.
        text: String,
        /// The name that was meant, perhaps.
        near: Option<String>,
        /// What to do.
        mend: String,
    },
    /// More than one thing has the name.
    #[error("`{text}` names {things} things: add --kind, or write one of these")]
    Ambiguous {
        /// The name.
        text: String,
        /// How many things have it.
        things: usize,
        /// What to write for each of the first of them.
        choices: Vec<String>,
    },
    /// Something written on the command line is wrong.
    #[error("{0}")]
    Usage(String),
    /// An action needs a resource.
    #[error("{action} needs a resource: name one behind it, in one of these forms")]
    NeedsResource {
        /// The action.
        action: String,
        /// The types of resource and the forms of their ARNs.
        forms: Vec<String>,
    },
    /// Files hold things that are wrong.
    #[error("{} in {place}: mend {} and try again", count(.errors.len()), pronoun(.errors.len()))]
    Files {
        /// The file or directory.
        place: String,
        /// Everything that is wrong.
        errors: Vec<String>,
    },
    /// A directory cannot be read or written.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// What the AWS CLI printed cannot be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A change is asked for in read-only mode.
    #[error("{0} changes the store: leave out --read-only")]
    ReadOnly(&'static str),
    /// A file cannot be read.
    #[error("{} cannot be read ({error}): check the path", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The answer cannot be written.
    #[error("the answer cannot be written: {0}")]
    Write(#[from] io::Error),
}

impl Failure {
    /// The directory or file that the faults are in, and the faults.
    pub fn files(place: impl Into<String>, errors: &[FileError]) -> Self {
        let errors = errors.iter().map(ToString::to_string).collect();
        Self::Files { place: place.into(), errors }
    }

    /// The things that an error is about, when it is about several.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Ambiguous { choices, .. } => choices.clone(),
            Self::NeedsResource { forms, .. } => forms.clone(),
            Self::Files { errors, .. } => errors.clone(),
            Self::Principal(no) => no.choices.clone(),
            _ => Vec::new(),
        }
    }
}

fn count(errors: usize) -> String {
    match errors {
        1 => "1 thing is wrong".to_owned(),
        many => format!("{many} things are wrong"),
    }
}

fn pronoun(errors: usize) -> &'static str {
    if errors == 1 { "it" } else { "them" }
}
