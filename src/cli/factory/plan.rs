//! `factory plan`: what would be done to make an account, and nothing done.

use serde::Serialize;

use super::values::{ValueArgs, refused};
use crate::{
    cli::{
        Failure, Global, Output,
        line::{Meaning, Piece},
        opening,
        output::{Answer, Page},
    },
    factory::{self, Evaluator, Plan, Sign},
    workspace::Library,
};

/// Show what would be done to make an account, as a diff
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    values: ValueArgs,
}

/// A plan for people and programs.
#[derive(Debug, Serialize)]
pub struct Planned {
    request: String,
    account: String,
    name: String,
    email: String,
    destination: String,
    base_revision: u64,
    hash: String,
    /// Whether there is nothing left to do.
    done: bool,
    approval: Option<Approval>,
    warnings: Vec<String>,
    steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Approval {
    count: u8,
    from: String,
    because: Option<String>,
}

#[derive(Debug, Serialize)]
struct Step {
    id: &'static str,
    title: &'static str,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    /// `+`, `~` or `-`.
    sign: char,
    text: String,
}

/// Plans.
pub fn run(
    args: &Args,
    library: &Library,
    global: &Global,
    output: &mut Output,
) -> Result<Planned, Failure> {
    let snapshot = opening::read(global, output)?.snapshot();
    let organization = &snapshot.organization;
    let request = args.values.request(library, organization)?;
    let revision = snapshot.revision.0;
    let plan = factory::plan(&request, organization, revision, snapshot.now(), &Evaluator)
        .map_err(|errors| refused(&request, &errors))?;
    Ok(Planned::new(&plan))
}

impl Planned {
    fn new(plan: &Plan) -> Self {
        let approval = plan.approval.as_ref();
        let steps = plan.steps.iter().map(|step| Step {
            id: step.kind.id(),
            title: step.kind.title(),
            lines: step.lines.iter().map(Line::new).collect(),
        });
        Self {
            request: plan.key().to_string(),
            account: plan.account().to_string(),
            name: plan.account_name().to_owned(),
            email: plan.email().to_owned(),
            destination: plan.destination(),
            base_revision: plan.base_revision,
            hash: plan.hash.clone(),
            done: plan.is_done(),
            approval: approval.map(|it| Approval {
                count: it.count,
                from: it.from.clone(),
                because: it.because.clone(),
            }),
            warnings: plan.warnings.clone(),
            steps: steps.collect(),
        }
    }
}

impl Line {
    fn new(line: &factory::Line) -> Self {
        let sign = match line.sign {
            Sign::Added => '+',
            Sign::Changed => '~',
            Sign::Removed => '-',
        };
        Self { sign, text: line.text.clone() }
    }

    fn piece(&self) -> Piece {
        let meaning = match self.sign {
            '+' => Meaning::Allow,
            '-' => Meaning::Deny,
            _ => Meaning::Conditional,
        };
        Piece::new(meaning, format!("  {} {}", self.sign, self.text))
    }
}

impl Answer for Planned {
    fn page(&self, page: &mut Page) {
        page.title(format!("{} ({})", self.name, self.account));
        page.fields(&[
            ("goes to", self.destination.clone()),
            ("email", self.email.clone()),
            ("request", self.request.clone()),
            ("approval", self.approval.as_ref().map(Approval::words).unwrap_or_default()),
        ]);
        for warning in &self.warnings {
            page.line(Piece::new(Meaning::Conditional, warning));
        }
        for step in self.steps.iter().filter(|step| !step.lines.is_empty()) {
            page.title(step.title);
            step.lines.iter().for_each(|line| page.line(line.piece()));
        }
        page.title(if self.done { "Nothing is left to do" } else { "Nothing has been done yet" });
    }
}

impl Approval {
    fn words(&self) -> String {
        let because = self.because.as_ref().map(|it| format!(", because {it}"));
        format!("{} of {}{}", self.count, self.from, because.unwrap_or_default())
    }
}
