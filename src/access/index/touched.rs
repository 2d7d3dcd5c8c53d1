//! Which accounts a change touches, as far as the principals there and their layers go.

use std::collections::{BTreeMap, BTreeSet};

use crate::org::{
    AccountId, DirectoryPrincipal, Edit, NodeId, Organization, PermissionSetId, PolicyId,
    PolicyType, Record,
};

/// What of an account a change touches. Greater is more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// Only the SCPs above it, and nothing of its principals.
    Above,
    /// Its principals too, or what they carry themselves.
    Own,
}

/// The accounts whose principals, or the policies on their side, differ between two snapshots; it
/// may name more.
pub fn accounts(before: &Organization, after: &Organization) -> BTreeMap<AccountId, Touch> {
    let mut touched: BTreeMap<AccountId, Touch> = BTreeMap::new();
    // What is gone stands only in the difference the other way round.
    for edit in before.difference(after).into_iter().chain(after.difference(before)) {
        if let Edit::Put(record) = edit {
            let touch = touch(&record);
            for account in [before, after]
                .into_iter()
                .flat_map(|organization| by_record(organization, &record))
            {
                let known = touched.entry(account).or_insert(touch);
                *known = touch.max(*known);
            }
        }
    }
    touched
}

/// How much of the accounts that a record bears on; all of it, unless it is surely less.
fn touch(record: &Record) -> Touch {
    if matches!(record, Record::Ou(_) | Record::Policy(_) | Record::Attachments(_)) {
        Touch::Above
    } else {
        Touch::Own
    }
}

/// Whether nothing differs but principals and what is on their side, so that resources, their
/// policies and RCPs are the same.
pub fn same_resource_side(before: &Organization, after: &Organization) -> bool {
    let mut edits = before.difference(after).into_iter().chain(after.difference(before));
    std::ptr::eq(before, after)
        || !edits.any(|edit| match edit {
            Edit::Put(record) => on_resource_side(before, after, &record),
            // It is put in the difference the other way round.
            Edit::Remove(_) => false,
        })
}

fn on_resource_side(before: &Organization, after: &Organization, record: &Record) -> bool {
    match record {
        Record::User(_)
        | Record::Group(_)
        | Record::ManagedPolicy(_)
        | Record::InstanceProfile(_)
        | Record::IdentityProvider(_)
        | Record::DelegatedAdministrator(_)
        | Record::DirectoryUser(_)
        | Record::DirectoryGroup(_)
        | Record::PermissionSet(_)
        | Record::Assignment(_)
        | Record::EnabledControl(_)
        | Record::Activity(_) => false,
        Record::Role(role) => {
            let key = (role.account, role.name.clone());
            let seen = |organization: &Organization| {
                let role = organization.roles().get(&key)?;
                Some((role.trust.clone(), role.tags.clone(), role.path.clone()))
            };
            seen(before) != seen(after)
        }
        Record::Policy(policy) => policy.policy_type == PolicyType::ResourceControlPolicy,
        Record::Attachments(attachments) => {
            rcps_at(before, &attachments.node) != rcps_at(after, &attachments.node)
        }
        Record::Foundation(_) | Record::Ou(_) | Record::Account(_) | Record::Resource(_) => true,
    }
}

/// The RCPs attached right to a node.
pub fn rcps_at(organization: &Organization, node: &NodeId) -> BTreeSet<PolicyId> {
    let is_rcp = |id: &&PolicyId| {
        let policy = organization.policies().get(*id);
        policy.is_some_and(|policy| policy.policy_type == PolicyType::ResourceControlPolicy)
    };
    organization.attached(node).iter().filter(is_rcp).cloned().collect()
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
