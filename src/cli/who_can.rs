//! `who-can`: everyone who may do something, strangers included.

use std::convert::Infallible;

use serde::{Serialize, Serializer, ser::SerializeSeq};

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

/// Who may. There may be millions, so that a row is made only when it is written.
#[derive(Serialize)]
pub struct Answered {
    action: String,
    resource: String,
    /// Principals asked about.
    asked: usize,
    /// Those that may, and on request those that may not.
    principals: Everyone,
}

/// Whoever is told of.
struct Everyone {
    organization: Organization,
    answers: Vec<index::Answer>,
}

#[derive(Serialize)]
struct Row<'a> {
    principal: String,
    arn: String,
    #[serde(flatten)]
    said: &'a Said,
}

/// What is said of everyone whom an answer is true of.
#[derive(Serialize)]
struct Said {
    verdict: &'static str,
    reason: String,
    conditional_on: Vec<String>,
    /// The key that it takes too, and the verdict there.
    key: Option<Key>,
}

#[derive(Serialize)]
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
    let asked = answers.iter().map(index::Answer::count).sum();
    let listed = answers.into_iter().filter(|it| args.denied || !it.verdict().is_denied());
    let principals = Everyone { organization: organization.clone(), answers: listed.collect() };
    Ok(Answered { action: action.to_string(), resource: args.resource.clone(), asked, principals })
}

impl Everyone {
    /// Hears of everyone, with what is said of them. People stand for the roles of their sets.
    fn tell<E>(&self, mut hear: impl FnMut(&Row<'_>) -> Result<(), E>) -> Result<(), E> {
        for answer in &self.answers {
            let said = Said::of(answer);
            let own = answer.principals().filter(|it| !stood_for(&self.organization, it));
            for principal in own.chain(&answer.strangers) {
                hear(&Row {
                    principal: principal::written(&self.organization, principal),
                    arn: principal.arn(&self.organization),
                    said: &said,
                })?;
            }
        }
        Ok(())
    }

    /// How many of them have a verdict.
    fn count(&self, verdict: Verdict) -> usize {
        let own = |principal: &&Principal| !stood_for(&self.organization, principal);
        let answers = self.answers.iter().filter(|it| it.verdict() == verdict);
        answers.map(|it| it.principals().filter(own).count() + it.strangers.len()).sum()
    }
}

impl Serialize for Everyone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(None)?;
        self.tell(|row| rows.serialize_element(row))?;
        rows.end()
    }
}

impl Said {
    fn of(answer: &index::Answer) -> Self {
        Self {
            verdict: answer.verdict().code(),
            reason: answer.ruling.reason.to_string(),
            conditional_on: answer.ruling.hinges.iter().map(Hinge::to_string).collect(),
            key: answer.key.as_ref().map(|need| Key {
                arn: need.key.to_string(),
                action: need.action.to_string(),
                verdict: need.ruling.verdict.code(),
            }),
        }
    }
}

impl Answer for Answered {
    fn page(&self, page: &mut Page) {
        page.line(format!(
            "{} on {}: {} may, {} on a condition, of {} asked about",
            self.action,
            self.resource,
            self.principals.count(Verdict::Allowed),
            self.principals.count(Verdict::Conditional),
            self.asked
        ));
        let mut table = Table::new(&["VERDICT", "PRINCIPAL", "REASON", "HANGS ON"]);
        let told: Result<(), Infallible> = self.principals.tell(|row| {
            let said = row.said;
            let meaning = match said.verdict {
                "allowed" => Meaning::Allow,
                "conditional" => Meaning::Conditional,
                _ => Meaning::Deny,
            };
            let mut hangs = said.conditional_on.clone();
            if let Some(key) = said.key.as_ref().filter(|key| key.verdict != "allowed") {
                hangs.push(format!("{} on {}: {}", key.action, key.arn, key.verdict));
            }
            table.row([
                Piece::new(meaning, said.verdict),
                Piece::from(&row.principal),
                Piece::from(&said.reason),
                Piece::from(hangs.join(", ")),
            ]);
            Ok(())
        });
        let Ok(()) = told;
        page.section("Who", table);
    }

    fn exit(&self) -> Exit {
        let may = self.principals.count(Verdict::Allowed) > 0
            || self.principals.count(Verdict::Conditional) > 0;
        if may { Exit::Yes } else { Exit::No }
    }
}
