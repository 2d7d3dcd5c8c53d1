//! Principals for whom the same decides.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Weak},
};

use foldhash::HashMap;

use super::likeness::Likenesses;
use crate::{
    access::{
        Actor, Caller,
        caller::{RootSession, SessionOrigin, UserSession},
        gather,
        layers::{AttachedPolicy, Layers, PolicyLevel, Standing},
    },
    org::{AccountId, Organization},
};

/// What principals share of what decides for them: their kind and the layers on their side. The
/// nodes that organization policies are attached to are left out, for they differ by account.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What kind of caller they are.
    pub kind: Kind,
    /// The layers on their side.
    pub layers: Layers,
}

/// What stands above the callers of an account, wherever it is attached.
pub struct Above {
    /// The SCPs.
    pub scps: Option<Arc<[PolicyLevel]>>,
    /// Whether the account can be used.
    pub standing: Standing,
}

impl Above {
    /// What stands above the callers of an account.
    pub fn of(organization: &Organization, account: AccountId) -> Self {
        let nowhere: Arc<str> = "".into();
        let anywhere = |level: &PolicyLevel| PolicyLevel {
            target: Arc::clone(&nowhere),
            policies: level.policies.clone(),
        };
        let (scps, standing) = gather::above(organization, account);
        Self { scps: scps.map(|levels| levels.iter().map(anywhere).collect()), standing }
    }
}

/// A kind of caller, as far as it decides.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A root user.
    Root(RootSession),
    /// An IAM user.
    User(UserSession),
    /// A session of a role.
    Role {
        /// How it came about.
        origin: SessionOrigin,
        /// Whether it is a service's own role.
        service_linked: bool,
        /// Whether it is of Identity Center: its sessions have no second factor that AWS knows of
        /// (K-3).
        of_identity_center: bool,
    },
    /// None that an organization holds.
    Other,
}

impl Group {
    /// The group that an actor belongs to, of whose SCPs it does not count where they are attached.
    pub fn of(actor: Actor) -> Self {
        let kind = match &actor.caller {
            Caller::Root { session, .. } => Kind::Root(*session),
            Caller::User(user) => Kind::User(user.session),
            Caller::Role(session) => Kind::Role {
                origin: origin(&session.origin),
                service_linked: session.service_linked(),
                of_identity_center: session.of_identity_center(),
            },
            Caller::FederatedUser { .. }
            | Caller::Federated { .. }
            | Caller::Service { .. }
            | Caller::Anonymous => Kind::Other,
        };
        Self { kind, layers: actor.into_side() }
    }

    /// The same under something else.
    #[must_use]
    pub fn under(&self, above: &Above) -> Self {
        let (scps, standing) = (above.scps.clone(), above.standing);
        Self { kind: self.kind.clone(), layers: Layers { scps, standing, ..self.layers.clone() } }
    }

    fn same_own(&self, other: &Self) -> bool {
        let (one, other) = (&self.layers, &other.layers);
        one.identity == other.identity
            && one.boundary == other.boundary
            && one.session == other.session
            && one.standing == other.standing
            && one.missing == other.missing
    }

    fn same_chain(&self, other: &Self) -> bool {
        self.layers.scps == other.layers.scps
    }

    /// The same for principals who carry the same policies, and rarely for others.
    fn own_fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for policy in self.layers.identity.iter().chain(&self.layers.boundary) {
            hash_policy(policy, &mut hasher);
        }
        hasher.finish()
    }

    /// The same for equal chains of SCPs, and rarely for others.
    fn chain_fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for PolicyLevel { policies, .. } in self.layers.scp_levels() {
            policies.len().hash(&mut hasher);
            for policy in policies {
                hash_policy(policy, &mut hasher);
            }
        }
        hasher.finish()
    }
}

fn hash_policy(policy: &AttachedPolicy, hasher: &mut DefaultHasher) {
    policy.name.hash(hasher);
    policy.document.address().hash(hasher);
}

/// How a session came about, whoever has signed in.
fn origin(origin: &SessionOrigin) -> SessionOrigin {
    match origin {
        SessionOrigin::IdentityCenter { .. } => {
            SessionOrigin::IdentityCenter { user: String::new() }
        }
        other => other.clone(),
    }
}

/// Numbers of what makes a group: the same number, the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Marks {
    /// Of the kind of caller.
    pub kind: u32,
    /// Of what principals carry themselves.
    pub own: u32,
    /// Of the SCPs above them.
    pub chain: u32,
}

/// Every group that is in use, so that equal ones are one, and what members look like.
#[derive(Default)]
pub struct Interner {
    /// What members look like.
    pub likenesses: Likenesses,
    groups: HashMap<u64, Vec<(Weak<Group>, Marks)>>,
    kinds: HashMap<Kind, u32>,
    owns: Numbers,
    chains: Numbers,
}

impl Interner {
    /// The one group that is equal to this, and its numbers.
    pub fn intern(&mut self, group: Group) -> (Arc<Group>, Marks) {
        let (own, chain) = (group.own_fingerprint(), group.chain_fingerprint());
        let alike = self.groups.entry(own.rotate_left(1) ^ chain).or_default();
        alike.retain(|(group, _)| group.strong_count() > 0);
        let mut living = alike.iter().filter_map(|(known, marks)| Some((known.upgrade()?, *marks)));
        if let Some(known) = living.find(|(known, _)| **known == group) {
            return known;
        }
        let next = self.kinds.len() as u32;
        let kind = *self.kinds.entry(group.kind.clone()).or_insert(next);
        let group = Arc::new(group);
        let own = self.owns.of(own, &group, Group::same_own);
        let chain = self.chains.of(chain, &group, Group::same_chain);
        let marks = Marks { kind, own, chain };
        alike.push((Arc::downgrade(&group), marks));
        (group, marks)
    }
}

/// Numbers by an example each. Where the examples are gone, the next equal one has a new number.
#[derive(Default)]
struct Numbers {
    next: u32,
    examples: HashMap<u64, Vec<(Weak<Group>, u32)>>,
}

impl Numbers {
    fn of(
        &mut self,
        fingerprint: u64,
        group: &Arc<Group>,
        same: impl Fn(&Group, &Group) -> bool,
    ) -> u32 {
        let examples = self.examples.entry(fingerprint).or_default();
        examples.retain(|(example, _)| example.strong_count() > 0);
        let is_same = |(example, number): &(Weak<Group>, u32)| {
            example.upgrade().filter(|example| same(example, group)).map(|_| *number)
        };
        if let Some(known) = examples.iter().find_map(is_same) {
            return known;
        }
        self.next += 1;
        examples.push((Arc::downgrade(group), self.next));
        self.next
    }
}
