//! Scenarios: a request with all its policies in one piece of JSON, for tests, bug reports and CI.
//!
//! [`read`] takes one object, an array of them, or one after the other (JSON lines), and goes on
//! behind whatever cannot be read. [`run`] decides one. Beyond the obvious:
//!
//! - Everything but `principal`, `action` and `resource` may be left out or be `null`. An empty list
//!   of session or endpoint policies is as good as none; a level of organization policies with an
//!   empty list allows nothing; without `service_control_policies` none apply.
//! - A role's ARN as principal stands for a session of that role whose name is not given. A
//!   session's ARN with `role_path` gives the role's ARN; without, the path is `/`.
//! - Without `tags` nobody knows the tags; `{}` says that there are none.
//! - The owner of the resource is `account`, else the account in its ARN, else that of the caller.
//! - `organization.principal_path` and `resource_path` are the ids from the root down to the unit
//!   above the account; left out, the account is not a member. When both are left out, both
//!   accounts are taken as members, wherever they are.
//! - A key of `context` with the value `null` is one that the request does not carry. An
//!   `aws:userid` also tells the unique id by which policies can mean a user or role.
//! - `grants` are those of the KMS key: `{"grantee": ARN or service, "operations": ["Decrypt"],
//!   "retiring": ARN, "constraint": {"equals": {…}} or {"includes": {…}}}`.
//! - A `document` is an object, or its text as a string, percent-encoded or not.

mod build;
mod form;
mod outcome;
mod read;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

pub use outcome::{Considered, Outcome};
pub use read::{ScenarioError, Scenarios, read};

use super::{Layers, Request, decide};
use crate::policy::Unmentioned;

/// A request with everything that bears on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What to call it.
    pub id: Option<String>,
    /// The request.
    pub request: Request,
    /// The policies.
    pub layers: Layers,
}

impl Scenario {
    /// Says when the request is made, unless the scenario itself does or asks for what is unknown:
    /// every request carries `aws:CurrentTime` and `aws:EpochTime`, and only the reader knows them
    /// (section 7.2).
    pub fn set_time(&mut self, time: DateTime<Utc>) {
        let context = &mut self.request.context;
        let said = context.mentions("aws:CurrentTime") || context.mentions("aws:EpochTime");
        if !said && context.unmentioned() == Unmentioned::Absent {
            context.set("aws:EpochTime", time.timestamp().to_string());
        }
    }
}

/// Decides a scenario.
pub fn run(scenario: &Scenario) -> Outcome {
    Outcome::new(scenario.id.clone(), &decide(&scenario.request, &scenario.layers))
}
