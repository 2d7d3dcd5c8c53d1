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
    access::{Hinge, Holder, Verdict, WhoCan},
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
    /// The statement that decides, with its policy.
    by: Option<String>,
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
    let context = args.context.context(organization, output)?;
    let name = action.to_string();
    let question = WhoCan::new(organization, action, &args.resource, context)
        .map_err(|error| usage(&error))?;
    let candidates = question.candidates(organization);
    let mut holders: Vec<Holder> =
        candidates.iter().filter_map(|it| question.of(organization, it)).collect();
    let asked = holders.len();
    holders.retain(|holder| args.denied || !holder.verdict().denies());
    holders.sort_by_key(|holder| match holder.verdict() {
        Verdict::Allowed => 0,
        Verdict::Conditional => 1,
        Verdict::ExplicitDeny | Verdict::ImplicitDeny => 2,
    });
    Ok(Answered {
        action: name,
        resource: args.resource.clone(),
        asked,
        principals: holders.iter().map(|holder| row(organization, holder)).collect(),
    })
}

fn row(organization: &Organization, holder: &Holder) -> Row {
    let decision = &holder.decision;
    let by = decision
        .deciding()
        .first()
        .map(|deciding| format!("{} of {}", deciding.statement.label(), deciding.policy.name));
    Row {
        principal: principal::written(organization, &holder.principal),
        arn: holder.principal.arn(organization),
        verdict: holder.verdict().code(),
        reason: decision.reason.to_string(),
        by,
        conditional_on: decision.hinges.iter().map(Hinge::to_string).collect(),
        key: holder.key.as_ref().map(|need| Key {
            arn: need.key.to_string(),
            action: need.action.to_string(),
            verdict: need.verdict.code(),
        }),
    }
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
        let mut table = Table::new(&["VERDICT", "PRINCIPAL", "BY", "HANGS ON"]);
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
                Piece::from(row.by.as_deref().unwrap_or(&row.reason)),
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
