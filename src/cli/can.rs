//! `can`: whether a principal may do something, and why.

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
    access::{self, Decision, LayerTrace, Outcome, Request, Verdict, decision::Deciding, explain},
    catalog::{Action, ResourceType, ResourceUse, Service, catalog},
    factory::nearest,
    org::Organization,
    policy::{ActionName, Arn, Statement, Truth},
};

/// Tell whether a principal may do something, and why
///
/// The exit code is 0 when it is allowed, and 1 when it is denied or conditional: then the word
/// says which of the two.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who: an ARN, ACCOUNT/NAME, USER/ACCOUNT[/PERMISSION-SET], root@ACCOUNT, a service, or
    /// anonymous
    principal: String,
    /// What: an action such as s3:GetObject
    action: String,
    /// On what: an ARN; actions without a resource need none
    resource: Option<String>,
    #[command(flatten)]
    context: ContextArgs,
    /// Tell of every layer, policy and statement why it does or does not apply
    #[arg(long)]
    trace: bool,
}

/// A decision for people and programs.
#[derive(Debug, Serialize)]
pub struct Decided {
    principal: String,
    action: String,
    resource: String,
    decision: &'static str,
    reason: String,
    message: String,
    denied_by: Vec<&'static str>,
    conditional_on: Vec<String>,
    assumptions: Vec<String>,
    statements: Vec<Decisive>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<Vec<Layer>>,
    #[serde(skip)]
    verdict: Verdict,
}

/// A statement that decides, or that a conditional verdict hangs on.
#[derive(Debug, Serialize)]
struct Decisive {
    policy: String,
    source: String,
    kind: &'static str,
    target: Option<String>,
    index: usize,
    sid: Option<String>,
    effect: &'static str,
    applies: Option<bool>,
    line: u32,
    column: u32,
}

/// One layer, or one level of one.
#[derive(Debug, Serialize)]
struct Layer {
    kind: &'static str,
    #[serde(skip)]
    name: &'static str,
    target: Option<String>,
    allows: Option<bool>,
    denies: Option<bool>,
    policies: Vec<Seen>,
}

/// A policy of a layer.
#[derive(Debug, Serialize)]
struct Seen {
    #[serde(rename = "policy")]
    name: String,
    source: String,
    statements: Vec<Looked>,
}

#[derive(Debug, Serialize)]
struct Looked {
    index: usize,
    sid: Option<String>,
    effect: &'static str,
    applies: Option<bool>,
    why: String,
    line: u32,
    column: u32,
}

/// Decides.
pub fn run(
    args: &Args,
    organization: &Organization,
    output: &mut Output,
) -> Result<Decided, Failure> {
    let principal = principal::find(organization, &args.principal)?;
    let action: ActionName = args.action.parse().map_err(usage)?;
    let known = catalog().action(action.as_str());
    let resource = resource(organization, &action, known, args.resource.as_deref())?;
    if let Some(remark) = remark(&action, known, &resource) {
        output.note(remark);
    }
    let context = args.context.context(organization, output)?;
    let Some((request, layers)) =
        access::question(organization, &principal, &action, &resource, &context)
    else {
        let gone = format!("{principal} cannot call: its role is not in the account");
        return Err(Failure::Usage(gone));
    };
    let decision = access::decide(&request, &layers);
    Ok(Decided::new(&request, &decision, args.trace))
}

fn usage(error: impl std::fmt::Display) -> Failure {
    Failure::Usage(error.to_string())
}

/// The resource that is meant, in the form that the action needs.
fn resource(
    organization: &Organization,
    action: &ActionName,
    known: Option<&'static Action>,
    given: Option<&str>,
) -> Result<String, Failure> {
    match given {
        Some("*") => Ok("*".to_owned()),
        Some(given) => match given.parse::<Arn>() {
            Ok(arn) => Ok(arn.to_string()),
            Err(bad) => {
                let named = |arn: &&Arn| super::find::last(arn).eq_ignore_ascii_case(given);
                let mut arns = organization.resources().iter().map(|resource| &resource.arn);
                let near = arns.find(named).map(|arn| format!(" (did you mean {arn}?)"));
                Err(Failure::Usage(format!("{bad}{}", near.unwrap_or_default())))
            }
        },
        None => match known {
            Some(action) if action.is_resource_less() => Ok("*".to_owned()),
            Some(action) => Err(needs_resource(action)),
            None => Err(Failure::Unknown {
                what: "action",
                text: action.to_string(),
                near: nearest_action(action),
                mend: "mend it, or name a resource to ask all the same".to_owned(),
            }),
        },
    }
}

fn needs_resource(action: &'static Action) -> Failure {
    let service = catalog().service(action.service());
    let forms = action.resource_types().iter().flat_map(|used| {
        let kind = service.and_then(|service| service.resource_type(used.name()));
        let arns = kind.map(ResourceType::arns).unwrap_or_default().iter();
        arns.map(|arn| format!("{}: {}", used.name(), arn.text())).collect::<Vec<_>>()
    });
    Failure::NeedsResource { action: action.full_name().to_owned(), forms: forms.collect() }
}

fn nearest_action(action: &ActionName) -> Option<String> {
    if let Some(service) = catalog().service(action.service()) {
        return nearest(action.as_str(), service.actions().iter().map(Action::full_name));
    }
    let prefixes = catalog().services().iter().map(Service::prefix);
    let instead = format!("{}:{}", nearest(action.service(), prefixes)?, action.name());
    Some(catalog().action(&instead)?.full_name().to_owned())
}

/// What is odd about asking for this action on this resource.
fn remark(action: &ActionName, known: Option<&'static Action>, resource: &str) -> Option<String> {
    let Some(known) = known else {
        let near = nearest_action(action).map(|near| format!(" (did you mean {near}?)"));
        return Some(format!(
            "AWS is not known to have an action {action}{}",
            near.unwrap_or_default()
        ));
    };
    if known.is_resource_less() {
        return (resource != "*")
            .then(|| format!("{action} takes no resource: policies see it as *"));
    }
    let fitting = catalog().service(known.service())?.resource_types_of(resource);
    let used = |name: &str| known.resource_types().iter().any(|used| used.name() == name);
    if resource == "*" || fitting.iter().any(|kind| used(kind.name())) {
        return None;
    }
    let types: Vec<_> = known.resource_types().iter().map(ResourceUse::name).collect();
    Some(format!("{action} works on {}, and {resource} is none", types.join(", ")))
}

impl Decided {
    fn new(request: &Request, decision: &Decision, trace: bool) -> Self {
        let undecided = decision.verdict == Verdict::Conditional;
        let statements = if undecided { decision.undecided() } else { decision.deciding() };
        Self {
            principal: request.caller.display(),
            action: request.action.to_string(),
            resource: request.resource.arn.clone(),
            decision: decision.verdict.code(),
            reason: decision.reason.to_string(),
            message: explain::message(request, decision),
            denied_by: decision.denied_by.iter().map(|layer| layer.code()).collect(),
            conditional_on: decision.hinges.iter().map(ToString::to_string).collect(),
            assumptions: decision.assumptions.clone(),
            statements: statements.iter().map(|it| Decisive::new(it, undecided)).collect(),
            trace: trace.then(|| decision.trace.iter().map(|it| Layer::new(request, it)).collect()),
            verdict: decision.verdict,
        }
    }
}

impl Decisive {
    fn new(deciding: &Deciding<'_>, undecided: bool) -> Self {
        let Deciding { layer, policy, statement } = deciding;
        Self {
            policy: policy.name.to_string(),
            source: policy.source.to_string(),
            kind: layer.kind.code(),
            target: layer.target.as_deref().map(str::to_owned),
            index: statement.index,
            sid: statement.sid.clone(),
            effect: statement.effect.name(),
            applies: (!undecided).then_some(true),
            line: statement.span.start.line,
            column: statement.span.start.column,
        }
    }
}

impl Layer {
    fn new(request: &Request, layer: &LayerTrace) -> Self {
        let policies = layer.policies.iter().map(|policy| Seen {
            name: policy.policy.name.to_string(),
            source: policy.policy.source.to_string(),
            statements: policy
                .statements()
                .map(|(statement, outcome)| Looked::new(request, statement, outcome))
                .collect(),
        });
        Self {
            kind: layer.kind.code(),
            name: layer.kind.name(),
            target: layer.target.as_deref().map(str::to_owned),
            allows: known(layer.allows),
            denies: known(layer.denies),
            policies: policies.collect(),
        }
    }
}

impl Looked {
    fn new(request: &Request, statement: &Statement, outcome: Outcome) -> Self {
        Self {
            index: statement.index,
            sid: statement.sid.clone(),
            effect: statement.effect.name(),
            applies: match outcome {
                Outcome::Applies(_) => Some(true),
                Outcome::Depends(_) => None,
                Outcome::Fails(_) => Some(false),
            },
            why: explain::outcome(request, statement, outcome),
            line: statement.span.start.line,
            column: statement.span.start.column,
        }
    }
}

fn known(truth: Truth) -> Option<bool> {
    match truth {
        Truth::Yes => Some(true),
        Truth::No => Some(false),
        Truth::Unknown => None,
    }
}

impl Answer for Decided {
    fn page(&self, page: &mut Page) {
        let (word, meaning) = match self.verdict {
            Verdict::Allowed => ("ALLOWED", Meaning::Allow),
            Verdict::ExplicitDeny | Verdict::ImplicitDeny => ("DENIED", Meaning::Deny),
            Verdict::Conditional => ("CONDITIONAL", Meaning::Conditional),
        };
        page.pieces([Piece::new(meaning, word), format!("  {}", self.message).into()]);
        page.fields(&[("reason", self.reason.clone()), ("denied by", self.denied_by.join(", "))]);
        for statement in &self.statements {
            let at = statement.target.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
            page.line(format!(
                "  {} {}, {}{at}, {}:{}",
                statement.effect,
                label(statement.sid.as_ref(), statement.index, &statement.policy),
                statement.source,
                statement.line,
                statement.column,
            ));
        }
        for hinge in &self.conditional_on {
            page.line(format!("  hangs on {hinge}"));
        }
        for assumption in &self.assumptions {
            page.line(Piece::new(Meaning::Faint, format!("  {assumption}")));
        }
        for layer in self.trace.iter().flatten() {
            layer.page(page);
        }
    }

    fn exit(&self) -> Exit {
        if self.verdict == Verdict::Allowed { Exit::Yes } else { Exit::No }
    }
}

fn label(sid: Option<&String>, index: usize, policy: &str) -> String {
    match sid.filter(|sid| !sid.is_empty()) {
        Some(sid) => format!("{sid} of {policy}"),
        None => format!("statement {} of {policy}", index + 1),
    }
}

impl Layer {
    fn page(&self, page: &mut Page) {
        let at = self.target.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
        let does = match (self.denies, self.allows) {
            (Some(true), _) => "forbids it",
            (None, _) => "may forbid it",
            (Some(false), Some(true)) => "allows it",
            (Some(false), None) => "may allow it",
            (Some(false), Some(false)) => "is silent",
        };
        page.title(format!("{}{at}: {does}", self.name));
        let mut table = Table::new(&["POLICY", "STATEMENT", "EFFECT", "AT", "WHY"]);
        for policy in &self.policies {
            for statement in &policy.statements {
                let sid = statement.sid.clone().filter(|sid| !sid.is_empty());
                let meaning = match (statement.applies, statement.effect) {
                    (Some(false), _) => Meaning::Faint,
                    (None, _) => Meaning::Conditional,
                    (Some(true), "Allow") => Meaning::Allow,
                    (Some(true), _) => Meaning::Deny,
                };
                table.row([
                    Piece::from(format!("{} ({})", policy.name, policy.source)),
                    sid.unwrap_or_else(|| (statement.index + 1).to_string()).into(),
                    statement.effect.into(),
                    format!("{}:{}", statement.line, statement.column).into(),
                    Piece::new(meaning, &statement.why),
                ]);
            }
        }
        if table.is_empty() {
            page.line("no policy");
        } else {
            page.table(&table);
        }
    }
}
