//! The principals of one account, by group.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{Arc, Mutex},
};

use foldhash::{HashMap, HashMapExt};

use super::{
    group::{Above, Group, Interner, Marks},
    likeness::{Likeness, Look, Names, SessionTags},
    lock,
};
use crate::{
    access::{Actor, Principal, gather, principal},
    org::{AccountId, DirectoryPrincipal, DirectoryUserId, Organization, PermissionSetId, Tags},
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
    /// The numbers of what makes the group.
    pub(super) marks: Marks,
    roster: Arc<Roster>,
}

/// Who some principals are, whatever is above them.
#[derive(Debug)]
struct Roster {
    principals: Vec<Principal>,
    /// What they look like to policies, in the same order.
    likenesses: Vec<Likeness>,
    by_one_role: bool,
}

impl PartialEq for Run {
    /// The rest follows from who they are.
    fn eq(&self, other: &Self) -> bool {
        self.group == other.group && self.same_members(other)
    }
}

impl Run {
    /// Who they are.
    pub fn principals(&self) -> &[Principal] {
        &self.roster.principals
    }

    /// What they look like to policies, in the same order.
    pub(super) fn likenesses(&self) -> &[Likeness] {
        &self.roster.likenesses
    }

    /// Whether they all act by one role: directory users with one permission set (I-6).
    pub fn by_one_role(&self) -> bool {
        self.roster.by_one_role
    }

    /// Whether another run has the same members in the same order.
    pub fn same_members(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.roster, &other.roster) || self.principals() == other.principals()
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.principals().len()
    }

    /// The ARN that conditions see of a member (K-1), as its index has named it.
    pub(in crate::access) fn arn(
        &self,
        at: usize,
        account: AccountId,
        names: &Names,
    ) -> Option<String> {
        self.likenesses().get(at)?.arn(account, names)
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.principals().is_empty()
    }
}

/// Whether some principals all act by one role: directory users with one permission set.
fn act_by_one_role(principals: &[Principal]) -> bool {
    let set = |principal: &'_ Principal| match principal {
        Principal::Assigned { permission_set, .. } => Some(permission_set.clone()),
        _ => None,
    };
    let first = principals.first().and_then(set);
    first.is_some() && principals.iter().all(|principal| set(principal) == first)
}

/// A directory user who is there, and the tags that the user's sessions have.
type Person = (DirectoryUserId, SessionTags);

/// The sessions that directory users can have, those of each user and each group worked out once.
pub struct Sessions<'o> {
    organization: &'o Organization,
    interner: &'o Mutex<Interner>,
    plain: SessionTags,
    known: HashMap<DirectoryUserId, Option<SessionTags>>,
    people: HashMap<DirectoryPrincipal, Arc<[Person]>>,
}

impl<'o> Sessions<'o> {
    /// None is worked out yet.
    pub fn new(organization: &'o Organization, interner: &'o Mutex<Interner>) -> Self {
        let plain = lock(interner).likenesses.session(&Tags::default());
        let (known, people) = (HashMap::new(), HashMap::new());
        Self { organization, interner, plain, known, people }
    }

    /// The tags of a user's sessions; nothing when there is no such user.
    fn of(&mut self, user: &DirectoryUserId) -> Option<SessionTags> {
        if let Some(known) = self.known.get(user) {
            return *known;
        }
        let found = self.organization.directory_users().get(user).map(|found| {
            let tags = principal::session_tags(self.organization, found);
            lock(self.interner).likenesses.session(&tags)
        });
        self.known.insert(user.clone(), found);
        found
    }

    /// The directory users that something is assigned to, in order, each once.
    fn people(&mut self, assigned: &DirectoryPrincipal) -> Arc<[Person]> {
        if let Some(known) = self.people.get(assigned) {
            return Arc::clone(known);
        }
        let mut users = principal::members(self.organization, assigned);
        users.sort_unstable();
        users.dedup();
        let person = |user: DirectoryUserId| self.of(&user).map(|tags| (user, tags));
        let people: Arc<[Person]> = users.into_iter().filter_map(person).collect();
        self.people.insert(assigned.clone(), Arc::clone(&people));
        people
    }
}

impl Block {
    /// The same principals under what stands above their account now.
    #[must_use]
    pub fn under(&self, above: &Above, interner: &Mutex<Interner>) -> Self {
        let run = |run: &Run| {
            let (group, marks) = lock(interner).intern(run.group.under(above));
            Run { group, marks, roster: Arc::clone(&run.roster) }
        };
        Self { runs: self.runs.iter().map(run).collect() }
    }
}

/// The principals of one account, each group still by itself.
pub struct Found(Vec<(Group, Vec<(Principal, Look)>)>);

impl Found {
    /// Those of an account.
    pub fn of(account: AccountId, sessions: &mut Sessions<'_>) -> Self {
        let organization = sessions.organization;
        let mut found: Vec<(Group, Vec<(Principal, Look)>)> = Vec::new();
        let above = Above::of(organization, account);
        let mut put = |members: Vec<(Principal, Look)>| {
            let Some((principal, _)) = members.first() else { return };
            let Some(caller) = principal.caller(organization) else { return };
            let mut side = gather::own_layers(organization, principal);
            (side.scps, side.standing) = (above.scps.clone(), above.standing);
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
        for (permission_set, people) in assigned(account, sessions) {
            // They all act by the one role that the permission set has in the account (I-6).
            let role = principal::provisioned_role(organization, account, &permission_set);
            let Some(role) = role else { continue };
            let member = |(user, tags): Person| {
                let look = Look::Role(Arc::clone(&role), tags);
                let permission_set = permission_set.clone();
                (Principal::Assigned { user, account, permission_set }, look)
            };
            put(people.into_iter().map(member).collect());
        }
        Self(found)
    }

    /// The same with groups that are shared with other accounts.
    pub fn interned(self, interner: &mut Interner) -> Block {
        let mut run = |(group, members): (Group, Vec<(Principal, Look)>)| {
            let (group, marks) = interner.intern(group);
            let likenesses = members.iter().map(|(_, look)| interner.likenesses.of(look)).collect();
            let principals: Vec<Principal> =
                members.into_iter().map(|(principal, _)| principal).collect();
            let by_one_role = act_by_one_role(&principals);
            Run { group, marks, roster: Arc::new(Roster { principals, likenesses, by_one_role }) }
        };
        Block { runs: self.0.into_iter().map(&mut run).collect() }
    }
}

/// The directory users who are in an account, by permission set.
fn assigned(
    account: AccountId,
    sessions: &mut Sessions<'_>,
) -> BTreeMap<PermissionSetId, Vec<Person>> {
    let mut found: BTreeMap<PermissionSetId, Vec<Person>> = BTreeMap::new();
    for assignment in sessions.organization.assignments_in(account) {
        let people = sessions.people(&assignment.principal);
        match found.entry(assignment.permission_set.clone()) {
            Entry::Vacant(first) => {
                first.insert(people.to_vec());
            }
            Entry::Occupied(mut known) => {
                let known = known.get_mut();
                known.extend_from_slice(&people);
                known.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
                known.dedup_by(|(one, _), (other, _)| one == other);
            }
        }
    }
    found
}
