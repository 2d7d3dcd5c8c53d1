//! `tree`: the root, the units and the accounts, and what is attached to them.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    Failure, find,
    line::{Meaning, Piece},
    output::{Answer, Page},
    table::Table,
};
use crate::org::{AccountState, Keeper, NodeId, Organization, ParentId, PolicyType};

/// Show units and accounts as a tree, with the policies attached right to each
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to begin: a path such as /Workloads/Prod, an id or a name; the root if absent
    node: Option<String>,
}

/// A tree.
#[derive(Debug, Serialize)]
pub struct Tree {
    #[serde(flatten)]
    top: Branch,
    /// The kinds of policy that are enabled.
    #[serde(skip)]
    enabled: BTreeSet<PolicyType>,
}

/// A node and what is in it.
#[derive(Debug, Serialize)]
struct Branch {
    kind: &'static str,
    id: String,
    name: String,
    path: String,
    /// Of an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<AccountState>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    management: bool,
    policies: Vec<Attached>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    children: Vec<Branch>,
}

#[derive(Debug, Serialize)]
struct Attached {
    id: String,
    name: String,
    #[serde(rename = "type")]
    policy_type: PolicyType,
    keeper: Keeper,
}

/// Collects the tree.
pub fn run(args: &Args, organization: &Organization) -> Result<Tree, Failure> {
    let node = match &args.node {
        Some(text) => find::node(organization, text)?,
        None => NodeId::Root(organization.foundation().root.clone()),
    };
    let enabled = organization.foundation().policy_types.clone();
    Ok(Tree { top: branch(organization, &node), enabled })
}

fn branch(organization: &Organization, node: &NodeId) -> Branch {
    let (kind, parent) = match node {
        NodeId::Root(id) => ("root", Some(ParentId::Root(id.clone()))),
        NodeId::Ou(id) => ("ou", Some(ParentId::Ou(id.clone()))),
        NodeId::Account(_) => ("account", None),
    };
    let account = match node {
        NodeId::Account(id) => organization.accounts().get(id),
        NodeId::Root(_) | NodeId::Ou(_) => None,
    };
    let depth = organization.path(node).len();
    let children = parent.map(|parent| {
        let accounts = organization.accounts_in(&parent).into_iter();
        let units = organization.units_in(&parent).into_iter();
        accounts
            .map(|account| NodeId::Account(account.id))
            .chain(units.map(|ou| NodeId::Ou(ou.id.clone())))
            // Units that are inside each other in a circle have no end (O-43).
            .filter(|child| organization.path(child).len() > depth)
            .map(|child| branch(organization, &child))
            .collect()
    });
    let attached = organization.attached(node).iter();
    Branch {
        kind,
        id: node.to_string(),
        name: organization.node_name(node),
        path: organization.display_path(node),
        state: account.map(|account| account.state),
        management: account.is_some_and(|it| it.id == organization.foundation().management),
        policies: attached
            .filter_map(|id| organization.policies().get(id))
            .map(|policy| Attached {
                id: policy.id.to_string(),
                name: policy.name.clone(),
                policy_type: policy.policy_type,
                keeper: policy.keeper,
            })
            .collect(),
        children: children.unwrap_or_default(),
    }
}

/// How deep a node is, and what is drawn before it.
#[derive(Clone, Copy)]
struct Stem<'a> {
    before: &'a str,
    own: &'a str,
    below: &'a str,
}

impl Tree {
    fn rows(&self, branch: &Branch, stem: Stem<'_>, table: &mut Table) {
        let meaning = if branch.state.is_some() { Meaning::Plain } else { Meaning::Title };
        let name = format!("{}{}{}", stem.before, stem.own, branch.name);
        let note = match (branch.management, branch.state) {
            (true, _) => Piece::from("management"),
            (false, Some(state)) if !state.usable() => {
                Piece::new(Meaning::Deny, super::show::state_name(state))
            }
            _ => Piece::from(""),
        };
        table.row([
            Piece::new(meaning, name),
            Piece::new(Meaning::Faint, &branch.id),
            note,
            self.attached(branch, PolicyType::ServiceControlPolicy).into(),
            self.attached(branch, PolicyType::ResourceControlPolicy).into(),
        ]);
        let before = format!("{}{}", stem.before, stem.below);
        for (at, child) in branch.children.iter().enumerate() {
            let (own, below) = if at + 1 == branch.children.len() {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            self.rows(child, Stem { before: &before, own, below }, table);
        }
    }

    /// The customer's policies of a kind. That AWS's own, which allows everything, is there goes
    /// without saying; that it is not is said.
    fn attached(&self, branch: &Branch, policy_type: PolicyType) -> String {
        let of_kind = || branch.policies.iter().filter(|it| it.policy_type == policy_type);
        let own = of_kind().filter(|it| it.keeper == Keeper::Customer);
        let names = own.map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ");
        let open = of_kind().any(|it| it.keeper == Keeper::Aws);
        match names.as_str() {
            _ if open || !self.enabled.contains(&policy_type) => names,
            "" => "none at all".to_owned(),
            names => format!("only {names}"),
        }
    }
}

impl Answer for Tree {
    fn page(&self, page: &mut Page) {
        let mut table = Table::new(&["NODE", "ID", "STATE", "SCPS", "RCPS"]);
        self.rows(&self.top, Stem { before: "", own: "", below: "" }, &mut table);
        page.table(table);
    }
}
