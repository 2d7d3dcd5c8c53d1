//! The AWS managed policies: who they are, and the documents of their default versions.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::embedded;

const ARN_BEFORE_PATH: &str = "arn:aws:iam::aws:policy";

/// A policy that AWS writes and keeps.
#[derive(Debug)]
pub struct ManagedPolicy {
    facts: Facts<'static>,
    document: &'static str,
}

/// The first line of a record: ARN, default version, created, updated.
#[derive(Debug, Deserialize)]
struct Facts<'a>(&'a str, &'a str, DateTime<Utc>, DateTime<Utc>);

impl ManagedPolicy {
    /// Its ARN, the same in every account: `arn:aws:iam::aws:policy/job-function/Billing`.
    pub fn arn(&self) -> &'static str {
        self.facts.0
    }

    /// Its name: `Billing`.
    pub fn name(&self) -> &'static str {
        self.path_and_name().1
    }

    /// Its path, with a slash at both ends: `/job-function/`.
    pub fn path(&self) -> &'static str {
        self.path_and_name().0
    }

    fn path_and_name(&self) -> (&'static str, &'static str) {
        let tail = self.arn().strip_prefix(ARN_BEFORE_PATH).unwrap_or_default();
        tail.split_at(tail.rfind('/').map_or(0, |slash| slash + 1))
    }

    /// The version that counts: `v4`.
    pub fn default_version(&self) -> &'static str {
        self.facts.1
    }

    /// When the policy appeared.
    pub fn created(&self) -> DateTime<Utc> {
        self.facts.2
    }

    /// When the default version appeared.
    pub fn updated(&self) -> DateTime<Utc> {
        self.facts.3
    }

    /// The document of the default version: JSON, laid out for people.
    pub fn document(&self) -> &'static str {
        self.document
    }
}

/// All AWS managed policies, sorted by ARN.
pub fn managed_policies() -> &'static [ManagedPolicy] {
    static POLICIES: OnceLock<Vec<ManagedPolicy>> = OnceLock::new();
    POLICIES.get_or_init(|| {
        let text = embedded::unpack(embedded::MANAGED_POLICIES).trim_end();
        text.split("\n\n").filter_map(|record| record.split_once('\n')).map(policy).collect()
    })
}

fn policy((facts, document): (&'static str, &'static str)) -> ManagedPolicy {
    ManagedPolicy { facts: embedded::parse(facts), document }
}

/// The AWS managed policy with this very ARN.
pub fn managed_policy(arn: &str) -> Option<&'static ManagedPolicy> {
    let policies = managed_policies();
    policies.binary_search_by(|policy| policy.arn().cmp(arn)).ok().map(|at| &policies[at])
}

/// The AWS managed policies whose name holds `part`, whatever the case, sorted by ARN.
pub fn managed_policies_named(part: &str) -> impl Iterator<Item = &'static ManagedPolicy> + use<> {
    let part = part.to_ascii_lowercase();
    managed_policies()
        .iter()
        .filter(move |policy| policy.name().to_ascii_lowercase().contains(&part))
}
