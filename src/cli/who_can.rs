//! `who-can`: everyone who may do something, strangers included.

use serde::Serialize;

use super::{
    Failure, Output,
    context::ContextArgs,
    line::{Meaning, Piece},
    output::{Answer, Exit, Page},
    principal,
    table::Table,
};
use crate::{
    access::{
        Hinge, Principal, Verdict,
        index::{self, Index},
        owner,
        principal::stood_for,
    },
    org::Organization,
    policy::{ActionName, Arn},
};

/// Tell who may do something: everyone in the organization, and whoever is outside it
///
/// The exit code is 0 when somebody may, perhaps on a condition, and 1 when nobody may.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What: an action such as s3:GetObject
    action: String,
    /// On what: an ARN, or * for actions without a resource
    resource: String,
    #[command(flatten)]
    context: ContextArgs,
    /// List those who may not, too
    #[arg(long)]
    denied: bool,
}

/// Who may.
#[derive(Debug, Serialize)]
pub struct Answered {
    action: String,
    resource: String,
    /// Principals asked about.
    asked: usize,
    /// Those that may, and on request those that may not.
    principals: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    principal: String,
    arn: String,
    verdict: &'static str,
    reason: String,
    conditional_on: Vec<String>,
    /// The key that it takes too, and the verdict there.
    key: Option<Key>,
}

#[derive(Debug, Serialize)]
struct Key {
    arn: String,
    action: String,
    verdict: &'static str,
}

/// Asks about everyone.
pub fn run(
    args: &Args,
    organization: &Organization,
    output: &mut Output,
) -> Result<Answered, Failure> {
    let usage = |error: &dyn std::fmt::Display| Failure::Usage(error.to_string());
    let action: ActionName = args.action.parse().map_err(|error| usage(&error))?;
    if args.resource != "*" {
        args.resource.parse::<Arn>().map_err(|error| usage(&error))?;
    }
    owner::known(organization, &args.resource).map_err(|error| usage(&error))?;
    let context = args.context.context(organization, output)?;
    let answers = Index::new(organization).who_can(&action, &args.resource, &context).answers;
    let listed = answers.iter().filter(|it| args.denied || !it.verdict().is_denied());
    Ok(Answered {
        action: action.to_string(),
        resource: args.resource.clone(),
        asked: answers.iter().map(index::Answer::count).sum(),
        principals: listed.flat_map(|answer| rows(organization, answer)).collect(),
    })
}

/// A row for everyone whom an answer is true of. People stand for the roles of their sets.
fn rows(organization: &Organization, answer: &index::Answer) -> Vec<Row> {
    let own = answer.principals().filter(|it| !stood_for(organization, it));
    let row = |principal: &Principal| Row {
        principal: principal::written(organization, principal),
        arn: principal.arn(organization),
        verdict: answer.verdict().code(),
        reason: answer.ruling.reason.to_string(),
        conditional_on: answer.ruling.hinges.iter().map(Hinge::to_string).collect(),
        key: answer.key.as_ref().map(|need| Key {
            arn: need.key.to_string(),
            action: need.action.to_string(),
            verdict: need.ruling.verdict.code(),
        }),
    };
    own.chain(&answer.strangers).map(row).collect()
}

impl Answer for Answered {
    fn page(&self, page: &mut Page) {
        let may = |verdict: &str| self.principals.iter().filter(|it| it.verdict == verdict).count();
        page.line(format!(
            "{} on {}: {} may, {} on a condition, of {} asked about",
            self.action,
            self.resource,
            may(Verdict::Allowed.code()),
            may(Verdict::Conditional.code()),
            self.asked
        ));
        let mut table = Table::new(&["VERDICT", "PRINCIPAL", "REASON", "HANGS ON"]);
        for row in &self.principals {
            let meaning = match row.verdict {
                "allowed" => Meaning::Allow,
                "conditional" => Meaning::Conditional,
                _ => Meaning::Deny,
            };
            let mut hangs = row.conditional_on.clone();
            if let Some(key) = row.key.as_ref().filter(|key| key.verdict != "allowed") {
                hangs.push(format!("{} on {}: {}", key.action, key.arn, key.verdict));
            }
            table.row([
                Piece::new(meaning, row.verdict),
                Piece::from(&row.principal),
                Piece::from(&row.reason),
                Piece::from(hangs.join(", ")),
            ]);
        }
        page.section("Who", &table);
    }

    fn exit(&self) -> Exit {
        let may =
            self.principals.iter().any(|it| !matches!(it.verdict, "explicitDeny" | "implicitDeny"));
        if may { Exit::Yes } else { Exit::No }
    }
}
