//! A statement: what it says, about whom, what and when.

use super::{
    Span, action::ActionElement, condition::ConditionCell, principal::PrincipalElement,
    resource::ResourceElement,
};

/// Whether a statement grants or forbids (G-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It grants.
    Allow,
    /// It forbids.
    Deny,
}

impl Effect {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

/// A statement of a document (G-4).
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Its place in the document, from zero, counting those that cannot be read.
    pub index: usize,
    /// Its name; never part of a decision (G-6).
    pub sid: Option<String>,
    /// Whether it grants or forbids.
    pub effect: Effect,
    /// About whom; only in policies of resources and the like (G-10).
    pub principal: Option<PrincipalElement>,
    /// About which actions.
    pub action: ActionElement,
    /// About which resources; absent in trust policies (Z-3).
    pub resource: Option<ResourceElement>,
    /// When: all cells have to hold (C-1).
    pub conditions: Vec<ConditionCell>,
    /// Where it stands.
    pub span: Span,
}

impl Statement {
    /// What to call it: its Sid, or its place counted from one.
    pub fn label(&self) -> String {
        match self.sid.as_deref() {
            Some(sid) if !sid.is_empty() => sid.to_owned(),
            _ => format!("statement {}", self.index + 1),
        }
    }
}
