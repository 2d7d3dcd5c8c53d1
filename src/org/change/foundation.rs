//! Changes of the organization as a whole: features, policy types, services, quotas.

use super::ChangeError;
use crate::catalog::{self, Quota};
use crate::org::{FeatureSet, Foundation, NodeId, Organization, PolicyType, Record};
use crate::policy::Place;

type Done = Result<(), ChangeError>;

impl Organization {
    /// O-16, O-40, O-42, E-46.
    pub(super) fn set_foundation(&mut self, next: &Foundation) -> Done {
        let before = self.foundation().clone();
        if (&before.id, &before.root, before.management) != (&next.id, &next.root, next.management)
        {
            return ChangeError::rule(
                "the ids of the organization, its root and its management account stay as they are"
                    .to_owned(),
            );
        }
        features_fit(&before, next)?;
        grants_fit(next)?;
        self.tags_fit(&next.root_tags, Some(&before.root_tags), Quota::OrganizationTags)?;
        if let Some(policy) = &next.delegation_policy
            && before.delegation_policy.as_ref() != Some(policy)
        {
            let what = "the delegation policy";
            self.policy_fits(what, policy, Place::Resource, Quota::DelegationPolicySize)?;
        }
        self.services_fit(&before, next)?;
        self.identity_center_fits(&before, next)?;
        self.put(Record::Foundation(next.clone()));
        for switched in before.policy_types.symmetric_difference(&next.policy_types) {
            self.detach_all(*switched);
        }
        for enabled in next.policy_types.difference(&before.policy_types) {
            self.attach_everywhere(*enabled);
        }
        Ok(())
    }

    /// A service with a delegated administrator keeps its trusted access (O-41).
    fn services_fit(&self, before: &Foundation, next: &Foundation) -> Done {
        for service in before.trusted_services.keys() {
            let gone = !next.trusted_services.contains_key(service);
            let administrator =
                self.delegated_administrators.iter().find(|a| a.service == *service);
            if let Some(administrator) = administrator.filter(|_| gone) {
                let by = format!("its delegated administrator {}", administrator.account);
                return Err(ChangeError::in_use("trusted access of", service, by));
            }
        }
        Ok(())
    }

    /// An instance that has assignments stays (I-1).
    fn identity_center_fits(&self, before: &Foundation, next: &Foundation) -> Done {
        let (Some(before), next) = (&before.identity_center, &next.identity_center) else {
            return Ok(());
        };
        let same = next.as_ref().is_some_and(|next| {
            (&next.instance, &next.identity_store, &next.region)
                == (&before.instance, &before.identity_store, &before.region)
        });
        match self.permission_sets.iter().next().filter(|_| !same) {
            Some(set) => {
                let by = format!("the permission set {}", set.name);
                Err(ChangeError::in_use("Identity Center instance", &before.instance, by))
            }
            None => Ok(()),
        }
    }

    /// Attaches AWS's own policy of a type to the root, every unit and every account (E-46).
    fn attach_everywhere(&mut self, policy_type: PolicyType) {
        let root = NodeId::Root(self.foundation().root.clone());
        let units = self.ous.iter().map(|ou| NodeId::Ou(ou.id.clone()));
        let accounts = self.accounts.iter().map(|account| NodeId::Account(account.id));
        let nodes: Vec<_> = std::iter::once(root).chain(units).chain(accounts).collect();
        for node in nodes {
            self.attach_default(&node, policy_type);
        }
    }
}

fn features_fit(before: &Foundation, next: &Foundation) -> Done {
    match (before.features, next.features) {
        (FeatureSet::All, FeatureSet::ConsolidatedBilling) => ChangeError::rule(
            "all features stay enabled: AWS does not take that back (O-16)".to_owned(),
        ),
        (_, FeatureSet::ConsolidatedBilling) if !next.policy_types.is_empty() => ChangeError::rule(
            "an organization with consolidated billing has no policy types: enable all features \
             first (E-46)"
                .to_owned(),
        ),
        _ => Ok(()),
    }
}

fn grants_fit(next: &Foundation) -> Done {
    for (name, granted) in &next.granted_quotas {
        let Some(quota) = Quota::named(name) else {
            return ChangeError::rule(format!(
                "`{name}` is no quota: write a name such as Accounts or Roles"
            ));
        };
        let limit = catalog::quota(quota);
        if !(limit.minimum..=limit.maximum).contains(granted) {
            return ChangeError::rule(format!(
                "AWS grants {} to {} of {name}, not {granted} ({})",
                limit.minimum, limit.maximum, limit.source
            ));
        }
    }
    Ok(())
}
