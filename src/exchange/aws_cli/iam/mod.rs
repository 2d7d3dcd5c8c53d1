//! `iam`: what each account keeps in IAM, and the credentials of its users and its root user.

mod account;
mod credential_report;
mod credentials;
mod details;
mod devices;
mod managed_policy;
mod providers;
mod roles;
mod users;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    documents::Text,
    dump::Dump,
    lenient::{Field, List, Reading},
    report::ImportReport,
};
use crate::org::{
    AccountId, AccountSettings, Group, IamName, IdentityPolicies, IdentityProvider,
    InstanceProfile, ManagedPolicy, Role, User,
};
use crate::policy::Arn;

/// What is known of an IAM entity by its account and name.
type ByName<T> = BTreeMap<(AccountId, IamName), T>;

/// What the accounts keep in IAM.
#[derive(Default)]
pub(super) struct Iam {
    pub users: ByName<User>,
    pub groups: Vec<Group>,
    pub roles: ByName<Role>,
    pub managed_policies: Vec<ManagedPolicy>,
    pub instance_profiles: Vec<InstanceProfile>,
    pub identity_providers: Vec<IdentityProvider>,
    pub settings: BTreeMap<AccountId, AccountSettings>,
}

/// Reads all answers of IAM.
pub(super) fn read(dump: &mut Dump, report: &mut ImportReport) -> Iam {
    let mut iam = Iam::default();
    details::read(dump, &mut iam, report);
    users::complete(dump, &mut iam.users, report);
    roles::complete(dump, &mut iam.roles, report);
    details::read_instance_profiles(dump, &mut iam, report);
    iam.identity_providers = providers::read(dump, report);
    iam.settings = account::read(dump, report);
    credentials::apply(dump, &mut iam, report);
    iam
}

/// An inline policy.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inline {
    policy_name: String,
    policy_document: Text,
}

/// A managed policy that is attached.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attached {
    policy_arn: Arn,
}

/// A permissions boundary; its type is always a policy, whatever it is called (J-2).
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Boundary {
    permissions_boundary_arn: Arn,
}

fn boundary(field: Field<Boundary>, reading: &mut Reading<'_>) -> Option<Arn> {
    reading.field("PermissionsBoundary", field).map(|it| it.permissions_boundary_arn)
}

fn identity_policies(
    inline: (&str, List<Inline>),
    attached: List<Attached>,
    reading: &mut Reading<'_>,
) -> IdentityPolicies {
    let mut policies = IdentityPolicies::default();
    reading.each(inline.0, inline.1, |inline, reading| match inline.policy_document.0 {
        Some(document) => {
            policies.inline.insert(inline.policy_name, document);
        }
        None => reading.skip("the policy document is empty"),
    });
    let attached = reading.list("AttachedManagedPolicies", attached);
    policies.managed = attached.into_iter().map(|it| it.policy_arn).collect();
    policies
}
