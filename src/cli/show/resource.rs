//! A resource.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    carried::{document, faults},
    reaching::{self, Reaching, reaching},
    tags_line,
};
use crate::{
    cli::{line::Piece, output::Page, table::Table, time::or_empty},
    org::{
        BucketAcl, KeyGrant, NodeId, ObjectOwnership, Organization, PublicAccessBlock, Resource,
        Tags,
    },
};

/// A resource.
#[derive(Debug, Serialize)]
pub struct OneResource {
    arn: String,
    account: String,
    account_path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encryption_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_access_block: Option<PublicAccessBlock>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acl: Option<BucketAcl>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    grants: Vec<KeyGrant>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    tags: Tags,
    /// The organization policies above it.
    policies: Vec<Reaching>,
    faults: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
}

/// Looks at a resource.
pub fn look(organization: &Organization, resource: &Resource) -> OneResource {
    let node = NodeId::Account(resource.account);
    OneResource {
        arn: resource.arn.to_string(),
        account: resource.account.to_string(),
        account_path: organization.display_path(&node),
        created: resource.created,
        encryption_key: resource.encryption_key.as_ref().map(ToString::to_string),
        role: resource.role.as_ref().map(ToString::to_string),
        public_access_block: resource.public_access_block,
        acl: resource.acl.clone(),
        grants: resource.grants.clone(),
        tags: resource.tags.clone(),
        policies: reaching(organization, &node),
        faults: resource.policy.as_ref().map(faults).unwrap_or_default(),
        document: resource.policy.as_ref().map(|document| document.text().to_owned()),
    }
}

impl OneResource {
    /// Shows it.
    pub fn page(&self, page: &mut Page) {
        page.title(&self.arn);
        page.fields(&[
            ("account", format!("{} ({})", self.account_path, self.account)),
            ("created", or_empty(self.created)),
            ("encrypted by", self.encryption_key.clone().unwrap_or_default()),
            ("role", self.role.clone().unwrap_or_default()),
            ("public access", self.public_access_block.map(blocked).unwrap_or_default()),
            ("tags", tags_line(&self.tags)),
        ]);
        reaching::section(&self.policies, page);
        let mut table = Table::new(&["GRANT", "TO", "OPERATIONS"]);
        for it in &self.grants {
            table.row([
                Piece::from(&it.id),
                Piece::from(&it.grantee),
                it.operations.join(", ").into(),
            ]);
        }
        page.section("Grants", table);
        let mut table = Table::new(&["TO", "PERMISSION"]);
        for it in self.acl.iter().flat_map(|acl| &acl.grants) {
            table.row([it.grantee.to_string().into(), it.permission.name().into()]);
        }
        let title = match self.acl.as_ref().map(|acl| acl.ownership) {
            Some(ObjectOwnership::BucketOwnerEnforced) => "Access control list (switched off)",
            _ => "Access control list",
        };
        page.section(title, table);
        if let Some(text) = &self.document {
            document("Resource policy", text, &self.faults, page);
        }
    }
}

fn blocked(block: PublicAccessBlock) -> String {
    let PublicAccessBlock {
        block_public_acls,
        ignore_public_acls,
        block_public_policy,
        restrict_public_buckets,
    } = block;
    let parts = [
        (block_public_acls, "new public ACLs"),
        (ignore_public_acls, "public ACLs"),
        (block_public_policy, "new public policies"),
        (restrict_public_buckets, "public policies"),
    ];
    let on: Vec<_> = parts.into_iter().filter(|(on, _)| *on).map(|(_, what)| what).collect();
    if on.is_empty() { "not blocked".to_owned() } else { format!("blocks {}", on.join(", ")) }
}
