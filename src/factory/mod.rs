//! Account vending: templates, parameters, plan, run.
//!
//! The way of a request: [`Template::read`] a file, [`check`] the values that are given, [`plan`]
//! what has to be done, and drive a [`Run`] of it, one commit a step. Everything here is pure: a
//! face reads the files and commits to the store.

mod blueprint;
mod condition;
mod diff;
mod duration;
mod ensure;
mod error;
mod form;
mod invariant;
mod known;
mod lookup;
mod parameter;
mod plan;
mod read;
mod request;
mod run;
mod standing;
mod step;
mod suggest;
mod template;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod trust;
mod verifier;
mod yaml;

pub use condition::{BadCondition, Comparison, Condition, Test};
pub use diff::{Line, Sign};
pub use duration::{Duration, NotADuration};
pub use error::{PlanError, PlanProblem, TemplateError, TemplateProblem};
pub use invariant::{Answer, Question, Verifier};
pub use lookup::LookupError;
pub use parameter::{
    BadValue, Bounds, Given, Kind, Parameter, ParameterError, ParameterProblem, Pattern, Value,
    check, preview,
};
pub use plan::{ApprovalNeeded, Plan, Step, plan};
pub use request::{Request, RequestKey};
pub use run::{Commit, Next, Progress, Recorded, Run, Stage, resume};
pub use standing::{CannotTakeUp, Standing, request_of, standing};
pub use step::{Direction, Mark, StepKind};
pub use suggest::{nearest, question};
pub use template::{
    Approval, Assignee, AssignmentTemplate, BudgetTemplate, Definitions, Destination, Invariant,
    Lifecycle, OidcProvider, PasswordRules, RoleTemplate, Spec, Template, TrustTemplate,
};
pub use text::{BadText, Text};
pub use verifier::Evaluator;
