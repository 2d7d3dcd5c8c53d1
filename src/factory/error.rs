//! What can be wrong with a template: where, which element, and the mend.

use std::sync::Arc;

use super::{condition::BadCondition, suggest::question, text::BadText};
use crate::policy::Position;

/// A fault of a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{at}: {element}: {problem}")]
pub struct TemplateError {
    /// The file.
    pub file: Arc<str>,
    /// Line and column in it.
    pub at: Position,
    /// The element, such as `spec.roles[0].trust`.
    pub element: String,
    /// What is wrong with it, and the mend.
    pub problem: TemplateProblem,
}

/// What is wrong with an element of a template, and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateProblem {
    /// The file is no YAML.
    #[error("this is no YAML: {0}")]
    Yaml(String),
    /// A field that nothing knows.
    #[error("there is no field `{field}` here{}: take it out, or write one of {known}", question(.near.as_deref()))]
    UnknownField {
        /// The field.
        field: String,
        /// The field that was meant, perhaps.
        near: Option<String>,
        /// The fields there are.
        known: String,
    },
    /// A field that has to be there.
    #[error("`{0}` is missing: add it")]
    Missing(&'static str),
    /// A field that is there more than once.
    #[error("`{0}` is given twice: keep one")]
    Twice(String),
    /// Fields of which exactly one has to be there.
    #[error("write exactly one of {0}")]
    ExactlyOne(&'static str),
    /// The wrong kind of node.
    #[error("found {found}: write {wanted}")]
    Shape {
        /// What is there.
        found: &'static str,
        /// What should be.
        wanted: &'static str,
    },
    /// A value that cannot be read.
    #[error("{0}")]
    Value(String),
    /// A text whose holes cannot be told.
    #[error(transparent)]
    Text(#[from] BadText),
    /// A condition that cannot be read.
    #[error(transparent)]
    Condition(#[from] BadCondition),
    /// A parameter that is not declared.
    #[error("there is no parameter `{name}`{}: declare it under parameters", question(.near.as_deref()))]
    NoParameter {
        /// Its name.
        name: String,
        /// The parameter that was meant, perhaps.
        near: Option<String>,
    },
    /// A default that needs a parameter which gets its value later.
    #[error("parameter `{0}` is declared further down: move it up, above this one")]
    Later(String),
    /// A list or a mapping where one value is needed.
    #[error("parameter `{0}` holds several values: use it alone, where a list is wanted")]
    Several(String),
    /// A case that a choice cannot have.
    #[error("`{case}` is not one of the values of `{parameter}`{}: write one of them, or `else`", question(.near.as_deref()))]
    NoSuchCase {
        /// The case.
        case: String,
        /// The parameter that decides.
        parameter: String,
        /// The case that was meant, perhaps.
        near: Option<String>,
    },
    /// A choice that leaves out a case.
    #[error("nothing is said for {0}: add it, or `else`")]
    CaseLeftOut(String),
}
