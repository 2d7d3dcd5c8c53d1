//! The organization policies that reach a node, and the path that each comes by.

use serde::Serialize;

use crate::{
    cli::{
        line::{Meaning, Piece},
        output::Page,
        table::Table,
    },
    org::{NodeId, Organization, PolicyType},
};

/// A policy that reaches a node.
#[derive(Debug, Serialize)]
pub struct Reaching {
    #[serde(rename = "type")]
    policy_type: PolicyType,
    name: String,
    id: String,
    /// The path of the node that it is attached to.
    from: String,
    inherited: bool,
}

/// The policies that reach a node, by kind, those of the root first.
pub fn reaching(organization: &Organization, node: &NodeId) -> Vec<Reaching> {
    let levels = PolicyType::ALL
        .into_iter()
        .flat_map(|policy_type| organization.reaching(node, policy_type));
    levels
        .flat_map(|level| {
            let from = organization.display_path(&level.node);
            let inherited = level.node != *node;
            level.policies.into_iter().map(move |policy| Reaching {
                policy_type: policy.policy_type,
                name: policy.name.clone(),
                id: policy.id.to_string(),
                from: from.clone(),
                inherited,
            })
        })
        .collect()
}

/// Shows them.
pub fn section(policies: &[Reaching], page: &mut Page) {
    let mut table = Table::new(&["KIND", "POLICY", "FROM", "", "ID"]);
    for policy in policies {
        let how = if policy.inherited { "inherited" } else { "attached here" };
        table.row([
            policy.policy_type.short_name().into(),
            Piece::from(&policy.name),
            Piece::from(&policy.from),
            Piece::new(if policy.inherited { Meaning::Faint } else { Meaning::Plain }, how),
            Piece::new(Meaning::Faint, &policy.id),
        ]);
    }
    page.section("Organization policies", table);
}
