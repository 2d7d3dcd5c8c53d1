//! The principals of one account, by group.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use foldhash::{HashMap, HashMapExt};

use super::{
    group::{Group, Interner, Marks},
    likeness::{Likeness, Look, SessionTags},
    lock,
};
use crate::{
    access::{Actor, Principal, gather, principal},
    org::{AccountId, DirectoryUserId, Organization, PermissionSetId, Tags},
};

/// The principals of one account.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// One run for each group.
    pub runs: Vec<Run>,
}

/// Principals of one account and one group.
#[derive(Debug, Clone)]
pub struct Run {
    /// What decides for them.
    pub group: Arc<Group>,
    /// Who they are.
    pub principals: Vec<Principal>,
    /// The numbers of what makes the group.
    pub(super) marks: Marks,
    /// What they look like to policies, in the same order.
    pub(super) likenesses: Vec<Likeness>,
}

impl PartialEq for Run {
    /// The rest follows from who they are.
    fn eq(&self, other: &Self) -> bool {
        (&self.group, &self.principals) == (&other.group, &other.principals)
    }
}

impl Run {
    /// How many they are.
    pub fn len(&self) -> usize {
        self.principals.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.principals.is_empty()
    }

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

/// The tags that sessions of directory users have, each worked out once.
pub struct Sessions<'o> {
    organization: &'o Organization,
    interner: &'o Mutex<Interner>,
    plain: SessionTags,
    known: HashMap<DirectoryUserId, SessionTags>,
}

impl<'o> Sessions<'o> {
    /// None is worked out yet.
    pub fn new(organization: &'o Organization, interner: &'o Mutex<Interner>) -> Self {
        let plain = lock(interner).likenesses.session(&Tags::default());
        Self { organization, interner, plain, known: HashMap::new() }
    }

    fn of(&mut self, user: &DirectoryUserId) -> SessionTags {
        if let Some(known) = self.known.get(user) {
            return *known;
        }
        let found = self.organization.directory_users().get(user).map_or(self.plain, |found| {
            let tags = principal::session_tags(self.organization, found);
            lock(self.interner).likenesses.session(&tags)
        });
        self.known.insert(user.clone(), found);
        found
    }
}

/// The principals of one account, each group still by itself.
pub struct Found(Vec<(Group, Vec<(Principal, Look)>)>);

impl Found {
    /// Those of an account.
    pub fn of(account: AccountId, sessions: &mut Sessions<'_>) -> Self {
        let organization = sessions.organization;
        let mut found: Vec<(Group, Vec<(Principal, Look)>)> = Vec::new();
        let above = gather::above(organization, account);
        let mut put = |members: Vec<(Principal, Look)>| {
            let Some((principal, _)) = members.first() else { return };
            let Some(caller) = principal.caller(organization) else { return };
            let mut side = gather::own_layers(organization, principal);
            (side.scps, side.standing) = above.clone();
            let group = Group::of(Actor::alone(caller, side));
            match found.iter_mut().find(|(known, _)| *known == group) {
                Some((_, together)) => together.extend(members),
                None => found.push((group, members)),
            }
        };
        put(vec![(Principal::Root(account), Look::Root)]);
        for user in organization.users_in(account) {
            let principal = Principal::User(account, user.name.clone());
            put(vec![(principal, Look::User(Arc::clone(user)))]);
        }
        for role in organization.roles_in(account) {
            let principal = Principal::Role(account, role.name.clone());
            put(vec![(principal, Look::Role(Arc::clone(role), sessions.plain))]);
        }
        for (permission_set, users) in assigned(organization, account) {
            // They all act by the one role that the permission set has in the account (I-6).
            let role = principal::provisioned_role(organization, account, &permission_set);
            let Some(role) = role else { continue };
            let member = |id: DirectoryUserId| {
                let look = Look::Role(Arc::clone(&role), sessions.of(&id));
                let permission_set = permission_set.clone();
                (Principal::Assigned { user: id, account, permission_set }, look)
            };
            put(users.into_iter().map(member).collect());
        }
        Self(found)
    }

    /// The same with groups that are shared with other accounts.
    pub fn interned(self, interner: &mut Interner) -> Block {
        let mut run = |(group, members): (Group, Vec<(Principal, Look)>)| {
            let (group, marks) = interner.intern(group);
            let likenesses = members.iter().map(|(_, look)| interner.likenesses.of(look)).collect();
            let principals = members.into_iter().map(|(principal, _)| principal).collect();
            Run { group, principals, marks, likenesses }
        };
        Block { runs: self.0.into_iter().map(&mut run).collect() }
    }
}

/// The directory users who are in an account, by permission set.
fn assigned(
    organization: &Organization,
    account: AccountId,
) -> BTreeMap<PermissionSetId, Vec<DirectoryUserId>> {
    let mut found: BTreeMap<PermissionSetId, Vec<DirectoryUserId>> = BTreeMap::new();
    for assignment in organization.assignments_in(account) {
        let users = principal::members(organization, &assignment.principal);
        let there = users.into_iter().filter(|user| organization.directory_users().contains(user));
        found.entry(assignment.permission_set.clone()).or_default().extend(there);
    }
    for users in found.values_mut() {
        users.sort_unstable();
        users.dedup();
    }
    found
}
