//! What has happened in the organization's accounts, as far as the trail tells.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountId, EventId};

/// One event of the trail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// Its id.
    pub id: EventId,
    /// When.
    pub at: DateTime<Utc>,
    /// In which account.
    pub account: AccountId,
    /// Who: an ARN, or a service principal.
    pub actor: String,
    /// What: an IAM action such as `s3:GetObject`.
    pub action: String,
    /// On what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// From where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The error code, when it failed (L-6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}
