//! How far a run has come, step by step, for whoever watches.

use super::{Run, Stage};
use crate::factory::step::StepKind;

/// How a step of a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It is done.
    Done,
    /// It is being done.
    Current,
    /// It is still to be done.
    Ahead,
    /// It could not be done.
    Failed,
    /// It was done and is to be taken back.
    ToTakeBack,
}

impl Run {
    /// How each step stands, first to last.
    pub fn progress(&self) -> Vec<(StepKind, Progress)> {
        StepKind::ALL.into_iter().map(|step| (step, self.progress_of(step))).collect()
    }

    fn progress_of(&self, step: StepKind) -> Progress {
        let (here, at_here) = match &self.stage {
            Stage::Active => return Progress::Done,
            Stage::Planned | Stage::Stale { .. } | Stage::RolledBack => return Progress::Ahead,
            Stage::Compensating | Stage::NeedsOperator { .. } => {
                let recorded = self.recorded.iter().any(|recorded| recorded.step == step);
                return if recorded { Progress::ToTakeBack } else { Progress::Ahead };
            }
            Stage::Applying(here) => (*here, Progress::Current),
            Stage::Verifying => (StepKind::Verify, Progress::Current),
            Stage::Failed { step, .. } => (*step, Progress::Failed),
        };
        match step.cmp(&here) {
            std::cmp::Ordering::Less => Progress::Done,
            std::cmp::Ordering::Equal => at_here,
            std::cmp::Ordering::Greater => Progress::Ahead,
        }
    }
}
