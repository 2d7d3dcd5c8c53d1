//! Account assignments: who gets in where, and as what.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    cli::{line::Piece, output::Page, principal::set_name, table::Table, time::or_empty},
    org::{Assignment, DirectoryPrincipal, Organization},
};

/// An assignment with names.
#[derive(Debug, Serialize)]
pub struct Assigned {
    account: String,
    permission_set: String,
    /// `user` or `group`.
    principal_kind: &'static str,
    principal: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used: Option<DateTime<Utc>>,
}

impl Assigned {
    /// An assignment with the names of this organization.
    pub fn new(organization: &Organization, assignment: &Assignment) -> Self {
        let (principal_kind, principal) = member(organization, &assignment.principal);
        Self {
            account: organization.node_name(&crate::org::NodeId::Account(assignment.account)),
            permission_set: set_name(organization, &assignment.permission_set),
            principal_kind,
            principal,
            expires: assignment.expires,
            last_used: assignment.last_used,
        }
    }
}

/// Kind and name of who an assignment is for.
fn member(organization: &Organization, who: &DirectoryPrincipal) -> (&'static str, String) {
    match who {
        DirectoryPrincipal::User(id) => {
            let known = organization.directory_users().get(id);
            ("user", known.map_or_else(|| id.to_string(), |user| user.user_name.clone()))
        }
        DirectoryPrincipal::Group(id) => {
            let known = organization.directory_groups().get(id);
            ("group", known.map_or_else(|| id.to_string(), |group| group.name.clone()))
        }
    }
}

/// Assignments with names, in order of the names.
pub fn collect<'a>(
    organization: &Organization,
    assignments: impl IntoIterator<Item = &'a std::sync::Arc<Assignment>>,
) -> Vec<Assigned> {
    let mut all: Vec<_> =
        assignments.into_iter().map(|it| Assigned::new(organization, it)).collect();
    all.sort_by(|a, b| {
        (&a.account, &a.principal, &a.permission_set).cmp(&(
            &b.account,
            &b.principal,
            &b.permission_set,
        ))
    });
    all
}

/// Shows them.
pub fn section(assignments: &[Assigned], page: &mut Page) {
    let mut table = Table::new(&["ACCOUNT", "WHO", "", "PERMISSION SET", "LAST USED", "EXPIRES"]);
    for it in assignments {
        table.row([
            Piece::from(&it.account),
            Piece::from(&it.principal),
            it.principal_kind.into(),
            Piece::from(&it.permission_set),
            or_empty(it.last_used).into(),
            or_empty(it.expires).into(),
        ]);
    }
    page.section("Access by assignment", table);
}
