//! The accounts in a unit, however deep.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use super::spots::state_name;
use crate::org::{Account, NodeId, Organization, ParentId};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::table::{Column, Row, Width};

/// An account in a unit.
pub struct Inside {
    id: String,
    /// The account.
    pub account: Arc<Account>,
    path: String,
}

impl Row for Inside {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Account", width: Width::Fill(14), rank: 0 },
        Column { title: "In", width: Width::Fill(14), rank: 1 },
        Column { title: "State", width: Width::Fixed(10), rank: 2 },
        Column { title: "Id", width: Width::Fixed(12), rank: 3 },
        Column { title: "E-mail", width: Width::Fill(20), rank: 4 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    fn cell(&self, column: usize) -> Phrase {
        let account = &self.account;
        match column {
            0 => account.name.as_str().into(),
            1 => Phrase::of(self.path.as_str(), Meaning::Muted),
            2 if account.state.usable() => state_name(account.state).into(),
            2 => Phrase::of(state_name(account.state), Meaning::Warning),
            3 => Phrase::of(self.id.as_str(), Meaning::Muted),
            _ => Phrase::of(account.email.as_str(), Meaning::Muted),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{}\n{}\n{}", self.account.name, self.path, self.id))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            2 => self.account.state.cmp(&other.account.state),
            _ => self.cell(column).plain().cmp(&other.cell(column).plain()),
        }
    }
}

/// The accounts in a unit.
pub fn inside(node: &NodeId, organization: &Organization) -> Vec<Inside> {
    let accounts = accounts(node, organization).into_iter();
    let rows = accounts.map(|account| Inside {
        id: account.id.to_string(),
        path: organization.display_path(&account.parent.clone().into()),
        account,
    });
    rows.collect()
}

/// The accounts at and below a node, those right inside first.
pub fn accounts(node: &NodeId, organization: &Organization) -> Vec<Arc<Account>> {
    let parent = match node {
        NodeId::Account(id) => {
            return organization.accounts().get(id).cloned().into_iter().collect();
        }
        NodeId::Root(id) => ParentId::Root(id.clone()),
        NodeId::Ou(id) => ParentId::Ou(id.clone()),
    };
    let mut found = Vec::new();
    let mut pending = vec![parent];
    while let Some(parent) = pending.pop() {
        found.extend(organization.accounts_in(&parent));
        let units = organization.units_in(&parent).into_iter().rev();
        pending.extend(units.map(|unit| ParentId::Ou(unit.id.clone())));
    }
    found
}
