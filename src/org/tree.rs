//! Questions of place: paths, children, and which policies reach a node.

use std::sync::Arc;

use super::facets::AccountFacet;
use super::{Account, AccountId, NodeId, Organization, Ou, ParentId, Policy, PolicyId, PolicyType};

/// One level of a path with the policies attached right there.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// The root, a unit or the account.
    pub node: NodeId,
    /// The policies attached to it, earliest first.
    pub policies: Vec<Arc<Policy>>,
}

impl Organization {
    /// The path from the root to a node, both included. A unit whose parents are missing or go in
    /// a circle yields the part that is there, without end (O-43).
    pub fn path(&self, node: &NodeId) -> Vec<NodeId> {
        let mut path = vec![node.clone()];
        let mut next = self.parent(node);
        while let Some(parent) = next {
            let node = NodeId::from(parent);
            if path.contains(&node) {
                break;
            }
            next = self.parent(&node);
            path.push(node);
        }
        path.reverse();
        path
    }

    /// What a node is in; nothing for the root and for unknown nodes.
    pub fn parent(&self, node: &NodeId) -> Option<ParentId> {
        match node {
            NodeId::Root(_) => None,
            NodeId::Ou(id) => self.ous().get(id).map(|ou| ou.parent.clone()),
            NodeId::Account(id) => self.accounts().get(id).map(|account| account.parent.clone()),
        }
    }

    /// The units right inside a parent, by name.
    pub fn units_in(&self, parent: &ParentId) -> Vec<Arc<Ou>> {
        let mut units: Vec<_> = self.ous().having(parent.clone()).cloned().collect();
        units.sort_by(|a, b| a.name.cmp(&b.name));
        units
    }

    /// The accounts right inside a parent, by name.
    pub fn accounts_in(&self, parent: &ParentId) -> Vec<Arc<Account>> {
        let inside = AccountFacet::Parent(parent.clone());
        let mut accounts: Vec<_> = self.accounts().having(inside).cloned().collect();
        accounts.sort_by(|a, b| a.name.cmp(&b.name));
        accounts
    }

    /// The path of a node in names, for people: `/Workloads/Prod/booking-prod`.
    pub fn display_path(&self, node: &NodeId) -> String {
        let names: Vec<String> =
            self.path(node).iter().skip(1).map(|n| self.node_name(n)).collect();
        format!("/{}", names.join("/"))
    }

    /// The name of a node; its id when it is unknown.
    pub fn node_name(&self, node: &NodeId) -> String {
        let known = match node {
            NodeId::Root(_) => Some("Root".to_owned()),
            NodeId::Ou(id) => self.ous().get(id).map(|ou| ou.name.clone()),
            NodeId::Account(id) => self.accounts().get(id).map(|account| account.name.clone()),
        };
        known.unwrap_or_else(|| node.to_string())
    }

    /// The unit at a path of names such as `/Workloads/Prod`; the root at `/`.
    pub fn unit_at(&self, path: &str) -> Option<ParentId> {
        let mut here = ParentId::Root(self.foundation().root.clone());
        for name in path.split('/').filter(|part| !part.is_empty()) {
            let unit = self.ous().having(here).find(|ou| ou.name == name)?;
            here = ParentId::Ou(unit.id.clone());
        }
        Some(here)
    }

    /// The one account with a name, compared exactly; nothing when there is none or more than one.
    pub fn account_named(&self, name: &str) -> Option<&Arc<Account>> {
        let mut found = self.accounts().having(AccountFacet::Name(name.to_owned()));
        found.next().filter(|_| found.next().is_none())
    }

    /// The ids of the policies attached right at a node, of all kinds, earliest first.
    pub fn attached(&self, node: &NodeId) -> &[PolicyId] {
        self.attachments().get(node).map_or(&[], |attachments| &attachments.policies)
    }

    /// The policies of one kind that reach a node, level by level from the root to the node itself.
    /// Levels without such a policy are there too, and empty (E-40).
    pub fn reaching(&self, node: &NodeId, policy_type: PolicyType) -> Vec<Level> {
        self.path(node)
            .into_iter()
            .map(|node| Level {
                policies: self
                    .attached(&node)
                    .iter()
                    .filter_map(|id| self.policies().get(id))
                    .filter(|policy| policy.policy_type == policy_type)
                    .cloned()
                    .collect(),
                node,
            })
            .collect()
    }

    /// The text of `aws:PrincipalOrgPaths` and its like for an account: with a slash at the end and
    /// without the account (K-10).
    pub fn condition_path(&self, account: AccountId) -> String {
        let mut text = format!("{}/", self.foundation().id);
        for node in self.path(&NodeId::Account(account)) {
            if !matches!(node, NodeId::Account(_)) {
                text.push_str(&node.to_string());
                text.push('/');
            }
        }
        text
    }
}
