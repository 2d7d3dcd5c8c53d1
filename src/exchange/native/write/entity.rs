//! From records to nodes: ids become names, moments dates, and documents YAML or files.

use serde::Serialize;
use serde_json::Value;

use super::Writing;
use crate::{
    exchange::native::{
        meaning::{Meaning, Named, meanings, usual, visit},
        node::{Content, Node},
        read::spelled_out,
    },
    org::RecordKind,
};

/// A reference to something that is not there.
struct Dangling;

impl Writing<'_> {
    /// The node of a value in the model's own form.
    pub(super) fn json<T: Serialize>(&self, value: &T) -> Node {
        #[allow(clippy::expect_used, reason = "the model's types are maps, lists and scalars")]
        let value = serde_json::to_value(value).expect("the model is JSON");
        Node::from_json(&self.nowhere, value)
    }

    /// The node of an entity for people; nothing when it speaks of something that is not there.
    /// `hint` names the files of its documents.
    pub(super) fn entity<T: Serialize>(
        &mut self,
        kind: RecordKind,
        entity: &T,
        account: Option<&str>,
        hint: &str,
    ) -> Option<Node> {
        let mut node = self.json(entity);
        for (path, meaning) in meanings(kind) {
            visit(&mut node, path, &mut |node| self.say(*meaning, node, account, hint)).ok()?;
        }
        for (key, value) in usual(kind) {
            if node.get(key).and_then(Node::text) == Some(value) {
                node.take(key);
            }
        }
        for key in ["policies", "settings"] {
            if node.get(key).is_some_and(|it| it.content == Content::Map(Vec::new())) {
                node.take(key);
            }
        }
        Some(node)
    }

    fn say(
        &mut self,
        meaning: Meaning,
        node: &mut Node,
        account: Option<&str>,
        hint: &str,
    ) -> Result<(), Dangling> {
        let Some(text) = node.text() else { return Ok(()) };
        node.content = match meaning {
            Meaning::Document => self.document(text, hint),
            Meaning::Moment => {
                Content::Quoted(text.strip_suffix("T00:00:00Z").unwrap_or(text).to_owned())
            }
            Meaning::ManagedPolicy => Content::Quoted(self.names.managed_name(account, text)),
            Meaning::Name(kind) => Content::Quoted(self.names.name(kind, text).ok_or(Dangling)?),
            Meaning::Account => {
                let name = self.names.name(Named::Account, text);
                Content::Quoted(name.unwrap_or_else(|| text.to_owned()))
            }
        };
        Ok(())
    }

    /// A document right there, where that gives the very text; else a file, where it is JSON; else
    /// the bare text.
    fn document(&mut self, text: &str, hint: &str) -> Content {
        let Ok(value) = serde_json::from_str::<Value>(text) else {
            let mut node = self.map();
            node.set_text("text", text);
            return node.content;
        };
        let node = Node::from_json(&self.nowhere, value);
        if matches!(node.content, Content::Map(_)) && spelled_out(&node) == text {
            return node.content;
        }
        Content::Quoted(self.document_file(text, &format!("documents/{hint}")))
    }

    /// The path of a file with this text: one that is there, or a new one named after `hint`.
    pub(super) fn document_file(&mut self, text: &str, hint: &str) -> String {
        if let Some(path) = self.documents.get(text) {
            return path.clone();
        }
        let numbered = (2..).map(|number| format!("{hint}-{number}.json"));
        let mut paths = std::iter::once(format!("{hint}.json")).chain(numbered);
        let path = paths.find(|path| !self.files.contains(path)).unwrap_or_default();
        self.files.insert(path.clone(), format!("{text}\n"));
        self.documents.insert(text.to_owned(), path.clone());
        path
    }
}
