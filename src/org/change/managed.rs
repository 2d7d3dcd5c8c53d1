//! Changes of managed policies.

use super::ChangeError;
use super::carrier::same_id;
use crate::catalog::Quota;
use crate::org::{AccountId, ManagedPolicy, Organization};
use crate::policy::{Arn, Place};

type Done = Result<(), ChangeError>;

/// The account that an IAM ARN is of, and what stands behind the resource's kind.
pub(super) fn iam_resource<'a>(arn: &'a Arn, kinds: &[&str]) -> Option<(AccountId, &'a str)> {
    let owner = arn.account().parse().ok()?;
    let (kind, name) = arn.resource().split_once('/')?;
    let fits = arn.service() == "iam" && arn.region().is_empty() && kinds.contains(&kind);
    (fits && !name.is_empty()).then_some((owner, name))
}

impl Organization {
    /// G-20, G-25, Z-13.
    pub(super) fn put_managed_policy(&mut self, policy: &ManagedPolicy) -> Done {
        if policy.arn.account() == "aws" {
            return ChangeError::rule(format!(
                "`{}` is AWS's own policy and stays as it is: make one of your own (Z-13)",
                policy.arn
            ));
        }
        let Some((account, _)) = iam_resource(&policy.arn, &["policy"]) else {
            return ChangeError::rule(format!(
                "`{}` is no ARN of a managed policy: write arn:aws:iam::<account>:policy/<name>",
                policy.arn
            ));
        };
        self.open_account(account)?;
        let before = self.managed_policies.get(&policy.arn).cloned();
        if before.is_none() {
            self.new_managed_policy_fits(account, policy)?;
        }
        let held = before.as_ref().map_or(&[][..], |b| &b.versions);
        self.room(Quota::PolicyVersions, held.len(), policy.versions.len())?;
        if !policy.versions.is_sorted_by(|a, b| a.number < b.number) {
            return ChangeError::rule(format!(
                "the versions of {} are out of order: list each once, oldest first",
                policy.name()
            ));
        }
        if policy.document().is_none() {
            return ChangeError::rule(format!(
                "{} has no version v{} to be its default: name one it has (G-25)",
                policy.name(),
                policy.default_version
            ));
        }
        for version in policy.versions.iter().filter(|version| !held.contains(version)) {
            let what = format!("version v{} of {}", version.number, policy.name());
            self.policy_fits(&what, &version.document, Place::Identity, Quota::ManagedPolicySize)?;
        }
        self.tags_fit(&policy.tags, before.as_ref().map(|b| &b.tags), Quota::Tags)?;
        let known = before.as_ref().and_then(|b| b.unique_id.as_ref());
        let unique_id = same_id(policy.unique_id.as_ref(), known)?;
        self.managed_policies.insert(ManagedPolicy { unique_id, ..policy.clone() });
        Ok(())
    }

    fn new_managed_policy_fits(&self, account: AccountId, policy: &ManagedPolicy) -> Done {
        self.fits("the policy's name", policy.name(), Quota::PolicyNameLength)?;
        let mut count = 0;
        for other in self.managed_in(account) {
            if other.name().eq_ignore_ascii_case(policy.name()) {
                return Err(ChangeError::exists("managed policy", &other.arn, "name"));
            }
            count += 1;
        }
        self.room_for_one(Quota::CustomerManagedPolicies, count)
    }

    pub(super) fn delete_managed_policy(&mut self, arn: &Arn) -> Done {
        if arn.account() == "aws" {
            return ChangeError::rule(format!(
                "`{arn}` is AWS's own policy and stays as it is (Z-13)"
            ));
        }
        if !self.managed_policies.contains(arn) {
            return Err(ChangeError::missing("managed policy", arn));
        }
        if let Ok(account) = arn.account().parse() {
            self.open_account(account)?;
            if let Some(carrier) = self.carriers_in(account).find(|carrier| {
                carrier.policies().managed.contains(arn) || carrier.boundary() == Some(arn)
            }) {
                return Err(ChangeError::in_use("managed policy", arn, carrier.title()));
            }
        }
        self.managed_policies.remove(arn);
        Ok(())
    }

    /// The managed policy of an account with a name and path, both compared without case (I-4).
    pub(in crate::org) fn managed_at(
        &self,
        account: AccountId,
        path: &str,
        name: &str,
    ) -> Option<&Arn> {
        let wanted = format!("policy{path}{name}");
        let mut found = self.managed_in(account).map(|policy| &policy.arn);
        found.find(|arn| arn.resource().eq_ignore_ascii_case(&wanted))
    }

    /// Whether a permission set may name this policy: one of AWS's that is there (I-3).
    pub(super) fn aws_policy_there(&self, arn: &Arn) -> Done {
        let any = self.foundation().management;
        if arn.account() == "aws" && self.managed_exists(arn, any) {
            return Ok(());
        }
        Err(ChangeError::missing("AWS managed policy", arn))
    }
}
