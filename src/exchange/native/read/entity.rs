//! From drafts to records: names become ids, dates moments, and documents texts.

use std::collections::HashMap;

use serde_json::Value;

use super::{Draft, Reading};
use crate::{
    exchange::native::{
        decode::decode,
        meaning::{Meaning, Named, meanings, usual, visit},
        node::{Content, Node},
        place::{FileError, Place},
    },
    org::{AccountId, Record, RecordKey, RecordKind},
};

impl Reading<'_> {
    /// The records of all drafts, and those given as such.
    pub(super) fn records(&mut self) -> Result<Vec<(Place, Record)>, Vec<FileError>> {
        let mut records = std::mem::take(&mut self.raw);
        for draft in std::mem::take(&mut self.drafts) {
            let place = draft.node.place.clone();
            match self.record(draft) {
                Ok(record) => records.push((place, record)),
                Err(error) => self.errors.push(error),
            }
        }
        self.no_duplicates(&records);
        self.checked()?;
        Ok(records)
    }

    fn record(&mut self, draft: Draft) -> Result<Record, FileError> {
        let Draft { kind, mut node, account } = draft;
        for (path, meaning) in meanings(kind) {
            visit(&mut node, path, &mut |node| {
                self.understand(*meaning, node, account.as_deref())
            })?;
        }
        for (key, value) in usual(kind) {
            if node.get(key).is_none() {
                node.set(key, Node::new(&node.place, Content::Plain((*value).to_owned())));
            }
        }
        let node = &node;
        Ok(match kind {
            RecordKind::Foundation => Record::Foundation(decode(node)?),
            RecordKind::Ou => Record::Ou(decode(node)?),
            RecordKind::Account => Record::Account(decode(node)?),
            RecordKind::Policy => Record::Policy(decode(node)?),
            RecordKind::Attachments => Record::Attachments(decode(node)?),
            RecordKind::User => Record::User(decode(node)?),
            RecordKind::Group => Record::Group(decode(node)?),
            RecordKind::Role => Record::Role(decode(node)?),
            RecordKind::ManagedPolicy => Record::ManagedPolicy(decode(node)?),
            RecordKind::InstanceProfile => Record::InstanceProfile(decode(node)?),
            RecordKind::IdentityProvider => Record::IdentityProvider(decode(node)?),
            RecordKind::DelegatedAdministrator => Record::DelegatedAdministrator(decode(node)?),
            RecordKind::Resource => Record::Resource(decode(node)?),
            RecordKind::DirectoryUser => Record::DirectoryUser(decode(node)?),
            RecordKind::DirectoryGroup => Record::DirectoryGroup(decode(node)?),
            RecordKind::PermissionSet => Record::PermissionSet(decode(node)?),
            RecordKind::Assignment => Record::Assignment(decode(node)?),
            RecordKind::EnabledControl => Record::EnabledControl(decode(node)?),
            RecordKind::Activity => Record::Activity(decode(node)?),
        })
    }

    fn understand(
        &mut self,
        meaning: Meaning,
        node: &mut Node,
        account: Option<&str>,
    ) -> Result<(), FileError> {
        let understood = match (meaning, node.text()) {
            (Meaning::Document, _) => self.document(node)?,
            (_, None) => return Ok(()),
            (Meaning::Moment, Some(text)) => moment(text),
            (Meaning::Account, Some(text)) if text.parse::<AccountId>().is_ok() => text.to_owned(),
            (Meaning::Account, Some(text)) => self
                .names
                .id(Named::Account, text)
                .map_err(|message| FileError::new(&node.place, message))?,
            (Meaning::ManagedPolicy, Some(text)) => self
                .names
                .managed_arn(account, text)
                .map_err(|message| FileError::new(&node.place, message))?,
            (Meaning::Name(kind), Some(text)) => {
                self.names.id(kind, text).map_err(|message| FileError::new(&node.place, message))?
            }
        };
        node.content = Content::Quoted(understood);
        Ok(())
    }

    /// The text of a document: a map laid out as JSON, or what a file says.
    fn document(&mut self, node: &Node) -> Result<String, FileError> {
        match node.text() {
            Some(text) if text.trim_start().starts_with('{') => Ok(text.to_owned()),
            Some(path) => self.file_text(path, &node.place),
            None => Ok(spelled_out(node)),
        }
    }

    /// The text of a `.json` file, without the line end that closes it.
    pub(super) fn file_text(&mut self, path: &str, from: &Place) -> Result<String, FileError> {
        let Some(text) = self.files.get(path) else {
            let message = format!("there is no file `{path}`; add it, or write the document here");
            return Err(FileError::new(from, message));
        };
        self.used.insert(path.to_owned());
        if let Err(error) = serde_json::from_str::<Value>(text) {
            let place = Place { file: path.into(), line: error.line(), column: error.column() };
            let message = error.to_string();
            let what = message.split(" at line ").next().unwrap_or(&message);
            return Err(FileError::new(&place, format!("{what}; mend the JSON")));
        }
        Ok(text.strip_suffix('\n').unwrap_or(text).to_owned())
    }

    pub(super) fn no_duplicates(&mut self, records: &[(Place, Record)]) {
        let mut seen: HashMap<RecordKey, &Place> = HashMap::new();
        let mut twice = Vec::new();
        for (place, record) in records {
            let key = record.key();
            match seen.get(&key) {
                Some(first) => {
                    twice
                        .push((place, format!("{key} is at {first} already; keep one of the two")));
                }
                None => {
                    seen.insert(key, place);
                }
            }
        }
        for (place, message) in twice {
            self.error(place, message);
        }
    }
}

/// The text of a document that stands right there.
pub(in crate::exchange::native) fn spelled_out(node: &Node) -> String {
    if let Content::Map(entries) = &node.content
        && let [entry] = entries.as_slice()
        && entry.key == "text"
        && let Some(text) = entry.value.text()
    {
        return text.to_owned();
    }
    format!("{:#}", node.to_json())
}

/// A date as its first second; anything else as it is.
fn moment(text: &str) -> String {
    let date = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if date { format!("{text}T00:00:00Z") } else { text.to_owned() }
}
