//! From an organization to a request with the policies that bear on it.

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::HashMap;

use super::{
    Actor, Caller, Principal, acl,
    layers::{AttachedPolicy, LayerKind, Layers, MissingPolicy, PolicyLevel, Standing},
    request::{Membership, Request, Target},
    special,
};
use crate::{
    catalog,
    org::{
        AccountId, IdentityPolicies, NodeId, Organization, PolicyType, PublicAccessBlock, Resource,
    },
    policy::{ActionName, Arn, Context, Document},
};

/// A request of a principal of the organization and the layers that bear on it; nothing when the
/// principal is not there.
pub fn question(
    organization: &Organization,
    principal: &Principal,
    action: &ActionName,
    resource: &str,
    context: &Context,
) -> Option<(Request, Layers)> {
    let actor = Actor::new(organization, principal)?;
    Some(actor.question(organization, action, resource, context))
}

/// The layers on the caller's side: its own policies, its boundary, the SCPs above it.
pub fn caller_layers(
    organization: &Organization,
    principal: &Principal,
    caller: &Caller,
) -> Layers {
    let mut layers = own_layers(organization, principal);
    if let Some(account) = caller.account() {
        (layers.scps, layers.standing) = above(organization, account);
    }
    layers
}

/// What stands above every caller of an account: the SCPs, and whether the account can be used.
pub fn above(
    organization: &Organization,
    account: AccountId,
) -> (Option<Arc<[PolicyLevel]>>, Standing) {
    let scps = levels(organization, account, PolicyType::ServiceControlPolicy);
    let usable = organization.accounts().get(&account).is_none_or(|a| a.state.usable());
    (scps, if usable { Standing::Usable } else { Standing::NotUsable })
}

/// The policies of a principal itself, and its boundary.
pub fn own_layers(organization: &Organization, principal: &Principal) -> Layers {
    let mut layers = Layers::default();
    match principal {
        Principal::User(account, name) => {
            if let Some(user) = organization.users().get(&(*account, name.clone())) {
                carried(organization, &user.policies, "", &mut layers);
                for group in &user.groups {
                    if let Some(group) = organization.groups().get(&(*account, group.clone())) {
                        let label = format!("group {}: ", group.name);
                        carried(organization, &group.policies, &label, &mut layers);
                    }
                }
                layers.boundary =
                    boundary(organization, user.boundary.as_ref(), &mut layers.missing);
            }
        }
        Principal::Role(..) | Principal::Session(..) | Principal::Assigned { .. } => {
            if let Some(role) = principal.role(organization) {
                carried(organization, &role.policies, "", &mut layers);
                layers.boundary =
                    boundary(organization, role.boundary.as_ref(), &mut layers.missing);
            }
        }
        Principal::Outsider(arn) => layers.missing.push(MissingPolicy {
            layer: LayerKind::Identity,
            what: format!("the policies of {arn}, which is outside the organization"),
        }),
        Principal::Root(_)
        | Principal::Federated(_)
        | Principal::Service(_)
        | Principal::Anonymous => {}
    }
    layers
}

/// The layers on the resource's side: its policy, its grants, the RCPs above it.
pub fn resource_layers(
    organization: &Organization,
    action: &ActionName,
    target: &Target,
    held: Option<&Resource>,
    layers: &mut Layers,
) {
    organization_layers(organization, target, layers);
    own_resource_layers(organization, action, target, held, layers);
}

/// What the resource has of its own: its policy and its grants.
pub fn own_resource_layers(
    organization: &Organization,
    action: &ActionName,
    target: &Target,
    held: Option<&Resource>,
    layers: &mut Layers,
) {
    let outside = target.account.is_some_and(|owner| !organization.accounts().contains(&owner));
    if special::assumes_role(action) && target.is_role() {
        layers.resource = trust_policy(organization, target);
        if outside {
            layers.missing.push(MissingPolicy {
                layer: LayerKind::Trust,
                what: format!(
                    "the trust policy of {}, which is outside the organization",
                    target.arn
                ),
            });
        }
        return;
    }
    if let Some(resource) = held {
        layers.resource = resource.policy.as_ref().map(|document| {
            AttachedPolicy::new(resource.arn.as_str(), "resource policy", document.clone())
        });
        layers.grants.clone_from(&resource.grants);
        layers.public_access_block = public_access_block(organization, resource);
        layers.acl = acl::of_bucket(resource, layers.public_access_block);
        if target.is_s3_object() && acl::in_effect(resource).is_some() {
            layers.assumptions.push(format!(
                "{} is taken to be the bucket owner's, with no access control list of its own: the \
                 model does not hold objects",
                target.arn
            ));
        }
    } else if !target.is_none() && target.is_kms_key() {
        layers.missing.push(MissingPolicy {
            layer: LayerKind::Resource,
            what: format!("the key policy of {}, which the model does not hold", target.arn),
        });
    } else if !target.is_none() && outside && special::heeds_resource_policies(action) {
        layers.missing.push(MissingPolicy {
            layer: LayerKind::Resource,
            what: format!("the policy of {}, which is outside the organization", target.arn),
        });
    }
}

/// The RCPs above the resource's account.
pub fn organization_layers(organization: &Organization, target: &Target, layers: &mut Layers) {
    if let Some(owner) = target.account {
        layers.rcps = rcps(organization, owner);
    }
}

/// The RCPs above an account.
pub fn rcps(organization: &Organization, account: AccountId) -> Option<Arc<[PolicyLevel]>> {
    levels(organization, account, PolicyType::ResourceControlPolicy)
}

/// What a request is about: the resource by that name, its owner and its tags.
pub fn target<'o>(
    organization: &'o Organization,
    resource: &str,
    caller: &Caller,
    assumptions: &mut Vec<String>,
) -> (Target, Option<&'o Resource>) {
    if resource == "*" {
        let account = caller.account();
        return (Target { account, ..Target::none() }, None);
    }
    let held = holder(organization, resource);
    let parsed: Option<Arn> = resource.parse().ok();
    let named = parsed.as_ref().and_then(|arn| arn.account().parse().ok());
    let account = held.map(|resource| resource.account).or(named).or_else(|| {
        let account = caller.account()?;
        assumptions.push(format!(
            "{resource} is taken to belong to {account}: the model does not hold it"
        ));
        Some(account)
    });
    let outside = named.is_some_and(|owner| !organization.accounts().contains(&owner));
    if held.is_none() && named.is_some() && !outside && !special::is_identity(resource) {
        assumptions.push(format!(
            "{resource} is taken to have no policy of its own: the model does not hold it"
        ));
    }
    let tags = match held {
        Some(held) if held.arn.as_str() == resource => Some(held.tags.clone()),
        _ => iam_tags(organization, parsed.as_ref()),
    };
    (Target { arn: resource.to_owned(), account, tags }, held)
}

/// The resource of the model whose policy governs an ARN: itself, or the bucket of an object, or the
/// function of a version.
pub fn holder<'o>(organization: &'o Organization, arn: &str) -> Option<&'o Resource> {
    let find = |text: &str| {
        text.parse::<Arn>().ok().and_then(|arn| organization.resources().get(&arn)).map(|r| &**r)
    };
    if let Some(found) = find(arn) {
        return Some(found);
    }
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "s3", "", "", _] => find(arn.split_once('/')?.0),
        ["arn", _, "lambda", _, _, resource] => {
            let mut words = resource.splitn(3, ':');
            let (kind, name) = (words.next()?, words.next()?);
            find(&arn.replace(*resource, &format!("{kind}:{name}")))
        }
        ["arn", _, "sns" | "dynamodb", ..] => {
            find(arn.rsplit_once('/').or_else(|| arn.rsplit_once(':'))?.0)
        }
        _ => None,
    }
}

fn iam_tags(organization: &Organization, arn: Option<&Arn>) -> Option<crate::org::Tags> {
    let arn = arn?;
    let account: AccountId = arn.account().parse().ok()?;
    let name = arn.resource().rsplit('/').next()?.parse().ok()?;
    match (arn.service(), arn.resource().split('/').next()?) {
        ("iam", "role") => organization.roles().get(&(account, name)).map(|role| role.tags.clone()),
        ("iam", "user") => organization.users().get(&(account, name)).map(|user| user.tags.clone()),
        _ => None,
    }
}

fn trust_policy(organization: &Organization, target: &Target) -> Option<AttachedPolicy> {
    let arn: Arn = target.arn.parse().ok()?;
    let account = arn.account().parse().ok()?;
    let name = arn.resource().rsplit('/').next()?.parse().ok()?;
    let role = organization.roles().get(&(account, name))?;
    (role.arn()? == arn)
        .then(|| AttachedPolicy::new(role.name.as_str(), "trust policy", role.trust.clone()))
}

/// Where caller and resource stand.
pub fn membership(
    organization: &Organization,
    caller: Option<AccountId>,
    owner: Option<AccountId>,
) -> Membership {
    let path = |account: Option<AccountId>| {
        let account = account.filter(|id| organization.accounts().contains(id))?;
        let path = organization.path(&NodeId::Account(account));
        Some(path[..path.len() - 1].iter().map(ToString::to_string).collect())
    };
    let foundation = organization.foundation();
    Membership {
        id: foundation.id.as_str().into(),
        management: foundation.management,
        principal_path: path(caller),
        resource_path: path(owner),
        principal_canonical: caller
            .and_then(|id| organization.accounts().get(&id))
            .and_then(|account| account.settings.canonical_id.clone()),
    }
}

/// The organization policies of a kind above an account, unless the kind is switched off (E-46).
fn levels(
    organization: &Organization,
    account: AccountId,
    policy_type: PolicyType,
) -> Option<Arc<[PolicyLevel]>> {
    let enabled = organization.foundation().policy_types.contains(&policy_type);
    if !enabled || !organization.accounts().contains(&account) {
        return None;
    }
    let reaching = organization.reaching(&NodeId::Account(account), policy_type);
    let level = |level: crate::org::tree::Level| PolicyLevel {
        target: organization.display_path(&level.node).into(),
        policies: level
            .policies
            .iter()
            .map(|policy| {
                AttachedPolicy::new(&policy.name, policy.id.as_str(), policy.document.clone())
            })
            .collect(),
    };
    Some(reaching.into_iter().map(level).collect())
}

fn carried(
    organization: &Organization,
    policies: &IdentityPolicies,
    via: &str,
    layers: &mut Layers,
) {
    for arn in &policies.managed {
        match managed_document(organization, arn) {
            Some(document) => {
                let name = arn.resource().rsplit('/').next().unwrap_or_default();
                let source = format!(
                    "{via}{}",
                    if arn.account() == "aws" { "AWS managed" } else { "managed" }
                );
                layers.identity.push(AttachedPolicy::new(name, &source, document));
            }
            None => layers.missing.push(MissingPolicy {
                layer: LayerKind::Identity,
                what: format!("the policy {arn}, which the model does not hold"),
            }),
        }
    }
    for (name, document) in &policies.inline {
        let source = format!("{via}inline");
        layers.identity.push(AttachedPolicy::new(name, &source, document.clone()));
    }
}

fn boundary(
    organization: &Organization,
    arn: Option<&Arn>,
    missing: &mut Vec<MissingPolicy>,
) -> Option<AttachedPolicy> {
    let arn = arn?;
    let name = arn.resource().rsplit('/').next().unwrap_or_default();
    let found = managed_document(organization, arn);
    if found.is_none() {
        missing.push(MissingPolicy {
            layer: LayerKind::Boundary,
            what: format!("the boundary {arn}, which the model does not hold"),
        });
    }
    Some(AttachedPolicy::new(name, "boundary", found.unwrap_or_else(unknown_policy)))
}

/// Stands for a policy of which nothing is known: it cannot be read, so it decides nothing.
fn unknown_policy() -> Document {
    Document::new("")
}

/// Documents of AWS managed policies, read once in the life of the program.
static READ: OnceLock<Mutex<HashMap<Arn, Document>>> = OnceLock::new();

/// The document of a managed policy: the organization's own copy, else the catalogue's.
pub fn managed_document(organization: &Organization, arn: &Arn) -> Option<Document> {
    if let Some(policy) = organization.managed_policies().get(arn) {
        return policy.document().cloned();
    }
    let mut read = READ.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(document) = read.get(arn) {
        return Some(document.clone());
    }
    let document = Document::new(catalog::managed_policy(arn.as_str())?.document());
    read.insert(arn.clone(), document.clone());
    Some(document)
}

/// What both a bucket and its account block (Z-31).
pub fn public_access_block(organization: &Organization, bucket: &Resource) -> PublicAccessBlock {
    let account = organization.accounts().get(&bucket.account);
    let account = account.and_then(|account| account.settings.public_access_block);
    united(bucket.public_access_block, account)
}

fn united(
    bucket: Option<PublicAccessBlock>,
    account: Option<PublicAccessBlock>,
) -> PublicAccessBlock {
    let (a, b) = (bucket.unwrap_or_default(), account.unwrap_or_default());
    PublicAccessBlock {
        block_public_acls: a.block_public_acls || b.block_public_acls,
        ignore_public_acls: a.ignore_public_acls || b.ignore_public_acls,
        block_public_policy: a.block_public_policy || b.block_public_policy,
        restrict_public_buckets: a.restrict_public_buckets || b.restrict_public_buckets,
    }
}
