//! What becomes of a scenario, as it is written.

use serde::Serialize;

use super::ScenarioError;
use crate::access::{
    Decision, Hinge, LayerTrace, Reason, Verdict,
    decision::{self, PolicyTrace},
};

/// The result of a scenario: of one that has been decided, or of one that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The scenario's id.
    pub id: Option<String>,
    /// The verdict (M-2); nothing when the scenario could not be read.
    pub decision: Option<Verdict>,
    /// The reason (E-53).
    pub reason: Option<String>,
    /// Every layer that forbids explicitly, in the order of E-50.
    pub denied_by: Vec<&'static str>,
    /// The keys and whatever else a conditional verdict hangs on.
    pub conditional_on: Vec<String>,
    /// Every statement that was considered.
    pub statements: Vec<Considered>,
    /// Why the scenario could not be read, and where.
    pub error: Option<String>,
}

/// A statement that was considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Considered {
    /// The policy's name.
    pub policy: String,
    /// Its layer (E-53).
    pub kind: &'static str,
    /// The node that an organization policy is attached to.
    pub target: Option<String>,
    /// The statement's place in the document, from zero.
    pub index: usize,
    /// Its Sid.
    pub sid: Option<String>,
    /// `Allow` or `Deny`.
    pub effect: &'static str,
    /// Whether it applies; nothing when that hangs on something unknown.
    pub applies: Option<bool>,
}

impl Outcome {
    /// How a decision is written.
    pub fn new(id: Option<String>, decision: &Decision) -> Self {
        let denied_by = match (decision.verdict, decision.reason) {
            (Verdict::ExplicitDeny, Reason::PublicAccessBlock) => vec!["s3-bpa"],
            _ => decision.denied_by.iter().map(|layer| layer.code()).collect(),
        };
        Self {
            id,
            decision: Some(decision.verdict),
            reason: Some(decision.reason.to_string()),
            denied_by,
            conditional_on: decision.hinges.iter().map(Hinge::to_string).collect(),
            statements: decision.trace.iter().flat_map(of_layer).collect(),
            error: None,
        }
    }
}

impl From<ScenarioError> for Outcome {
    fn from(error: ScenarioError) -> Self {
        let text = error.to_string();
        Self {
            id: error.id,
            decision: None,
            reason: None,
            denied_by: Vec::new(),
            conditional_on: Vec::new(),
            statements: Vec::new(),
            error: Some(text),
        }
    }
}

fn of_layer(layer: &LayerTrace) -> impl Iterator<Item = Considered> {
    layer.policies.iter().flat_map(move |policy| of_policy(layer, policy))
}

fn of_policy<'t>(
    layer: &'t LayerTrace,
    policy: &'t PolicyTrace,
) -> impl Iterator<Item = Considered> + use<'t> {
    policy.statements().map(move |(statement, outcome)| Considered {
        policy: policy.policy.name.to_string(),
        kind: layer.kind.code(),
        target: layer.target.as_deref().map(str::to_owned),
        index: statement.index,
        sid: statement.sid.clone(),
        effect: statement.effect.name(),
        applies: match outcome {
            decision::Outcome::Applies(_) => Some(true),
            decision::Outcome::Fails(_) => Some(false),
            decision::Outcome::Depends(_) => None,
        },
    })
}
