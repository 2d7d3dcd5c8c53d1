//! IAM Identity Center: its directory, permission sets and account assignments.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountId, DirectoryGroupId, DirectoryUserId, IamPath, PermissionSetId, Tags};
use crate::policy::{Arn, Document};

/// The organization's instance of Identity Center (I-1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityCenter {
    /// `ssoins-…`, the last part of the instance's ARN.
    pub instance: String,
    /// `d-…`.
    pub identity_store: String,
    /// Its home region, which is part of the path of the roles it makes (I-7).
    pub region: String,
    /// Where users and groups come from.
    pub source: IdentitySource,
    /// Attributes passed on as session tags: tag key to the user's attribute (I-12).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
}

/// Where users and groups come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentitySource {
    /// Identity Center's own directory.
    Directory,
    /// An external provider, by SCIM.
    External,
    /// Active Directory.
    ActiveDirectory,
}

/// A user of the directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryUser {
    /// Its id.
    pub id: DirectoryUserId,
    /// The sign-in name, which becomes the session name (I-9).
    pub user_name: String,
    /// The name to show.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub display_name: String,
    /// The primary address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether it can sign in (I-18).
    pub status: UserStatus,
    /// Its id at the external provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Attributes such as `department`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
}

/// Whether a directory user can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserStatus {
    /// It can.
    Enabled,
    /// It cannot; running sessions go on until they expire.
    Disabled,
}

/// A group of the directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryGroup {
    /// Its id.
    pub id: DirectoryGroupId,
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its members.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub members: BTreeSet<DirectoryUserId>,
}

/// A permission set: what an assignment gives in an account (I-2, I-3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermissionSet {
    /// Its id, the last part of its ARN.
    pub id: PermissionSetId,
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The length of a session in seconds, one to twelve hours.
    pub session: u32,
    /// Where the console opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay_state: Option<String>,
    /// AWS managed policies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub managed: Vec<Arn>,
    /// Customer managed policies, resolved in each target account (I-4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customer: Vec<CustomerPolicyReference>,
    /// The inline policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inline: Option<Document>,
    /// The permissions boundary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<BoundaryReference>,
    /// Its tags, which do not reach its roles (I-13).
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// A customer managed policy by name and path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerPolicyReference {
    /// Its name, compared without case.
    pub name: String,
    /// Its path.
    #[serde(default)]
    pub path: IamPath,
}

/// The boundary of a permission set: one of the two kinds (I-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoundaryReference {
    /// An AWS managed policy.
    Managed(Arn),
    /// A customer managed policy, resolved in each target account.
    Customer(CustomerPolicyReference),
}

/// A member of the directory: what an assignment names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DirectoryPrincipal {
    /// One user.
    User(DirectoryUserId),
    /// All members of a group.
    Group(DirectoryGroupId),
}

impl fmt::Display for DirectoryPrincipal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Group(id) => write!(f, "group:{id}"),
        }
    }
}

/// An account assignment: a user or group, an account, a permission set (I-6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// In which account.
    pub account: AccountId,
    /// With which permission set.
    pub permission_set: PermissionSetId,
    /// Who.
    pub principal: DirectoryPrincipal,
    /// Until when; absent means for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<DateTime<Utc>>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
    /// When someone last came in by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<DateTime<Utc>>,
}
