//! Who acts: a caller with the policies on its side. Whatever makes a session gives an actor, and
//! requests are made by one.

use std::collections::BTreeSet;

use super::{
    Caller, Principal, gather,
    layers::Layers,
    request::{Request, Target},
};
use crate::{
    org::Organization,
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
        let mut layers = self.side.clone();
        let (target, held) =
            gather::target(organization, resource, &self.caller, &mut layers.assumptions);
        gather::resource_layers(organization, action, &target, held, &mut layers);
        let Target { account, .. } = target;
        let request = Request {
            organization: Some(gather::membership(organization, self.caller.account(), account)),
            caller: self.caller.clone(),
            action: action.clone(),
            resource: target,
            context: context.clone(),
        };
        (request, layers)
    }
}
