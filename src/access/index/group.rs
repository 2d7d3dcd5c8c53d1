//! Principals for whom the same decides.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Weak},
};

use super::likeness::Likenesses;
use crate::access::{
    Actor, Caller,
    caller::{RootSession, SessionOrigin, UserSession},
    layers::{AttachedPolicy, Layers, PolicyLevel},
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
    /// The group that an actor belongs to.
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
        let mut layers = actor.into_side();
        let nowhere: Arc<str> = "".into();
        for level in layers.scps.iter_mut().flatten() {
            level.target = Arc::clone(&nowhere);
        }
        Self { kind, layers }
    }

    /// The same for equal groups, and rarely for others.
    fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let policy = |policy: &AttachedPolicy, hasher: &mut DefaultHasher| {
            policy.name.hash(hasher);
            policy.document.address().hash(hasher);
        };
        for own in self.layers.identity.iter().chain(&self.layers.boundary) {
            policy(own, &mut hasher);
        }
        for PolicyLevel { policies, .. } in self.layers.scps.iter().flatten() {
            policies.len().hash(&mut hasher);
            for attached in policies {
                policy(attached, &mut hasher);
            }
        }
        std::mem::discriminant(&self.kind).hash(&mut hasher);
        hasher.finish()
    }
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

/// Every group that is in use, so that equal ones are one, and what members look like.
#[derive(Default)]
pub struct Interner {
    /// What members look like.
    pub likenesses: Likenesses,
    groups: HashMap<u64, Vec<Weak<Group>>>,
}

impl Interner {
    /// The one group that is equal to this.
    pub fn intern(&mut self, group: Group) -> Arc<Group> {
        let alike = self.groups.entry(group.fingerprint()).or_default();
        alike.retain(|group| group.strong_count() > 0);
        if let Some(known) = alike.iter().filter_map(Weak::upgrade).find(|known| **known == group) {
            return known;
        }
        let group = Arc::new(group);
        alike.push(Arc::downgrade(&group));
        group
    }
}
