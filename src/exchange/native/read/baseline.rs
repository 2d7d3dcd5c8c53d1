//! `baseline.yaml`: what many accounts have alike.
//!
//! A block says which accounts it is for (`in`: paths of units and names of accounts; `except`),
//! and then has the sections of an account file. What an account's own file says of an entity or a
//! setting counts instead. `${account}` and the like stand for each account's own.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{
    Draft, Reading,
    accounts::{AccountDraft, SECTIONS},
};
use crate::{
    exchange::native::{
        meaning::{Meaning, Named, meanings, visit},
        node::{Content, Node},
        place::FileError,
    },
    org::RecordKind,
};

/// What a text of the baseline can have filled in.
type Values = [(&'static str, String); 3];

impl Reading<'_> {
    /// Gives every account its share of the baseline, and makes drafts of the accounts.
    pub(super) fn baseline(&mut self, mut accounts: BTreeMap<String, AccountDraft>) {
        let own: HashSet<_> = self.drafts.iter().filter_map(identity).collect();
        let blocks = match self.trees.remove("baseline.yaml") {
            None => Vec::new(),
            Some(Node { content: Content::List(blocks), .. }) => blocks,
            Some(other) => {
                self.error(&other.place, "this is no list; write blocks with dashes");
                Vec::new()
            }
        };
        for mut block in blocks {
            let listed = self.list(&mut block, "in");
            let mut within = self.scope(&listed);
            let listed = self.list(&mut block, "except");
            for id in self.scope(&listed) {
                within.remove(&id);
            }
            let settings = block.take("settings");
            for (section, kind) in SECTIONS {
                for item in self.list(&mut block, section) {
                    self.spread(kind, &item, &within, &accounts, &own);
                }
            }
            self.nothing_left(&block, "in, except, settings and the sections of an account file");
            for id in &within {
                if let (Some(account), Some(settings)) = (accounts.get_mut(id), &settings) {
                    fill_in(&mut account.node, settings);
                }
            }
        }
        for AccountDraft { node, .. } in accounts.into_values() {
            self.drafts.push(Draft { kind: RecordKind::Account, node, account: None });
        }
    }

    /// The accounts that a list of units and accounts comes to.
    pub(super) fn scope(&mut self, items: &[Node]) -> BTreeSet<String> {
        let mut accounts = BTreeSet::new();
        for item in items {
            let text = item.text().unwrap_or_default();
            let unit = match text {
                "/" => Ok(Some(self.root.to_string())),
                path if path.starts_with('/') => self.names.id(Named::Unit, path).map(Some),
                _ => Ok(None),
            };
            let found = match unit {
                Ok(Some(unit)) => {
                    let below = self.above.iter().filter(|(_, units)| units.contains(&unit));
                    Ok(below.map(|(account, _)| account.clone()).collect())
                }
                Ok(None) => self.names.id(Named::Account, text).map(|account| vec![account]),
                Err(message) => Err(message),
            };
            match found {
                Ok(found) => accounts.extend(found),
                Err(message) => self.error(&item.place, message),
            }
        }
        accounts
    }

    /// One entity of a block, for every account of the block that has not got its own.
    fn spread(
        &mut self,
        kind: RecordKind,
        item: &Node,
        within: &BTreeSet<String>,
        accounts: &BTreeMap<String, AccountDraft>,
        own: &HashSet<(RecordKind, String, String)>,
    ) {
        let mut item = item.clone();
        if let Err(error) = self.load_documents(kind, &mut item) {
            self.errors.push(error);
            return;
        }
        for (id, account) in accounts.iter().filter(|(id, _)| within.contains(*id)) {
            let mut node = item.clone();
            let organization = self.root.to_string();
            let values = [
                ("${account}", id.clone()),
                ("${account_name}", account.name.clone()),
                ("${root}", organization),
            ];
            substitute(&mut node, &values);
            self.entity(kind, id, node);
            let kept = self.drafts.last().and_then(identity).is_some_and(|it| own.contains(&it));
            if kept {
                self.drafts.pop();
            }
        }
    }

    /// Puts the texts of documents in the place of their paths, so that values can be filled in.
    fn load_documents(&mut self, kind: RecordKind, item: &mut Node) -> Result<(), FileError> {
        let places = meanings(kind).iter().filter(|(_, meaning)| *meaning == Meaning::Document);
        let short = [("document", Meaning::Document)];
        for (path, _) in places.chain(&short) {
            visit(item, path, &mut |node| {
                if let Some(path) = node.text() {
                    let text = self.file_text(path, &node.place)?;
                    node.content = Content::Quoted(text);
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// What tells an entity of an account from the others of its kind.
fn identity(draft: &Draft) -> Option<(RecordKind, String, String)> {
    let account = draft.account.clone()?;
    let own = draft.node.get("arn").or_else(|| draft.node.get("name"))?;
    Some((draft.kind, account, own.text()?.to_ascii_lowercase()))
}

fn substitute(node: &mut Node, values: &Values) {
    match &mut node.content {
        Content::Nothing => {}
        Content::Plain(text) | Content::Quoted(text) => {
            for (variable, value) in values {
                if text.contains(variable) {
                    *text = text.replace(variable, value);
                }
            }
        }
        Content::List(items) => {
            for item in items {
                substitute(item, values);
            }
        }
        Content::Map(entries) => {
            for entry in entries {
                substitute(&mut entry.value, values);
            }
        }
    }
}

/// Settings of the baseline, where the account's own file has none.
fn fill_in(account: &mut Node, settings: &Node) {
    let mut filled = settings.clone();
    if let Some(Node { content: Content::Map(own), .. }) = account.take("settings") {
        for entry in own {
            filled.set(&entry.key, entry.value);
        }
    }
    account.set("settings", filled);
}
