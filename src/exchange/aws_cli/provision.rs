//! The roles of permission sets: linked where the answers have them, made where they do not (I-6).

use std::collections::{BTreeMap, BTreeSet};

use super::report::ImportReport;
use crate::org::{
    AccountId, Assignment, Change, IamName, NoFoundation, Organization, PermissionSet,
    PermissionSetId, Record, Role, sso_role::SsoRoleName,
};

/// Tells each role of a permission set which set it is of (I-8).
pub(super) fn link_roles(
    roles: &mut BTreeMap<(AccountId, IamName), Role>,
    sets: &BTreeMap<PermissionSetId, PermissionSet>,
    report: &mut ImportReport,
) {
    for role in roles.values_mut().filter(|role| role.reserved()) {
        let Some(name) = SsoRoleName::parse(role.name.as_str()) else { continue };
        let set = sets.values().find(|set| set.name == name.set);
        role.permission_set = set.map(|set| set.id.clone());
        if set.is_none() {
            report.partial(
                format_args!("role {} in {}", role.name, role.account),
                format_args!("no answer describes its permission set `{}`", name.set),
            );
        }
    }
}

/// The organization of these records and assignments. Where an assignment's role is missing, it is
/// made as Identity Center would have made it, and told.
pub(super) fn assign(
    mut records: Vec<Record>,
    assignments: Vec<Assignment>,
    report: &mut ImportReport,
) -> Result<Organization, NoFoundation> {
    let provisioned: BTreeSet<(AccountId, PermissionSetId)> = records
        .iter()
        .filter_map(|record| match record {
            Record::Role(role) => Some((role.account, role.permission_set.clone()?)),
            _ => None,
        })
        .collect();
    let (complete, roleless): (Vec<_>, Vec<_>) = assignments
        .into_iter()
        .partition(|it| provisioned.contains(&(it.account, it.permission_set.clone())));
    records.extend(complete.into_iter().map(Record::Assignment));
    let mut organization = Organization::from_records(records)?;
    let mut made = BTreeSet::new();
    let mut refused = Vec::new();
    for assignment in roleless {
        let role = (assignment.permission_set.clone(), assignment.account);
        if !organization.accounts().contains(&assignment.account) {
            report.skipped(
                format_args!("assignment of {} in {}", role.0, role.1),
                "the account is not of this organization",
            );
            continue;
        }
        match organization.apply(&Change::Assign { assignment: assignment.clone() }) {
            Ok(applied) => {
                organization = applied.organization;
                made.insert(role);
            }
            Err(why) => {
                report.partial(
                    format_args!("{} in {}", role.0, role.1),
                    format_args!("the assignment is there, and its role could not be made: {why}"),
                );
                refused.push(Record::Assignment(assignment));
            }
        }
    }
    for (set, account) in made {
        report.assumed(
            format_args!("{set} in {account}"),
            "the answers have the assignment and not its AWSReservedSSO role: the role was made \
             from the permission set",
        );
    }
    if refused.is_empty() {
        return Ok(organization);
    }
    Organization::from_records(organization.records().chain(refused))
}
