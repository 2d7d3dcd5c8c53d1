//! `accounts/*.yaml`: each account with all that is in it.

use std::collections::BTreeMap;

use super::{Writing, owner};
use crate::{
    exchange::native::{
        derive,
        meaning::Named,
        node::{Content, Node},
        read::SECTIONS,
    },
    org::{Account, AccountId, JoinedMethod, NodeId, Record, RecordKind},
};

impl Writing<'_> {
    /// A file for each account that hangs on the root. What is in others is kept as it is.
    pub(super) fn accounts(&mut self) {
        let organization = self.organization;
        let mut contents: BTreeMap<(AccountId, RecordKind), Vec<Node>> = BTreeMap::new();
        for record in organization.records() {
            let Some(Belonging { kind, account, name }) = belonging(&record) else { continue };
            let place = account.filter(|id| self.stems.contains_key(id));
            match place.and_then(|account| Some((account, self.item(&record, account, &name)?))) {
                Some((account, node)) => contents.entry((account, kind)).or_default().push(node),
                None => self.keep(&record),
            }
        }
        for (id, stem) in self.stems.clone() {
            let Some(account) = organization.accounts().get(&id) else { continue };
            let Some(mut file) = self.account(account, &stem) else { continue };
            for (section, kind) in SECTIONS {
                if let Some(items) = contents.remove(&(id, kind)) {
                    let items = self.list(items);
                    file.set(section, items);
                }
            }
            self.yaml(&format!("accounts/{stem}.yaml"), file.content);
        }
    }

    fn account(&mut self, account: &Account, stem: &str) -> Option<Node> {
        let mut node = self.entity(RecordKind::Account, account, None, stem)?;
        node.take("parent");
        if account.name == stem {
            node.take("name");
        }
        let root = &self.organization.foundation().root;
        if derive::id(Named::Account, root, &account.name) == account.id.to_string() {
            node.take("id");
        }
        let joined = node.take("joined").and_then(|mut joined| joined.take("at"))?;
        let key = match account.joined.method {
            JoinedMethod::Created => "created",
            JoinedMethod::Invited => "invited",
        };
        node.set(key, joined);
        self.attached(&mut node, &NodeId::Account(account.id));
        Some(node)
    }

    /// One entity of an account, without what goes without saying in its file.
    fn item(&mut self, record: &Record, account: AccountId, name: &str) -> Option<Node> {
        let Belonging { kind, .. } = belonging(record)?;
        let stem = self.stems.get(&account)?;
        let hint = format!("{stem}/{}", name.replace(|c: char| !fit_for_a_file(c), "-"));
        let id = account.to_string();
        let mut node = self.entity(kind, record, Some(&id), &hint)?;
        node.take("kind");
        node.take("account");
        if kind == RecordKind::ManagedPolicy {
            shorten(&mut node, &id);
        }
        Some(node)
    }
}

/// Where an entity of an account belongs.
struct Belonging {
    kind: RecordKind,
    /// Nothing when its ARN names no account.
    account: Option<AccountId>,
    name: String,
}

fn belonging(record: &Record) -> Option<Belonging> {
    let (kind, account, name) = match record {
        Record::User(it) => (RecordKind::User, Some(it.account), it.name.to_string()),
        Record::Group(it) => (RecordKind::Group, Some(it.account), it.name.to_string()),
        Record::Role(it) => (RecordKind::Role, Some(it.account), it.name.to_string()),
        Record::InstanceProfile(it) => {
            (RecordKind::InstanceProfile, Some(it.account), it.name.to_string())
        }
        Record::ManagedPolicy(it) => {
            (RecordKind::ManagedPolicy, Some(owner(it)?), it.name().to_owned())
        }
        Record::IdentityProvider(it) => {
            (RecordKind::IdentityProvider, it.arn.account().parse().ok(), String::new())
        }
        Record::Resource(it) => {
            (RecordKind::Resource, Some(it.account), it.arn.resource().to_owned())
        }
        _ => return None,
    };
    Some(Belonging { kind, account, name })
}

fn fit_for_a_file(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.-".contains(c)
}

/// The short form of a managed policy: `name` and `path` in place of the ARN, and `document` in
/// place of versions where there is one, the first, and nothing else is known of it.
fn shorten(node: &mut Node, account: &str) {
    let arn = node.get("arn").and_then(Node::text).unwrap_or_default().to_owned();
    let prefix = format!("arn:aws:iam::{account}:policy/");
    let tail = arn.strip_prefix(&prefix).map(|tail| tail.rsplit_once('/').unwrap_or(("", tail)));
    if let Some((path, name)) = tail {
        node.take("arn");
        node.put_first("name", name);
        if !path.is_empty() {
            node.set_text("path", format!("/{path}/"));
        }
    }
    let versions = node.get("versions").map(|it| &it.content);
    let default = node.get("default_version").and_then(Node::text);
    if let (Some(Content::List(versions)), Some("1")) = (versions, default)
        && let [version] = versions.as_slice()
        && version.get("number").and_then(Node::text) == Some("1")
        && version.get("created").is_none()
        && let Some(document) = version.get("document").cloned()
    {
        node.take("versions");
        node.take("default_version");
        node.set("document", document);
    }
}
