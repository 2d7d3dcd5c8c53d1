//! Questions of belonging: what an account holds, who uses what, who is in which group.
//! The cost of each follows its answer, not the size of the organization.

use std::{collections::BTreeSet, sync::Arc};

use super::facets::{AssignmentFacet, DirectoryGroupFacet, ResourceFacet};
use super::{
    AccountId, Assignment, DirectoryGroup, DirectoryPrincipal, DirectoryUserId, EnabledControl,
    Entity, Group, IamName, IdentityPolicies, IdentityProvider, InstanceProfile, ManagedPolicy,
    NodeId, Organization, OuId, PermissionSetId, PolicyId, Resource, Role, Table, User,
};
use crate::catalog;
use crate::policy::{Arn, Document};

/// Someone who carries policies in an account.
#[derive(Debug, Clone)]
pub enum Carrier {
    /// An IAM user.
    User(Arc<User>),
    /// An IAM group.
    Group(Arc<Group>),
    /// A role.
    Role(Arc<Role>),
}

impl Carrier {
    /// `user ci`, `group admins`, `role Deploy`.
    pub fn title(&self) -> String {
        match self {
            Self::User(user) => format!("user {}", user.name),
            Self::Group(group) => format!("group {}", group.name),
            Self::Role(role) => format!("role {}", role.name),
        }
    }

    /// Its own policies.
    pub fn policies(&self) -> &IdentityPolicies {
        match self {
            Self::User(user) => &user.policies,
            Self::Group(group) => &group.policies,
            Self::Role(role) => &role.policies,
        }
    }

    /// Its permissions boundary; groups have none.
    pub fn boundary(&self) -> Option<&Arn> {
        match self {
            Self::User(user) => user.boundary.as_ref(),
            Self::Group(_) => None,
            Self::Role(role) => role.boundary.as_ref(),
        }
    }
}

/// The entities of one account in a table whose keys begin with the account.
fn within<E: Entity<Key = (AccountId, IamName)>>(
    table: &Table<E>,
    account: AccountId,
) -> impl Iterator<Item = &Arc<E>> {
    table.range((account, IamName::least())..).take_while(move |e| e.key().0 == account)
}

impl Table<Assignment> {
    /// The assignments in an account, which their keys begin with.
    pub(super) fn in_account(&self, account: AccountId) -> impl Iterator<Item = &Arc<Assignment>> {
        let first = DirectoryPrincipal::User(DirectoryUserId::least());
        self.range((account, PermissionSetId::least(), first)..)
            .take_while(move |assignment| assignment.account == account)
    }
}

impl Organization {
    /// The IAM users of an account, by name.
    pub fn users_in(&self, account: AccountId) -> impl Iterator<Item = &Arc<User>> {
        within(self.users(), account)
    }

    /// The IAM groups of an account, by name.
    pub fn groups_in(&self, account: AccountId) -> impl Iterator<Item = &Arc<Group>> {
        within(self.groups(), account)
    }

    /// The roles of an account, by name.
    pub fn roles_in(&self, account: AccountId) -> impl Iterator<Item = &Arc<Role>> {
        within(self.roles(), account)
    }

    /// The instance profiles of an account, by name.
    pub fn profiles_in(&self, account: AccountId) -> impl Iterator<Item = &Arc<InstanceProfile>> {
        within(self.instance_profiles(), account)
    }

    /// Users, groups and roles of an account.
    pub fn carriers_in(&self, account: AccountId) -> impl Iterator<Item = Carrier> {
        let users = self.users_in(account).cloned().map(Carrier::User);
        let groups = self.groups_in(account).cloned().map(Carrier::Group);
        users.chain(groups).chain(self.roles_in(account).cloned().map(Carrier::Role))
    }

    /// The members of an IAM group, by name.
    pub fn members_of<'a>(
        &'a self,
        account: AccountId,
        group: &'a IamName,
    ) -> impl Iterator<Item = &'a Arc<User>> {
        self.users_in(account).filter(move |user| user.groups.contains(group))
    }

    /// The managed policies of an account's own, by ARN.
    pub fn managed_in(&self, account: AccountId) -> impl Iterator<Item = &Arc<ManagedPolicy>> {
        self.managed_policies().having(account)
    }

    /// The identity providers of an account, by ARN.
    pub fn providers_in(&self, account: AccountId) -> impl Iterator<Item = &Arc<IdentityProvider>> {
        self.identity_providers().having(account)
    }

    /// The resources of an account, by ARN.
    pub fn resources_in(&self, account: AccountId) -> impl Iterator<Item = &Arc<Resource>> {
        self.resources().having(ResourceFacet::Owner(account))
    }

    /// The resources of an account that are of a service, by ARN.
    pub fn resources_of(
        &self,
        account: AccountId,
        service: &str,
    ) -> impl Iterator<Item = &Arc<Resource>> {
        self.resources().having(ResourceFacet::Owned(account, service.to_owned()))
    }

    /// The resources of a service, by ARN.
    pub fn resources_of_service(&self, service: &str) -> impl Iterator<Item = &Arc<Resource>> {
        self.resources().having(ResourceFacet::Service(service.to_owned()))
    }

    /// The services of which there are resources.
    pub fn services_held(&self) -> BTreeSet<String> {
        let services = self.resources().facets().filter_map(|facet| match facet {
            ResourceFacet::Service(service) => Some(service.clone()),
            ResourceFacet::Owner(_) | ResourceFacet::Owned(..) | ResourceFacet::Guarded(_) => None,
        });
        services.collect()
    }

    /// The resources of a service with a policy, a list or grants, by ARN: others let nobody else in.
    pub fn guarded_resources(&self, service: &str) -> impl Iterator<Item = &Arc<Resource>> {
        self.resources().having(ResourceFacet::Guarded(service.to_owned()))
    }

    /// The nodes that an organization policy is attached to.
    pub fn targets_of(&self, policy: &PolicyId) -> impl Iterator<Item = &NodeId> {
        self.attachments().having(policy.clone()).map(|attachments| &attachments.node)
    }

    /// The controls enabled right on a unit.
    pub fn controls_on(&self, unit: &OuId) -> impl Iterator<Item = &Arc<EnabledControl>> {
        self.controls().having(unit.clone())
    }

    /// The assignments in an account.
    pub fn assignments_in(&self, account: AccountId) -> impl Iterator<Item = &Arc<Assignment>> {
        self.assignments().in_account(account)
    }

    /// The assignments of a permission set, in all accounts.
    pub fn assignments_of(&self, set: &PermissionSetId) -> impl Iterator<Item = &Arc<Assignment>> {
        self.assignments().having(AssignmentFacet::Set(set.clone()))
    }

    /// The assignments that name this user or group itself.
    pub fn assignments_to(
        &self,
        principal: &DirectoryPrincipal,
    ) -> impl Iterator<Item = &Arc<Assignment>> {
        self.assignments().having(AssignmentFacet::Principal(principal.clone()))
    }

    /// The groups that a directory user is in.
    pub fn directory_groups_of(
        &self,
        user: &DirectoryUserId,
    ) -> impl Iterator<Item = &Arc<DirectoryGroup>> {
        self.directory_groups().having(DirectoryGroupFacet::Member(user.clone()))
    }

    /// The text of a managed policy that counts (G-25): as recorded, else as the catalogue has it.
    pub fn managed_document(&self, arn: &Arn) -> Option<Document> {
        if let Some(policy) = self.managed_policies().get(arn) {
            return policy.document().cloned();
        }
        aws_managed(arn).map(|policy| Document::new(policy.document()))
    }

    /// Whether a managed policy is there for the identities of an account: one of AWS's, or one of
    /// the account's own.
    pub fn managed_exists(&self, arn: &Arn, account: AccountId) -> bool {
        match arn.account() {
            "aws" => self.managed_policies().contains(arn) || aws_managed(arn).is_some(),
            owner => owner == account.to_string() && self.managed_policies().contains(arn),
        }
    }
}

/// The catalogue knows AWS's managed policies under their ARNs in the main partition.
fn aws_managed(arn: &Arn) -> Option<&'static catalog::ManagedPolicy> {
    if arn.service() != "iam" || arn.account() != "aws" {
        return None;
    }
    catalog::managed_policy(&format!("arn:aws:iam::aws:{}", arn.resource()))
}
