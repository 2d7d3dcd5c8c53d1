//! What resources of the model grant to a caller by their own policies, without its own.

use std::sync::Arc;

use super::compiled::CompiledStatement;
use crate::{
    access::{LayerKind, caller::Caller, layers::AttachedPolicy},
    org::{AccountId, Organization},
    policy::{
        Context, Document, Effect,
        action::Polarity,
        principal::{CallerNames, MatchClass},
    },
};

/// A statement of a resource's policy that grants to the caller itself.
pub struct ResourceGrant {
    /// Whether it is the policy of a resource or the trust policy of a role.
    pub kind: LayerKind,
    /// The resource.
    pub resource: Arc<str>,
    /// In which way it means the caller.
    pub class: MatchClass,
    /// The statement.
    pub statement: CompiledStatement,
}

/// Every such statement in the model. Where caller and resource are of one account, only grants to
/// the caller or its role count here: the rest needs the caller's own policies too (E-23 to E-28).
pub fn resource_grants(
    organization: &Organization,
    caller: &Caller,
    context: &Context,
) -> Vec<ResourceGrant> {
    let names = caller.names();
    let account = caller.account();
    let mut found = Vec::new();
    for resource in organization.resources().iter() {
        if let Some(document) =
            resource.policy.as_ref().filter(|_| suffices(account, resource.account))
        {
            let whose = (LayerKind::Resource, resource.arn.as_str());
            found.extend(granting(document, whose, &names, context));
        }
    }
    let roles: Vec<_> = match account {
        Some(account) => organization.roles_in(account).collect(),
        None => organization.roles().iter().collect(),
    };
    for role in roles {
        if let Some(arn) = role.arn() {
            found.extend(granting(&role.trust, (LayerKind::Trust, arn.as_str()), &names, context));
        }
    }
    found
}

/// Whether the owner's side is all it takes: in one account, or for callers without any (E-30).
fn suffices(caller: Option<AccountId>, owner: AccountId) -> bool {
    caller.is_none_or(|caller| caller == owner)
}

fn granting(
    document: &Document,
    (kind, resource): (LayerKind, &str),
    names: &CallerNames,
    context: &Context,
) -> Vec<ResourceGrant> {
    let mut found = Vec::new();
    for (place, statement) in document.statements().iter().enumerate() {
        let Some(element) = statement.principal.as_ref() else { continue };
        let class = match element.polarity {
            Polarity::Listed => element.class(names),
            Polarity::Excepted => Some(MatchClass::Direct),
        };
        let Some(class) = class.filter(|class| *class > MatchClass::AccountLevel) else { continue };
        if statement.effect == Effect::Allow {
            let name = resource.rsplit(['/', ':']).next().unwrap_or(resource);
            let policy = AttachedPolicy::new(name, "resource policy", document.clone());
            let statement = CompiledStatement::new(&policy, place, statement, context);
            found.push(ResourceGrant { kind, resource: resource.into(), class, statement });
        }
    }
    found
}
