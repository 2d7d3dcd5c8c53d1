//! `factory apply`: makes an account, one journalled step after the other.

use serde::Serialize;

use super::values::{ValueArgs, refused};
use crate::{
    cli::{
        Failure, Global, Output,
        line::{Meaning, Piece},
        opening,
        output::{Answer, Exit, Page},
        table::Table,
    },
    factory::{self, Evaluator, Next, Progress, Run, Stage, StepKind},
    store::Revision,
    workspace::{Identity, Library, Workspace},
};

/// Make an account, one journalled step after the other
///
/// The same command again takes up where an earlier one was cut off, and makes no second account.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    values: ValueArgs,
    /// Give your word that the approvals which the template asks for have been given
    #[arg(long)]
    approved: bool,
}

/// How far the making of an account has come.
#[derive(Debug, Serialize)]
pub struct Applied {
    request: String,
    account: String,
    name: String,
    path: String,
    /// Whether the account is in use.
    active: bool,
    /// What stands in the way.
    trouble: Option<String>,
    revision: Revision,
    /// The steps that this run committed.
    committed: Vec<&'static str>,
    steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Step {
    id: &'static str,
    title: &'static str,
    /// `done`, `failed`, `current`, `ahead` or `to take back`.
    progress: &'static str,
}

/// Makes the account, or goes on with it.
pub fn run(
    args: &Args,
    library: &Library,
    global: &Global,
    output: &mut Output,
) -> Result<Applied, Failure> {
    let mut workspace = opening::write(global, "factory apply")?;
    let snapshot = workspace.snapshot();
    let request = args.values.request(library, &snapshot.organization)?;
    let run = factory::resume(
        &request,
        &snapshot.organization,
        snapshot.revision.0,
        snapshot.now(),
        &Evaluator,
    );
    let run = approved(run.map_err(|errors| refused(&request, &errors))?, args)?;
    let (run, committed) = drive(run, &mut workspace, output)?;
    Ok(Applied::new(&run, &workspace, committed))
}

/// The run, confirmed where that is asked for.
fn approved(run: Run, args: &Args) -> Result<Run, Failure> {
    match (run.stage(), &run.plan().approval, args.approved) {
        (Stage::Planned, Some(needed), false) => Err(Failure::Usage(format!(
            "{} needs the approval of {} of {}: add --approved when it has been given",
            run.plan().account_name(),
            needed.count,
            needed.from
        ))),
        (_, _, true) => Ok(run.approve(&Identity::of_process().name)),
        (_, _, false) => Ok(run),
    }
}

/// Does step after step until there is nothing left to do, or something stands in the way.
fn drive(
    mut run: Run,
    workspace: &mut Workspace,
    output: &mut Output,
) -> Result<(Run, Vec<StepKind>), Failure> {
    let mut committed = Vec::new();
    loop {
        match run.next(&workspace.snapshot().organization, &Evaluator) {
            Next::Commit(commit) => match workspace.writer()?.commit(commit.changes()) {
                Ok(_) => {
                    let step = current(&run);
                    committed.extend(step);
                    output.progress(step.map(StepKind::title).unwrap_or_default());
                    run = run.committed(commit);
                }
                Err(error) => run = run.failed(&error.to_string()),
            },
            Next::Became(next) => run = *next,
            Next::Wait | Next::Over => return Ok((run, committed)),
        }
    }
}

/// The step that a run is at.
fn current(run: &Run) -> Option<StepKind> {
    let at = |(_, progress): &(StepKind, Progress)| *progress == Progress::Current;
    run.progress().into_iter().find(at).map(|(step, _)| step)
}

impl Applied {
    fn new(run: &Run, workspace: &Workspace, committed: Vec<StepKind>) -> Self {
        let plan = run.plan();
        let snapshot = workspace.snapshot();
        let node = crate::org::NodeId::Account(plan.account());
        let steps = run.progress().into_iter().map(|(step, progress)| Step {
            id: step.id(),
            title: step.title(),
            progress: progress_name(progress),
        });
        Self {
            request: plan.key().to_string(),
            account: plan.account().to_string(),
            name: plan.account_name().to_owned(),
            path: snapshot.organization.display_path(&node),
            active: *run.stage() == Stage::Active,
            trouble: trouble(run.stage()),
            revision: snapshot.revision,
            committed: committed.into_iter().map(StepKind::id).collect(),
            steps: steps.collect(),
        }
    }
}

fn progress_name(progress: Progress) -> &'static str {
    match progress {
        Progress::Done => "done",
        Progress::Current => "current",
        Progress::Ahead => "ahead",
        Progress::Failed => "failed",
        Progress::ToTakeBack => "to take back",
    }
}

/// What stands in the way, and what to do.
fn trouble(stage: &Stage) -> Option<String> {
    match stage {
        Stage::Active => None,
        Stage::Planned | Stage::Applying(_) | Stage::Verifying | Stage::Compensating => {
            Some("it is not finished: run the same command again".to_owned())
        }
        Stage::Stale { planned, found } => Some(format!(
            "the organization went from revision {planned} to {found} meanwhile: run the same \
             command again"
        )),
        Stage::Failed { step, why } => {
            Some(format!("{step}: {why}; mend that and run the same command again"))
        }
        Stage::RolledBack => {
            Some("it was taken back, and the account is parked: ask with other values".to_owned())
        }
        Stage::NeedsOperator { why } => Some(format!("somebody has to look: {why}")),
    }
}

impl Answer for Applied {
    fn page(&self, page: &mut Page) {
        let (word, meaning) =
            if self.active { ("ACTIVE", Meaning::Allow) } else { ("UNFINISHED", Meaning::Deny) };
        page.pieces([
            Piece::new(meaning, word),
            format!("  {} ({}), revision {}", self.path, self.account, self.revision).into(),
        ]);
        if let Some(trouble) = &self.trouble {
            page.line(Piece::new(Meaning::Deny, trouble));
        }
        let mut table = Table::new(&["STEP", "STATE", "COMMITTED"]);
        for step in &self.steps {
            let committed = if self.committed.contains(&step.id) { "now" } else { "" };
            table.row([step.title.into(), step.progress.into(), committed.into()]);
        }
        page.section("Steps", table);
    }

    fn exit(&self) -> Exit {
        if self.active { Exit::Yes } else { Exit::Error }
    }
}
