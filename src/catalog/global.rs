//! What holds for all services: the condition keys any request may have (section 7), and the services
//! that answer from one region.

use std::sync::OnceLock;

use serde::Deserialize;

use super::{
    condition_key::{ConditionKey, WrittenType},
    embedded,
};

/// A condition key that does not belong to the service being called.
#[derive(Debug)]
pub struct GlobalKey {
    key: ConditionKey,
    origin: Origin,
    sensitivity: Sensitivity,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GlobalKeyForm {
    key: &'static str,
    #[serde(rename = "type")]
    written: WrittenType,
    origin: Origin,
    #[serde(default)]
    sensitivity: Sensitivity,
}

impl From<GlobalKeyForm> for GlobalKey {
    fn from(form: GlobalKeyForm) -> Self {
        let WrittenType(value_type, cardinality) = form.written;
        let key = ConditionKey::new(form.key, value_type, cardinality);
        Self { key, origin: form.origin, sensitivity: form.sensitivity }
    }
}

impl GlobalKey {
    /// The key, its type, and how many values it holds.
    pub fn key(&self) -> &ConditionKey {
        &self.key
    }

    /// What it tells about.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Whether a wildcard in a test of it opens more than its writer may think (K-12).
    pub fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }
}

/// What a global key tells about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Who calls.
    Principal,
    /// How they signed in, or which service handed them their credentials.
    Session,
    /// From where the request comes.
    Network,
    /// What it is about.
    Resource,
    /// The request itself.
    Request,
}

/// Whether tests by wildcard of a key deserve a warning (K-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// They do not.
    #[default]
    Ordinary,
    /// They do: the key tells own from foreign.
    Sensitive,
}

/// All global keys.
pub fn global_keys() -> &'static [GlobalKey] {
    static KEYS: OnceLock<Vec<GlobalKey>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let forms: Vec<GlobalKeyForm> = embedded::parse(include_str!("data/global-keys.json"));
        forms.into_iter().map(GlobalKey::from).collect()
    })
}

/// The global key that `key` is or is an instance of (`aws:PrincipalTag/team`). Case does not count.
pub fn global_key(key: &str) -> Option<&'static GlobalKey> {
    let lower = key.to_ascii_lowercase();
    global_keys().iter().find(|known| known.key.covers_lower(&lower))
}

/// The region a service of the `aws` partition answers from, whatever the caller's region, for
/// `aws:RequestedRegion` (section 7.2). STS and WAF v2 are not here: they answer from `us-east-1` only by
/// their global endpoint and scope, which the request must tell.
pub fn home_region(prefix: &str) -> Option<&'static str> {
    const GLOBAL: [&str; 6] = ["cloudfront", "iam", "organizations", "route53", "support", "waf"];
    GLOBAL.iter().any(|global| global.eq_ignore_ascii_case(prefix)).then_some("us-east-1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Cardinality, ValueType};

    #[test]
    fn a_tag_key_is_one_of_its_family() {
        let tag = global_key("AWS:principaltag/Team").unwrap();
        assert_eq!(tag.key().name(), "aws:PrincipalTag/${TagKey}");
        assert!(tag.key().is_family());
        assert!(global_key("aws:PrincipalTag").is_none());
        assert!(global_key("s3:prefix").is_none());
    }

    #[test]
    fn multivalued_keys_are_these() {
        let multi =
            global_keys().iter().filter(|known| known.key.cardinality() == Cardinality::Multi);
        let mut names: Vec<_> = multi.map(|known| known.key.name()).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "aws:CalledVia",
                "aws:PrincipalOrgPaths",
                "aws:PrincipalServiceNamesList",
                "aws:ResourceOrgPaths",
                "aws:SourceOrgPaths",
                "aws:TagKeys",
                "aws:VpceOrgPaths",
            ]
        );
    }

    /// K-12.
    #[test]
    fn sensitive_keys_are_these() {
        let sensitive =
            global_keys().iter().filter(|known| known.sensitivity == Sensitivity::Sensitive);
        let mut names: Vec<_> = sensitive.map(|known| known.key.name()).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "aws:PrincipalAccount",
                "aws:PrincipalOrgID",
                "aws:ResourceAccount",
                "aws:ResourceOrgID",
                "aws:SourceAccount",
                "aws:SourceOrgID",
                "aws:SourceVpc",
                "aws:SourceVpce",
                "aws:VpceAccount",
                "aws:VpceOrgID",
            ]
        );
    }

    #[test]
    fn types_are_those_of_the_sources() {
        let value_type = |key| global_key(key).unwrap().key().value_type();
        assert_eq!(value_type("aws:SourceIp"), ValueType::IpAddress);
        assert_eq!(value_type("aws:MultiFactorAuthAge"), ValueType::Numeric);
        assert_eq!(value_type("aws:TokenIssueTime"), ValueType::Date);
        assert_eq!(value_type("aws:PrincipalArn"), ValueType::Arn);
        assert_eq!(value_type("aws:SecureTransport"), ValueType::Bool);
    }

    #[test]
    fn global_services_have_a_home() {
        assert_eq!(home_region("IAM"), Some("us-east-1"));
        assert_eq!(home_region("s3"), None);
        assert_eq!(home_region("sts"), None);
    }
}
