//! Which accounts a change touches, as far as the principals there and their layers go.

use std::collections::BTreeSet;

use crate::org::{
    AccountId, DirectoryPrincipal, Edit, NodeId, Organization, PermissionSetId, PolicyId, Record,
};

/// The accounts whose principals, or the policies on their side, differ between two snapshots; it
/// may name more.
pub fn accounts(before: &Organization, after: &Organization) -> BTreeSet<AccountId> {
    let mut touched = BTreeSet::new();
    // What is gone stands only in the difference the other way round.
    for edit in before.difference(after).into_iter().chain(after.difference(before)) {
        if let Edit::Put(record) = edit {
            for organization in [before, after] {
                touched.extend(by_record(organization, &record));
            }
        }
    }
    touched
}

fn by_record(organization: &Organization, record: &Record) -> Vec<AccountId> {
    match record {
        Record::Foundation(_) => all(organization),
        Record::Ou(ou) => below(organization, &NodeId::Ou(ou.id.clone())),
        Record::Account(account) => vec![account.id],
        Record::Policy(policy) => with_policy(organization, &policy.id),
        Record::Attachments(attachments) => below(organization, &attachments.node),
        Record::User(user) => vec![user.account],
        Record::Group(group) => vec![group.account],
        Record::Role(role) => vec![role.account],
        Record::ManagedPolicy(policy) => match policy.arn.account().parse() {
            Ok(account) => vec![account],
            // One of AWS's own, which anybody may carry.
            Err(_) => all(organization),
        },
        Record::DirectoryUser(user) => {
            let own = DirectoryPrincipal::User(user.id.clone());
            let groups = organization.directory_groups_of(&user.id);
            let through = groups.map(|group| DirectoryPrincipal::Group(group.id.clone()));
            std::iter::once(own)
                .chain(through)
                .flat_map(|principal| assigned(organization, &principal))
                .collect()
        }
        Record::DirectoryGroup(group) => {
            assigned(organization, &DirectoryPrincipal::Group(group.id.clone()))
        }
        Record::PermissionSet(set) => with_set(organization, &set.id),
        Record::Assignment(assignment) => vec![assignment.account],
        Record::InstanceProfile(_)
        | Record::IdentityProvider(_)
        | Record::DelegatedAdministrator(_)
        | Record::Resource(_)
        | Record::EnabledControl(_)
        | Record::Activity(_) => Vec::new(),
    }
}

fn all(organization: &Organization) -> Vec<AccountId> {
    organization.accounts().iter().map(|account| account.id).collect()
}

fn below(organization: &Organization, node: &NodeId) -> Vec<AccountId> {
    all(organization)
        .into_iter()
        .filter(|account| organization.path(&NodeId::Account(*account)).contains(node))
        .collect()
}

fn with_policy(organization: &Organization, policy: &PolicyId) -> Vec<AccountId> {
    organization.targets_of(policy).flat_map(|node| below(organization, node)).collect()
}

fn assigned(organization: &Organization, principal: &DirectoryPrincipal) -> Vec<AccountId> {
    organization.assignments_to(principal).map(|assignment| assignment.account).collect()
}

fn with_set(organization: &Organization, set: &PermissionSetId) -> Vec<AccountId> {
    organization.assignments_of(set).map(|assignment| assignment.account).collect()
}
