//! Comparing what there is: policies, principals, and the organization before and after something.

use std::{
    ops::{ControlFlow, RangeInclusive},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{Compiled, Finding, Snapshot, What, told};
use crate::{
    access::{
        Principal, PrincipalError,
        compare::{
            self, Comparison, DocumentKind, Impact, Progress, Untold, World, impact_told,
            worlds_told,
        },
        possible::Scope,
    },
    org::{ChangeSet, ChangeSetError, Organization, PolicyId, PolicyType},
    policy::{Arn, Document, Fault, Severity},
    store::{Entry, Revision},
};

/// What is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Comparing {
    /// Two principals, as [`Principal::find`] takes them.
    Principals(String, String),
    /// Two policies by themselves: ids of organization policies or ARNs of managed ones.
    Policies(String, String),
    /// A policy by itself, and with another text.
    Text {
        /// Its id or ARN.
        policy: String,
        /// The text.
        text: String,
    },
    /// The organization, and what changes make of it.
    Changes(ChangeSet),
    /// The organization before and after an entry of the journal.
    Entry(Revision),
    /// The organization after an entry of the journal, and now.
    Since(Revision),
}

/// What is looked at.
pub struct Sight<'a> {
    /// What there is.
    pub snapshot: &'a Snapshot,
    /// Its index.
    pub compiled: &'a Compiled,
    /// How it came about.
    pub journal: &'a Past<'a>,
    /// Which requests count.
    pub scope: &'a Scope,
}

/// Reads entries of the journal; an error is a sentence.
pub type Past<'a> = dyn Fn(RangeInclusive<Revision>) -> Result<Vec<Entry>, String> + 'a;

/// Hears what is newly found and how far it is, and says whether to go on.
pub type Hear<'a> = dyn FnMut(Vec<Finding>, Progress) -> ControlFlow<()> + 'a;

/// Why something cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CannotCompare {
    /// A text names no principal.
    #[error(transparent)]
    Principal(#[from] PrincipalError),
    /// A principal cannot call.
    #[error("{0} cannot call: its role is not there")]
    NotThere(Principal),
    /// A text names no policy.
    #[error("there is no policy {0}: write the id of an organization policy, or an ARN")]
    Policy(String),
    /// A policy decides nothing.
    #[error("{0} is a {1} policy, which decides no request: there is nothing to compare")]
    Undeciding(String, &'static str),
    /// The policies are of different kinds.
    #[error("{0} and {1} are policies of different kinds: compare like with like")]
    Unlike(String, String),
    /// A text cannot be read.
    #[error("{policy}:{fault}")]
    Text {
        /// Of which policy.
        policy: String,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The model refuses changes.
    #[error(transparent)]
    Refused(Box<ChangeSetError>),
    /// The first entry of the journal changes nothing.
    #[error("entry 1 is how the store began: there is nothing before it")]
    Founding,
    /// There is no such entry.
    #[error("there is no entry {0} in the journal")]
    NoEntry(Revision),
    /// The journal cannot be read.
    #[error("{0}")]
    Journal(String),
}

impl Comparing {
    /// What it is, for people.
    pub fn title(&self, organization: &Organization) -> String {
        let policy = |id: &str| policy_name(organization, id).unwrap_or_else(|| id.to_owned());
        match self {
            Self::Principals(one, other) => format!("{one} → {other}"),
            Self::Policies(one, other) => format!("{} → {}", policy(one), policy(other)),
            Self::Text { policy: id, .. } => format!("{}, as edited", policy(id)),
            Self::Changes(set) => set.message.clone(),
            Self::Entry(entry) => format!("before and after entry {entry}"),
            Self::Since(entry) => format!("since revision {entry}"),
        }
    }

    /// Compares. Everything that is found is heard; when told to break, it ends early.
    pub fn compare(&self, sight: &Sight<'_>, hear: &mut Hear<'_>) -> Result<(), CannotCompare> {
        let now = &sight.snapshot.organization;
        match self {
            Self::Principals(one, other) => {
                let (one, other) = (Principal::find(now, one)?, Principal::find(now, other)?);
                principals(sight, &one, &other, hear)
            }
            Self::Policies(one, other) => {
                let (one_kind, before) = document(now, one)?;
                let (other_kind, after) = document(now, other)?;
                if one_kind != other_kind {
                    return Err(CannotCompare::Unlike(one.clone(), other.clone()));
                }
                documents(sight, one_kind, (&before, &after), hear);
                Ok(())
            }
            Self::Text { policy, text } => {
                let (kind, before) = document(now, policy)?;
                documents(sight, kind, (&before, &readable(policy, text)?), hear);
                Ok(())
            }
            Self::Changes(set) => {
                let after = now.apply_set(set).map_err(|e| CannotCompare::Refused(Box::new(e)))?;
                organizations(sight, now, &after.organization, hear);
                Ok(())
            }
            Self::Entry(entry) => {
                let Some(before) = entry.0.checked_sub(1).filter(|before| *before > 0) else {
                    return Err(CannotCompare::Founding);
                };
                let after = as_of(sight, *entry)?;
                let before = as_of(sight, Revision(before))?;
                organizations(sight, &before, &after, hear);
                Ok(())
            }
            Self::Since(entry) => {
                organizations(sight, &as_of(sight, *entry)?, now, hear);
                Ok(())
            }
        }
    }
}

fn principals(
    sight: &Sight<'_>,
    before: &Principal,
    after: &Principal,
    hear: &mut Hear<'_>,
) -> Result<(), CannotCompare> {
    let world = |principal: &Principal| {
        World::of(&sight.snapshot.organization, principal)
            .ok_or_else(|| CannotCompare::NotThere(principal.clone()))
    };
    let (was, is) = (world(before)?, world(after)?);
    let mut last = (ControlFlow::Continue(()), 0);
    let found = worlds_told(&was, &is, sight.scope, &mut |_, progress| {
        last = (hear(Vec::new(), progress), progress.of);
        last.0
    });
    let (losing, gaining) = (std::slice::from_ref(before), std::slice::from_ref(after));
    let whom = Whom { gaining, losing, open: &[] };
    let (going, of) = last;
    if going.is_continue() {
        let _: ControlFlow<()> = hear(findings(&found, &whom), Progress { done: of, of });
    }
    Ok(())
}

fn documents(
    sight: &Sight<'_>,
    kind: DocumentKind,
    (before, after): (&Document, &Document),
    hear: &mut Hear<'_>,
) {
    let found = compare::documents(kind, before, after, sight.scope);
    let _: ControlFlow<()> = hear(findings(&found, &Whom::all(&[])), Progress { done: 1, of: 1 });
}

fn organizations(
    sight: &Sight<'_>,
    before: &Organization,
    after: &Organization,
    hear: &mut Hear<'_>,
) {
    let now = sight.compiled.index(&sight.snapshot.organization);
    let index = |organization: &Organization| {
        if *organization == *now.organization() {
            Arc::clone(&now)
        } else {
            Arc::new(now.updated(organization))
        }
    };
    let (before, after) = (index(before), index(after));
    let mut told = 0;
    let mut news = |impact: &Impact, progress: Progress| {
        let mut new: Vec<Finding> = Vec::new();
        for affected in &impact.affected[told..] {
            new.extend(findings(&affected.comparison, &Whom::all(&affected.principals)));
        }
        told = impact.affected.len();
        hear(new, progress)
    };
    let mut last = (ControlFlow::Continue(()), 0);
    let impact = impact_told(&before, &after, sight.scope, &mut |impact, progress| {
        last = (news(impact, progress), progress.of);
        last.0
    });
    let (going, of) = last;
    let end = Progress { done: of, of };
    if going.is_continue() && news(&impact, end).is_continue() {
        let some =
            |what, whom: Vec<Principal>| (!whom.is_empty()).then_some(Finding { what, whom });
        let come = some(What::Appeared, impact.appeared);
        let gone = some(What::Vanished, impact.vanished);
        let _: ControlFlow<()> = hear(come.into_iter().chain(gone).collect(), end);
    }
}

/// Whom what is gained, lost and untold concerns.
struct Whom<'a> {
    gaining: &'a [Principal],
    losing: &'a [Principal],
    open: &'a [Principal],
}

impl<'a> Whom<'a> {
    fn all(whom: &'a [Principal]) -> Self {
        Self { gaining: whom, losing: whom, open: whom }
    }
}

/// What a comparison has found, and for whom.
fn findings(found: &Comparison, whom: &Whom<'_>) -> Vec<Finding> {
    let finding = |what, whom: &[Principal]| Finding { what, whom: whom.to_vec() };
    let gained = told(&found.gained).into_iter();
    let gained = gained.map(|told| finding(What::Gained(Arc::new(told)), whom.gaining));
    let lost = told(&found.lost).into_iter();
    let lost = lost.map(|told| finding(What::Lost(Arc::new(told)), whom.losing));
    let open = untold(&found.unknown).into_iter();
    gained
        .chain(lost)
        .chain(open.map(|open| finding(What::Untold(Arc::new(open)), whom.open)))
        .collect()
}

/// What hangs on the same is one finding.
fn untold(all: &[Untold]) -> Vec<Untold> {
    let mut together: Vec<Untold> = Vec::new();
    for open in all {
        match together.iter_mut().find(|known| known.because == open.because) {
            Some(known) => known.actions.extend(&open.actions),
            None => together.push(open.clone()),
        }
    }
    together
}

/// The organization as an entry of the journal left it: what was done since is taken back.
fn as_of(sight: &Sight<'_>, revision: Revision) -> Result<Organization, CannotCompare> {
    if revision < Revision::FIRST || revision > sight.snapshot.revision {
        return Err(CannotCompare::NoEntry(revision));
    }
    let mut organization = Organization::clone(&sight.snapshot.organization);
    let since = revision.next()..=sight.snapshot.revision;
    if since.is_empty() {
        return Ok(organization);
    }
    for entry in (sight.journal)(since).map_err(CannotCompare::Journal)?.iter().rev() {
        let back = organization.apply_set(&entry.way_back().changes);
        organization = back.map_err(|e| CannotCompare::Refused(Box::new(e)))?.organization;
    }
    Ok(organization)
}

/// A policy of the organization or of AWS, and what it is.
fn document(
    organization: &Organization,
    id: &str,
) -> Result<(DocumentKind, Document), CannotCompare> {
    if let Some(policy) =
        id.parse::<PolicyId>().ok().and_then(|id| organization.policies().get(&id))
    {
        let kind = match policy.policy_type {
            PolicyType::ServiceControlPolicy => DocumentKind::Scp,
            PolicyType::ResourceControlPolicy => DocumentKind::Rcp,
            other => {
                return Err(CannotCompare::Undeciding(policy.name.clone(), other.short_name()));
            }
        };
        return Ok((kind, policy.document.clone()));
    }
    let document = id.parse::<Arn>().ok().and_then(|arn| organization.managed_document(&arn));
    let document = document.ok_or_else(|| CannotCompare::Policy(id.to_owned()))?;
    Ok((DocumentKind::Identity, document))
}

/// The document of a text, unless there is an error in it.
fn readable(policy: &str, text: &str) -> Result<Document, CannotCompare> {
    let document = Document::new(text);
    match document.faults().iter().find(|fault| fault.severity == Severity::Error) {
        Some(fault) => Err(CannotCompare::Text { policy: policy.to_owned(), fault: fault.clone() }),
        None => Ok(document),
    }
}

/// What people call a policy.
fn policy_name(organization: &Organization, id: &str) -> Option<String> {
    match id.parse::<PolicyId>() {
        Ok(id) => Some(organization.policies().get(&id)?.name.clone()),
        Err(_) => Some(id.parse::<Arn>().ok()?.resource().rsplit('/').next()?.to_owned()),
    }
}

#[cfg(test)]
mod tests;
