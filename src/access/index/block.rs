//! The principals of one account, by group.

use std::{collections::BTreeMap, sync::Arc};

use super::group::{Group, Interner};
use crate::{
    access::{Actor, Principal, gather, principal},
    org::{AccountId, Organization, PermissionSetId},
};

/// The principals of one account.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// One run for each group.
    pub runs: Vec<Run>,
}

/// Principals of one account and one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What decides for them.
    pub group: Arc<Group>,
    /// Who they are.
    pub principals: Vec<Principal>,
}

impl Run {
    /// Whether they all act by one role: directory users with one permission set (I-6).
    pub fn by_one_role(&self) -> bool {
        let set = |principal: &Principal| match principal {
            Principal::Assigned { permission_set, .. } => Some(permission_set.clone()),
            _ => None,
        };
        let first = self.principals.first().and_then(set);
        first.is_some()
            && self.principals.iter().all(|principal| match principal {
                Principal::Assigned { permission_set, .. } => {
                    Some(permission_set) == first.as_ref()
                }
                _ => false,
            })
    }
}

impl Block {
    /// The principals of an account, each group still by itself.
    pub fn of(organization: &Organization, account: AccountId) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        let mut put = |group: Group, members: Vec<Principal>| match runs
            .iter_mut()
            .find(|run| *run.group == group)
        {
            Some(run) => run.principals.extend(members),
            None => runs.push(Run { group: Arc::new(group), principals: members }),
        };
        let mut own = vec![Principal::Root(account)];
        own.extend(
            organization.users_in(account).map(|u| Principal::User(account, u.name.clone())),
        );
        own.extend(
            organization.roles_in(account).map(|r| Principal::Role(account, r.name.clone())),
        );
        let above = gather::above(organization, account);
        let group = |principal: &Principal| {
            let caller = principal.caller(organization)?;
            let mut side = gather::own_layers(organization, principal);
            (side.scps, side.standing) = above.clone();
            Some(Group::of(Actor::alone(caller, side)))
        };
        for principal in own {
            if let Some(group) = group(&principal) {
                put(group, vec![principal]);
            }
        }
        for assigned in assigned(organization, account).into_values() {
            // They all act by the one role that the permission set has in the account (I-6).
            if let Some(group) = assigned.first().and_then(group) {
                put(group, assigned);
            }
        }
        Self { runs }
    }

    /// The same with groups that are shared with other accounts.
    #[must_use]
    pub fn interned(self, interner: &mut Interner) -> Self {
        let share = |run: Run| {
            let group = Arc::try_unwrap(run.group).unwrap_or_else(|shared| (*shared).clone());
            Run { group: interner.intern(group), principals: run.principals }
        };
        Self { runs: self.runs.into_iter().map(share).collect() }
    }
}

/// The directory users who are in an account, by permission set.
fn assigned(
    organization: &Organization,
    account: AccountId,
) -> BTreeMap<PermissionSetId, Vec<Principal>> {
    let mut found: BTreeMap<PermissionSetId, Vec<Principal>> = BTreeMap::new();
    for assignment in organization.assignments_in(account) {
        let users = principal::members(organization, &assignment.principal);
        let there = users.into_iter().filter(|user| organization.directory_users().contains(user));
        found.entry(assignment.permission_set.clone()).or_default().extend(there.map(|user| {
            Principal::Assigned { user, account, permission_set: assignment.permission_set.clone() }
        }));
    }
    for users in found.values_mut() {
        users.sort_unstable();
        users.dedup();
    }
    found
}
