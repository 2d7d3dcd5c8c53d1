//! Quotas as they hold for one organization, and the checks against them.

use super::{ChangeError, Organization, Tags};
use crate::catalog::{self, Quota};

impl Organization {
    /// What AWS grants: the catalogue's default, unless the foundation records another grant.
    pub fn quota(&self, quota: Quota) -> u64 {
        let granted = self.foundation().granted_quotas.get(quota.name()).copied();
        granted.unwrap_or_else(|| catalog::quota(quota).default)
    }

    /// Refuses one more when there are `present` of something. More than the quota present shows
    /// that AWS granted more than is on record: then its maximum is the limit.
    pub(super) fn room_for_one(&self, quota: Quota, present: usize) -> Result<(), ChangeError> {
        self.room(quota, present, present + 1)
    }

    /// Refuses to go from `present` to `wanted` of something beyond its quota; going down is free.
    pub(super) fn room(
        &self,
        quota: Quota,
        present: usize,
        wanted: usize,
    ) -> Result<(), ChangeError> {
        let (present, wanted) = (present as u64, wanted as u64);
        let granted = self.quota(quota);
        let limit = if present > granted { catalog::quota(quota).maximum } else { granted };
        if wanted > limit && wanted > present {
            return Err(ChangeError::Quota { quota: quota.name(), wanted, limit });
        }
        Ok(())
    }

    /// Refuses a text that is shorter or longer than AWS takes it.
    pub(super) fn fits(&self, what: &str, text: &str, quota: Quota) -> Result<(), ChangeError> {
        let catalog::Limit { minimum, unit, .. } = catalog::quota(quota);
        let limit = self.quota(quota);
        let length = unit.measure(text).unwrap_or_default();
        if (minimum..=limit).contains(&length) {
            return Ok(());
        }
        let what = what.to_owned();
        Err(ChangeError::Length { what, length, minimum, limit, quota: quota.name() })
    }

    /// Refuses tags that AWS would not take (G-26, O-20). Those of `before` may stay.
    pub(super) fn tags_fit(
        &self,
        tags: &Tags,
        before: Option<&Tags>,
        quota: Quota,
    ) -> Result<(), ChangeError> {
        self.room(quota, before.map_or(0, |tags| tags.0.len()), tags.0.len())?;
        let held = |key, value| before.is_some_and(|tags| tags.get(key) == Some(value));
        for (key, value) in tags.iter().filter(|(key, value)| !held(key, value)) {
            self.fits("the tag key", key, Quota::TagKeyLength)?;
            self.fits("the tag value", value, Quota::TagValueLength)?;
            if key.to_ascii_lowercase().starts_with("aws:") {
                return Err(ChangeError::Rule(format!(
                    "the tag key `{key}` is AWS's own: choose one that does not begin with aws:"
                )));
            }
        }
        Ok(())
    }
}
