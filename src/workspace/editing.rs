//! From an edited text of a policy to the change that would make it count.

use chrono::{DateTime, Utc};

use crate::{
    catalog::Quota,
    org::{Change, ManagedPolicy, Organization, Policy, PolicyVersion},
    policy::Document,
};

/// Gives an organization policy another text.
pub fn edit_policy(policy: &Policy, document: Document) -> Change {
    Change::UpdatePolicy {
        policy: policy.id.clone(),
        name: policy.name.clone(),
        description: policy.description.clone(),
        document,
    }
}

/// Gives a managed policy one version more, which counts from then on; where there are as many as AWS
/// keeps, the oldest goes (G-25).
pub fn edit_managed(
    policy: &ManagedPolicy,
    document: Document,
    of: &Organization,
    now: DateTime<Utc>,
) -> Change {
    let most = of.quota(Quota::PolicyVersions) as usize;
    let newest = policy.versions.iter().map(|version| version.number).max().unwrap_or_default();
    let mut next = policy.clone();
    next.versions.drain(..(next.versions.len() + 1).saturating_sub(most));
    next.default_version = newest + 1;
    next.versions.push(PolicyVersion {
        number: next.default_version,
        document,
        created: Some(now),
    });
    Change::PutManagedPolicy { policy: Box::new(next) }
}
