//! An organization policy.

use serde::Serialize;

use super::{
    carried::{document, faults},
    tags_line,
};
use crate::{
    cli::{line::Piece, output::Page, table::Table},
    org::{Keeper, NodeId, Organization, Policy, PolicyType, Tags},
};

/// An organization policy.
#[derive(Debug, Serialize)]
pub struct OnePolicy {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(rename = "type")]
    policy_type: PolicyType,
    keeper: Keeper,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    tags: Tags,
    attached: Vec<Attached>,
    /// How many accounts it reaches.
    reaches: usize,
    faults: Vec<String>,
    document: String,
}

#[derive(Debug, Serialize)]
struct Attached {
    id: String,
    path: String,
    /// How many accounts are there or below.
    accounts: usize,
}

/// Looks at an organization policy.
pub fn look(organization: &Organization, policy: &Policy) -> OnePolicy {
    let targets: Vec<NodeId> = organization.targets_of(&policy.id).cloned().collect();
    let paths: Vec<Vec<NodeId>> = organization
        .accounts()
        .iter()
        .map(|account| organization.path(&NodeId::Account(account.id)))
        .collect();
    let below = |node: &NodeId| paths.iter().filter(|path| path.contains(node)).count();
    let attached = targets.iter().map(|node| Attached {
        id: node.to_string(),
        path: organization.display_path(node),
        accounts: below(node),
    });
    OnePolicy {
        id: policy.id.to_string(),
        name: policy.name.clone(),
        description: policy.description.clone(),
        policy_type: policy.policy_type,
        keeper: policy.keeper,
        tags: policy.tags.clone(),
        attached: attached.collect(),
        reaches: paths.iter().filter(|path| path.iter().any(|it| targets.contains(it))).count(),
        faults: if policy.policy_type.authorizes() { faults(&policy.document) } else { Vec::new() },
        document: policy.document.text().to_owned(),
    }
}

impl OnePolicy {
    /// Shows it.
    pub fn page(&self, page: &mut Page) {
        page.title(&self.name);
        page.fields(&[
            ("id", self.id.clone()),
            ("kind", self.policy_type.short_name().to_owned()),
            ("kept by", super::word(&self.keeper)),
            ("description", self.description.clone()),
            ("reaches", format!("{} accounts", self.reaches)),
            ("tags", tags_line(&self.tags)),
        ]);
        let mut table = Table::new(&["ATTACHED TO", "ID", ">ACCOUNTS"]);
        for it in &self.attached {
            table.row([Piece::from(&it.path), Piece::from(&it.id), it.accounts.to_string().into()]);
        }
        page.section("Attachments", table);
        document("Document", &self.document, &self.faults, page);
    }
}
