//! Account assignments (J-30, J-31).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::set_id;
use crate::exchange::aws_cli::{dump::Dump, lenient::Reading, report::ImportReport};
use crate::org::{AccountId, Assignment, DirectoryPrincipal, PermissionSet, PermissionSetId};
use crate::policy::Arn;

type Sets = BTreeMap<PermissionSetId, PermissionSet>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shape {
    account_id: AccountId,
    permission_set_arn: Arn,
    principal_type: PrincipalType,
    principal_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum PrincipalType {
    User,
    Group,
}

/// Reads the assignments of the sets that are described.
pub(super) fn read(dump: &mut Dump, sets: &Sets, report: &mut ImportReport) -> Vec<Assignment> {
    let mut assignments: BTreeMap<_, Assignment> = BTreeMap::new();
    let mut asked: BTreeSet<(PermissionSetId, AccountId)> = BTreeSet::new();
    for operation in ["list-account-assignments", "list-account-assignments-for-principal"] {
        for answer in dump.take("sso-admin", operation, report) {
            let set = answer.option("permission-set-arn").and_then(|arn| arn.parse().ok());
            let account = answer.option("account-id").and_then(|id| id.parse().ok());
            asked.extend(set.and_then(|arn| set_id(&arn).ok()).zip(account));
            answer.each::<Shape>("AccountAssignments", report, |shape, reading| {
                let Some(it) = assignment(&shape, sets, reading) else { return };
                asked.insert((it.permission_set.clone(), it.account));
                let key = (it.account, it.permission_set.clone(), it.principal.clone());
                assignments.insert(key, it);
            });
        }
    }
    tell_unasked(dump, &asked, report);
    assignments.into_values().collect()
}

fn assignment(shape: &Shape, sets: &Sets, reading: &mut Reading<'_>) -> Option<Assignment> {
    let permission_set = set_id(&shape.permission_set_arn).map_err(|why| reading.skip(why)).ok()?;
    if !sets.contains_key(&permission_set) {
        reading.skip(format_args!("no answer describes the permission set {permission_set}"));
        return None;
    }
    let principal = match shape.principal_type {
        PrincipalType::User => shape.principal_id.parse().map(DirectoryPrincipal::User),
        PrincipalType::Group => shape.principal_id.parse().map(DirectoryPrincipal::Group),
    };
    Some(Assignment {
        account: shape.account_id,
        permission_set,
        principal: principal.map_err(|why| reading.skip(why)).ok()?,
        expires: None,
        created: None,
        last_used: None,
    })
}

/// Where a set is provisioned there is an assignment; tells where nobody asked for it.
fn tell_unasked(
    dump: &mut Dump,
    asked: &BTreeSet<(PermissionSetId, AccountId)>,
    report: &mut ImportReport,
) {
    for answer in dump.take("sso-admin", "list-accounts-for-provisioned-permission-set", report) {
        let Some(arn) = answer.about::<Arn>("permission-set-arn", report) else { continue };
        let Ok(set) = set_id(&arn) else { continue };
        answer.each::<AccountId>("AccountIds", report, |account, reading| {
            if !asked.contains(&(set.clone(), account)) {
                reading.partial(format_args!(
                    "the set is provisioned in {account}, and no answer tells who is assigned: add \
                     `aws sso-admin list-account-assignments --instance-arn … --permission-set-arn \
                     {arn} --account-id {account}`"
                ));
            }
        });
    }
}
