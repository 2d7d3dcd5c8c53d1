//! `get-role` and `list-roles`: what the authorization details leave out of roles (J-7).

use serde::Deserialize;

use super::{Boundary, ByName, boundary, details::LastUsed};
use crate::exchange::aws_cli::{
    dump::Dump,
    lenient::{Field, Reading},
    report::ImportReport,
};
use crate::org::{AccountId, IamName, Role};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shape {
    role_name: IamName,
    #[serde(default)]
    max_session_duration: Field<u32>,
    #[serde(default)]
    description: Field<String>,
    #[serde(default)]
    permissions_boundary: Field<Boundary>,
    #[serde(default)]
    role_last_used: Field<LastUsed>,
}

/// Completes roles that the authorization details told.
pub(super) fn complete(dump: &mut Dump, roles: &mut ByName<Role>, report: &mut ImportReport) {
    for (account, answer) in dump.take_by_account("iam", "list-roles", report) {
        answer.each::<Shape>("Roles", report, |shape, reading| {
            one(account, shape, roles, reading);
        });
    }
    for (account, answer) in dump.take_by_account("iam", "get-role", report) {
        if let Some(shape) = answer.one::<Shape>("Role", report) {
            one(account, shape, roles, &mut answer.reading(report));
        }
    }
}

fn one(account: AccountId, shape: Shape, roles: &mut ByName<Role>, reading: &mut Reading<'_>) {
    let Some(role) = roles.get_mut(&(account, shape.role_name)) else {
        reading.skip(
            "the role is not in the account's authorization details: add \
             `aws iam get-account-authorization-details`",
        );
        return;
    };
    let longest = reading.field("MaxSessionDuration", shape.max_session_duration);
    role.max_session = longest.unwrap_or(role.max_session);
    if let Some(description) = reading.field("Description", shape.description) {
        role.description = description;
    }
    role.boundary = boundary(shape.permissions_boundary, reading).or(role.boundary.take());
    let used = reading.field("RoleLastUsed", shape.role_last_used);
    let used = used.and_then(|it| reading.field("RoleLastUsed.LastUsedDate", it.last_used_date));
    role.last_used = used.map(|at| at.0).or(role.last_used);
}
