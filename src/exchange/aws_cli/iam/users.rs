//! `get-user` and `list-users`: what the authorization details leave out of users.

use serde::Deserialize;

use super::{Boundary, ByName, boundary};
use crate::exchange::aws_cli::{
    dump::Dump,
    lenient::{Field, Reading},
    report::ImportReport,
    time::Moment,
};
use crate::org::{AccountId, IamName, Password, User};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shape {
    user_name: IamName,
    #[serde(default)]
    password_last_used: Field<Moment>,
    #[serde(default)]
    permissions_boundary: Field<Boundary>,
}

/// Completes users that the authorization details told. A password that was used is there.
pub(super) fn complete(dump: &mut Dump, users: &mut ByName<User>, report: &mut ImportReport) {
    for (account, answer) in dump.take_by_account("iam", "list-users", report) {
        answer.each::<Shape>("Users", report, |shape, reading| {
            one(account, shape, users, reading);
        });
    }
    for (account, answer) in dump.take_by_account("iam", "get-user", report) {
        if let Some(shape) = answer.one::<Shape>("User", report) {
            one(account, shape, users, &mut answer.reading(report));
        }
    }
}

fn one(account: AccountId, shape: Shape, users: &mut ByName<User>, reading: &mut Reading<'_>) {
    let Some(user) = users.get_mut(&(account, shape.user_name)) else {
        reading.skip(
            "the user is not in the account's authorization details: add \
             `aws iam get-account-authorization-details`",
        );
        return;
    };
    user.boundary = boundary(shape.permissions_boundary, reading).or(user.boundary.take());
    if let Some(used) = reading.field("PasswordLastUsed", shape.password_last_used) {
        user.password = Some(Password { changed: None, last_used: Some(used.0) });
    }
}
