//! `identity-center.yaml`: directory users, groups, permission sets and assignments.

use serde_json::Value;

use super::{Draft, Reading};
use crate::{
    exchange::native::{
        meaning::Named,
        node::{Content, Node},
    },
    org::RecordKind,
};

impl Reading<'_> {
    /// `identity-center.yaml`; its `instance` belongs to the foundation and is taken already.
    pub(super) fn directory(&mut self) {
        let Some(mut file) = self.trees.remove("identity-center.yaml") else { return };
        for node in self.list(&mut file, "users") {
            let Some(name) = self.name(&node, "user_name") else { continue };
            self.named(RecordKind::DirectoryUser, Named::User, &name, node);
        }
        for node in self.list(&mut file, "groups") {
            let Some(name) = self.name(&node, "name") else { continue };
            self.named(RecordKind::DirectoryGroup, Named::Group, &name, node);
        }
        for node in self.list(&mut file, "permission_sets") {
            let Some(name) = self.name(&node, "name") else { continue };
            self.named(RecordKind::PermissionSet, Named::PermissionSet, &name, node);
        }
        for node in self.list(&mut file, "assignments") {
            self.assignment(node);
        }
        match file.take("provision").map(|node| (node.to_json(), node.place)) {
            None => {}
            Some((Value::Bool(provision), _)) => self.provision = provision,
            Some((_, place)) => self.error(&place, "write true or false"),
        }
        self.nothing_left(
            &file,
            "instance, provision, users, groups, permission_sets, assignments",
        );
    }

    /// One line of assignments: a `user` or `group`, a permission set, and one or more `accounts`.
    fn assignment(&mut self, mut node: Node) {
        let principal = match (node.get("user").is_some(), node.get("group").is_some()) {
            (true, false) => "user",
            (false, true) => "group",
            _ => {
                self.error(&node.place, "say who: write either `user` or `group`");
                return;
            }
        };
        if let Some(who) = node.take(principal) {
            let mut map = Node::new(&who.place, Content::Map(Vec::new()));
            map.set(principal, who);
            self.imply(&mut node, "principal", "");
            node.set("principal", map);
        }
        let Some(listed) = node.take("accounts") else {
            self.error(&node.place, "`accounts` is missing; say where, as a list");
            return;
        };
        let Content::List(items) = listed.content else {
            self.error(&listed.place, "`accounts` is no list; write one");
            return;
        };
        for item in items {
            for account in self.scope(std::slice::from_ref(&item)) {
                let mut one = node.clone();
                one.place = item.place.clone();
                self.imply(&mut one, "account", account);
                self.drafts.push(Draft { kind: RecordKind::Assignment, node: one, account: None });
            }
        }
    }
}
