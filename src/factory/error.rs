//! What can be wrong with a template or with the plan for an account: where, and the mend.

use std::{fmt, sync::Arc};

use super::{condition::BadCondition, lookup::LookupError, suggest::question, text::BadText};
use crate::{
    org::{AccountId, ChangeSetError, ControlId},
    policy::Position,
};

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

/// Why an account cannot be planned.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub struct PlanError {
    /// The file, line and column of the template that it is about, if it is about one.
    pub place: Option<(Arc<str>, Position)>,
    /// The element of the template, or the step of the plan.
    pub element: String,
    /// What is wrong, and the mend.
    pub problem: PlanProblem,
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((file, at)) = &self.place {
            write!(f, "{file}:{at}: ")?;
        }
        write!(f, "{}: {}", self.element, self.problem)
    }
}

/// What is wrong with a plan, and the mend.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlanProblem {
    /// A text, once filled, is not what it has to be.
    #[error("{0}")]
    Value(String),
    /// A name stands for nothing, or not for one thing.
    #[error(transparent)]
    Lookup(#[from] LookupError),
    /// Another account has the name, the address or the alias.
    #[error("the {what} `{value}` is in use by account {by}: choose another")]
    Taken {
        /// `name`, `email` or `alias`.
        what: &'static str,
        /// The value.
        value: String,
        /// The other account's name and id.
        by: String,
    },
    /// The account that this very request made is closed.
    #[error(
        "this request has made {name} ({account}) already, which is closed: have it reinstated, or ask with other values"
    )]
    Closed {
        /// Its name.
        name: String,
        /// Its id.
        account: AccountId,
    },
    /// A control is not enabled where the account goes.
    #[error(
        "the control {control} is not in force at {place}: enable it there or above first, or take it out of the template"
    )]
    NotInForce {
        /// The control.
        control: ControlId,
        /// Where the account goes.
        place: String,
    },
    /// Accounts keep different policies under one name.
    #[error(
        "accounts {holders} keep different policies under the name `{name}`: define it in the template, under definitions.policies"
    )]
    Differs {
        /// The name.
        name: String,
        /// One account for each text.
        holders: String,
    },
    /// The organization does not take a change.
    #[error(transparent)]
    Change(#[from] Box<ChangeSetError>),
    /// An invariant of the template would not hold.
    #[error("{0}")]
    Invariant(String),
}

impl PlanProblem {
    pub(super) fn value(error: &dyn fmt::Display) -> Self {
        Self::Value(error.to_string())
    }
}
