//! What a template says. [`Template::read`] makes it from a file.

use std::sync::Arc;

use super::{condition::Condition, parameter::Parameter, text::Text};
use crate::{
    org::PasswordPolicy,
    policy::{Effect, Position},
};

/// A recipe for accounts.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// The file it comes from.
    pub file: Arc<str>,
    /// Its name.
    pub name: String,
    /// Its version; accounts remember the version that made them.
    pub version: u32,
    /// What it is for.
    pub description: String,
    /// What has to be given, in the order of the file.
    pub parameters: Vec<Parameter>,
    /// What the account gets.
    pub spec: Spec,
    /// What has to hold of the account before anything is applied.
    pub invariants: Vec<Invariant>,
    /// Who has to approve.
    pub approval: Option<Approval>,
    /// How long the account lives, and where it goes.
    pub lifecycle: Lifecycle,
    /// What names in the template stand for, where the organization does not tell.
    pub definitions: Definitions,
}

/// What the account gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// Where it goes.
    pub ou: Destination,
    /// Its name.
    pub name: Text,
    /// The name in its sign-in address.
    pub alias: Option<Text>,
    /// Its address.
    pub email: Text,
    /// The SCP that is attached while it is being made: a name or an id.
    pub quarantine: Option<Text>,
    /// Its tags.
    pub tags: Vec<(String, Text)>,
    /// Its alternate contacts by kind.
    pub contacts: Vec<(String, Text)>,
    /// SCPs attached right to it: names or ids.
    pub scp: Vec<Text>,
    /// RCPs attached right to it: names or ids.
    pub rcp: Vec<Text>,
    /// Controls that have to be in force where it goes.
    pub controls: Vec<Text>,
    /// Rules for IAM users' passwords.
    pub password_policy: Option<PasswordRules>,
    /// The managed policy that the account keeps as boundary for what is made in it later.
    pub boundary: Option<Text>,
    /// Its roles.
    pub roles: Vec<RoleTemplate>,
    /// Who gets in, and as what.
    pub assignments: Vec<AssignmentTemplate>,
    /// Its budget.
    pub budget: Option<BudgetTemplate>,
    /// Baseline services and how they are set.
    pub services: Vec<(String, Text)>,
    /// Services that it administers for the organization.
    pub delegated_admin: Vec<Text>,
}

/// Where an account goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Destination {
    /// A full path or an id.
    Fixed(Text),
    /// Depends on a parameter.
    By {
        /// The parameter.
        parameter: String,
        /// A path or id for each of its values.
        cases: Vec<(String, Text)>,
        /// For all other values.
        otherwise: Option<Text>,
    },
}

/// Rules for IAM users' passwords.
#[derive(Debug, Clone, PartialEq)]
pub enum PasswordRules {
    /// By a name of [`Definitions::password_policies`] or one that is widely known.
    Named(Text),
    /// Written out.
    Spelled(PasswordPolicy),
}

/// A role of the account.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleTemplate {
    /// Where it stands.
    pub at: Position,
    /// Its name.
    pub name: Text,
    /// What it is for.
    pub description: Option<Text>,
    /// Who may assume it.
    pub trust: TrustTemplate,
    /// Managed policies: names or ARNs.
    pub policies: Vec<Text>,
    /// Its permissions boundary: a name or an ARN.
    pub boundary: Option<Text>,
    /// Its longest session.
    pub max_session: Option<Text>,
    /// Made only if this holds.
    pub when: Option<Condition>,
}

/// Who may assume a role.
#[derive(Debug, Clone, PartialEq)]
pub enum TrustTemplate {
    /// An account, or one role of it.
    Account {
        /// Its name or id.
        account: Text,
        /// The role; absent means whoever the account lets.
        role: Option<Text>,
    },
    /// Workloads of an OIDC provider.
    Oidc {
        /// The provider: a known name or a host.
        provider: Text,
        /// The subjects; patterns are allowed.
        subjects: Vec<Text>,
    },
    /// A service of AWS.
    Service(Text),
}

/// Who gets into the account, and as what.
#[derive(Debug, Clone, PartialEq)]
pub struct AssignmentTemplate {
    /// Where it stands.
    pub at: Position,
    /// Who.
    pub who: Assignee,
    /// The permission set: a name or an id.
    pub permission_set: Text,
    /// Until when: a length of time or a date.
    pub expires: Option<Text>,
    /// Made only if this holds.
    pub when: Option<Condition>,
}

/// Who an assignment is for, by name or id.
#[derive(Debug, Clone, PartialEq)]
pub enum Assignee {
    /// A group of the directory.
    Group(Text),
    /// A user of the directory.
    User(Text),
}

/// The budget of an account.
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetTemplate {
    /// Dollars a month.
    pub monthly: Text,
    /// Percent of the budget.
    pub alarms: Vec<u16>,
}

/// Something that has to hold of the planned account.
#[derive(Debug, Clone, PartialEq)]
pub struct Invariant {
    /// Where it stands.
    pub at: Position,
    /// Which way it has to be.
    pub effect: Effect,
    /// The action.
    pub action: Text,
    /// Whose: `role/` and a name, `*` for any part of it.
    pub principal: Text,
    /// On what; absent means on anything.
    pub resource: Option<Text>,
    /// Condition keys and their values; what is not given is unknown.
    pub context: Vec<(String, Text)>,
    /// Asked only if this holds.
    pub when: Option<Condition>,
}

/// Who has to approve.
#[derive(Debug, Clone, PartialEq)]
pub struct Approval {
    /// How many.
    pub count: u8,
    /// Members of this group of the directory.
    pub from: Text,
    /// Only if this holds.
    pub when: Option<Condition>,
}

/// How long the account lives, and where it goes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lifecycle {
    /// Whether closing it asks for its name first.
    pub protect: bool,
    /// How long it is meant to live.
    pub ttl: Option<Text>,
    /// The unit where it is parked when its making is taken back: a full path or an id.
    pub parking: Option<Text>,
}

/// What names in the template stand for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Definitions {
    /// Rules for passwords by name.
    pub password_policies: Vec<(String, PasswordPolicy)>,
    /// Customer managed policies by name: their documents.
    pub policies: Vec<(String, Text)>,
    /// OIDC providers by name.
    pub oidc: Vec<(String, OidcProvider)>,
}

/// An OIDC provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcProvider {
    /// Its host, and path if it has one, without `https://`.
    pub url: String,
    /// The audiences that its tokens may be for.
    pub audiences: Vec<String>,
}
