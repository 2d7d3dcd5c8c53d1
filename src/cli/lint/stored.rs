//! Every policy of an organization that its people write, named by where it sits.

use std::{collections::BTreeSet, sync::Arc};

use super::Named;
use crate::{
    org::{
        AccountId, BoundaryReference, IdentityPolicies, Keeper, ManagedPolicy, NodeId,
        Organization, PolicyType,
    },
    policy::{Arn, Document, lint::Kind},
};

/// The policies: of the organization, of the directory, of each account. What AWS keeps, and what it
/// makes of permission sets, is left out.
pub fn policies(organization: &Organization) -> Vec<Named> {
    let mut all = Stored { organization, named: Vec::new() };
    all.organization();
    all.directory();
    all.managed();
    all.identities();
    all.resources();
    all.named
}

struct Stored<'o> {
    organization: &'o Organization,
    named: Vec<Named>,
}

impl Stored<'_> {
    fn add(&mut self, source: String, kind: Kind, document: &Document) {
        self.named.push(Named { source, kind, assumed: false, document: document.clone() });
    }

    /// `shop/Deploy`.
    fn within(&self, account: AccountId, name: &dyn std::fmt::Display) -> String {
        format!("{}/{name}", self.organization.node_name(&NodeId::Account(account)))
    }

    fn organization(&mut self) {
        let organization = self.organization;
        for policy in organization.policies().iter().filter(|it| it.keeper != Keeper::Aws) {
            let kind = match policy.policy_type {
                PolicyType::ServiceControlPolicy => Kind::ServiceControl,
                PolicyType::ResourceControlPolicy => Kind::ResourceControl,
                PolicyType::DeclarativePolicyEc2
                | PolicyType::TagPolicy
                | PolicyType::BackupPolicy
                | PolicyType::AiServicesOptOutPolicy
                | PolicyType::ChatbotPolicy
                | PolicyType::SecurityHubPolicy => continue,
            };
            let source = format!("{} {}", policy.policy_type.short_name(), policy.name);
            self.add(source, kind, &policy.document);
        }
        if let Some(policy) = &organization.foundation().delegation_policy {
            self.add("delegation policy".to_owned(), Kind::Resource, policy);
        }
    }

    fn directory(&mut self) {
        let organization = self.organization;
        for set in organization.permission_sets().iter() {
            if let Some(inline) = &set.inline {
                let source = format!("permission set {}: inline policy", set.name);
                self.add(source, Kind::PermissionSet, inline);
            }
        }
    }

    fn managed(&mut self) {
        let organization = self.organization;
        let limits = limits(organization);
        let policies = organization.managed_policies().iter();
        for policy in policies.filter(|policy| policy.arn.account() != "aws") {
            let Some(document) = policy.document() else { continue };
            let limit = limits.contains(&policy.arn) || limits_by_reference(policy, organization);
            let kind = if limit { Kind::Boundary } else { Kind::Identity };
            self.add(policy.arn.to_string(), kind, document);
        }
    }

    fn identities(&mut self) {
        let organization = self.organization;
        for user in organization.users().iter() {
            let at = self.within(user.account, &user.name);
            self.inline(&at, Kind::UserInline, &user.policies);
        }
        for group in organization.groups().iter() {
            let at = self.within(group.account, &group.name);
            self.inline(&at, Kind::GroupInline, &group.policies);
        }
        let own = |path: &str| !path.starts_with("/aws-");
        let roles = organization.roles().iter().filter(|role| own(role.path.as_str()));
        for role in roles {
            let at = self.within(role.account, &role.name);
            self.add(format!("{at}: trust policy"), Kind::Trust, &role.trust);
            self.inline(&at, Kind::RoleInline, &role.policies);
        }
    }

    fn inline(&mut self, at: &str, kind: Kind, policies: &IdentityPolicies) {
        for (name, document) in &policies.inline {
            self.add(format!("{at}: inline policy {name}"), kind, document);
        }
    }

    fn resources(&mut self) {
        let organization = self.organization;
        for resource in organization.resources().iter() {
            if let Some(policy) = &resource.policy {
                self.add(resource.arn.to_string(), Kind::Resource, policy);
            }
        }
    }
}

/// The managed policies that serve as boundaries and are attached to nobody.
fn limits(organization: &Organization) -> BTreeSet<Arn> {
    let users = organization.users().iter().map(|user| (&user.policies, user.boundary.as_ref()));
    let roles = organization.roles().iter().map(|role| (&role.policies, role.boundary.as_ref()));
    let groups = organization.groups().iter().map(|group| (&group.policies, None));
    let (mut limits, mut attached) = (BTreeSet::new(), BTreeSet::new());
    for (policies, boundary) in users.chain(roles).chain(groups) {
        limits.extend(boundary.cloned());
        attached.extend(policies.managed.iter().cloned());
    }
    &limits - &attached
}

/// Whether permission sets name the policy as their boundary (I-4).
fn limits_by_reference(policy: &Arc<ManagedPolicy>, organization: &Organization) -> bool {
    organization.permission_sets().iter().any(|set| match &set.boundary {
        Some(BoundaryReference::Customer(reference)) => {
            reference.name.eq_ignore_ascii_case(policy.name())
        }
        Some(BoundaryReference::Managed(_)) | None => false,
    })
}
