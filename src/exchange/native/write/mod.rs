//! From an organization to files: the inverse of reading.
//!
//! What the layout has no place for, such as an entity that speaks of something that is not there,
//! goes to `records.yaml` as it is. So nothing is ever left out.

mod accounts;
mod activity;
mod directory;
mod entity;
mod tree;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    files::Files,
    meaning::Named,
    names::{Names, is_account_name},
    node::{Content, Node},
    place::Place,
};
use crate::org::{AccountId, ManagedPolicy, NodeId, Organization, ParentId, Record};

/// Writes an organization as files. Reading them gives the same organization again.
pub fn write(organization: &Organization) -> Files {
    let mut writing = Writing::new(organization);
    writing.policies();
    writing.tree();
    writing.accounts();
    writing.directory();
    writing.controls();
    writing.aws_managed();
    writing.activity();
    writing.raw_records();
    writing.files
}

struct Writing<'a> {
    organization: &'a Organization,
    files: Files,
    names: Names,
    /// Documents that have a file already, by text.
    documents: HashMap<String, String>,
    /// The root and all units that hang on it.
    placed: BTreeSet<NodeId>,
    /// The accounts in them, and the names of their files.
    stems: BTreeMap<AccountId, String>,
    /// What fits nowhere.
    raw: Vec<Node>,
    /// Nodes on their way out stand nowhere.
    nowhere: Place,
}

impl<'a> Writing<'a> {
    fn new(organization: &'a Organization) -> Self {
        let mut writing = Self {
            organization,
            files: Files::default(),
            names: Names::default(),
            documents: HashMap::new(),
            placed: BTreeSet::new(),
            stems: BTreeMap::new(),
            raw: Vec::new(),
            nowhere: Place::file(""),
        };
        writing.place(&ParentId::Root(organization.foundation().root.clone()), "");
        writing.name_the_rest();
        writing
    }

    /// Finds what hangs on the root, and what it is called.
    fn place(&mut self, parent: &ParentId, path: &str) {
        if !self.placed.insert(parent.clone().into()) {
            return;
        }
        for unit in self.organization.units_in(parent) {
            let path = format!("{path}/{}", unit.name);
            self.names.add(Named::Unit, &path, unit.id.as_str());
            self.place(&ParentId::Ou(unit.id.clone()), &path);
        }
        for account in self.organization.accounts_in(parent) {
            let stem = self.stem(&account.name, account.id);
            self.stems.insert(account.id, stem);
        }
    }

    /// The name of an account's file: the account's, where that is a good and free file name.
    fn stem(&self, name: &str, id: AccountId) -> String {
        let free = !self.stems.values().any(|stem| stem.eq_ignore_ascii_case(name));
        if is_account_name(name) && plain_file_name(name) && free {
            name.to_owned()
        } else {
            id.to_string()
        }
    }

    fn name_the_rest(&mut self) {
        let organization = self.organization;
        let names = &mut self.names;
        for it in organization.accounts().iter() {
            names.add(Named::Account, &it.name, &it.id.to_string());
        }
        for it in organization.policies().iter() {
            names.add(Named::Policy, &it.name, it.id.as_str());
        }
        for it in organization.permission_sets().iter() {
            names.add(Named::PermissionSet, &it.name, it.id.as_str());
        }
        for it in organization.directory_users().iter() {
            names.add(Named::User, &it.user_name, it.id.as_str());
        }
        for it in organization.directory_groups().iter() {
            names.add(Named::Group, &it.name, it.id.as_str());
        }
        for it in organization.managed_policies().iter() {
            if let Some(account) = owner(it).filter(|id| self.stems.contains_key(id)) {
                names.add_managed(&account.to_string(), it.name(), it.arn.as_str());
            }
        }
    }

    /// Writes a YAML file.
    fn yaml(&mut self, path: &str, content: Content) {
        let node = self.node(content);
        #[allow(clippy::expect_used, reason = "a tree of texts, lists and maps has a YAML form")]
        let text = serde_saphyr::to_string(&node).expect("a tree is YAML");
        self.files.insert(path, text);
    }

    /// Writes a YAML file of a list, unless the list is empty.
    fn yaml_list(&mut self, path: &str, items: Vec<Node>) {
        if !items.is_empty() {
            self.yaml(path, Content::List(items));
        }
    }

    fn node(&self, content: Content) -> Node {
        Node::new(&self.nowhere, content)
    }

    fn text(&self, text: impl Into<String>) -> Node {
        self.node(Content::Quoted(text.into()))
    }

    fn map(&self) -> Node {
        self.node(Content::Map(Vec::new()))
    }

    fn list(&self, items: Vec<Node>) -> Node {
        self.node(Content::List(items))
    }

    /// Keeps a record as it is, since it fits nowhere.
    fn keep(&mut self, record: &Record) {
        let node = self.json(record);
        self.raw.push(node);
    }

    fn raw_records(&mut self) {
        let raw = std::mem::take(&mut self.raw);
        self.yaml_list("records.yaml", raw);
    }
}

/// The account that a managed policy belongs to; none for AWS's.
fn owner(policy: &ManagedPolicy) -> Option<AccountId> {
    policy.arn.account().parse().ok()
}

/// Whether a text is a file name that every system takes.
fn plain_file_name(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}
