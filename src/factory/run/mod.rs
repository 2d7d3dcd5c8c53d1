//! The run of a plan: a state machine that a face drives, one commit for each step.
//!
//! Before a run there is no state to be in wrongly: given values are a draft, a
//! [`Request`](super::Request) is what has been validated, a [`Plan`] what has been planned. From
//! there: approved where asked, applying, verifying, active; beside them stale, failed,
//! compensating, rolled back, needs an operator.

mod next;
mod progress;

use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use next::{Commit, Next};
pub use progress::Progress;

use super::{
    error::PlanError,
    invariant::Verifier,
    plan::{Plan, plan},
    request::Request,
    step::StepKind,
};
use crate::org::{AccountState, Organization, Undo};

/// A plan on its way.
#[derive(Clone)]
pub struct Run {
    plan: Arc<Plan>,
    stage: Stage,
    /// Who has confirmed it.
    confirmed_by: Option<String>,
    /// How to take back what has been done, in the order of doing.
    recorded: Vec<Recorded>,
}

/// Where a run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// It waits to be approved.
    Planned,
    /// This step comes next.
    Applying(StepKind),
    /// The invariants are asked of what has been made.
    Verifying,
    /// The account is in use.
    Active,
    /// The organization has moved since the plan was made: plan again.
    Stale {
        /// The revision that the plan is for.
        planned: u64,
        /// The revision that there is.
        found: u64,
    },
    /// A step could not be done: go on, or take back what has been done.
    Failed {
        /// The step.
        step: StepKind,
        /// Why.
        why: String,
    },
    /// What has been done is being taken back, last step first.
    Compensating,
    /// What could be taken back is; the account, which cannot be unmade, is parked.
    RolledBack,
    /// Taking back did not work either: somebody has to look.
    NeedsOperator {
        /// Why.
        why: String,
    },
}

/// What takes back one step that has been done.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The step.
    pub step: StepKind,
    /// The undo of each of its changes, in their order.
    pub undo: Vec<Undo>,
}

impl Run {
    /// Begins a plan; `revision` is that of the organization now.
    pub fn start(plan: Plan, revision: u64) -> Self {
        let stage = if revision == plan.base_revision {
            match plan.approval {
                Some(_) => Stage::Planned,
                None => Stage::Applying(StepKind::Reserve),
            }
        } else {
            Stage::Stale { planned: plan.base_revision, found: revision }
        };
        Self { plan: Arc::new(plan), stage, confirmed_by: None, recorded: Vec::new() }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Where it stands.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Records who has confirmed the plan, which the journal will tell, and lets it begin. That so
    /// many of a group have approved, where the template asks for it, is this person's word: it is
    /// written down, not checked.
    #[must_use]
    pub fn approve(self, operator: &str) -> Self {
        let stage = match self.stage {
            Stage::Planned => Stage::Applying(StepKind::Reserve),
            other => other,
        };
        Self { stage, confirmed_by: Some(operator.to_owned()), ..self }
    }

    /// Tells the run that a commit of its own is in the store.
    #[must_use]
    pub fn committed(mut self, commit: Commit) -> Self {
        match commit {
            Commit::Forward { step, undo, .. } => {
                self.recorded.push(Recorded { step, undo });
                self.stage = after(step);
            }
            Commit::Back { parked: false, .. } => {
                self.recorded.pop();
            }
            Commit::Back { parked: true, .. } => {
                self.recorded.clear();
                self.stage = Stage::RolledBack;
            }
        }
        self
    }

    /// Tells the run that a commit of its own did not get into the store.
    #[must_use]
    pub fn failed(self, why: &str) -> Self {
        let why = why.to_owned();
        let stage = match self.stage {
            Stage::Applying(step) => Stage::Failed { step, why },
            Stage::Verifying => Stage::Failed { step: StepKind::Verify, why },
            Stage::Compensating => Stage::NeedsOperator { why },
            other => other,
        };
        Self { stage, ..self }
    }

    /// Goes on after a failure, with the step that failed.
    #[must_use]
    pub fn go_on(self) -> Self {
        let stage = match self.stage {
            Stage::Failed { step: StepKind::Verify, .. } => Stage::Verifying,
            Stage::Failed { step, .. } => Stage::Applying(step),
            other => other,
        };
        Self { stage, ..self }
    }

    /// Begins to take back what has been done; also the way on for an operator who has mended what
    /// stood in its way.
    #[must_use]
    pub fn compensate(self) -> Self {
        let stage = match self.stage {
            Stage::Applying(_)
            | Stage::Verifying
            | Stage::Failed { .. }
            | Stage::NeedsOperator { .. } => Stage::Compensating,
            other => other,
        };
        Self { stage, ..self }
    }

    /// Adds what the journal has recorded of this request before, oldest first, so that a run that
    /// another process began can be taken back as far as it got.
    #[must_use]
    pub fn with_recorded(mut self, earlier: Vec<Recorded>) -> Self {
        self.recorded.splice(0..0, earlier);
        self
    }
}

/// Takes up a request where it was left, judging by the organization alone: the account remembers
/// the request that made it, and each step sees whether it is done.
pub fn resume(
    request: &Request,
    organization: &Organization,
    revision: u64,
    at: DateTime<Utc>,
    verifier: &dyn Verifier,
) -> Result<Run, Vec<PlanError>> {
    let account = request.key().account(organization).cloned();
    let run = Run::start(plan(request, organization, revision, at, verifier)?, revision);
    let stage = match account {
        None => return Ok(run),
        Some(account) if account.state == AccountState::Suspended => Stage::RolledBack,
        Some(_) => match run.plan.steps.iter().find(|step| !step.changes.changes.is_empty()) {
            Some(step) => Stage::Applying(step.kind),
            None => Stage::Active,
        },
    };
    Ok(Run { stage, ..run })
}

/// Where a run stands after a step.
fn after(step: StepKind) -> Stage {
    let following = StepKind::ALL.into_iter().find(|next| *next > step);
    match following {
        Some(StepKind::Verify) => Stage::Verifying,
        Some(step) => Stage::Applying(step),
        None => Stage::Active,
    }
}
