//! `show`: one thing of the organization, with what bears on it and what it bears on.

mod assigned;
mod carried;
mod group;
mod managed;
mod node;
mod permission_set;
mod person;
mod policy;
mod principal;
mod reaching;
mod resource;

use serde::Serialize;

use super::{
    Failure,
    find::{self, Kind, Thing},
    output::{Answer, Page},
};
use crate::org::{AccountState, NodeId, Organization, ParentId, Tags};

/// Show a node, account, principal, policy, permission set, group, user or resource
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What: a path, an id, an ARN, a name, or ACCOUNT/NAME
    thing: String,
    /// Which kind of thing, where several have the name
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Option<Kind>,
}

/// What is shown.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Shown {
    /// The root or a unit.
    Unit(node::Unit),
    /// An account.
    Account(Box<node::OneAccount>),
    /// An organization policy.
    Policy(policy::OnePolicy),
    /// A managed policy of IAM.
    ManagedPolicy(managed::Managed),
    /// A permission set.
    PermissionSet(permission_set::OneSet),
    /// A user of the directory.
    User(person::Person),
    /// A group of the directory.
    Group(group::DirectoryGroup),
    /// A group of an account.
    IamGroup(group::AccountGroup),
    /// Whoever can call.
    Principal(Box<principal::OnePrincipal>),
    /// A resource.
    Resource(resource::OneResource),
}

/// Looks at a thing.
pub fn run(args: &Args, organization: &Organization) -> Result<Shown, Failure> {
    let thing = find::find(organization, &args.thing, args.kind)?;
    look(organization, &thing).ok_or_else(|| {
        Failure::Usage(format!(
            "{thing} is not in the organization: `bailiwick tree` shows what is"
        ))
    })
}

fn look(organization: &Organization, thing: &Thing) -> Option<Shown> {
    Some(match thing {
        Thing::Node(NodeId::Root(id)) => {
            Shown::Unit(node::unit(organization, &ParentId::Root(id.clone())))
        }
        Thing::Node(NodeId::Ou(id)) => {
            Shown::Unit(node::unit(organization, &ParentId::Ou(id.clone())))
        }
        Thing::Node(NodeId::Account(id)) => {
            Shown::Account(node::account(organization, organization.accounts().get(id)?).into())
        }
        Thing::Policy(id) => {
            Shown::Policy(policy::look(organization, organization.policies().get(id)?))
        }
        Thing::ManagedPolicy(arn) => Shown::ManagedPolicy(managed::look(organization, arn)?),
        Thing::PermissionSet(id) => Shown::PermissionSet(permission_set::look(
            organization,
            organization.permission_sets().get(id)?,
        )),
        Thing::User(id) => {
            Shown::User(person::look(organization, organization.directory_users().get(id)?))
        }
        Thing::Group(id) => Shown::Group(group::of_directory(
            organization,
            organization.directory_groups().get(id)?,
        )),
        Thing::IamGroup(account, name) => {
            let found = organization.groups().get(&(*account, name.clone()))?;
            Shown::IamGroup(group::of_account(organization, found))
        }
        Thing::Principal(principal) => {
            Shown::Principal(principal::look(organization, principal)?.into())
        }
        Thing::Resource(arn) => {
            Shown::Resource(resource::look(organization, organization.resources().get(arn)?))
        }
    })
}

impl Answer for Shown {
    fn page(&self, page: &mut Page) {
        match self {
            Self::Unit(it) => it.page(page),
            Self::Account(it) => it.page(page),
            Self::Policy(it) => it.page(page),
            Self::ManagedPolicy(it) => it.page(page),
            Self::PermissionSet(it) => it.page(page),
            Self::User(it) => it.page(page),
            Self::Group(it) => it.page(page),
            Self::IamGroup(it) => it.page(page),
            Self::Principal(it) => it.page(page),
            Self::Resource(it) => it.page(page),
        }
    }
}

/// Where an account stands, for people.
pub fn state_name(state: AccountState) -> &'static str {
    match state {
        AccountState::PendingActivation => "pending activation",
        AccountState::Active => "active",
        AccountState::Suspended => "suspended",
        AccountState::PendingClosure => "closing",
        AccountState::Closed => "closed",
    }
}

fn tags_line(tags: &Tags) -> String {
    tags.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ")
}

/// A plain enum as it is written in JSON, in small letters.
fn word(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().replace('_', " ").to_lowercase()
}
