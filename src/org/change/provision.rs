//! The roles that come by themselves: those of Identity Center, and the one of a new account.

use std::{collections::BTreeMap, fmt, sync::Arc};

use chrono::{DateTime, Utc};

use super::ChangeError;
use crate::catalog::Quota;
use crate::org::sso_role::{self, Origin};
use crate::org::{
    Account, AccountId, BoundaryReference, CustomerPolicyReference, Foundation, IamPath,
    IdentityPolicies, IdentityProvider, Organization, PermissionSet, PermissionSetId, Role, Tags,
};
use crate::policy::{Arn, Document};

/// The role by which the management account comes into an account it has made (O-15).
const ACCESS_ROLE: &str = "OrganizationAccountAccessRole";

/// The longest session of Identity Center's roles, in seconds (I-10).
const TWELVE_HOURS: u32 = 43_200;

type Done = Result<(), ChangeError>;

fn broken<E: fmt::Display>(error: E) -> ChangeError {
    ChangeError::Rule(error.to_string())
}

/// The role that a new account has from the start: full access for the management account (O-15).
pub(super) fn access_role(foundation: &Foundation, account: &Account) -> Result<Role, ChangeError> {
    let partition = foundation.partition();
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:{partition}:iam::{}:root"}},"Action":"sts:AssumeRole"}}]}}"#,
        foundation.management
    );
    let administrator = format!("arn:{partition}:iam::aws:policy/AdministratorAccess");
    Ok(Role {
        account: account.id,
        path: IamPath::default(),
        name: ACCESS_ROLE.parse().map_err(broken)?,
        unique_id: None,
        created: Some(account.joined.at),
        description: String::new(),
        trust: Document::new(&trust),
        policies: IdentityPolicies {
            managed: vec![administrator.parse().map_err(broken)?],
            ..IdentityPolicies::default()
        },
        boundary: None,
        max_session: 3600,
        last_used: None,
        permission_set: None,
        tags: Tags::default(),
    })
}

impl Organization {
    /// The role that Identity Center made for a permission set in an account. Roles that an import
    /// did not tie to their set are known by path and name (I-8).
    pub fn role_of_set(&self, set: &PermissionSet, account: AccountId) -> Option<&Role> {
        if let Some(role) = self.roles.having((set.id.clone(), account)).next() {
            return Some(role);
        }
        let untied = |role: &&Role| role.permission_set.is_none();
        let mut roles = self.roles_in(account).map(|role| &**role).filter(untied);
        roles.find(|role| sso_role::made_for(role, &set.name))
    }

    /// Brings the roles of a set into line wherever it is assigned (I-15). Accounts in which
    /// nothing can be changed keep what they have.
    pub(super) fn provision_everywhere(&mut self, set: &PermissionSet) -> Done {
        let mut first = BTreeMap::new();
        for assignment in self.assignments_of(&set.id) {
            first.entry(assignment.account).or_insert(assignment.created);
        }
        for (account, at) in first {
            if self.open_account(account).is_ok() {
                self.provision(account, set, at)?;
            }
        }
        Ok(())
    }

    /// Makes the role of a set in an account what the set says; makes it if it is not there (I-6).
    pub(super) fn provision(
        &mut self,
        account: AccountId,
        set: &PermissionSet,
        at: Option<DateTime<Utc>>,
    ) -> Done {
        let policies = self.policies_of_set(account, set)?;
        let boundary = match &set.boundary {
            Some(BoundaryReference::Managed(arn)) => Some(arn.clone()),
            Some(BoundaryReference::Customer(policy)) => Some(self.resolved(account, set, policy)?),
            None => None,
        };
        let role = match self.role_of_set(set, account) {
            Some(role) => role.clone(),
            None => self.new_role_of_set(account, set, at)?,
        };
        self.room(Quota::RoleManagedPolicies, role.policies.managed.len(), policies.managed.len())?;
        self.roles.insert(Role {
            policies,
            boundary,
            permission_set: Some(set.id.clone()),
            description: set.description.clone(),
            ..role
        });
        Ok(())
    }

    /// Removes the role of a set from an account (I-6).
    pub(super) fn deprovision(&mut self, account: AccountId, set: &PermissionSetId) {
        let set = self.permission_sets.get(set);
        let role = set.and_then(|set| self.role_of_set(set, account));
        if let Some(name) = role.map(|role| role.name.clone()) {
            self.roles.remove(&(account, name));
        }
    }

    /// The union of the set's policies as they are in one account (I-4, I-5).
    fn policies_of_set(
        &self,
        account: AccountId,
        set: &PermissionSet,
    ) -> Result<IdentityPolicies, ChangeError> {
        let mut managed = set.managed.clone();
        for policy in &set.customer {
            managed.push(self.resolved(account, set, policy)?);
        }
        let inline =
            set.inline.iter().map(|text| (sso_role::INLINE_POLICY.to_owned(), text.clone()));
        Ok(IdentityPolicies { managed, inline: inline.collect() })
    }

    /// I-4: what a set refers to has to be there before it is provisioned.
    fn resolved(
        &self,
        account: AccountId,
        set: &PermissionSet,
        policy: &CustomerPolicyReference,
    ) -> Result<Arn, ChangeError> {
        let found = self.managed_at(account, policy.path.as_str(), &policy.name);
        found.cloned().ok_or_else(|| {
            ChangeError::Rule(format!(
                "the permission set {} needs the policy {}{} in account {account}: make it there \
                 first (I-4)",
                set.name, policy.path, policy.name
            ))
        })
    }

    /// A role as Identity Center makes it, without the policies (I-6, I-7, I-10).
    fn new_role_of_set(
        &mut self,
        account: AccountId,
        set: &PermissionSet,
        at: Option<DateTime<Utc>>,
    ) -> Result<Role, ChangeError> {
        self.room_for_one(Quota::Roles, self.roles_in(account).count())?;
        let region = self.identity_center()?.region.clone();
        let origin = Origin { account, set: &set.id, at };
        let provider = self.provider_of_center(account, at)?;
        Ok(Role {
            account,
            path: sso_role::path(&region).ok_or_else(|| broken_region(&region))?,
            name: origin.role_name(set).to_string().parse().map_err(broken)?,
            unique_id: Some(origin.unique_id().parse().map_err(broken)?),
            created: at,
            description: set.description.clone(),
            trust: sso_role::trust(&provider),
            policies: IdentityPolicies::default(),
            boundary: None,
            max_session: TWELVE_HOURS,
            last_used: None,
            permission_set: Some(set.id.clone()),
            tags: Tags::default(),
        })
    }

    /// The SAML provider of Identity Center in an account, made if it is not there (I-10).
    fn provider_of_center(
        &mut self,
        account: AccountId,
        at: Option<DateTime<Utc>>,
    ) -> Result<Arn, ChangeError> {
        let of_center = |provider: &&Arc<IdentityProvider>| sso_role::is_provider(&provider.arn);
        if let Some(present) = self.providers_in(account).find(of_center) {
            return Ok(present.arn.clone());
        }
        let center = self.identity_center()?;
        let arn = sso_role::provider(self.foundation().partition(), account, &center.instance)
            .ok_or_else(|| broken_region(&center.region))?;
        self.identity_providers.insert(IdentityProvider {
            arn: arn.clone(),
            audiences: Vec::new(),
            created: at,
            tags: Tags::default(),
        });
        Ok(arn)
    }
}

fn broken_region(region: &str) -> ChangeError {
    ChangeError::Rule(format!(
        "`{region}` is no home region of Identity Center: mend it in the organization's settings"
    ))
}
