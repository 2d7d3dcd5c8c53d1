//! `accounts/*.yaml`: accounts and all that is in them.

use std::collections::BTreeMap;

use super::{Draft, Reading};
use crate::{
    exchange::native::{
        derive,
        meaning::Named,
        node::{Content, Entry, Node},
    },
    org::RecordKind,
};

/// An account that waits for its parent and for its share of the baseline.
pub(super) struct AccountDraft {
    pub name: String,
    pub node: Node,
}

/// The lists of an account file, and what their items are.
pub(in crate::exchange::native) const SECTIONS: [(&str, RecordKind); 7] = [
    ("users", RecordKind::User),
    ("groups", RecordKind::Group),
    ("roles", RecordKind::Role),
    ("managed_policies", RecordKind::ManagedPolicy),
    ("instance_profiles", RecordKind::InstanceProfile),
    ("identity_providers", RecordKind::IdentityProvider),
    ("resources", RecordKind::Resource),
];

impl Reading<'_> {
    /// All account files: the accounts by id. Their entities become drafts right away.
    pub(super) fn accounts(&mut self) -> BTreeMap<String, AccountDraft> {
        let paths: Vec<String> =
            self.trees.keys().filter(|path| path.starts_with("accounts/")).cloned().collect();
        let mut accounts = BTreeMap::new();
        for path in paths {
            let Some(mut node) = self.trees.remove(&path) else { continue };
            if !matches!(node.content, Content::Map(_)) {
                self.error(&node.place, "this is no account; write its fields with colons");
                continue;
            }
            let stem = path.trim_start_matches("accounts/").trim_end_matches(".yaml");
            let name = self.text(&node, "name").unwrap_or_else(|| stem.to_owned());
            node.set_text("name", &name);
            let id = self.text(&node, "id");
            let id = id.unwrap_or_else(|| derive::id(Named::Account, &self.root, &name));
            node.set_text("id", &id);
            self.names.add(Named::Account, &name, &id);
            self.imply(&mut node, "parent", "");
            self.joined(&mut node);
            self.attach(&mut node, &id);
            for (section, kind) in SECTIONS {
                for item in self.list(&mut node, section) {
                    self.entity(kind, &id, item);
                }
            }
            if accounts.insert(id.clone(), AccountDraft { name, node }).is_some() {
                let place = crate::exchange::native::Place::file(&path);
                self.error(&place, format!("another file has account {id} too; change the id"));
            }
        }
        accounts
    }

    /// `created` or `invited` with a date: how and when the account came.
    fn joined(&mut self, node: &mut Node) {
        let place = node.place.clone();
        let (method, at) = match (node.take("created"), node.take("invited")) {
            (Some(at), None) => ("CREATED", at),
            (None, Some(at)) => ("INVITED", at),
            (None, None) => {
                self.error(&place, "`created` or `invited` is missing; say when the account came");
                return;
            }
            (Some(_), Some(at)) => {
                self.error(&at.place, "an account is `created` or `invited`; keep one of the two");
                return;
            }
        };
        self.imply(node, "joined", "");
        let mut joined = Node::new(&at.place, Content::Map(Vec::new()));
        joined.set_text("method", method);
        joined.set("at", at);
        node.set("joined", joined);
    }

    /// Makes a draft of an entity of an account, which goes without saying within its file.
    pub(super) fn entity(&mut self, kind: RecordKind, account: &str, mut node: Node) {
        match kind {
            RecordKind::ManagedPolicy => managed_policy(account, &mut node),
            RecordKind::IdentityProvider => {}
            _ => self.imply(&mut node, "account", account),
        }
        if let (RecordKind::ManagedPolicy, Some(arn)) = (kind, node.get("arn").and_then(Node::text))
        {
            let name = arn.rsplit('/').next().unwrap_or_default();
            self.names.add_managed(account, name, arn);
        }
        self.drafts.push(Draft { kind, node, account: Some(account.to_owned()) });
    }
}

/// The short form of a managed policy: `name`, `path` and `document` in place of an ARN and of
/// versions.
fn managed_policy(account: &str, node: &mut Node) {
    if let Some(name) = node.take("name") {
        let path = node.take("path");
        let path = path.as_ref().and_then(Node::text).unwrap_or("/");
        let name = name.text().unwrap_or_default();
        node.set_text("arn", format!("arn:aws:iam::{account}:policy{path}{name}"));
    }
    if let Some(document) = node.take("document") {
        let place = document.place.clone();
        let number = Node::new(&place, Content::Plain("1".to_owned()));
        let entry = |key: &str, value| Entry { place: place.clone(), key: key.to_owned(), value };
        let version =
            Content::Map(vec![entry("number", number.clone()), entry("document", document)]);
        let versions = Content::List(vec![Node::new(&place, version)]);
        node.set("versions", Node::new(&place, versions));
        node.set("default_version", number);
    }
}
