//! A decision as it is told: the verdict and what decides.

use serde::Serialize;

use crate::{
    access::{Decision, Request, Verdict, decision::Deciding, explain},
    cli::{
        line::{Meaning, Piece},
        output::{Answer, Exit, Page},
    },
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

impl Decided {
    /// A decision as it is told.
    pub fn new(request: &Request, decision: &Decision) -> Self {
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
    }

    fn exit(&self) -> Exit {
        if self.verdict == Verdict::Allowed { Exit::Yes } else { Exit::No }
    }
}

/// What to call a statement of a policy.
fn label(sid: Option<&String>, index: usize, policy: &str) -> String {
    match sid.filter(|sid| !sid.is_empty()) {
        Some(sid) => format!("{sid} of {policy}"),
        None => format!("statement {} of {policy}", index + 1),
    }
}
