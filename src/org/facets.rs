//! What each entity can be looked up by beside its key: where it is, what it is called, what it uses.

use std::convert::Infallible;

use super::table::Facets;
use super::{
    Account, AccountId, Activity, Assignment, Attachments, CanonicalId, DelegatedAdministrator,
    DirectoryGroup, DirectoryPrincipal, DirectoryUser, DirectoryUserId, EnabledControl, Group,
    IdentityProvider, InstanceProfile, ManagedPolicy, Ou, OuId, ParentId, PermissionSet,
    PermissionSetId, Policy, PolicyId, PolicyType, Resource, Role, User,
};

macro_rules! facets {
    ($($entity:ident: $facet:ty = |$it:pat_param| $facets:expr;)*) => {
        $(impl Facets for $entity {
            type Facet = $facet;

            fn facets(&self) -> Vec<$facet> {
                let $it = self;
                $facets
            }
        })*
    };
}

/// What an account is looked up by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountFacet {
    /// What it is in.
    Parent(ParentId),
    /// Its name.
    Name(String),
    /// Its address, in lower case.
    Email(String),
    /// Its alias.
    Alias(String),
    /// What S3 calls it by.
    Canonical(CanonicalId),
    /// The key of the request that vended it.
    Request(String),
}

impl AccountFacet {
    /// The facet of an address, which is compared without case (O-9).
    pub fn email(address: &str) -> Self {
        Self::Email(address.to_lowercase())
    }
}

/// What an organization policy is looked up by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyFacet {
    /// Its kind.
    Type(PolicyType),
    /// Its name within its kind.
    Name(PolicyType, String),
}

/// What a group of the directory is looked up by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectoryGroupFacet {
    /// Its name, in lower case.
    Name(String),
    /// One of its members.
    Member(DirectoryUserId),
}

/// What an assignment is looked up by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssignmentFacet {
    /// Its permission set.
    Set(PermissionSetId),
    /// Who it is for.
    Principal(DirectoryPrincipal),
}

/// What a resource is looked up by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceFacet {
    /// Who owns it.
    Owner(AccountId),
    /// Who owns it, and of which service it is.
    Owned(AccountId, String),
    /// Of which service it is.
    Service(String),
    /// Of which service it is, when it has a policy, a list or grants that can let others in.
    Guarded(String),
}

facets! {
    Ou: ParentId = |ou| vec![ou.parent.clone()];
    Account: AccountFacet = |account| account_facets(account);
    Policy: PolicyFacet = |policy| vec![
        PolicyFacet::Type(policy.policy_type),
        PolicyFacet::Name(policy.policy_type, policy.name.clone()),
    ];
    Attachments: PolicyId = |attachments| attachments.policies.clone();
    User: Infallible = |_| Vec::new();
    Group: Infallible = |_| Vec::new();
    Role: (PermissionSetId, AccountId) = |role| {
        role.permission_set.iter().map(|set| (set.clone(), role.account)).collect()
    };
    ManagedPolicy: AccountId = |policy| policy.arn.account().parse().into_iter().collect();
    InstanceProfile: Infallible = |_| Vec::new();
    IdentityProvider: AccountId = |provider| provider.arn.account().parse().into_iter().collect();
    DelegatedAdministrator: Infallible = |_| Vec::new();
    Resource: ResourceFacet = |resource| resource_facets(resource);
    DirectoryUser: String = |user| vec![user.user_name.to_lowercase()];
    DirectoryGroup: DirectoryGroupFacet = |group| {
        std::iter::once(DirectoryGroupFacet::Name(group.name.to_lowercase()))
            .chain(group.members.iter().cloned().map(DirectoryGroupFacet::Member))
            .collect()
    };
    PermissionSet: String = |set| vec![set.name.clone()];
    Assignment: AssignmentFacet = |assignment| vec![
        AssignmentFacet::Set(assignment.permission_set.clone()),
        AssignmentFacet::Principal(assignment.principal.clone()),
    ];
    EnabledControl: OuId = |control| vec![control.ou.clone()];
    Activity: Infallible = |_| Vec::new();
}

fn account_facets(account: &Account) -> Vec<AccountFacet> {
    let settings = &account.settings;
    let alias = settings.alias.iter().cloned().map(AccountFacet::Alias);
    let canonical = settings.canonical_id.iter().cloned().map(AccountFacet::Canonical);
    let request = settings.vended.iter().map(|v| AccountFacet::Request(v.request.clone()));
    [
        AccountFacet::Parent(account.parent.clone()),
        AccountFacet::Name(account.name.clone()),
        AccountFacet::email(&account.email),
    ]
    .into_iter()
    .chain(alias)
    .chain(canonical)
    .chain(request)
    .collect()
}

fn resource_facets(resource: &Resource) -> Vec<ResourceFacet> {
    let service = || resource.arn.service().to_owned();
    let guarded =
        resource.policy.is_some() || resource.acl.is_some() || !resource.grants.is_empty();
    [
        ResourceFacet::Owner(resource.account),
        ResourceFacet::Owned(resource.account, service()),
        ResourceFacet::Service(service()),
    ]
    .into_iter()
    .chain(guarded.then(|| ResourceFacet::Guarded(service())))
    .collect()
}
