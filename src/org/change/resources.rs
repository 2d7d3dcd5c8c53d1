//! Changes of resources and of the trail.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{ChangeError, document};
use crate::catalog::Quota;
use crate::org::{AccountId, Activity, EventId, Organization, Resource};
use crate::policy::{Arn, Place};

type Done = Result<(), ChangeError>;

/// Whether an ARN is that of a bucket of S3, not of an object.
fn is_bucket(arn: &Arn) -> bool {
    arn.service() == "s3" && arn.region().is_empty() && !arn.resource().contains('/')
}

impl Organization {
    /// M-6.
    pub(super) fn put_resource(&mut self, resource: &Resource) -> Done {
        let arn = &resource.arn;
        self.open_account(resource.account)?;
        if arn.account().parse::<AccountId>().is_ok_and(|owner| owner != resource.account) {
            return ChangeError::rule(format!(
                "`{arn}` names another account than its owner {}: make them agree",
                resource.account
            ));
        }
        let before = self.resources.get(arn);
        if let Some(before) = before.filter(|before| before.account != resource.account) {
            return Err(ChangeError::exists(
                "a resource of another account,",
                &format_args!("{arn} of {}", before.account),
                "name",
            ));
        }
        if let Some(policy) = &resource.policy
            && before.and_then(|b| b.policy.as_ref()) != Some(policy)
        {
            document::valid(&format!("the policy of `{arn}`"), policy, Place::Resource)?;
        }
        if resource.acl.is_some() && !is_bucket(arn) {
            return ChangeError::rule(format!(
                "`{arn}` is no S3 bucket, and only buckets have an access control list: leave it out"
            ));
        }
        let grants: BTreeSet<_> = resource.grants.iter().map(|grant| &grant.id).collect();
        if grants.len() < resource.grants.len() {
            return ChangeError::rule(format!("a grant of `{arn}` is listed twice"));
        }
        self.tags_fit(&resource.tags, before.map(|b| &b.tags), Quota::Tags)?;
        self.resources.insert(resource.clone());
        Ok(())
    }

    pub(super) fn delete_resource(&mut self, arn: &Arn) -> Done {
        let owner = self.resources.get(arn).map(|resource| resource.account);
        self.open_account(owner.ok_or_else(|| ChangeError::missing("resource", arn))?)?;
        self.resources.remove(arn);
        Ok(())
    }

    pub(super) fn record_activity(&mut self, activity: &Activity) -> Done {
        self.existing_account(activity.account)?;
        if self.activity.contains(&(activity.at, activity.id.clone())) {
            return Err(ChangeError::exists("event", &activity.id, "id"));
        }
        self.activity.insert(activity.clone());
        Ok(())
    }

    pub(super) fn forget_activity(&mut self, at: DateTime<Utc>, id: &EventId) -> Done {
        let gone = self.activity.remove(&(at, id.clone()));
        gone.map(drop).ok_or_else(|| ChangeError::missing("event", id))
    }
}
