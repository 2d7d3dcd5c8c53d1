//! What users, groups and roles have in common: names, policies, boundaries, their quotas.

use std::collections::BTreeSet;

use super::{ChangeError, document};
use crate::catalog::{self, Quota};
use crate::org::{AccountId, IamName, IdentityPolicies, Organization, UniqueId};
use crate::policy::{Arn, Place};

type Done = Result<(), ChangeError>;

/// The quotas that bind one kind of carrier (G-21, G-24, G-26).
pub(super) struct CarrierQuotas {
    pub(super) kind: &'static str,
    pub(super) name: Quota,
    pub(super) managed: Quota,
    pub(super) inline: Quota,
}

pub(super) const USER: CarrierQuotas = CarrierQuotas {
    kind: "user",
    name: Quota::UserNameLength,
    managed: Quota::UserManagedPolicies,
    inline: Quota::UserInlineSize,
};

pub(super) const GROUP: CarrierQuotas = CarrierQuotas {
    kind: "group",
    name: Quota::GroupNameLength,
    managed: Quota::GroupManagedPolicies,
    inline: Quota::GroupInlineSize,
};

pub(super) const ROLE: CarrierQuotas = CarrierQuotas {
    kind: "role",
    name: Quota::RoleNameLength,
    managed: Quota::RoleManagedPolicies,
    inline: Quota::RoleInlineSize,
};

impl Organization {
    /// Refuses a name that is too long, or that differs from the one there by case alone (2.2).
    pub(super) fn carrier_name_fits(
        &self,
        of: &CarrierQuotas,
        name: &IamName,
        before: Option<&IamName>,
    ) -> Done {
        same_spelling(of.kind, name, before)?;
        self.fits(&format!("the {}'s name", of.kind), name.as_str(), of.name)
    }

    /// Refuses policies that are not there, unreadable, too many or too long (G-20 to G-24). What
    /// was there before, an import may have brought: it is not held against this change.
    pub(super) fn policies_fit(
        &self,
        of: &CarrierQuotas,
        account: AccountId,
        policies: &IdentityPolicies,
        before: &IdentityPolicies,
    ) -> Done {
        let mut seen = BTreeSet::new();
        for arn in &policies.managed {
            if !seen.insert(arn) {
                return ChangeError::rule(format!("`{arn}` is listed twice: once is enough"));
            }
            if !before.managed.contains(arn) {
                self.managed_policy_there(arn, account)?;
            }
        }
        self.room(of.managed, before.managed.len(), policies.managed.len())?;
        for (name, text) in &policies.inline {
            if before.inline.get(name) == Some(text) {
                continue;
            }
            if name.parse::<IamName>().is_err() {
                return ChangeError::rule(format!(
                    "`{name}` is no name for an inline policy: write 1 to 128 letters, digits or \
                     any of _+=,.@- (G-26)"
                ));
            }
            document::valid(&format!("inline policy `{name}`"), text, Place::Identity)?;
        }
        let size = |policies: &IdentityPolicies| -> usize {
            let unit = catalog::quota(of.inline).unit;
            let lengths = policies.inline.values().filter_map(|text| unit.measure(text.text()));
            lengths.map(|length| length as usize).sum()
        };
        self.room(of.inline, size(before), size(policies))
    }

    /// A boundary is a managed policy of AWS or of the account.
    pub(super) fn boundary_fits(
        &self,
        account: AccountId,
        boundary: Option<&Arn>,
        before: Option<&Arn>,
    ) -> Done {
        match boundary {
            Some(arn) if before != Some(arn) => self.managed_policy_there(arn, account),
            _ => Ok(()),
        }
    }

    pub(super) fn managed_policy_there(&self, arn: &Arn, account: AccountId) -> Done {
        if self.managed_exists(arn, account) {
            return Ok(());
        }
        Err(ChangeError::Missing { kind: "managed policy for this account", id: arn.to_string() })
    }
}

/// IAM compares names without case, so a name cannot come again in another (2.2).
pub(super) fn same_spelling(kind: &'static str, name: &IamName, before: Option<&IamName>) -> Done {
    match before {
        Some(before) if before.as_str() != name.as_str() => {
            Err(ChangeError::exists(kind, before, "name, not by case alone"))
        }
        _ => Ok(()),
    }
}

/// AWS gives the unique id, once: it stays where the change has none, and never becomes another
/// (P-11).
pub(super) fn same_id(
    next: Option<&UniqueId>,
    before: Option<&UniqueId>,
) -> Result<Option<UniqueId>, ChangeError> {
    match (next, before) {
        (Some(next), Some(before)) if next != before => ChangeError::rule(format!(
            "the unique id {before} stays as it is: delete and make anew for another (P-11)"
        )),
        (next, before) => Ok(next.or(before).cloned()),
    }
}
