//! Who acts: a caller with the policies on its side. Whatever makes a session gives an actor, and
//! requests are made by one.

use std::{borrow::Cow, cell::RefCell, collections::BTreeSet, sync::Arc};

use foldhash::HashMap;

use super::{
    Caller, Principal, gather,
    layers::{Layers, PolicyLevel},
    request::{Membership, Request},
};
use crate::{
    org::{AccountId, Organization},
    policy::{ActionName, Context},
};

/// A caller with the policies on its side.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// Who calls.
    pub caller: Caller,
    /// Keys of its session tags that go on into the sessions of roles that it assumes (K-2).
    pub transitive: BTreeSet<String>,
    /// The layers on its side: its policies, boundary and session policies, the SCPs above it.
    pub(super) side: Layers,
}

impl Actor {
    /// The actor that a principal is; nothing when it is not there.
    pub fn new(organization: &Organization, principal: &Principal) -> Option<Self> {
        let caller = principal.caller(organization)?;
        let side = gather::caller_layers(organization, principal, &caller);
        Some(Self { caller, transitive: BTreeSet::new(), side })
    }

    /// An actor of whom nothing is known but this.
    pub fn alone(caller: Caller, side: Layers) -> Self {
        Self { caller, transitive: BTreeSet::new(), side }
    }

    /// The layers on its side.
    pub fn side(&self) -> &Layers {
        &self.side
    }

    /// The layers on its side.
    pub(super) fn into_side(self) -> Layers {
        self.side
    }

    /// A request of its, and the layers that bear on it.
    pub fn question(
        &self,
        organization: &Organization,
        action: &ActionName,
        resource: &str,
        context: &Context,
    ) -> (Request, Layers) {
        Asker::new(organization, self).question(action, resource, context)
    }
}

/// An actor who asks one thing after the other: what there is to know of the accounts that resources
/// are in is gathered once for each.
pub struct Asker<'a> {
    organization: &'a Organization,
    actor: Cow<'a, Actor>,
    known: RefCell<HashMap<Option<AccountId>, Owner>>,
}

/// What there is to know of the account that a resource is in.
#[derive(Clone)]
struct Owner {
    rcps: Option<Arc<[PolicyLevel]>>,
    membership: Membership,
}

impl<'a> Asker<'a> {
    /// An actor of whom requests are made in an organization.
    pub fn new(organization: &'a Organization, actor: &'a Actor) -> Self {
        Self { organization, actor: Cow::Borrowed(actor), known: RefCell::default() }
    }

    /// The same of an actor that nobody else needs.
    pub fn of(organization: &'a Organization, actor: Actor) -> Self {
        Self { organization, actor: Cow::Owned(actor), known: RefCell::default() }
    }

    /// A request of its, and the layers that bear on it.
    pub fn question(
        &self,
        action: &ActionName,
        resource: &str,
        context: &Context,
    ) -> (Request, Layers) {
        let Actor { caller, side, .. } = &*self.actor;
        let mut layers = side.clone();
        let (target, held) =
            gather::target(self.organization, resource, caller, &mut layers.assumptions);
        gather::own_resource_layers(self.organization, action, &target, held, &mut layers);
        let Owner { rcps, membership } = self.owner(target.account);
        if target.account.is_some() {
            layers.rcps = rcps;
        }
        let request = Request {
            organization: Some(membership),
            caller: caller.clone(),
            action: action.clone(),
            resource: target,
            context: context.clone(),
        };
        (request, layers)
    }

    fn owner(&self, account: Option<AccountId>) -> Owner {
        let organization = self.organization;
        let gather = || Owner {
            rcps: account.and_then(|account| gather::rcps(organization, account)),
            membership: gather::membership(organization, self.actor.caller.account(), account),
        };
        self.known.borrow_mut().entry(account).or_insert_with(gather).clone()
    }
}
