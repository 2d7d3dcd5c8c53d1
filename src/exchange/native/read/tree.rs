//! `organization.yaml` and `policies.yaml`: the foundation, the tree, and what is attached where.

use std::collections::BTreeMap;

use super::{Draft, ORGANIZATION, Reading, accounts::AccountDraft};
use crate::{
    exchange::native::{
        derive,
        meaning::Named,
        node::{Content, Node},
        place::Place,
    },
    org::{PolicyType, RecordKind},
};

/// The directory of a kind of policy, and its key in `policies.yaml`.
pub(in crate::exchange::native) fn directory_of(kind: PolicyType) -> &'static str {
    match kind {
        PolicyType::ServiceControlPolicy => "scp",
        PolicyType::ResourceControlPolicy => "rcp",
        PolicyType::DeclarativePolicyEc2 => "ec2",
        PolicyType::TagPolicy => "tag",
        PolicyType::BackupPolicy => "backup",
        PolicyType::AiServicesOptOutPolicy => "ai-opt-out",
        PolicyType::ChatbotPolicy => "chat",
        PolicyType::SecurityHubPolicy => "security-hub",
    }
}

impl Reading<'_> {
    /// `policies.yaml`.
    pub(super) fn policies(&mut self) {
        let Some(mut file) = self.trees.remove("policies.yaml") else { return };
        for kind in PolicyType::ALL {
            let directory = directory_of(kind);
            for mut node in self.list(&mut file, directory) {
                let Some(name) = self.name(&node, "name") else { continue };
                self.imply(&mut node, "type", kind.api_name());
                if node.get("document").is_none() {
                    node.set_text("document", format!("policies/{directory}/{name}.json"));
                }
                if node.get("id").is_none() {
                    let derived = format!("{directory}/{name}");
                    node.set_text("id", derive::id(Named::Policy, &self.root, &derived));
                }
                self.named(RecordKind::Policy, Named::Policy, &name, node);
            }
        }
        self.nothing_left(&file, &PolicyType::ALL.map(directory_of).join(", "));
    }

    /// `organization.yaml`, with the accounts that it puts into their units.
    pub(super) fn tree(
        &mut self,
        mut accounts: BTreeMap<String, AccountDraft>,
    ) -> BTreeMap<String, AccountDraft> {
        let Some(mut file) = self.trees.remove(ORGANIZATION) else { return accounts };
        for node in self.list(&mut file, "delegated_administrators") {
            self.drafts.push(Draft {
                kind: RecordKind::DelegatedAdministrator,
                node,
                account: None,
            });
        }
        if let Some(mut tree) = file.take("tree") {
            if let Some(tags) = tree.take("tags") {
                file.set("root_tags", tags);
            }
            let root = vec![self.root.to_string()];
            let errors = self.errors.len();
            self.branch(tree, "", &root, &mut accounts);
            if self.errors.len() == errors {
                self.all_listed(&accounts);
            }
        } else {
            self.error(&file.place, "`tree` is missing; add the units and accounts");
        }
        let center = self.trees.get_mut("identity-center.yaml");
        if let Some(instance) = center.and_then(|center| center.take("instance")) {
            file.set("identity_center", instance);
        }
        self.drafts.push(Draft { kind: RecordKind::Foundation, node: file, account: None });
        accounts
    }

    fn all_listed(&mut self, accounts: &BTreeMap<String, AccountDraft>) {
        for (id, account) in accounts {
            if !self.above.contains_key(id) {
                let message = format!(
                    "account `{}` is in no unit; list it under `accounts` in {ORGANIZATION}",
                    account.name
                );
                self.error(&account.node.place, message);
            }
        }
    }

    /// The root or a unit: what is attached to it, the accounts and units in it.
    fn branch(
        &mut self,
        mut node: Node,
        path: &str,
        ids: &[String],
        accounts: &mut BTreeMap<String, AccountDraft>,
    ) {
        let Some(own) = ids.last() else { return };
        self.attach(&mut node, own);
        for listed in self.list(&mut node, "accounts") {
            let name = listed.text().unwrap_or_default();
            match self.names.id(Named::Account, name) {
                Ok(id) if self.above.contains_key(&id) => {
                    self.error(&listed.place, format!("`{name}` is listed twice; keep one"));
                }
                Ok(id) => {
                    if let Some(account) = accounts.get_mut(&id) {
                        account.node.set_text("parent", own);
                    }
                    self.above.insert(id, ids.to_vec());
                }
                Err(message) => self.error(&listed.place, message),
            }
        }
        for mut unit in self.list(&mut node, "units") {
            let Some(name) = self.name(&unit, "name") else { continue };
            let path = format!("{path}/{name}");
            let mut entity = Node::new(&unit.place, Content::Map(Vec::new()));
            for key in ["id", "name", "tags"] {
                if let Some(value) = unit.take(key) {
                    entity.set(key, value);
                }
            }
            entity.set_text("parent", own);
            let id = self.named(RecordKind::Ou, Named::Unit, &path, entity);
            let ids: Vec<_> = ids.iter().cloned().chain([id]).collect();
            self.branch(unit, &path, &ids, accounts);
        }
        self.nothing_left(&node, "id, name, tags, attached, accounts, units");
    }

    /// What is attached to a node: what it says, or else the policies that AWS keeps. `null` means
    /// that nothing is known.
    pub(super) fn attach(&mut self, node: &mut Node, id: &str) {
        let place = node.place.clone();
        let policies = match node.take("attached") {
            Some(Node { content: Content::Nothing, .. }) => return,
            Some(given) => given,
            None => self.kept_by_aws(&place),
        };
        let mut entity = Node::new(&place, Content::Map(Vec::new()));
        entity.set_text("node", id);
        entity.set("policies", policies);
        self.drafts.push(Draft { kind: RecordKind::Attachments, node: entity, account: None });
    }

    fn kept_by_aws(&self, place: &Place) -> Node {
        let text = |node: &Node, key| node.get(key).and_then(Node::text).map(ToOwned::to_owned);
        let ids = self
            .drafts
            .iter()
            .filter(|draft| draft.kind == RecordKind::Policy)
            .filter(|draft| text(&draft.node, "keeper").as_deref() == Some("aws"))
            .filter_map(|draft| text(&draft.node, "id"))
            .map(|id| Node::new(place, Content::Quoted(id)));
        Node::new(place, Content::List(ids.collect()))
    }
}
