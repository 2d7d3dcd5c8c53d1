//! A group, of the directory or of an account.

use serde::Serialize;

use super::{
    assigned::{self, Assigned},
    carried::{self, Carried},
};
use crate::{
    cli::output::Page,
    org::{self, DirectoryPrincipal, NodeId, Organization},
};

/// A group of the directory.
#[derive(Debug, Serialize)]
pub struct DirectoryGroup {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    members: Vec<String>,
    assignments: Vec<Assigned>,
}

/// A group of an account.
#[derive(Debug, Serialize)]
pub struct AccountGroup {
    account: String,
    name: String,
    arn: Option<String>,
    members: Vec<String>,
    policies: Vec<Carried>,
}

/// Looks at a group of the directory.
pub fn of_directory(organization: &Organization, group: &org::DirectoryGroup) -> DirectoryGroup {
    let member = |id: &org::DirectoryUserId| {
        let known = organization.directory_users().get(id);
        known.map_or_else(|| id.to_string(), |user| user.user_name.clone())
    };
    let principal = DirectoryPrincipal::Group(group.id.clone());
    let mut members: Vec<String> = group.members.iter().map(member).collect();
    members.sort();
    DirectoryGroup {
        id: group.id.to_string(),
        name: group.name.clone(),
        description: group.description.clone(),
        members,
        assignments: assigned::collect(organization, organization.assignments_to(&principal)),
    }
}

/// Looks at a group of an account.
pub fn of_account(organization: &Organization, group: &org::Group) -> AccountGroup {
    let members = organization.members_of(group.account, &group.name);
    AccountGroup {
        account: organization.node_name(&NodeId::Account(group.account)),
        name: group.name.to_string(),
        arn: group.arn().map(|arn| arn.to_string()),
        members: members.map(|user| user.name.to_string()).collect(),
        policies: carried::carried(organization, &group.policies, ""),
    }
}

impl DirectoryGroup {
    /// Shows it.
    pub fn page(&self, page: &mut Page) {
        page.title(&self.name);
        page.fields(&[
            ("id", self.id.clone()),
            ("description", self.description.clone()),
            ("members", format!("{}: {}", self.members.len(), self.members.join(", "))),
        ]);
        assigned::section(&self.assignments, page);
    }
}

impl AccountGroup {
    /// Shows it.
    pub fn page(&self, page: &mut Page) {
        page.title(format!("{}/{}", self.account, self.name));
        page.fields(&[
            ("arn", self.arn.clone().unwrap_or_default()),
            ("members", self.members.join(", ")),
        ]);
        carried::section(&self.policies, page);
    }
}
