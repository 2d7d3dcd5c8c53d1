//! The roles of permission sets: linked where the answers have them, told where they do not (I-6).

use std::collections::{BTreeMap, BTreeSet};

use super::report::ImportReport;
use crate::org::{
    AccountId, Assignment, IamName, NoFoundation, Organization, PermissionSet, PermissionSetId,
    Record, Role,
};

/// The permission set's name in the name of its role: `AWSReservedSSO_<set>_<16 hex>` (I-7, I-8).
fn set_name(role: &str) -> Option<&str> {
    let (name, suffix) = role.strip_prefix("AWSReservedSSO_")?.rsplit_once('_')?;
    let hex = suffix.len() == 16 && suffix.bytes().all(|b| b.is_ascii_hexdigit());
    hex.then_some(name)
}

/// Tells each role of a permission set which set it is of.
pub(super) fn link_roles(
    roles: &mut BTreeMap<(AccountId, IamName), Role>,
    sets: &BTreeMap<PermissionSetId, PermissionSet>,
    report: &mut ImportReport,
) {
    for role in roles.values_mut().filter(|role| role.reserved()) {
        let Some(name) = set_name(role.name.as_str()) else { continue };
        role.permission_set = sets.values().find(|set| set.name == name).map(|set| set.id.clone());
        if role.permission_set.is_none() {
            report.partial(
                format_args!("role {} in {}", role.name, role.account),
                format_args!("no answer describes its permission set `{name}`"),
            );
        }
    }
}

/// The organization of these records and assignments. Where an assignment's role is missing, that
/// is told.
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
    for assignment in roleless {
        report.partial(
            format_args!("{} in {}", assignment.permission_set, assignment.account),
            "the answers have the assignment and not its AWSReservedSSO role",
        );
        records.push(Record::Assignment(assignment));
    }
    Organization::from_records(records)
}

#[cfg(test)]
mod tests {
    use super::set_name;

    #[test]
    fn the_last_underscore_separates_the_suffix() {
        assert_eq!(set_name("AWSReservedSSO_Data_Eng_0123456789abcdef"), Some("Data_Eng"));
        assert_eq!(set_name("AWSReservedSSO_Admin_short"), None);
        assert_eq!(set_name("Admin_0123456789abcdef"), None);
    }
}
