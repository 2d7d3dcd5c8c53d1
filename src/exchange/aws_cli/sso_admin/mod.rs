//! `sso-admin`: the instance of Identity Center, permission sets and assignments (J-23 to J-32).

mod assignments;
mod instance;
mod permission_sets;

use std::collections::BTreeMap;

use super::{dump::Dump, report::ImportReport};
use crate::org::{Assignment, PermissionSet, PermissionSetId};
use crate::policy::Arn;
use instance::Instance;

/// What the API of Identity Center tells.
pub(super) struct Center {
    pub permission_sets: BTreeMap<PermissionSetId, PermissionSet>,
    pub assignments: Vec<Assignment>,
    instance: Option<Instance>,
}

/// Reads all answers of the API.
pub(super) fn read(dump: &mut Dump, report: &mut ImportReport) -> Center {
    let instance = instance::read(dump, report);
    let permission_sets = permission_sets::read(dump, report);
    let assignments = assignments::read(dump, &permission_sets, report);
    Center { permission_sets, assignments, instance }
}

/// The id at the end of a permission set's ARN (I-2).
fn set_id(arn: &Arn) -> Result<PermissionSetId, crate::org::BadId> {
    arn.resource().rsplit('/').next().unwrap_or_default().parse()
}
