//! What a run wants next.

use super::{Run, Stage, after};
use crate::{
    factory::{
        ensure,
        error::PlanError,
        invariant::{Verifier, violations},
        step::{Direction, Mark, StepKind},
    },
    org::{Account, AccountState, Change, ChangeSet, Organization, Undo},
};

/// What a run wants next.
pub enum Next {
    /// Commit this, then say [`Run::committed`], or [`Run::failed`].
    Commit(Commit),
    /// It has moved on without a commit: go on with this.
    Became(Box<Run>),
    /// It waits for a person: to approve, or to say whether to go on or back.
    Wait,
    /// There is nothing left to do.
    Over,
}

/// One transaction of a run: what to commit, with the message for the journal.
#[derive(Debug, Clone, PartialEq)]
pub enum Commit {
    /// A step is done.
    Forward {
        /// The step.
        step: StepKind,
        /// What to commit.
        changes: ChangeSet,
        /// The undo of each change, in their order.
        undo: Vec<Undo>,
    },
    /// A step is taken back.
    Back {
        /// What to commit.
        changes: ChangeSet,
        /// Whether this is the last: the account is then parked.
        parked: bool,
    },
}

impl Commit {
    /// What to commit.
    pub fn changes(&self) -> &ChangeSet {
        match self {
            Self::Forward { changes, .. } | Self::Back { changes, .. } => changes,
        }
    }
}

impl Run {
    /// What the run wants next, given the organization as it is now. Nothing is changed.
    pub fn next(&self, organization: &Organization, verifier: &dyn Verifier) -> Next {
        match &self.stage {
            Stage::Planned | Stage::Failed { .. } | Stage::NeedsOperator { .. } => Next::Wait,
            Stage::Active | Stage::Stale { .. } | Stage::RolledBack => Next::Over,
            Stage::Applying(step) => self.forward(*step, organization),
            Stage::Verifying => self.verify(organization, verifier),
            Stage::Compensating => self.back(organization),
        }
    }

    fn became(&self, stage: Stage) -> Next {
        Next::Became(Box::new(Self { stage, ..self.clone() }))
    }

    fn forward(&self, step: StepKind, organization: &Organization) -> Next {
        let plan = &self.plan;
        let changes = ensure::missing(step, &plan.blueprint, organization, plan.at);
        if changes.is_empty() {
            return self.became(after(step));
        }
        let mark = Mark::new(plan.key(), step, Direction::Forward);
        let changes =
            ChangeSet { message: mark.message(plan.account_name(), &self.remark(step)), changes };
        match organization.apply_set(&changes) {
            Ok(applied) => Next::Commit(Commit::Forward { step, changes, undo: applied.undo }),
            Err(error) => self.became(Stage::Failed { step, why: error.to_string() }),
        }
    }

    /// What the journal is to remember beside the step: who has confirmed the plan, and what the
    /// template asked for.
    fn remark(&self, step: StepKind) -> String {
        match (step, &self.confirmed_by, &self.plan.approval) {
            (StepKind::Create, Some(who), Some(needed)) => format!(
                ", confirmed by {who} (asks for approval by {} of {})",
                needed.count, needed.from
            ),
            (StepKind::Create, Some(who), None) => format!(", confirmed by {who}"),
            _ => String::new(),
        }
    }

    /// Asks the invariants of the account as it will be once the quarantine has ended: under
    /// quarantine nearly everything is denied.
    fn verify(&self, organization: &Organization, verifier: &dyn Verifier) -> Next {
        let plan = &self.plan;
        let changes = ensure::missing(StepKind::Release, &plan.blueprint, organization, plan.at);
        let set = ChangeSet { message: String::new(), changes };
        let failed = |why| self.became(Stage::Failed { step: StepKind::Verify, why });
        let released = match organization.apply_set(&set) {
            Ok(applied) => applied.organization,
            Err(error) => return failed(error.to_string()),
        };
        let violations = violations(plan.request(), plan.account(), &released, verifier);
        if violations.is_empty() {
            return self.became(after(StepKind::Verify));
        }
        let why: Vec<_> = violations.iter().map(PlanError::to_string).collect();
        failed(why.join("; "))
    }

    /// Takes back the last step that is recorded; when only the making of the account is left,
    /// parks it.
    fn back(&self, organization: &Organization) -> Next {
        let plan = &self.plan;
        let Some(account) = organization.accounts().get(&plan.account()) else {
            return self.became(Stage::RolledBack);
        };
        let last = self.recorded.last().filter(|recorded| recorded.step != StepKind::Create);
        let (step, changes) = match last {
            Some(recorded) => {
                let undo = recorded.undo.iter().rev().map(|undo| match undo {
                    Undo::Exact(change) | Undo::Compensating { change, .. } => change.clone(),
                });
                (recorded.step, undo.collect())
            }
            None => (StepKind::Create, self.parking(account, organization)),
        };
        let parked = last.is_none();
        if parked && changes.is_empty() {
            return self.became(Stage::RolledBack);
        }
        let mark = Mark::new(plan.key(), step, Direction::Back);
        let changes = ChangeSet { message: mark.message(plan.account_name(), ""), changes };
        match organization.apply_set(&changes) {
            Ok(_) => Next::Commit(Commit::Back { changes, parked }),
            Err(error) => self.became(Stage::NeedsOperator { why: error.to_string() }),
        }
    }

    /// An account cannot be unmade, so it is parked: in quarantine, out of the way, suspended.
    fn parking(&self, account: &Account, organization: &Organization) -> Vec<Change> {
        let blueprint = &self.plan.blueprint;
        let node = blueprint.node();
        let attached = organization.attached(&node);
        let quarantine = blueprint.quarantine.clone().filter(|it| !attached.contains(it));
        let quarantine = quarantine.map(|policy| Change::AttachPolicy { policy, to: node.clone() });
        let place = blueprint.parking.clone().filter(|to| account.parent != *to);
        let place = place.map(|to| Change::MoveAccount { account: account.id, to });
        let state = AccountState::Suspended;
        let suspend = (account.state != state)
            .then_some(Change::SetAccountState { account: account.id, state });
        quarantine.into_iter().chain(place).chain(suspend).collect()
    }
}
