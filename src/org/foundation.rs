//! What an organization is as a whole: its identity, its root, what is switched on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    AccountId, IdentityCenter, OrganizationId, PolicyType, RootId, ServicePrincipal, Tags,
};
use crate::policy::Document;

/// What an organization is as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foundation {
    /// Its id.
    pub id: OrganizationId,
    /// What people call it.
    pub name: String,
    /// The management account, which no SCP or RCP binds (E-4, E-5).
    pub management: AccountId,
    /// Which features it has (O-16).
    #[serde(default)]
    pub features: FeatureSet,
    /// The root of the tree.
    pub root: RootId,
    /// Tags of the root.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub root_tags: Tags,
    /// The kinds of policy that are enabled on the root (section 10.4).
    #[serde(default)]
    pub policy_types: BTreeSet<PolicyType>,
    /// Its instance of Identity Center.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_center: Option<IdentityCenter>,
    /// Services with trusted access, and since when (O-40).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub trusted_services: BTreeMap<ServicePrincipal, Option<DateTime<Utc>>>,
    /// The policy by which policy administration is delegated (O-42).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation_policy: Option<Document>,
    /// Whether root credentials of members are managed centrally.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub central_root_access: Option<bool>,
    /// Quotas that AWS granted beyond its defaults, by quota id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub granted_quotas: BTreeMap<String, u64>,
    /// The moment that ages are counted to. Absent means now; recorded data has its own clock, so
    /// that its findings do not change with the calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<DateTime<Utc>>,
}

impl Foundation {
    /// The partition of its ARNs, judged by the home region of Identity Center; `aws` without one.
    pub fn partition(&self) -> &'static str {
        match self.identity_center.as_ref().map(|center| center.region.as_str()) {
            Some(region) if region.starts_with("cn-") => "aws-cn",
            Some(region) if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }
}

/// Which features an organization has (O-16, E-46).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FeatureSet {
    /// Everything.
    #[default]
    All,
    /// One bill, and no policies.
    ConsolidatedBilling,
}
