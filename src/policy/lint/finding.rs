//! What has been found, and where.

use std::{cmp::Reverse, fmt};

use super::Check;
use crate::policy::Span;

/// One thing that was looked for and is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked for.
    pub check: &'static Check,
    /// What is the matter in this very document.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.span.start, self.message, self.check.code)
    }
}

/// What has been found so far.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds a finding.
    pub fn add(&mut self, check: &'static Check, span: Span, message: impl Into<String>) {
        self.0.push(Finding { check, message: message.into(), span });
    }

    /// All of them in the order of the document, the gravest first where several stand at one place;
    /// none twice.
    pub fn in_order(mut self) -> Vec<Finding> {
        self.0.sort_by_key(|it| (it.span.start, Reverse(it.check.category), it.check.code));
        self.0.dedup();
        self.0
    }
}
