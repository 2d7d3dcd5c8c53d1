//! The fields of a scenario as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Number, value::RawValue};

use crate::{
    org::{AccountId, GrantConstraint, PublicAccessBlock, Tags},
    policy::ActionName,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioForm<'a> {
    pub id: Option<String>,
    pub principal: PrincipalForm,
    #[serde(deserialize_with = "action")]
    pub action: ActionName,
    pub resource: ResourceForm,
    pub context: Option<BTreeMap<String, ValueForm>>,
    pub organization: Option<OrganizationForm>,
    #[serde(borrow)]
    pub identity_policies: Option<Vec<PolicyForm<'a>>>,
    pub permissions_boundary: Option<PolicyForm<'a>>,
    pub session_policies: Option<Vec<PolicyForm<'a>>>,
    pub service_control_policies: Option<Vec<LevelForm<'a>>>,
    pub resource_control_policies: Option<Vec<LevelForm<'a>>>,
    pub resource_policy: Option<PolicyForm<'a>>,
    pub endpoint_policies: Option<Vec<PolicyForm<'a>>>,
    pub grants: Option<Vec<GrantForm>>,
    pub public_access_block: Option<PublicAccessBlockForm>,
    pub assume_known: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrincipalForm {
    pub arn: Option<String>,
    pub role_path: Option<String>,
    pub tags: Option<Tags>,
    pub service_linked: Option<bool>,
    pub service: Option<String>,
    pub federated: Option<String>,
    pub anonymous: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceForm {
    pub arn: String,
    pub account: Option<AccountId>,
    pub tags: Option<Tags>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationForm {
    pub id: String,
    pub management_account: AccountId,
    pub principal_path: Option<Vec<String>>,
    pub resource_path: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyForm<'a> {
    pub name: Option<String>,
    #[serde(borrow)]
    pub document: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelForm<'a> {
    pub target: Option<String>,
    #[serde(borrow)]
    pub policies: Vec<PolicyForm<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantForm {
    pub id: Option<String>,
    pub grantee: String,
    pub operations: Vec<String>,
    pub retiring: Option<String>,
    pub constraint: Option<GrantConstraint>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicAccessBlockForm {
    #[serde(default)]
    pub block_public_acls: bool,
    #[serde(default)]
    pub ignore_public_acls: bool,
    #[serde(default)]
    pub block_public_policy: bool,
    #[serde(default)]
    pub restrict_public_buckets: bool,
}

impl From<PublicAccessBlockForm> for PublicAccessBlock {
    fn from(form: PublicAccessBlockForm) -> Self {
        Self {
            block_public_acls: form.block_public_acls,
            ignore_public_acls: form.ignore_public_acls,
            block_public_policy: form.block_public_policy,
            restrict_public_buckets: form.restrict_public_buckets,
        }
    }
}

/// The value of a context key.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a context key takes a string, a number, a boolean, a list of them, or null"
)]
pub enum ValueForm {
    One(ScalarForm),
    Many(Vec<ScalarForm>),
    Absent(()),
}

#[derive(Deserialize)]
#[serde(untagged)]
pub enum ScalarForm {
    Text(String),
    Number(Number),
    Bool(bool),
}

impl From<ScalarForm> for String {
    fn from(form: ScalarForm) -> Self {
        match form {
            ScalarForm::Text(text) => text,
            ScalarForm::Number(number) => number.to_string(),
            ScalarForm::Bool(value) => value.to_string(),
        }
    }
}

fn action<'de, D: serde::Deserializer<'de>>(from: D) -> Result<ActionName, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}
