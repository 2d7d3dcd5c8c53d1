//! `why`: a decision with everything that led to it.

mod page;

use serde::Serialize;

use super::{
    Failure, Output,
    asked::{Answers, Decided, Question},
};
use crate::{
    access::{Decision, LayerTrace, Outcome, Request, decision::PolicyTrace, explain},
    org::Organization,
    policy::{Statement, Truth, principal::MatchClass},
};

/// Tell why a principal may do something, or may not: every layer, policy and statement
///
/// Of each statement it is said which of its elements the request meets, down to the operator, the
/// key and the value compared, and where that stands. The exit code is that of `can`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    question: Question,
}

/// A decision with everything that led to it.
#[derive(Debug, Serialize)]
pub struct Told {
    #[serde(flatten)]
    decided: Decided,
    trace: Vec<Layer>,
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
    policies: Vec<Policy>,
}

/// A policy of a layer.
#[derive(Debug, Serialize)]
struct Policy {
    #[serde(rename = "policy")]
    name: String,
    source: String,
    statements: Vec<Considered>,
    /// Statements that cannot be read, from zero.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreadable: Vec<usize>,
}

/// A statement of a policy.
#[derive(Debug, Serialize)]
struct Considered {
    index: usize,
    sid: Option<String>,
    effect: &'static str,
    applies: Option<bool>,
    /// In which way it means the caller; only of policies that name principals.
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    why: String,
    line: u32,
    column: u32,
    elements: Vec<Element>,
}

/// An element of a statement, up to the first that the request does not meet.
#[derive(Debug, Serialize)]
struct Element {
    #[serde(rename = "element")]
    name: &'static str,
    holds: Option<bool>,
    said: String,
    line: u32,
    column: u32,
}

/// Decides, and tells everything.
pub fn run(
    args: &Args,
    organization: &Organization,
    output: &mut Output,
) -> Result<Answers<Told>, Failure> {
    let decided = args.question.ask(organization, output)?;
    Ok(Answers::new(&decided, Told::new))
}

impl Told {
    fn new(request: &Request, decision: &Decision) -> Self {
        let layers = decision.trace.iter();
        Self {
            decided: Decided::new(request, decision),
            trace: layers.map(|layer| Layer::new(request, decision, layer)).collect(),
        }
    }
}

impl Layer {
    fn new(request: &Request, decision: &Decision, layer: &LayerTrace) -> Self {
        let policies = layer.policies.iter();
        Self {
            kind: layer.kind.code(),
            name: layer.kind.name(),
            target: layer.target.as_deref().map(str::to_owned),
            allows: known(layer.allows),
            denies: known(layer.denies),
            policies: policies.map(|it| Policy::new(request, decision, layer, it)).collect(),
        }
    }
}

impl Policy {
    fn new(
        request: &Request,
        decision: &Decision,
        layer: &LayerTrace,
        policy: &PolicyTrace,
    ) -> Self {
        let considered = |(statement, outcome)| {
            let why = explain::outcome(request, decision, layer.kind, statement, outcome);
            let elements = explain::elements(request, decision, layer.kind, statement);
            Considered::new(statement, outcome, why, &elements)
        };
        Self {
            name: policy.policy.name.to_string(),
            source: policy.policy.source.to_string(),
            statements: policy.statements().map(considered).collect(),
            unreadable: policy.policy.document.reading().unreadable.clone(),
        }
    }
}

impl Considered {
    fn new(
        statement: &Statement,
        outcome: Outcome,
        why: String,
        elements: &[explain::Element],
    ) -> Self {
        let (applies, class) = match outcome {
            Outcome::Applies(class) => (Some(true), Some(class)),
            Outcome::Depends(class) => (None, Some(class)),
            Outcome::Fails(_) => (Some(false), None),
        };
        let class = class.filter(|_| statement.principal.is_some());
        Self {
            index: statement.index,
            sid: statement.sid.clone(),
            effect: statement.effect.name(),
            applies,
            class: class.map(|class| match class {
                MatchClass::Direct => "direct",
                MatchClass::EntityLevel => "entity",
                MatchClass::AccountLevel => "account",
            }),
            why,
            line: statement.span.start.line,
            column: statement.span.start.column,
            elements: elements.iter().map(Element::new).collect(),
        }
    }
}

impl Element {
    fn new(element: &explain::Element) -> Self {
        Self {
            name: element.name,
            holds: known(element.holds),
            said: element.said.clone(),
            line: element.span.start.line,
            column: element.span.start.column,
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
