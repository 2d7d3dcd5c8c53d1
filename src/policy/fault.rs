//! What is wrong with a document, where, and how to mend it.

use std::fmt;

use super::Span;

/// How bad a fault is, in the categories of Access Analyzer (Y-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// AWS accepts it, and it may not do what it seems to.
    Warning,
    /// AWS refuses it, or it cannot be evaluated.
    Error,
}

/// One thing that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// How bad.
    pub severity: Severity,
    /// The issue code of Access Analyzer (section 15), such as `MISSING_ACTION`.
    pub code: &'static str,
    /// What is wrong and how to mend it.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl Fault {
    /// Something that AWS refuses.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, message: message.into(), span }
    }

    /// Something that may not do what it seems to.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, code, message: message.into(), span }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.span.start, self.message, self.code)
    }
}
