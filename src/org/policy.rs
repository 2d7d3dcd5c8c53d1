//! Organization policies and where they are attached.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{NodeId, PolicyId, Tags};
use crate::catalog::Quota;
use crate::policy::{Document, Place};

/// The kinds of organization policy (O-30 to O-33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PolicyType {
    /// Caps what principals of an account can do.
    ServiceControlPolicy,
    /// Caps what can be done to resources of an account.
    ResourceControlPolicy,
    /// Settings that EC2 enforces.
    #[serde(rename = "DECLARATIVE_POLICY_EC2")]
    DeclarativePolicyEc2,
    /// Rules for tags.
    TagPolicy,
    /// Backup plans.
    BackupPolicy,
    /// What AI services may keep.
    #[serde(rename = "AISERVICES_OPT_OUT_POLICY")]
    AiServicesOptOutPolicy,
    /// Chat applications.
    ChatbotPolicy,
    /// Security Hub.
    #[serde(rename = "SECURITYHUB_POLICY")]
    SecurityHubPolicy,
}

impl PolicyType {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::ServiceControlPolicy,
        Self::ResourceControlPolicy,
        Self::DeclarativePolicyEc2,
        Self::TagPolicy,
        Self::BackupPolicy,
        Self::AiServicesOptOutPolicy,
        Self::ChatbotPolicy,
        Self::SecurityHubPolicy,
    ];

    /// The name that the Organizations API uses.
    pub fn api_name(self) -> &'static str {
        match self {
            Self::ServiceControlPolicy => "SERVICE_CONTROL_POLICY",
            Self::ResourceControlPolicy => "RESOURCE_CONTROL_POLICY",
            Self::DeclarativePolicyEc2 => "DECLARATIVE_POLICY_EC2",
            Self::TagPolicy => "TAG_POLICY",
            Self::BackupPolicy => "BACKUP_POLICY",
            Self::AiServicesOptOutPolicy => "AISERVICES_OPT_OUT_POLICY",
            Self::ChatbotPolicy => "CHATBOT_POLICY",
            Self::SecurityHubPolicy => "SECURITYHUB_POLICY",
        }
    }

    /// The short name that people use.
    pub fn short_name(self) -> &'static str {
        match self {
            Self::ServiceControlPolicy => "SCP",
            Self::ResourceControlPolicy => "RCP",
            Self::DeclarativePolicyEc2 => "EC2",
            Self::TagPolicy => "tag",
            Self::BackupPolicy => "backup",
            Self::AiServicesOptOutPolicy => "AI opt-out",
            Self::ChatbotPolicy => "chat",
            Self::SecurityHubPolicy => "Security Hub",
        }
    }

    /// Whether it takes part in decisions (M-5): written in the policy language.
    pub fn authorizes(self) -> bool {
        self.place().is_some()
    }

    /// Which rules of the policy language its documents keep; none where they are no such documents.
    pub fn place(self) -> Option<Place> {
        match self {
            Self::ServiceControlPolicy => Some(Place::ServiceControl),
            Self::ResourceControlPolicy => Some(Place::ResourceControl),
            Self::DeclarativePolicyEc2
            | Self::TagPolicy
            | Self::BackupPolicy
            | Self::AiServicesOptOutPolicy
            | Self::ChatbotPolicy
            | Self::SecurityHubPolicy => None,
        }
    }
}

impl fmt::Display for PolicyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.api_name())
    }
}

/// A text that names no kind of organization policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no policy type: write one such as SERVICE_CONTROL_POLICY")]
pub struct NoSuchPolicyType(pub String);

impl FromStr for PolicyType {
    type Err = NoSuchPolicyType;

    fn from_str(text: &str) -> Result<Self, NoSuchPolicyType> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.api_name() == text)
            .ok_or_else(|| NoSuchPolicyType(text.to_owned()))
    }
}

/// The quotas of one kind of policy (O-21 to O-23).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyQuotas {
    /// Characters of a document.
    pub size: Quota,
    /// Policies of the organization's own.
    pub count: Quota,
    /// Policies attached right at one node.
    pub attached: Quota,
}

impl PolicyQuotas {
    /// Those of a kind.
    pub fn of(policy_type: PolicyType) -> Self {
        let of = |size, count, attached| Self { size, count, attached };
        match policy_type {
            PolicyType::ServiceControlPolicy => of(
                Quota::ServiceControlPolicySize,
                Quota::ServiceControlPolicies,
                Quota::AttachedServiceControlPolicies,
            ),
            PolicyType::ResourceControlPolicy => of(
                Quota::ResourceControlPolicySize,
                Quota::ResourceControlPolicies,
                Quota::AttachedResourceControlPolicies,
            ),
            PolicyType::DeclarativePolicyEc2 => of(
                Quota::DeclarativePolicySize,
                Quota::OtherPolicies,
                Quota::AttachedDeclarativePolicies,
            ),
            PolicyType::TagPolicy => {
                of(Quota::TagPolicySize, Quota::OtherPolicies, Quota::AttachedTagPolicies)
            }
            PolicyType::BackupPolicy => {
                of(Quota::BackupPolicySize, Quota::OtherPolicies, Quota::AttachedBackupPolicies)
            }
            PolicyType::AiServicesOptOutPolicy => {
                of(Quota::AiOptOutPolicySize, Quota::OtherPolicies, Quota::AttachedAiOptOutPolicies)
            }
            PolicyType::ChatbotPolicy => {
                of(Quota::ChatPolicySize, Quota::OtherPolicies, Quota::AttachedChatPolicies)
            }
            PolicyType::SecurityHubPolicy => of(
                Quota::SecurityHubPolicySize,
                Quota::OtherPolicies,
                Quota::AttachedSecurityHubPolicies,
            ),
        }
    }
}

/// Who keeps a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keeper {
    /// AWS: it can be neither changed nor deleted.
    Aws,
    /// The organization.
    Customer,
}

/// An organization policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// Its name, unique within its kind.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub policy_type: PolicyType,
    /// Who keeps it.
    pub keeper: Keeper,
    /// Its text. Read as a policy document only when [`PolicyType::authorizes`].
    pub document: Document,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// The policies attached to one node, of all kinds, in the order of attachment (N-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachments {
    /// The node.
    pub node: NodeId,
    /// The policies, earliest first.
    pub policies: Vec<PolicyId>,
}

/// The text of AWS's own `FullAWSAccess` and `RCPFullAWSAccess` in one shape.
pub fn full_access(policy_type: PolicyType) -> Option<Policy> {
    let (id, name, text) = match policy_type {
        PolicyType::ServiceControlPolicy => (
            "p-FullAWSAccess",
            "FullAWSAccess",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
        ),
        PolicyType::ResourceControlPolicy => (
            "p-RCPFullAWSAccess",
            "RCPFullAWSAccess",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#,
        ),
        _ => return None,
    };
    Some(Policy {
        id: id.parse().ok()?,
        name: name.to_owned(),
        description: "Allows access to every operation".to_owned(),
        policy_type,
        keeper: Keeper::Aws,
        document: Document::new(text),
        tags: Tags::default(),
    })
}
