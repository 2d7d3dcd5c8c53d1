//! Resources that policies are attached to or speak of.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountId, BucketAcl, PublicAccessBlock, Tags};
use crate::policy::{Arn, Document};

/// A resource of an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its ARN.
    pub arn: Arn,
    /// Its owner, which the ARN of an S3 bucket does not tell (M-6).
    pub account: AccountId,
    /// Its resource policy, or a key's key policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Document>,
    /// Block Public Access of a bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_access_block: Option<PublicAccessBlock>,
    /// The access control list of a bucket; absent where lists are switched off (Z-30, Z-33).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl: Option<BucketAcl>,
    /// The KMS key that encrypts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_key: Option<Arn>,
    /// The role it works with, such as a function's execution role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Arn>,
    /// Grants of a KMS key (Z-24).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<KeyGrant>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// A grant of a KMS key (Z-24).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyGrant {
    /// Its id.
    pub id: String,
    /// Who it is for: an ARN or a service principal.
    pub grantee: String,
    /// Operations such as `Decrypt`.
    pub operations: Vec<String>,
    /// Who may retire it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retiring: Option<String>,
    /// The encryption context that a request must carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<GrantConstraint>,
}

/// The encryption context that a request must carry for a grant to apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantConstraint {
    /// Exactly these pairs.
    Equals(Tags),
    /// At least these pairs.
    Includes(Tags),
}
