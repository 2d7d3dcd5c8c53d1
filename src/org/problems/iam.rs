//! Problems inside accounts: identities, policies, profiles, providers, resources.

use super::{ProblemKind, Report};
use crate::catalog::Quota;
use crate::org::record::KeyText;
use crate::org::{AccountId, IdentityPolicies, RecordKind};
use crate::policy::{Arn, Place};

pub(super) fn check(report: &mut Report<'_>) {
    users(report);
    groups(report);
    roles(report);
    managed_policies(report);
    profiles(report);
    arns(report);
}

fn account<K: KeyText>(report: &mut Report<'_>, at: (RecordKind, &K), account: AccountId) {
    if !report.of.accounts().contains(&account) {
        report.dangling(at, "its account", &account);
    }
}

fn carried<K: KeyText>(
    report: &mut Report<'_>,
    at: (RecordKind, &K),
    account: AccountId,
    policies: &IdentityPolicies,
    boundary: Option<&Arn>,
) {
    for arn in policies.managed.iter().chain(boundary) {
        if !report.of.managed_exists(arn, account) {
            report.dangling(at, "its policy", arn);
        }
    }
    for (name, text) in &policies.inline {
        report.document(at, &format!("its inline policy `{name}`"), text, Place::Identity);
    }
}

fn users(report: &mut Report<'_>) {
    let of = report.of;
    for user in of.users().iter() {
        let key = (user.account, user.name.clone());
        let at = (RecordKind::User, &key);
        account(report, at, user.account);
        carried(report, at, user.account, &user.policies, user.boundary.as_ref());
        for group in &user.groups {
            if !of.groups().contains(&(user.account, group.clone())) {
                report.dangling(at, "its group", group);
            }
        }
        report.count(at, Quota::AccessKeys, user.access_keys.len());
        report.count(at, Quota::UserManagedPolicies, user.policies.managed.len());
    }
}

fn groups(report: &mut Report<'_>) {
    for group in report.of.groups().iter() {
        let key = (group.account, group.name.clone());
        let at = (RecordKind::Group, &key);
        account(report, at, group.account);
        carried(report, at, group.account, &group.policies, None);
        report.count(at, Quota::GroupManagedPolicies, group.policies.managed.len());
    }
}

fn roles(report: &mut Report<'_>) {
    let of = report.of;
    for role in of.roles().iter() {
        let key = (role.account, role.name.clone());
        let at = (RecordKind::Role, &key);
        account(report, at, role.account);
        carried(report, at, role.account, &role.policies, role.boundary.as_ref());
        report.document(at, "its trust policy", &role.trust, Place::Trust);
        report.size(at, "its trust policy", role.trust.text(), Quota::TrustPolicySize);
        report.count(at, Quota::RoleManagedPolicies, role.policies.managed.len());
        if let Some(set) =
            role.permission_set.as_ref().filter(|s| !of.permission_sets().contains(*s))
        {
            report.dangling(at, "its permission set", set);
        }
    }
}

fn managed_policies(report: &mut Report<'_>) {
    for policy in report.of.managed_policies().iter() {
        let at = (RecordKind::ManagedPolicy, &policy.arn);
        if policy.document().is_none() {
            let text = format!(
                "it has no version v{} to be its default (G-25): name one it has",
                policy.default_version
            );
            report.add(ProblemKind::Dangling, at, text);
        }
        let Ok(owner) = policy.arn.account().parse() else { continue };
        account(report, at, owner);
        report.count(at, Quota::PolicyVersions, policy.versions.len());
        for version in &policy.versions {
            let what = format!("its version v{}", version.number);
            report.document(at, &what, &version.document, Place::Identity);
            report.size(at, &what, version.document.text(), Quota::ManagedPolicySize);
        }
    }
}

fn profiles(report: &mut Report<'_>) {
    let of = report.of;
    for profile in of.instance_profiles().iter() {
        let key = (profile.account, profile.name.clone());
        let at = (RecordKind::InstanceProfile, &key);
        account(report, at, profile.account);
        if let Some(role) = &profile.role
            && !of.roles().contains(&(profile.account, role.clone()))
        {
            report.dangling(at, "its role", role);
        }
    }
}

fn arns(report: &mut Report<'_>) {
    let of = report.of;
    for provider in of.identity_providers().iter() {
        if let Ok(owner) = provider.arn.account().parse() {
            account(report, (RecordKind::IdentityProvider, &provider.arn), owner);
        }
    }
    for resource in of.resources().iter() {
        let at = (RecordKind::Resource, &resource.arn);
        account(report, at, resource.account);
        if resource.arn.account().parse::<AccountId>().is_ok_and(|owner| owner != resource.account)
        {
            let text = format!(
                "its ARN names another account than its owner {}: make them agree",
                resource.account
            );
            report.add(ProblemKind::Contradiction, at, text);
        }
        if let Some(policy) = &resource.policy {
            report.document(at, "its policy", policy, Place::Resource);
        }
    }
}
