//! What is left to do about who gets in: policies of the account's own, roles, providers,
//! assignments.

use super::Ensure;
use crate::{
    factory::blueprint::{AssignmentPlan, OwnPolicy, RolePlan},
    org::{
        Assignment, Change, IamPath, IdentityPolicies, IdentityProvider, ManagedPolicy,
        PolicyVersion, Role, Tags,
    },
    policy::Arn,
};

impl Ensure<'_> {
    /// A managed policy with the planned text as the version that counts (G-25).
    pub(super) fn policy(&self, planned: &OwnPolicy) -> Option<Change> {
        const VERSIONS_KEPT: usize = 5;
        let version = |number| {
            let (document, created) = (planned.document.clone(), Some(self.at));
            PolicyVersion { number, document, created }
        };
        let present = self.organization.managed_policies().get(&planned.arn);
        let policy = match present.map(|policy| &**policy) {
            None => ManagedPolicy {
                arn: planned.arn.clone(),
                unique_id: None,
                description: String::new(),
                versions: vec![version(1)],
                default_version: 1,
                created: Some(self.at),
                tags: Tags::default(),
            },
            Some(present) if present.document() == Some(&planned.document) => return None,
            Some(present) => {
                let last = present.versions.iter().map(|version| version.number).max();
                let number = last.unwrap_or_default() + 1;
                let mut versions = present.versions.clone();
                if versions.len() >= VERSIONS_KEPT {
                    versions.remove(0);
                }
                versions.push(version(number));
                ManagedPolicy { versions, default_version: number, ..present.clone() }
            }
        };
        Some(Change::PutManagedPolicy { policy: Box::new(policy) })
    }

    pub(super) fn roles(&self) -> Vec<Change> {
        let planned = self.blueprint.providers.iter();
        let providers = planned.filter_map(|(arn, audiences)| self.provider(arn, audiences));
        providers.chain(self.blueprint.roles.iter().filter_map(|role| self.role(role))).collect()
    }

    fn provider(&self, arn: &Arn, audiences: &[String]) -> Option<Change> {
        let present = self.organization.identity_providers().get(arn);
        let mut provider = present.map_or_else(
            || IdentityProvider {
                arn: arn.clone(),
                audiences: Vec::new(),
                created: Some(self.at),
                tags: Tags::default(),
            },
            |present| (**present).clone(),
        );
        for audience in audiences {
            if !provider.audiences.contains(audience) {
                provider.audiences.push(audience.clone());
            }
        }
        let done = present.is_some_and(|present| **present == provider);
        (!done).then_some(Change::PutIdentityProvider { provider })
    }

    fn role(&self, planned: &RolePlan) -> Option<Change> {
        let account = self.blueprint.account;
        let present = self.organization.roles().get(&(account, planned.name.clone()));
        let base = present.map_or_else(|| self.new_role(planned), |present| (**present).clone());
        let role = Role {
            description: planned.description.clone(),
            trust: planned.trust.clone(),
            policies: IdentityPolicies {
                managed: planned.managed.clone(),
                inline: base.policies.inline.clone(),
            },
            boundary: planned.boundary.clone(),
            max_session: planned.max_session,
            ..base
        };
        let done = present.is_some_and(|present| **present == role);
        (!done).then(|| Change::PutRole { role: Box::new(role) })
    }

    fn new_role(&self, planned: &RolePlan) -> Role {
        Role {
            account: self.blueprint.account,
            path: IamPath::default(),
            name: planned.name.clone(),
            unique_id: None,
            created: Some(self.at),
            description: String::new(),
            trust: planned.trust.clone(),
            policies: IdentityPolicies::default(),
            boundary: None,
            max_session: planned.max_session,
            last_used: None,
            permission_set: None,
            tags: Tags::default(),
        }
    }

    pub(super) fn assignments(&self) -> Vec<Change> {
        self.blueprint.assignments.iter().filter_map(|planned| self.assignment(planned)).collect()
    }

    fn assignment(&self, planned: &AssignmentPlan) -> Option<Change> {
        let account = self.blueprint.account;
        let key = (account, planned.permission_set.clone(), planned.principal.clone());
        let present = self.organization.assignments().get(&key);
        let before = present.and_then(|present| present.expires);
        let expires = planned.expires.and_then(|end| self.end(Some(end), before));
        if present.is_some_and(|present| present.expires == expires) {
            return None;
        }
        Some(Change::Assign {
            assignment: Assignment {
                account,
                permission_set: planned.permission_set.clone(),
                principal: planned.principal.clone(),
                expires,
                created: present.map_or(Some(self.at), |present| present.created),
                last_used: present.and_then(|present| present.last_used),
            },
        })
    }
}
