//! A world that requests are made in: who makes them, and which policies bear on them there.

use crate::{
    access::{
        Actor, Asker, Caller, Principal, Request, acl,
        layers::{LayerKind, Layers, MissingPolicy, Standing},
    },
    org::{AccountId, Organization, PolicyType},
    policy::{ActionName, Context, Document},
};

/// Makes requests of one caller.
type Asking<'w> = dyn Fn(&ActionName, &str, &Context) -> Option<(Request, Layers)> + 'w;

/// A world that requests are made in.
pub struct World<'w> {
    /// Who makes them.
    pub caller: Caller,
    /// The account whose resources requests are about, beside those of the organization.
    pub owner: Option<AccountId>,
    /// The organization with the resources; absent when only documents are compared.
    pub organization: Option<&'w Organization>,
    /// The documents on the caller's side, each with its place among the layers there.
    pub documents: Vec<(Slot, Document)>,
    /// The documents on the side of resources, where the world has some of its own.
    pub of_resources: Vec<(Slot, Document)>,
    /// What there is of layers on the caller's side, whatever stands in them.
    pub frame: Frame,
    asking: Box<Asking<'w>>,
}

/// A place among layers: which layer, and which level of it.
pub type Slot = (LayerKind, usize);

/// What of the policies on its side never binds a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beyond {
    /// SCPs: it is of the management account, or a service's own role (E-4).
    pub scps: bool,
    /// Its boundary: it is a service's own role (E-2).
    pub boundary: bool,
}

impl Beyond {
    /// Whether what stands in a place binds it.
    pub fn is_bound_by(self, (layer, _): Slot) -> bool {
        match layer {
            LayerKind::Scp => !self.scps,
            LayerKind::Boundary => !self.boundary,
            LayerKind::Rcp
            | LayerKind::Endpoint
            | LayerKind::Resource
            | LayerKind::Acl
            | LayerKind::Trust
            | LayerKind::Identity
            | LayerKind::Session => true,
        }
    }
}

/// Which layers there are, and what is known to be missing in them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Frame {
    /// Whether there is a boundary.
    pub boundary: bool,
    /// Whether there are session policies.
    pub session: bool,
    /// How many levels of SCPs there are.
    pub scps: Option<usize>,
    usable: bool,
    /// What is not at hand.
    pub missing: Vec<MissingPolicy>,
}

impl<'w> World<'w> {
    /// The world of a principal; nothing when it is not there.
    pub fn of(organization: &'w Organization, principal: &Principal) -> Option<Self> {
        let actor = Actor::new(organization, principal)?;
        let (side, caller) = (actor.clone().into_side(), actor.caller.clone());
        let asker = Asker::of(organization, actor);
        // What strangers do with what is theirs is no concern of the organization.
        let known = |account: &AccountId| organization.accounts().contains(account);
        Some(Self {
            owner: caller.account().filter(known),
            caller,
            organization: Some(organization),
            documents: owned(&side),
            of_resources: Vec::new(),
            frame: Frame::of(&side),
            asking: Box::new(move |action, resource, context| {
                Some(asker.question(action, resource, context))
            }),
        })
    }

    /// A world of documents alone.
    pub fn alone(caller: Caller, layers: &Layers, asking: Box<Asking<'w>>) -> Self {
        let rcps = layers.rcp_levels().iter().flat_map(|level| &level.policies);
        Self {
            owner: caller.account(),
            caller,
            organization: None,
            documents: owned(layers),
            of_resources: rcps
                .map(|policy| ((LayerKind::Rcp, 0), policy.document.clone()))
                .collect(),
            frame: Frame::of(layers),
            asking,
        }
    }

    /// What never binds the caller.
    pub fn beyond(&self) -> Beyond {
        let management = self.organization.map(|organization| organization.foundation().management);
        let service_linked = self.caller.service_linked();
        Beyond {
            scps: service_linked || management.is_some() && management == self.caller.account(),
            boundary: service_linked,
        }
    }

    /// A request, and the layers that bear on it.
    pub fn ask(
        &self,
        action: &ActionName,
        resource: &str,
        context: &Context,
    ) -> Option<(Request, Layers)> {
        (self.asking)(action, resource, context)
    }
}

impl Frame {
    /// Which layers there are on a caller's side.
    pub fn of(layers: &Layers) -> Self {
        Self {
            boundary: layers.boundary.is_some(),
            session: layers.session.is_some(),
            scps: layers.scps.as_ref().map(|levels| levels.len()),
            usable: layers.standing == Standing::Usable,
            missing: layers.missing.clone(),
        }
    }
}

fn owned(layers: &Layers) -> Vec<(Slot, Document)> {
    documents(layers).map(|(slot, document)| (slot, document.clone())).collect()
}

/// The documents on a caller's side, each with its place.
pub fn documents(layers: &Layers) -> impl Iterator<Item = (Slot, &Document)> {
    let own = layers.identity.iter().map(|policy| ((LayerKind::Identity, 0), policy));
    let boundary = layers.boundary.iter().map(|policy| ((LayerKind::Boundary, 0), policy));
    let session = layers.session.iter().flatten().map(|policy| ((LayerKind::Session, 0), policy));
    let levels = layers.scp_levels().iter().enumerate();
    let capping = levels.flat_map(|(at, level)| {
        level.policies.iter().map(move |policy| ((LayerKind::Scp, at), policy))
    });
    let all = own.chain(boundary).chain(session).chain(capping);
    all.map(|(slot, policy)| (slot, &policy.document))
}

/// The documents on the side of an organization's resources, each with its place.
pub fn beside(organization: &Organization) -> Vec<(Slot, Document)> {
    let resources = organization.resources().iter().flat_map(|resource| acl::documents(resource));
    let resources = resources.map(|document| ((LayerKind::Resource, 0), document));
    let trusts =
        organization.roles().iter().map(|role| ((LayerKind::Trust, 0), role.trust.clone()));
    let rcps = organization.policies().iter();
    let rcps = rcps.filter(|policy| policy.policy_type == PolicyType::ResourceControlPolicy);
    let rcps = rcps.map(|policy| ((LayerKind::Rcp, 0), policy.document.clone()));
    resources.chain(trusts).chain(rcps).collect()
}
