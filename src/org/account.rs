//! Organizational units and accounts.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountId, CanonicalId, OuId, ParentId, Tags};

/// An organizational unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ou {
    /// Its id, which no move or rename changes (O-7).
    pub id: OuId,
    /// What it is in.
    pub parent: ParentId,
    /// Its name, unique among its siblings.
    pub name: String,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// An account of the organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Its address, unique over the organization (O-9).
    pub email: String,
    /// What it is in.
    pub parent: ParentId,
    /// Where it stands in its life.
    pub state: AccountState,
    /// How and when it came to the organization.
    pub joined: Joined,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
    /// What is set for the account as a whole.
    #[serde(default)]
    pub settings: AccountSettings,
}

/// Where an account stands in its life (O-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountState {
    /// Not usable yet.
    PendingActivation,
    /// In use.
    Active,
    /// Cut off by AWS.
    Suspended,
    /// Closing; still works.
    PendingClosure,
    /// Closed; can be reinstated for 90 days.
    Closed,
}

impl AccountState {
    /// Whether principals of the account can call at all (E-8).
    pub fn usable(self) -> bool {
        matches!(self, Self::Active | Self::PendingClosure)
    }
}

/// How and when an account came to the organization (O-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joined {
    /// How.
    pub method: JoinedMethod,
    /// When.
    pub at: DateTime<Utc>,
}

/// The two ways into an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JoinedMethod {
    /// Made by the organization.
    Created,
    /// Came by invitation.
    Invited,
}

/// What is set for an account as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountSettings {
    /// The name in the sign-in address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// What S3 calls the account by; absent when nobody has told (P-10).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_id: Option<CanonicalId>,
    /// The root user's credentials; absent when nothing is known of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<RootCredentials>,
    /// Absent means AWS's default policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_policy: Option<PasswordPolicy>,
    /// Alternate contacts: `billing`, `operations`, `security` to an address.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub contacts: BTreeMap<String, String>,
    /// The monthly budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// Baseline services and how they are set, such as `cloudtrail: all-regions`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, String>,
    /// S3 Block Public Access for the whole account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_access_block: Option<PublicAccessBlock>,
    /// Whether closing asks for its name first.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
    /// When the account is meant to be closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<DateTime<Utc>>,
    /// The template that vended the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vended: Option<Vended>,
}

/// The root user's credentials.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootCredentials {
    /// Whether there is a password; false under central root access management.
    #[serde(default)]
    pub password: bool,
    /// How root signs in beyond the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa: Option<MfaKind>,
    /// Active access keys.
    #[serde(default)]
    pub access_keys: u8,
    /// When the root user last did anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<DateTime<Utc>>,
}

/// The kinds of second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MfaKind {
    /// An authenticator application.
    Virtual,
    /// A one-time-password device.
    Hardware,
    /// A FIDO2 passkey or security key.
    Passkey,
}

/// Rules for IAM users' passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordPolicy {
    /// Characters at least, 6 to 128.
    pub minimum_length: u8,
    /// A symbol is needed.
    #[serde(default)]
    pub symbols: bool,
    /// A digit is needed.
    #[serde(default)]
    pub numbers: bool,
    /// An upper-case letter is needed.
    #[serde(default)]
    pub uppercase: bool,
    /// A lower-case letter is needed.
    #[serde(default)]
    pub lowercase: bool,
    /// Users may change their own.
    #[serde(default)]
    pub users_may_change: bool,
    /// Days until a password expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age_days: Option<u16>,
    /// Earlier passwords that may not come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reuse_prevention: Option<u8>,
    /// An expired password can only be reset by an administrator.
    #[serde(default)]
    pub hard_expiry: bool,
}

/// A monthly budget in US dollars and the percentages at which it warns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Dollars a month.
    pub monthly: u64,
    /// Percent of the budget.
    #[serde(default)]
    pub alarms: Vec<u16>,
}

/// S3 Block Public Access (Z-31).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PublicAccessBlock {
    /// New public ACLs are refused.
    pub block_public_acls: bool,
    /// Public ACL grants have no effect.
    pub ignore_public_acls: bool,
    /// New public bucket policies are refused.
    pub block_public_policy: bool,
    /// A public bucket policy lets in only the owner's account and services.
    pub restrict_public_buckets: bool,
}

/// Which template made an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vended {
    /// The template's name.
    pub template: String,
    /// The template's version.
    pub version: u32,
    /// The request key: one account for each.
    pub request: String,
    /// The values of the template's parameters, so that an interrupted request can be taken up
    /// again. Empty in accounts that were vended before values were kept.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
}
