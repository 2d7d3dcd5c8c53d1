//! A world that requests are made in: who makes them, and which policies bear on them there.

use crate::{
    access::{Actor, Caller, Principal, Request, layers::Layers},
    org::Organization,
    policy::{ActionName, Context, Document},
};

/// Makes requests of one caller.
type Asking<'w> = dyn Fn(&ActionName, &str, &Context) -> Option<(Request, Layers)> + 'w;

/// A world that requests are made in.
pub struct World<'w> {
    /// Who makes them.
    pub caller: Caller,
    /// The organization with the resources; absent when only documents are compared.
    pub organization: Option<&'w Organization>,
    /// Every document that can bear on a request, resources aside.
    pub documents: Vec<Document>,
    /// Every document that resources carry.
    pub of_resources: Vec<Document>,
    asking: Box<Asking<'w>>,
}

impl<'w> World<'w> {
    /// The world of a principal; nothing when it is not there.
    pub fn of(organization: &'w Organization, principal: &Principal) -> Option<Self> {
        let actor = Actor::new(organization, principal)?;
        let policies = organization.policies().iter().map(|policy| policy.document.clone());
        let of_resources = organization.resources().iter().filter_map(|r| r.policy.clone());
        let trusts = organization.roles().iter().map(|role| role.trust.clone());
        let (side, caller) = (actor.clone().into_side(), actor.caller.clone());
        Some(Self {
            caller,
            organization: Some(organization),
            documents: documents(&side).chain(policies).collect(),
            of_resources: of_resources.chain(trusts).collect(),
            asking: Box::new(move |action, resource, context| {
                Some(actor.question(organization, action, resource, context))
            }),
        })
    }

    /// A world of documents alone.
    pub fn alone(caller: Caller, layers: &Layers, asking: Box<Asking<'w>>) -> Self {
        Self {
            caller,
            organization: None,
            documents: documents(layers).collect(),
            of_resources: layers.resource.iter().map(|policy| policy.document.clone()).collect(),
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

fn documents(layers: &Layers) -> impl Iterator<Item = Document> {
    let levels = layers.scps.iter().chain(&layers.rcps).flatten();
    let capping = levels.flat_map(|level| &level.policies);
    let own = layers.identity.iter().chain(&layers.boundary);
    let session = layers.session.iter().flatten();
    let all: Vec<Document> =
        own.chain(session).chain(capping).map(|policy| policy.document.clone()).collect();
    all.into_iter()
}
