//! `impact`: who gains or loses what by a change that is not made, or by one that was.

use std::{ops::ControlFlow, path::PathBuf};

use serde::Serialize;

use super::{
    Failure, Global, Output,
    compare::{Changed, Open, read},
    find::{self, Kind, Thing},
    line::{Meaning, Piece},
    opening,
    output::{Answer, Exit, Page},
};
use crate::{
    access::possible::Scope,
    org::{Change, ChangeSet, NodeId, Organization, ParentId, PolicyId},
    store::Revision,
    workspace::{
        Comparing, Compiled, Finding, Findings, Sight, Told, What, Workspace, edit_managed,
        edit_policy,
    },
};

/// Tell who would gain or lose what by a change, without making it, or who did by one that was made
///
/// The exit code is 0 when nobody's access changes, and 1 when somebody's does or it cannot be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    of: Of,
}

#[derive(Debug, clap::Subcommand)]
enum Of {
    /// Giving a policy another text
    Edit {
        /// The policy: a name, an id or an ARN
        policy: String,
        /// The file with the text
        file: PathBuf,
    },
    /// Attaching an organization policy to a node
    Attach {
        /// The policy: a name or an id
        policy: String,
        /// The node: a path, a name or an id
        node: String,
    },
    /// Detaching an organization policy from a node
    Detach {
        /// The policy: a name or an id
        policy: String,
        /// The node: a path, a name or an id
        node: String,
    },
    /// Moving an account to another unit
    Move {
        /// The account: a path, a name or an id
        account: String,
        /// The unit or the root: a path, a name or an id
        to: String,
    },
    /// An entry of the journal
    Entry {
        /// Its number, as `bailiwick journal` shows it
        entry: u64,
    },
    /// Everything since an entry of the journal
    Since {
        /// Its number, as `bailiwick journal` shows it
        entry: u64,
    },
}

/// Who gains or loses what.
#[derive(Debug, Default, Serialize)]
pub struct Concerned {
    gained: Vec<Concern<Changed>>,
    lost: Vec<Concern<Changed>>,
    unknown: Vec<Concern<Open>>,
    appeared: Vec<String>,
    vanished: Vec<String>,
}

/// What changes, and for whom.
#[derive(Debug, Serialize)]
struct Concern<T> {
    principals: Vec<String>,
    /// What, as the first of them sees it.
    #[serde(flatten)]
    what: T,
}

/// Works it out.
pub fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Concerned, Failure> {
    let workspace = opening::read(global, output)?;
    let snapshot = workspace.snapshot();
    let comparing = args.of.comparing(&workspace)?;
    let sight = Sight {
        snapshot: &snapshot,
        compiled: &Compiled::default(),
        journal: &|revisions| workspace.journal(revisions).map_err(|error| error.to_string()),
        scope: &Scope::default(),
    };
    let mut findings = Findings::default();
    let mut last = None;
    let compared = comparing.compare(&sight, &mut |found, progress| {
        for finding in found {
            findings.put(finding);
        }
        let percent = progress.done * 100 / progress.of.max(1);
        if last.replace(percent) != Some(percent) {
            output.progress(format!("{percent} %"));
        }
        ControlFlow::Continue(())
    });
    compared.map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(Concerned::new(findings.into_all()))
}

impl Of {
    fn comparing(&self, workspace: &Workspace) -> Result<Comparing, Failure> {
        let snapshot = workspace.snapshot();
        let organization = &*snapshot.organization;
        let change = match self {
            Self::Entry { entry } => return Ok(Comparing::Entry(Revision(*entry))),
            Self::Since { entry } => return Ok(Comparing::Since(Revision(*entry))),
            Self::Edit { policy, file } => {
                let document = read(file)?;
                match find::find(organization, policy, None)? {
                    Thing::Policy(id) => {
                        organization.policies().get(&id).map(|policy| edit_policy(policy, document))
                    }
                    Thing::ManagedPolicy(arn) => organization
                        .managed_policies()
                        .get(&arn)
                        .map(|policy| edit_managed(policy, document, organization, snapshot.now())),
                    _ => None,
                }
                .ok_or_else(|| {
                    Failure::Usage(format!("{policy} is no policy that can be edited"))
                })?
            }
            Self::Attach { policy, node } => Change::AttachPolicy {
                policy: organization_policy(organization, policy)?,
                to: find::node(organization, node)?,
            },
            Self::Detach { policy, node } => Change::DetachPolicy {
                policy: organization_policy(organization, policy)?,
                from: find::node(organization, node)?,
            },
            Self::Move { account, to } => {
                let unit = match find::node(organization, to)? {
                    NodeId::Root(id) => ParentId::Root(id),
                    NodeId::Ou(id) => ParentId::Ou(id),
                    NodeId::Account(_) => {
                        return Err(Failure::Usage(format!("{to} is an account: name a unit")));
                    }
                };
                match find::node(organization, account)? {
                    NodeId::Account(account) => Change::MoveAccount { account, to: unit },
                    NodeId::Root(_) | NodeId::Ou(_) => {
                        return Err(Failure::Usage(format!("{account} is no account")));
                    }
                }
            }
        };
        let message = change.summary(organization);
        Ok(Comparing::Changes(ChangeSet { message, changes: vec![change] }))
    }
}

fn organization_policy(organization: &Organization, text: &str) -> Result<PolicyId, Failure> {
    match find::find(organization, text, Some(Kind::Policy))? {
        Thing::Policy(id) => Ok(id),
        other => Err(Failure::Usage(format!("{other} is no policy of the organization"))),
    }
}

impl Concerned {
    fn new(found: Vec<Finding>) -> Self {
        let mut concerned = Self::default();
        for Finding { what, whom } in found {
            let principals: Vec<String> = whom.iter().map(ToString::to_string).collect();
            let changed = |told: &Told| Changed::new(told.clone());
            match what {
                What::Gained(told) => {
                    concerned.gained.push(Concern { principals, what: changed(&told) });
                }
                What::Lost(told) => {
                    concerned.lost.push(Concern { principals, what: changed(&told) });
                }
                What::Untold(open) => {
                    concerned.unknown.push(Concern { principals, what: Open::new(&open) });
                }
                What::Appeared => concerned.appeared.extend(principals),
                What::Vanished => concerned.vanished.extend(principals),
            }
        }
        concerned
    }
}

/// Principals that are named before the rest are only counted.
const NAMED: usize = 4;

fn whom(principals: &[String]) -> String {
    let mut text = principals.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if principals.len() > NAMED {
        text = format!("{text} and {} more", principals.len() - NAMED);
    }
    text
}

impl Answer for Concerned {
    fn page(&self, page: &mut Page) {
        if self.exit() == Exit::Yes {
            page.line("nobody gains or loses anything");
        }
        let (plus, minus) = (Piece::new(Meaning::Allow, "+"), Piece::new(Meaning::Deny, "-"));
        for (title, sign, changes) in [("gain", plus, &self.gained), ("lose", minus, &self.lost)] {
            for concern in changes {
                page.title(format!("{} {title}", whom(&concern.principals)));
                concern.what.page(&sign, page);
            }
        }
        for concern in &self.unknown {
            page.title(format!("Cannot be told for {}", whom(&concern.principals)));
            concern.what.page(page);
        }
        for (title, principals) in [("New", &self.appeared), ("Gone", &self.vanished)] {
            if !principals.is_empty() {
                page.title(format!("{title}: {}", whom(principals)));
            }
        }
    }

    fn exit(&self) -> Exit {
        let Self { gained, lost, unknown, appeared, vanished } = self;
        let same = gained.is_empty() && lost.is_empty() && unknown.is_empty();
        if same && appeared.is_empty() && vanished.is_empty() { Exit::Yes } else { Exit::No }
    }
}
