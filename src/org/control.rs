//! Controls: guardrails enabled on organizational units (section 13).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ControlId, OuId, PolicyId};
use crate::policy::Document;

/// A control that is enabled on an organizational unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnabledControl {
    /// Which.
    pub control: ControlId,
    /// Where (T-11).
    pub ou: OuId,
    /// How enabling it went.
    pub status: ControlStatus,
    /// Whether reality still agrees, as the service last reported it.
    pub drift: DriftStatus,
    /// Its parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// The organization policy that enforces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyId>,
    /// The text of that policy when the control was enabled, to tell drift by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enforced: Option<Document>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<DateTime<Utc>>,
}

/// How enabling a control went (T-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ControlStatus {
    /// It is in force.
    Succeeded,
    /// It is not.
    Failed,
    /// It is being changed.
    UnderChange,
}

/// Whether a control still is what was enabled (T-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DriftStatus {
    /// It is.
    InSync,
    /// It is not.
    Drifted,
    /// Nobody looks.
    NotChecking,
    /// Nobody knows.
    Unknown,
}
