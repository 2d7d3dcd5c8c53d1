//! `identity-center.yaml`: directory users, groups, permission sets and assignments.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Writing;
use crate::{
    exchange::native::{
        derive,
        meaning::Named,
        node::{Content, Node},
    },
    org::{Record, RecordKind},
};

impl Writing<'_> {
    /// `identity-center.yaml`, unless there is nothing to put there.
    pub(super) fn directory(&mut self) {
        let organization = self.organization;
        let mut file = self.map();
        if let Some(instance) = &organization.foundation().identity_center {
            file.set("instance", self.json(instance));
        }
        let mut users = Vec::new();
        for it in organization.directory_users().iter() {
            match self.named(RecordKind::DirectoryUser, Named::User, &**it, &it.user_name) {
                Some(node) => users.push(node),
                None => self.keep(&Record::DirectoryUser((**it).clone())),
            }
        }
        let mut groups = Vec::new();
        for it in organization.directory_groups().iter() {
            match self.named(RecordKind::DirectoryGroup, Named::Group, &**it, &it.name) {
                Some(node) => groups.push(node),
                None => self.keep(&Record::DirectoryGroup((**it).clone())),
            }
        }
        let mut sets = Vec::new();
        for it in organization.permission_sets().iter() {
            match self.named(RecordKind::PermissionSet, Named::PermissionSet, &**it, &it.name) {
                Some(node) => sets.push(node),
                None => self.keep(&Record::PermissionSet((**it).clone())),
            }
        }
        let assignments = self.assignments();
        let sections = [
            ("users", users),
            ("groups", groups),
            ("permission_sets", sets),
            ("assignments", assignments),
        ];
        for (section, items) in sections {
            if !items.is_empty() {
                let items = self.list(items);
                file.set(section, items);
            }
        }
        if file.content != Content::Map(Vec::new()) {
            self.yaml("identity-center.yaml", file.content);
        }
    }

    /// Something that goes by a name; its id is left out where it follows from the name.
    fn named<T: Serialize>(
        &mut self,
        kind: RecordKind,
        named: Named,
        entity: &T,
        name: &str,
    ) -> Option<Node> {
        let hint = format!("identity-center/{name}");
        let mut node = self.entity(kind, entity, None, &hint)?;
        let derived = derive::id(named, &self.organization.foundation().root, name);
        if node.get("id").and_then(Node::text) == Some(&derived) {
            node.take("id");
        }
        Some(node)
    }

    /// Assignments, one item for all accounts in which they are alike.
    fn assignments(&mut self) -> Vec<Node> {
        let mut alike: BTreeMap<String, (Node, Vec<Node>)> = BTreeMap::new();
        for it in self.organization.assignments().iter() {
            match self.entity(RecordKind::Assignment, &**it, None, "") {
                Some(mut node) => {
                    let account = node.take("account");
                    let group = alike.entry(node.to_json().to_string()).or_insert((node, vec![]));
                    group.1.extend(account);
                }
                None => self.keep(&Record::Assignment((**it).clone())),
            }
        }
        let items = alike.into_values().map(|(mut node, accounts)| {
            if let Some(Node { content: Content::Map(who), .. }) = node.take("principal") {
                for entry in who {
                    node.set(&entry.key, entry.value);
                }
            }
            let accounts = self.list(accounts);
            node.set("accounts", accounts);
            node
        });
        items.collect()
    }
}
