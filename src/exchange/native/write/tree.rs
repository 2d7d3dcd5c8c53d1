//! `organization.yaml`, `policies.yaml`, `controls.yaml` and `aws-managed.yaml`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Writing, owner, plain_file_name};
use crate::{
    exchange::native::{
        derive,
        meaning::Named,
        node::{Content, Node},
        read::directory_of,
    },
    org::{Attachments, Keeper, NodeId, ParentId, Policy, PolicyType, Record, RecordKind},
};

impl Writing<'_> {
    /// `policies.yaml`, with a file for each text.
    pub(super) fn policies(&mut self) {
        let mut file = self.map();
        for kind in PolicyType::ALL {
            let of_kind = self.organization.policies().iter().filter(|it| it.policy_type == kind);
            let items: Vec<Node> = of_kind.map(|policy| self.policy(policy)).collect();
            if !items.is_empty() {
                let items = self.list(items);
                file.set(directory_of(kind), items);
            }
        }
        if file.content != Content::Map(Vec::new()) {
            self.yaml("policies.yaml", file.content);
        }
    }

    fn policy(&mut self, policy: &Policy) -> Node {
        let directory = directory_of(policy.policy_type);
        let mut node = self.json(policy);
        node.take("type");
        if policy.keeper == Keeper::Customer {
            node.take("keeper");
        }
        let root = &self.organization.foundation().root;
        let derived = derive::id(Named::Policy, root, &format!("{directory}/{}", policy.name));
        if derived == policy.id.as_str() {
            node.take("id");
        }
        let text = policy.document.text();
        let usual = format!("policies/{directory}/{}.json", policy.name);
        let stem = if plain_file_name(&policy.name) { &policy.name } else { policy.id.as_str() };
        if serde_json::from_str::<Value>(text).is_err() {
            let mut document = self.map();
            document.set_text("text", text);
            node.set("document", document);
        } else {
            let path = self.policy_file(text, &format!("policies/{directory}/{stem}"));
            if path == usual {
                node.take("document");
            } else {
                node.set_text("document", path);
            }
        }
        node
    }

    /// A file of the policy's own, even where another policy has the same text.
    fn policy_file(&mut self, text: &str, hint: &str) -> String {
        self.documents.remove(text);
        self.document_file(text, hint)
    }

    /// `organization.yaml`.
    pub(super) fn tree(&mut self) {
        let organization = self.organization;
        let foundation = organization.foundation();
        let hint = "delegation-policy";
        let Some(mut file) = self.entity(RecordKind::Foundation, foundation, None, hint) else {
            return;
        };
        file.take("identity_center");
        let tags = file.take("root_tags");
        let mut administrators = Vec::new();
        for it in organization.delegated_administrators().iter() {
            match self.entity(RecordKind::DelegatedAdministrator, &**it, None, "") {
                Some(node) => administrators.push(node),
                None => self.keep(&Record::DelegatedAdministrator((**it).clone())),
            }
        }
        if !administrators.is_empty() {
            let administrators = self.list(administrators);
            file.set("delegated_administrators", administrators);
        }
        let root = ParentId::Root(foundation.root.clone());
        let mut tree = self.branch(&root, "");
        if let Some(tags) = tags {
            tree.set("tags", tags);
        }
        file.set("tree", tree);
        self.yaml("organization.yaml", file.content);
        self.strays();
    }

    fn branch(&mut self, parent: &ParentId, path: &str) -> Node {
        let organization = self.organization;
        let mut node = self.map();
        self.attached(&mut node, &parent.clone().into());
        let accounts: Vec<Node> = organization
            .accounts_in(parent)
            .iter()
            .filter_map(|it| self.names.name(Named::Account, &it.id.to_string()))
            .map(|name| self.text(name))
            .collect();
        if !accounts.is_empty() {
            let accounts = self.list(accounts);
            node.set("accounts", accounts);
        }
        let mut units = Vec::new();
        for unit in organization.units_in(parent) {
            let path = format!("{path}/{}", unit.name);
            let mut entity = self.json(&*unit);
            entity.take("parent");
            let root = &organization.foundation().root;
            if derive::id(Named::Unit, root, &path) == unit.id.as_str() {
                entity.take("id");
            }
            let inside = self.branch(&ParentId::Ou(unit.id.clone()), &path);
            if let Content::Map(entries) = inside.content {
                for entry in entries {
                    entity.set(&entry.key, entry.value);
                }
            }
            units.push(entity);
        }
        if !units.is_empty() {
            let units = self.list(units);
            node.set("units", units);
        }
        node
    }

    /// What is attached to a node, unless it is just what AWS keeps.
    pub(super) fn attached(&mut self, node: &mut Node, id: &NodeId) {
        let organization = self.organization;
        let Some(attachments) = organization.attachments().get(id) else {
            let nothing = self.node(Content::Nothing);
            node.set("attached", nothing);
            return;
        };
        let by_aws = PolicyType::ALL.into_iter().flat_map(|kind| {
            let policies = organization.policies().iter();
            policies.filter(move |it| it.policy_type == kind && it.keeper == Keeper::Aws)
        });
        if by_aws.map(|it| &it.id).eq(&attachments.policies) {
            return;
        }
        let entity = self.entity(RecordKind::Attachments, &**attachments, None, "");
        let policies = entity.and_then(|mut entity| entity.take("policies"));
        if policies.is_none() {
            self.keep(&Record::Attachments((**attachments).clone()));
        }
        node.set("attached", policies.unwrap_or_else(|| self.node(Content::Nothing)));
    }

    /// Units, accounts and attachments that do not hang on the root.
    fn strays(&mut self) {
        let organization = self.organization;
        for it in organization.ous().iter() {
            if !self.placed.contains(&NodeId::Ou(it.id.clone())) {
                self.keep(&Record::Ou((**it).clone()));
            }
        }
        for it in organization.accounts().iter() {
            if !self.stems.contains_key(&it.id) {
                self.keep(&Record::Account((**it).clone()));
            }
        }
        for it in organization.attachments().iter() {
            let placed = match &it.node {
                NodeId::Account(id) => self.stems.contains_key(id),
                unit => self.placed.contains(unit),
            };
            if !placed {
                self.keep(&Record::Attachments(Attachments::clone(it)));
            }
        }
    }

    /// `controls.yaml`: one item for all units on which a control is alike.
    pub(super) fn controls(&mut self) {
        let mut alike: BTreeMap<String, (Node, Vec<Node>)> = BTreeMap::new();
        for it in self.organization.controls().iter() {
            let hint = format!("controls/{}", it.control.as_str().replace(['/', ':'], "-"));
            match self.entity(RecordKind::EnabledControl, &**it, None, &hint) {
                Some(mut node) => {
                    let unit = node.take("ou");
                    let group = alike.entry(node.to_json().to_string()).or_insert((node, vec![]));
                    group.1.extend(unit);
                }
                None => self.keep(&Record::EnabledControl((**it).clone())),
            }
        }
        let items = alike.into_values().map(|(mut node, units)| {
            let units = self.list(units);
            node.set("on", units);
            node
        });
        let items = items.collect();
        self.yaml_list("controls.yaml", items);
    }

    /// `aws-managed.yaml`: the managed policies that belong to no account.
    pub(super) fn aws_managed(&mut self) {
        let mut items = Vec::new();
        for it in self.organization.managed_policies().iter().filter(|it| owner(it).is_none()) {
            let hint = format!("aws/{}", it.name());
            items.extend(self.entity(RecordKind::ManagedPolicy, &**it, None, &hint));
        }
        self.yaml_list("aws-managed.yaml", items);
    }
}
