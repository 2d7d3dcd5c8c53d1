//! The policies that reach a node: which, of what kind, and the node each comes by.

use std::borrow::Cow;
use std::sync::Arc;

use crate::org::{NodeId, Organization, Policy, PolicyType};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::table::{Column, Row, Width};

/// A policy that reaches a node.
pub struct Reaching {
    id: String,
    /// The policy.
    pub policy: Arc<Policy>,
    /// The path of the node above that it comes by; nothing when it is attached right here.
    pub from: Option<String>,
}

impl Row for Reaching {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Policy", width: Width::Fill(18), rank: 0 },
        Column { title: "Kind", width: Width::Fixed(10), rank: 2 },
        Column { title: "Comes by", width: Width::Fill(14), rank: 1 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    fn cell(&self, column: usize) -> Phrase {
        let meaning = if self.from.is_some() { Meaning::Inherited } else { Meaning::Direct };
        match column {
            0 => Phrase::sign(meaning, &self.policy.name),
            1 => Phrase::of(self.policy.policy_type.short_name(), Meaning::Muted),
            _ => match &self.from {
                Some(path) => Phrase::of(path.as_str(), Meaning::Inherited),
                None => Phrase::of("attached here", Meaning::Direct),
            },
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        let from = self.from.as_deref().unwrap_or_default();
        Cow::Owned(format!(
            "{}\n{}\n{from}",
            self.policy.name,
            self.policy.policy_type.short_name()
        ))
    }
}

/// The policies that reach a node, kind by kind, from the root down.
pub fn reaching(node: &NodeId, organization: &Organization) -> Vec<Reaching> {
    let mut rows = Vec::new();
    for kind in PolicyType::ALL {
        for level in organization.reaching(node, kind) {
            let from = (level.node != *node).then(|| match level.node {
                NodeId::Root(_) => "Root".to_owned(),
                NodeId::Ou(_) | NodeId::Account(_) => organization.display_path(&level.node),
            });
            rows.extend(level.policies.into_iter().map(|policy| Reaching {
                id: format!("{} {}", policy.id, level.node),
                policy,
                from: from.clone(),
            }));
        }
    }
    rows
}
