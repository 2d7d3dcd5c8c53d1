//! `get-account-authorization-details` and `list-instance-profiles`: most of an account's IAM (J-1 to J-5).

use serde::Deserialize;

use super::{
    Attached, Boundary, Iam, Inline, boundary, identity_policies,
    managed_policy::{self, Shape as PolicyShape},
};
use crate::exchange::aws_cli::{
    documents::Text,
    dump::Dump,
    lenient::{Field, List, Reading},
    report::ImportReport,
    tags::Tag,
    time::Moment,
};
use crate::org::{AccountId, Group, IamName, IamPath, InstanceProfile, Role, UniqueId, User};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Details {
    user_detail_list: Option<List<UserDetail>>,
    group_detail_list: Option<List<GroupDetail>>,
    role_detail_list: Option<List<RoleDetail>>,
    policies: Option<List<PolicyShape>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UserDetail {
    user_name: IamName,
    #[serde(default)]
    path: Field<IamPath>,
    #[serde(default)]
    user_id: Field<UniqueId>,
    #[serde(default)]
    create_date: Field<Moment>,
    #[serde(default)]
    user_policy_list: List<Inline>,
    #[serde(default)]
    group_list: List<IamName>,
    #[serde(default)]
    attached_managed_policies: List<Attached>,
    #[serde(default)]
    permissions_boundary: Field<Boundary>,
    #[serde(default)]
    tags: List<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GroupDetail {
    group_name: IamName,
    #[serde(default)]
    path: Field<IamPath>,
    #[serde(default)]
    group_id: Field<UniqueId>,
    #[serde(default)]
    create_date: Field<Moment>,
    #[serde(default)]
    group_policy_list: List<Inline>,
    #[serde(default)]
    attached_managed_policies: List<Attached>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RoleDetail {
    role_name: IamName,
    #[serde(default)]
    path: Field<IamPath>,
    #[serde(default)]
    role_id: Field<UniqueId>,
    #[serde(default)]
    create_date: Field<Moment>,
    assume_role_policy_document: Text,
    #[serde(default)]
    instance_profile_list: List<ProfileShape>,
    #[serde(default)]
    role_policy_list: List<Inline>,
    #[serde(default)]
    attached_managed_policies: List<Attached>,
    #[serde(default)]
    permissions_boundary: Field<Boundary>,
    #[serde(default)]
    tags: List<Tag>,
    #[serde(default)]
    role_last_used: Field<LastUsed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct LastUsed {
    #[serde(default)]
    pub last_used_date: Field<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ProfileShape {
    instance_profile_name: IamName,
    #[serde(default)]
    path: Field<IamPath>,
    #[serde(default)]
    create_date: Field<Moment>,
    #[serde(default)]
    roles: List<RoleName>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RoleName {
    role_name: IamName,
}

/// Reads users, groups, roles, managed policies and the instance profiles of roles.
pub(super) fn read(dump: &mut Dump, iam: &mut Iam, report: &mut ImportReport) {
    for (account, answer) in
        dump.take_by_account("iam", "get-account-authorization-details", report)
    {
        let Some(details) = answer.whole::<Details>(report) else { continue };
        let reading = &mut answer.reading(report);
        if !details.says_something() {
            reading.skip("the answer has none of its lists: run its command again");
        }
        let list = details.user_detail_list.unwrap_or_default();
        reading.each("UserDetailList", list, |detail, reading| {
            let user = user(account, detail, reading);
            iam.users.insert((account, user.name.clone()), user);
        });
        let list = details.group_detail_list.unwrap_or_default();
        reading.each("GroupDetailList", list, |detail, reading| {
            iam.groups.push(group(account, detail, reading));
        });
        let list = details.role_detail_list.unwrap_or_default();
        reading.each("RoleDetailList", list, |mut detail, reading| {
            let profiles = std::mem::take(&mut detail.instance_profile_list);
            let Some(role) = role(account, detail, reading) else { return };
            reading.each("InstanceProfileList", profiles, |shape, reading| {
                let mut profile = profile(account, shape, reading);
                profile.role.get_or_insert(role.name.clone());
                iam.instance_profiles.push(profile);
            });
            iam.roles.insert((account, role.name.clone()), role);
        });
        let list = details.policies.unwrap_or_default();
        reading.each("Policies", list, |shape, reading| {
            iam.managed_policies.extend(managed_policy::read(shape, reading));
        });
    }
}

/// Reads the instance profiles of accounts.
pub(super) fn read_instance_profiles(dump: &mut Dump, iam: &mut Iam, report: &mut ImportReport) {
    for (account, answer) in dump.take_by_account("iam", "list-instance-profiles", report) {
        answer.each::<ProfileShape>("InstanceProfiles", report, |shape, reading| {
            iam.instance_profiles.push(profile(account, shape, reading));
        });
    }
}

impl Details {
    fn says_something(&self) -> bool {
        self.user_detail_list.is_some()
            || self.group_detail_list.is_some()
            || self.role_detail_list.is_some()
            || self.policies.is_some()
    }
}

fn user(account: AccountId, detail: UserDetail, reading: &mut Reading<'_>) -> User {
    User {
        account,
        path: reading.field("Path", detail.path).unwrap_or_default(),
        name: detail.user_name,
        unique_id: reading.field("UserId", detail.user_id),
        created: reading.field("CreateDate", detail.create_date).map(|at| at.0),
        policies: identity_policies(
            ("UserPolicyList", detail.user_policy_list),
            detail.attached_managed_policies,
            reading,
        ),
        groups: reading.list("GroupList", detail.group_list).into_iter().collect(),
        boundary: boundary(detail.permissions_boundary, reading),
        password: None,
        mfa: Vec::new(),
        access_keys: Vec::new(),
        tags: reading.tags("Tags", detail.tags),
    }
}

fn group(account: AccountId, detail: GroupDetail, reading: &mut Reading<'_>) -> Group {
    Group {
        account,
        path: reading.field("Path", detail.path).unwrap_or_default(),
        name: detail.group_name,
        unique_id: reading.field("GroupId", detail.group_id),
        created: reading.field("CreateDate", detail.create_date).map(|at| at.0),
        policies: identity_policies(
            ("GroupPolicyList", detail.group_policy_list),
            detail.attached_managed_policies,
            reading,
        ),
    }
}

fn role(account: AccountId, detail: RoleDetail, reading: &mut Reading<'_>) -> Option<Role> {
    let Some(trust) = detail.assume_role_policy_document.0 else {
        reading.skip("the trust policy is empty");
        return None;
    };
    let last_used = reading.field("RoleLastUsed", detail.role_last_used);
    Some(Role {
        account,
        path: reading.field("Path", detail.path).unwrap_or_default(),
        name: detail.role_name,
        unique_id: reading.field("RoleId", detail.role_id),
        created: reading.field("CreateDate", detail.create_date).map(|at| at.0),
        description: String::new(),
        trust,
        policies: identity_policies(
            ("RolePolicyList", detail.role_policy_list),
            detail.attached_managed_policies,
            reading,
        ),
        boundary: boundary(detail.permissions_boundary, reading),
        max_session: 3600,
        last_used: last_used
            .and_then(|used| reading.field("RoleLastUsed.LastUsedDate", used.last_used_date))
            .map(|at| at.0),
        permission_set: None,
        tags: reading.tags("Tags", detail.tags),
    })
}

fn profile(account: AccountId, shape: ProfileShape, reading: &mut Reading<'_>) -> InstanceProfile {
    InstanceProfile {
        account,
        path: reading.field("Path", shape.path).unwrap_or_default(),
        name: shape.instance_profile_name,
        role: reading.list("Roles", shape.roles).into_iter().next().map(|role| role.role_name),
        created: reading.field("CreateDate", shape.create_date).map(|at| at.0),
    }
}
