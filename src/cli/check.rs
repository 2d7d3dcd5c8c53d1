//! `check`: yes-or-no questions about policies and about the organization, for CI.

use std::path::PathBuf;

use serde::Serialize;

use super::{
    Failure, Global, Output, compare,
    line::{Meaning, Piece},
    opening,
    output::{Answer, Exit, Page},
};
use crate::{
    access::{
        checks::{self, Check},
        compare::{Difference, DocumentKind},
        possible::Scope,
    },
    workspace::{Example, named},
};

/// Check that a policy gives no new access, does not give some access, or that nothing is public
///
/// The exit code is 0 when the check holds for every request, and 1 when it does not or it cannot be
/// told.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// A policy lets nothing through that another does not
    NoNewAccess {
        /// The policy that is the measure
        reference: PathBuf,
        /// The policy that is checked
        policy: PathBuf,
        /// What they are
        #[arg(long, value_enum, default_value_t)]
        kind: compare::KindName,
    },
    /// A policy does not let some actions through
    AccessNotGranted {
        /// The policy
        policy: PathBuf,
        /// An action or a pattern of actions; again for another
        #[arg(long = "action", value_name = "ACTION", required = true)]
        actions: Vec<String>,
        /// A pattern of resources; again for another; without any all resources
        #[arg(long = "resource", value_name = "PATTERN")]
        resources: Vec<String>,
        /// What it is
        #[arg(long, value_enum, default_value_t)]
        kind: compare::KindName,
    },
    /// No resource and no role of the organization lets strangers in, all layers taken into account
    NoPublicAccess,
}

/// What a check came to.
#[derive(Debug, Serialize)]
pub struct Checked {
    check: &'static str,
    /// `passed`, `failed`, or `undecided`.
    result: &'static str,
    /// Requests that show a failure.
    found: Vec<Found>,
    /// What could not be told.
    untold: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Found {
    what: String,
    example: Example,
}

/// Checks.
pub fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Checked, Failure> {
    let of_difference = |difference: &Difference| Found {
        what: named(&compare::names(&difference.actions)),
        example: Example::new(&difference.allowed),
    };
    Ok(match &args.what {
        What::NoNewAccess { reference, policy, kind } => {
            let (reference, policy) = (compare::read(reference)?, compare::read(policy)?);
            let kind = DocumentKind::from(*kind);
            let check = checks::no_new_access(kind, &reference, &policy, &Scope::default());
            Checked::new("no-new-access", &check, of_difference)
        }
        What::AccessNotGranted { policy, actions, resources, kind } => {
            let policy = compare::read(policy)?;
            let scope = Scope {
                actions: actions.clone(),
                resources: resources.clone(),
                ..Scope::default()
            };
            let check = checks::access_not_granted((*kind).into(), &policy, &scope);
            Checked::new("access-not-granted", &check, of_difference)
        }
        What::NoPublicAccess => {
            let organization = opening::organization(global, output)?;
            let check = checks::no_public_access(&organization);
            Checked::new("no-public-access", &check, |public| Found {
                what: public.resource.to_string(),
                example: Example::new(&public.witness),
            })
        }
    })
}

impl Checked {
    fn new<F>(check: &'static str, outcome: &Check<F>, show: impl Fn(&F) -> Found) -> Self {
        let (result, found, untold) = match outcome {
            Check::Passed => ("passed", Vec::new(), Vec::new()),
            Check::Failed(found) => ("failed", found.iter().map(show).collect(), Vec::new()),
            Check::Undecided(untold) => ("undecided", Vec::new(), untold.clone()),
        };
        Self { check, result, found, untold }
    }
}

impl Answer for Checked {
    fn page(&self, page: &mut Page) {
        let meaning = match self.result {
            "passed" => Meaning::Allow,
            "failed" => Meaning::Deny,
            _ => Meaning::Conditional,
        };
        page.pieces([Piece::from(format!("{}: ", self.check)), Piece::new(meaning, self.result)]);
        for found in &self.found {
            page.line(format!("  {}", found.what));
            page.line(Piece::new(Meaning::Faint, format!("    such as {}", found.example)));
        }
        for why in &self.untold {
            page.line(format!("  {why}"));
        }
    }

    fn exit(&self) -> Exit {
        if self.result == "passed" { Exit::Yes } else { Exit::No }
    }
}
