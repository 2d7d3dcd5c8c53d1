//! Account vending: templates, parameters, plan, run.

mod condition;
mod duration;
mod error;
mod form;
mod lookup;
mod parameter;
mod read;
mod request;
mod suggest;
mod template;
#[cfg(test)]
mod testing;
mod text;
mod yaml;

pub use condition::{BadCondition, Comparison, Condition, Test};
pub use duration::{Duration, NotADuration};
pub use error::{TemplateError, TemplateProblem};
pub use lookup::LookupError;
pub use parameter::{
    BadValue, Bounds, Given, Kind, Parameter, ParameterError, ParameterProblem, Pattern, Value,
    check,
};
pub use request::{Request, RequestKey};
pub use template::{
    Approval, Assignee, AssignmentTemplate, BudgetTemplate, Definitions, Destination, Effect,
    Invariant, Lifecycle, OidcProvider, PasswordRules, RoleTemplate, Spec, Template, TrustTemplate,
};
pub use text::{BadText, Text};
