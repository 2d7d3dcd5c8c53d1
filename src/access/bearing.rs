//! Which layers bear on a request (section 8.1).

use std::sync::Arc;

use super::{
    Caller, Request,
    caller::RootSession,
    layers::{AttachedPolicy, LayerKind, Layers, PolicyLevel},
    special,
};
use crate::{catalog, org::AccountId};

/// A layer, or one level of it, that bears on a request.
pub(super) struct Bearing<'a> {
    pub kind: LayerKind,
    pub target: Option<Arc<str>>,
    pub policies: &'a [AttachedPolicy],
}

/// The layers that bear on a request, in the order of evaluation (section 8.1).
pub(super) fn bearing<'a>(request: &Request, layers: &'a Layers) -> Vec<Bearing<'a>> {
    fn levels(kind: LayerKind, levels: &[PolicyLevel]) -> impl Iterator<Item = Bearing<'_>> {
        levels.iter().map(move |level| Bearing {
            kind,
            target: Some(level.target.clone()),
            policies: &level.policies,
        })
    }
    let mut found = Vec::new();
    if rcps_bear(request) {
        found.extend(levels(LayerKind::Rcp, layers.rcp_levels()));
    }
    if scps_bear(request) {
        found.extend(levels(LayerKind::Scp, layers.scp_levels()));
    }
    let has_policies = bears_identity(&request.caller);
    let one = |kind, policies: Option<&'a [AttachedPolicy]>| {
        policies.map(|policies| Bearing { kind, target: None, policies })
    };
    found.extend(one(LayerKind::Endpoint, layers.endpoint.as_deref()));
    let heeded = special::heeds_resource_policies(&request.action);
    let resource = layers.resource.as_ref().filter(|_| heeded);
    found.extend(one(resource_kind(request), resource.map(std::slice::from_ref)));
    found.extend(one(LayerKind::Acl, layers.acl.as_ref().map(std::slice::from_ref)));
    found.extend(one(
        LayerKind::Identity,
        Some(layers.identity.as_slice()).filter(|_| has_policies),
    ));
    let boundary = layers.boundary.as_ref().filter(|_| bears_boundary(&request.caller));
    found.extend(one(LayerKind::Boundary, boundary.map(std::slice::from_ref)));
    let session = layers.session.as_deref().filter(|_| bears_session(&request.caller));
    found.extend(one(LayerKind::Session, session));
    found
}

/// What to call the resource's policy: that of a role to be assumed is its trust policy.
pub(super) fn resource_kind(request: &Request) -> LayerKind {
    if special::assumes_role(&request.action) { LayerKind::Trust } else { LayerKind::Resource }
}

/// Who has identity policies (E-1).
fn bears_identity(caller: &Caller) -> bool {
    matches!(caller, Caller::User(_) | Caller::Role(_) | Caller::FederatedUser { .. })
}

/// Who can have a permissions boundary (E-2).
pub(super) fn bears_boundary(caller: &Caller) -> bool {
    bears_identity(caller) && !caller.service_linked()
}

/// Who can have session policies (E-3).
fn bears_session(caller: &Caller) -> bool {
    matches!(
        caller,
        Caller::Role(_)
            | Caller::FederatedUser { .. }
            | Caller::Root { session: RootSession::Assumed, .. }
    )
}

/// Whom SCPs bind: principals of member accounts, but no service's own roles (E-4, E-43). The layers
/// hold SCPs only of an account that is a member.
fn scps_bear(request: &Request) -> bool {
    request.caller.account().is_some_and(|account| is_member(request, account))
        && !request.caller.service_linked()
        && !special::is_beyond_scps(request.action.service())
}

fn is_member(request: &Request, account: AccountId) -> bool {
    request.organization.as_ref().is_none_or(|organization| account != organization.management)
}

/// What RCPs bind: resources of member accounts, in the services they support (E-5, E-33). The
/// layers hold RCPs only of an account that is a member.
fn rcps_bear(request: &Request) -> bool {
    request.resource.account.is_none_or(|owner| is_member(request, owner))
        && !special::is_resource_less(request)
        && !request.caller.service_linked()
        && !special::assumes_service_linked_role(request)
        && !special::is_aws_managed_key(request)
        && request.action.lower() != "kms:retiregrant"
        && catalog::catalog().restricted_by_rcp(request.action.service())
}
