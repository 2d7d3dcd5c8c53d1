//! A world that requests are made in: who makes them, and which policies bear on them there.

use crate::{
    access::{
        Actor, Caller, Principal, Request, acl,
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
    /// The documents on the caller's side, each with its place among the layers there; also the
    /// resource's, where that is compared by itself.
    pub documents: Vec<(Slot, Document)>,
    /// The documents on the side of resources.
    pub of_resources: Vec<Document>,
    /// What there is of layers on the caller's side, whatever stands in them.
    pub frame: Frame,
    asking: Box<Asking<'w>>,
}

/// A place among layers: which layer, and which level of it.
pub type Slot = (LayerKind, usize);

/// Which layers there are, and what is known to be missing in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    boundary: bool,
    session: bool,
    scps: Option<usize>,
    usable: bool,
    missing: Vec<MissingPolicy>,
}

impl<'w> World<'w> {
    /// The world of a principal; nothing when it is not there.
    pub fn of(organization: &'w Organization, principal: &Principal) -> Option<Self> {
        let actor = Actor::new(organization, principal)?;
        let rcps = organization.policies().iter();
        let rcps = rcps.filter(|policy| policy.policy_type == PolicyType::ResourceControlPolicy);
        let rcps = rcps.map(|policy| policy.document.clone());
        let of_resources = organization.resources().iter().flat_map(|r| acl::documents(r));
        let trusts = organization.roles().iter().map(|role| role.trust.clone());
        let (side, caller) = (actor.clone().into_side(), actor.caller.clone());
        Some(Self {
            owner: caller.account(),
            caller,
            organization: Some(organization),
            documents: documents(&side),
            of_resources: of_resources.chain(trusts).chain(rcps).collect(),
            frame: Frame::of(&side),
            asking: Box::new(move |action, resource, context| {
                Some(actor.question(organization, action, resource, context))
            }),
        })
    }

    /// A world of documents alone.
    pub fn alone(caller: Caller, layers: &Layers, asking: Box<Asking<'w>>) -> Self {
        let rcps = layers.rcps.iter().flatten().flat_map(|level| &level.policies);
        Self {
            owner: caller.account(),
            caller,
            organization: None,
            documents: documents(layers),
            of_resources: rcps.map(|policy| policy.document.clone()).collect(),
            frame: Frame::of(layers),
            asking,
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
    fn of(layers: &Layers) -> Self {
        Self {
            boundary: layers.boundary.is_some(),
            session: layers.session.is_some(),
            scps: layers.scps.as_ref().map(Vec::len),
            usable: layers.standing == Standing::Usable,
            missing: layers.missing.clone(),
        }
    }
}

fn documents(layers: &Layers) -> Vec<(Slot, Document)> {
    let own = layers.identity.iter().map(|policy| ((LayerKind::Identity, 0), policy));
    let boundary = layers.boundary.iter().map(|policy| ((LayerKind::Boundary, 0), policy));
    let session = layers.session.iter().flatten().map(|policy| ((LayerKind::Session, 0), policy));
    let levels = layers.scps.iter().flatten().enumerate();
    let capping = levels.flat_map(|(at, level)| {
        level.policies.iter().map(move |policy| ((LayerKind::Scp, at), policy))
    });
    let all = own.chain(boundary).chain(session).chain(capping);
    all.map(|(slot, policy)| (slot, policy.document.clone())).collect()
}
