//! A decision as it is told: the verdict, what decides, and the trace.

use serde::Serialize;

use crate::{
    access::{Decision, LayerTrace, Outcome, Request, Verdict, decision::Deciding, explain},
    cli::{
        line::{Meaning, Piece},
        output::{Answer, Exit, Page},
        table::Table,
    },
    policy::{Statement, Truth},
};

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

impl Decided {
    /// A decision as it is told, with the whole trace if that is asked for.
    pub fn new(request: &Request, decision: &Decision, trace: bool) -> Self {
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
        let word = Piece::new(self.verdict.into(), self.verdict.word());
        page.pieces([word, format!("  {}", self.message).into()]);
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
