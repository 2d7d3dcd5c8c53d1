//! `controls.yaml`, `aws-managed.yaml` and `records.yaml`: the plain lists.

use super::{Draft, Reading};
use crate::{
    exchange::native::{
        decode::decode,
        meaning::Named,
        node::{Content, Node},
    },
    org::{Record, RecordKind},
};

impl Reading<'_> {
    fn items(&mut self, file: &str) -> Vec<Node> {
        match self.trees.remove(file).map(|node| (node.place, node.content)) {
            None | Some((_, Content::Nothing)) => Vec::new(),
            Some((_, Content::List(items))) => items,
            Some((place, _)) => {
                self.error(&place, "this is no list; write its items with dashes");
                Vec::new()
            }
        }
    }

    /// `controls.yaml`: each control with the units it is `on`.
    pub(super) fn controls(&mut self) {
        for mut node in self.items("controls.yaml") {
            if node.get("on").is_none() {
                self.error(&node.place, "`on` is missing; list the units");
            }
            for item in self.list(&mut node, "on") {
                let mut one = node.clone();
                one.place = item.place.clone();
                self.imply(&mut one, "ou", "");
                one.set("ou", item);
                self.drafts.push(Draft {
                    kind: RecordKind::EnabledControl,
                    node: one,
                    account: None,
                });
            }
        }
    }

    /// `aws-managed.yaml`.
    pub(super) fn aws_managed(&mut self) {
        for node in self.items("aws-managed.yaml") {
            self.drafts.push(Draft { kind: RecordKind::ManagedPolicy, node, account: None });
        }
    }

    /// `records.yaml`: whole records, whose names count like all others.
    pub(super) fn raw_records(&mut self) {
        for node in self.items("records.yaml") {
            match decode::<Record>(&node) {
                Ok(record) => self.raw.push((node.place, record)),
                Err(error) => self.errors.push(error),
            }
        }
        let names = &mut self.names;
        for (_, record) in &self.raw {
            match record {
                Record::Account(it) => names.add(Named::Account, &it.name, &it.id.to_string()),
                Record::Policy(it) => names.add(Named::Policy, &it.name, it.id.as_str()),
                Record::PermissionSet(it) => {
                    names.add(Named::PermissionSet, &it.name, it.id.as_str());
                }
                Record::DirectoryUser(it) => names.add(Named::User, &it.user_name, it.id.as_str()),
                Record::DirectoryGroup(it) => names.add(Named::Group, &it.name, it.id.as_str()),
                _ => {}
            }
        }
    }
}
