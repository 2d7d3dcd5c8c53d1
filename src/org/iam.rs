//! What one account keeps in IAM: users, groups, roles, managed policies, providers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    AccessKeyId, AccountId, IamName, IamPath, MfaKind, PermissionSetId, ServicePrincipal, Tags,
    UniqueId,
};
use crate::policy::{Arn, Document};

/// The policies that a user, group or role carries.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdentityPolicies {
    /// Managed policies by ARN, AWS's and the account's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub managed: Vec<Arn>,
    /// Inline policies by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub inline: BTreeMap<String, Document>,
}

/// An IAM user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The account it is in.
    pub account: AccountId,
    /// Its path.
    #[serde(default)]
    pub path: IamPath,
    /// Its name.
    pub name: IamName,
    /// Its unique id, which a user made again under the same name does not get back (P-11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique_id: Option<UniqueId>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
    /// Its own policies.
    #[serde(default)]
    pub policies: IdentityPolicies,
    /// The groups it is in.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<IamName>,
    /// Its permissions boundary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Arn>,
    /// Its console password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Password>,
    /// Its second factors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mfa: Vec<MfaDevice>,
    /// Its access keys, two at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access_keys: Vec<AccessKey>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// A console password.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Password {
    /// When it was last set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<DateTime<Utc>>,
    /// When it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<DateTime<Utc>>,
}

/// A second factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MfaDevice {
    /// Its serial number or ARN.
    pub serial: String,
    /// Its kind.
    pub kind: MfaKind,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<DateTime<Utc>>,
}

/// A long-term access key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessKey {
    /// Its id; reports do not give it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<AccessKeyId>,
    /// Whether it works.
    pub status: KeyStatus,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
    /// When it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<DateTime<Utc>>,
    /// The service it was last used with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_service: Option<String>,
    /// The region it was last used in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_region: Option<String>,
}

/// Whether an access key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub enum KeyStatus {
    /// It works.
    Active,
    /// It is switched off.
    Inactive,
    /// It ran out.
    Expired,
}

/// An IAM group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The account it is in.
    pub account: AccountId,
    /// Its path.
    #[serde(default)]
    pub path: IamPath,
    /// Its name.
    pub name: IamName,
    /// Its unique id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique_id: Option<UniqueId>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
    /// Its policies.
    #[serde(default)]
    pub policies: IdentityPolicies,
}

/// An IAM role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The account it is in.
    pub account: AccountId,
    /// Its path.
    #[serde(default)]
    pub path: IamPath,
    /// Its name.
    pub name: IamName,
    /// Its unique id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique_id: Option<UniqueId>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Who may assume it.
    pub trust: Document,
    /// Its policies.
    #[serde(default)]
    pub policies: IdentityPolicies,
    /// Its permissions boundary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Arn>,
    /// The longest session, in seconds (G-27).
    #[serde(default = "one_hour")]
    pub max_session: u32,
    /// When it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<DateTime<Utc>>,
    /// The permission set that Identity Center made it for (I-6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_set: Option<PermissionSetId>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

const fn one_hour() -> u32 {
    3600
}

/// The ARN of an IAM entity in the partition of the public regions.
fn arn(account: AccountId, kind: &str, path: &IamPath, name: &IamName) -> Option<Arn> {
    format!("arn:aws:iam::{account}:{kind}{path}{name}").parse().ok()
}

impl User {
    /// Its ARN, path included; nothing when it would be too long for one.
    pub fn arn(&self) -> Option<Arn> {
        arn(self.account, "user", &self.path, &self.name)
    }
}

impl Group {
    /// Its ARN, path included; nothing when it would be too long for one.
    pub fn arn(&self) -> Option<Arn> {
        arn(self.account, "group", &self.path, &self.name)
    }
}

impl Role {
    /// Its ARN, path included; nothing when it would be too long for one.
    pub fn arn(&self) -> Option<Arn> {
        arn(self.account, "role", &self.path, &self.name)
    }

    /// Whether a service made it for itself, so that no SCP or RCP binds it (Z-12).
    pub fn service_linked(&self) -> bool {
        self.path.as_str().starts_with("/aws-service-role/")
    }

    /// Whether only AWS can change it (Z-13).
    pub fn reserved(&self) -> bool {
        self.path.as_str().starts_with("/aws-reserved/") || self.service_linked()
    }
}

/// A managed policy: an account's own, or one of AWS's that an import brought along.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagedPolicy {
    /// Its ARN.
    pub arn: Arn,
    /// Its unique id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique_id: Option<UniqueId>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its versions, five at most, oldest first.
    pub versions: Vec<PolicyVersion>,
    /// The version that counts (G-25).
    pub default_version: u32,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

impl ManagedPolicy {
    /// The name: the last part of the ARN's path.
    pub fn name(&self) -> &str {
        self.arn.resource().rsplit('/').next().unwrap_or_default()
    }

    /// The document of the default version, the only one that is evaluated (G-25).
    pub fn document(&self) -> Option<&Document> {
        self.versions.iter().find(|v| v.number == self.default_version).map(|v| &v.document)
    }
}

/// One version of a managed policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyVersion {
    /// `1` for `v1`.
    pub number: u32,
    /// Its text.
    pub document: Document,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
}

/// An instance profile: how EC2 is handed a role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstanceProfile {
    /// The account it is in.
    pub account: AccountId,
    /// Its path.
    #[serde(default)]
    pub path: IamPath,
    /// Its name.
    pub name: IamName,
    /// Its role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<IamName>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
}

/// An identity provider that an account trusts (P-7, P-8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProvider {
    /// Its ARN; `oidc-provider/…` or `saml-provider/…`.
    pub arn: Arn,
    /// The audiences of an OIDC provider.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// A service that the organization trusts, and the member that administers it, if any (O-40, O-41).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelegatedAdministrator {
    /// The member account.
    pub account: AccountId,
    /// The service.
    pub service: ServicePrincipal,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
}
