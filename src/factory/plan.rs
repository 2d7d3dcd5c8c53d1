//! The plan: every step worked out and applied to a copy, so that whatever the organization would
//! refuse, sizes and quotas included, is known before anything is done.

use chrono::{DateTime, Utc};

use super::{
    blueprint::{Blueprint, resolve},
    diff::{Line, lines},
    ensure,
    error::{PlanError, PlanProblem},
    invariant::{Verifier, sentences, violations},
    request::{Request, RequestKey},
    step::{Direction, Mark, StepKind},
};
use crate::org::{AccountId, ChangeSet, ChangeSetError, NodeId, Organization};

/// How an account is going to be made.
#[derive(Clone)]
pub struct Plan {
    request: Request,
    pub(super) blueprint: Blueprint,
    /// The revision of the organization that it was worked out on.
    pub base_revision: u64,
    /// The moment that everything new in it is dated.
    pub at: DateTime<Utc>,
    /// Tells plans apart: of the account as it is to be and the base, not of the moment.
    pub hash: String,
    /// Every step, in order. Those that need nothing have no changes.
    pub steps: Vec<Step>,
    /// The organization when all is done.
    pub organization_after: Organization,
    /// Who has to approve, if anyone.
    pub approval: Option<ApprovalNeeded>,
    /// The invariants that the evaluator has found to hold of it, in words.
    pub proven: Vec<String>,
    /// What should be known before it is applied.
    pub warnings: Vec<String>,
}

/// A step of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Which step.
    pub kind: StepKind,
    /// What it changes, with the message that the journal gets.
    pub changes: ChangeSet,
    /// The same in lines for people.
    pub lines: Vec<Line>,
}

/// Who has to approve a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalNeeded {
    /// How many.
    pub count: u8,
    /// Members of this group of the directory.
    pub from: String,
    /// The condition that asks for it; absent means always.
    pub because: Option<String>,
}

/// Works out how to bring a request about. Nothing is done. `base_revision` is the revision of the
/// organization; `at` is the moment that everything new is dated.
///
/// Gives all that is wrong with the request's names at once; or the first step that the
/// organization refuses; or all invariants that would not hold.
pub fn plan(
    request: &Request,
    organization: &Organization,
    base_revision: u64,
    at: DateTime<Utc>,
    verifier: &dyn Verifier,
) -> Result<Plan, Vec<PlanError>> {
    let (blueprint, warnings) = resolve(request, organization)?;
    let mut current = organization.clone();
    let mut steps = Vec::new();
    for kind in StepKind::ALL {
        let worked_out = step(kind, &blueprint, &current, at);
        let (step, after) = worked_out.map_err(|error| vec![refused(kind, error)])?;
        steps.push(step);
        current = after;
    }
    let violations = violations(request, blueprint.account, &current, verifier);
    if !violations.is_empty() {
        return Err(violations);
    }
    Ok(Plan {
        request: request.clone(),
        base_revision,
        at,
        hash: blueprint.digest(base_revision),
        steps,
        organization_after: current,
        approval: approval(request, &blueprint),
        proven: sentences(request, blueprint.account),
        warnings,
        blueprint,
    })
}

/// One step on the organization as it is before it, and the organization after it.
fn step(
    kind: StepKind,
    blueprint: &Blueprint,
    before: &Organization,
    at: DateTime<Utc>,
) -> Result<(Step, Organization), Box<ChangeSetError>> {
    let changes = ensure::missing(kind, blueprint, before, at);
    let mark = Mark::new(&blueprint.request, kind, Direction::Forward);
    let changes = ChangeSet { message: mark.message(&blueprint.name, ""), changes };
    let mut current = before.clone();
    let mut told = Vec::new();
    for change in &changes.changes {
        told.extend(lines(change, &current));
        let one = ChangeSet { message: String::new(), changes: vec![change.clone()] };
        current = current.apply_set(&one).map_err(Box::new)?.organization;
    }
    Ok((Step { kind, changes, lines: told }, current))
}

fn refused(kind: StepKind, error: Box<ChangeSetError>) -> PlanError {
    let problem = PlanProblem::Change(error);
    PlanError { place: None, element: format!("step `{kind}`"), problem }
}

fn approval(request: &Request, blueprint: &Blueprint) -> Option<ApprovalNeeded> {
    let approval = request.template().approval.as_ref()?;
    if !request.holds(approval.when.as_ref()) {
        return None;
    }
    Some(ApprovalNeeded {
        count: approval.count,
        from: request.fill(&approval.from, |_| blueprint.account.to_string()),
        because: approval.when.as_ref().map(|condition| condition.text().to_owned()),
    })
}

impl Plan {
    /// What is asked for.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// The key of the request.
    pub fn key(&self) -> &RequestKey {
        self.request.key()
    }

    /// The account's id.
    pub fn account(&self) -> AccountId {
        self.blueprint.account
    }

    /// The account's name.
    pub fn account_name(&self) -> &str {
        &self.blueprint.name
    }

    /// The account's address.
    pub fn email(&self) -> &str {
        &self.blueprint.email
    }

    /// The full path of the unit it goes to.
    pub fn destination(&self) -> String {
        self.organization_after.display_path(&NodeId::from(self.blueprint.destination.clone()))
    }

    /// The lines of all steps.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.steps.iter().flat_map(|step| &step.lines)
    }

    /// The whole plan as one change set.
    pub fn changes(&self) -> ChangeSet {
        let message = format!("vend {} [{}]", self.account_name(), self.key());
        let changes = self.steps.iter().flat_map(|step| step.changes.changes.clone()).collect();
        ChangeSet { message, changes }
    }

    /// Whether there is anything to do.
    pub fn is_done(&self) -> bool {
        self.steps.iter().all(|step| step.changes.changes.is_empty())
    }
}
