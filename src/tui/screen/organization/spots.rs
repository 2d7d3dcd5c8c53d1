//! The nodes of the tree: the root, its units and accounts, each with what marks it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use crate::govern::Drift;
use crate::org::{self, AccountState, NodeId, ParentId};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::tree::Node;

/// A node of the tree.
pub struct Spot {
    id: String,
    /// What it is.
    pub node: NodeId,
    depth: usize,
    /// What people call it.
    pub name: String,
    /// Accounts in it, however deep; one for an account.
    pub accounts: usize,
    state: Option<AccountState>,
    management: bool,
    drifted: bool,
}

impl Node for Spot {
    fn id(&self) -> &str {
        &self.id
    }

    fn depth(&self) -> usize {
        self.depth
    }

    fn label(&self) -> Phrase {
        let label = match self.state {
            None => {
                let count = format!("  {}", self.accounts);
                Phrase::of(self.name.as_str(), Meaning::Accent).and(count, Meaning::Muted)
            }
            Some(AccountState::Active) if self.management => {
                Phrase::from(self.name.as_str()).and("  management", Meaning::Warning)
            }
            Some(AccountState::Active) => self.name.as_str().into(),
            Some(state) => Phrase::of(self.name.as_str(), Meaning::Muted)
                .and(format!("  {}", state_name(state)), Meaning::Warning),
        };
        if self.drifted { label.and("  ! drift", Meaning::Warning) } else { label }
    }

    fn haystack(&self) -> Cow<'_, str> {
        match self.node {
            NodeId::Account(id) => Cow::Owned(format!("{}\n{id}", self.name)),
            NodeId::Root(_) | NodeId::Ou(_) => Cow::Borrowed(&self.name),
        }
    }
}

/// How people call the state of an account.
pub fn state_name(state: AccountState) -> &'static str {
    match state {
        AccountState::PendingActivation => "pending activation",
        AccountState::Active => "active",
        AccountState::Suspended => "suspended",
        AccountState::PendingClosure => "pending closure",
        AccountState::Closed => "closed",
    }
}

/// The nodes of the tree, each followed by its children: accounts first, then units, by name.
pub fn spots(organization: &org::Organization, drift: &[Drift]) -> Vec<Spot> {
    let drifted: HashSet<NodeId> = drift.iter().map(Drift::node).collect();
    let mut units: BTreeMap<&ParentId, Vec<&org::Ou>> = BTreeMap::new();
    let mut accounts: BTreeMap<&ParentId, Vec<&org::Account>> = BTreeMap::new();
    for unit in organization.ous().iter() {
        units.entry(&unit.parent).or_default().push(unit);
    }
    for account in organization.accounts().iter() {
        accounts.entry(&account.parent).or_default().push(account);
    }
    for list in units.values_mut() {
        list.sort_by(|one, other| one.name.cmp(&other.name));
    }
    for list in accounts.values_mut() {
        list.sort_by(|one, other| one.name.cmp(&other.name));
    }
    let root = ParentId::Root(organization.foundation().root.clone());
    let management = organization.foundation().management;
    let mut spots = Vec::new();
    let mut pending = vec![(root, "Root".to_owned(), 0)];
    while let Some((parent, name, depth)) = pending.pop() {
        let node = NodeId::from(parent.clone());
        let inside = accounts.get(&parent).map_or(&[][..], Vec::as_slice);
        spots.push(Spot {
            id: node.to_string(),
            drifted: drifted.contains(&node),
            node,
            depth,
            name,
            accounts: 0,
            state: None,
            management: false,
        });
        spots.extend(inside.iter().map(|account| Spot {
            id: account.id.to_string(),
            node: NodeId::Account(account.id),
            depth: depth + 1,
            name: account.name.clone(),
            accounts: 0,
            state: Some(account.state),
            management: account.id == management,
            drifted: drifted.contains(&NodeId::Account(account.id)),
        }));
        let below = units.get(&parent).map_or(&[][..], Vec::as_slice);
        let below = below.iter().rev();
        pending.extend(below.map(|ou| (ParentId::Ou(ou.id.clone()), ou.name.clone(), depth + 1)));
    }
    count(&mut spots);
    spots
}

/// Counts the accounts below each unit, however deep.
fn count(spots: &mut [Spot]) {
    let mut below: Vec<usize> = Vec::new();
    for spot in spots.iter_mut().rev() {
        below.resize(below.len().max(spot.depth + 2), 0);
        let own = if spot.state.is_some() { 1 } else { std::mem::take(&mut below[spot.depth + 1]) };
        spot.accounts = own;
        below[spot.depth] += own;
    }
}
