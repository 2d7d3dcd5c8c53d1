//! From files to an organization.
//!
//! First every file is taken apart into [`Draft`]s: entities with all they imply spelled out, but
//! with names in them. By then all names are known, and the drafts become records.

mod accounts;
mod activity;
mod baseline;
mod controls;
mod directory;
mod entity;
mod provision;
mod tree;

pub(super) use accounts::SECTIONS;
pub(super) use activity::{COLUMNS, FILE, is_short};
pub(super) use entity::spelled_out;
pub(super) use tree::directory_of;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    derive,
    files::Files,
    meaning::Named,
    names::Names,
    node::{Content, Node},
    place::{FileError, Place},
    yaml,
};
use crate::org::{Organization, Record, RecordKind, RootId};

/// What reading gave.
#[derive(Clone)]
pub struct Imported {
    /// The organization.
    pub organization: Organization,
    /// What was passed over, file by file.
    pub notes: Vec<String>,
}

/// An entity on its way from a file into the model.
#[derive(Debug)]
struct Draft {
    kind: RecordKind,
    node: Node,
    /// The account in which names of managed policies are looked up.
    account: Option<String>,
}

/// Reads an organization from files. On failure tells everything that is wrong with them.
pub fn read(files: &Files) -> Result<Imported, Vec<FileError>> {
    let mut reading = Reading::open(files)?;
    reading.drafts()?;
    let records = reading.records()?;
    let organization = reading.organization(records)?;
    let events = reading.activity(&organization);
    reading.checked()?;
    let events = events.into_iter().map(|(_, event)| event);
    let organization = provision::assemble(organization.records().chain(events))?;
    Ok(Imported { organization, notes: reading.unread() })
}

const ORGANIZATION: &str = "organization.yaml";

struct Reading<'a> {
    files: &'a Files,
    /// The files that have been read.
    used: BTreeSet<String>,
    /// The YAML files that have not been taken apart yet.
    trees: BTreeMap<String, Node>,
    errors: Vec<FileError>,
    names: Names,
    root: RootId,
    drafts: Vec<Draft>,
    /// Accounts by id, each with the ids of the root and the units it is in.
    above: BTreeMap<String, Vec<String>>,
    /// Whether roles that assignments need are made where the files do not have them.
    provision: bool,
    /// Records that were given as such.
    raw: Vec<(Place, Record)>,
}

impl<'a> Reading<'a> {
    fn open(files: &'a Files) -> Result<Self, Vec<FileError>> {
        let mut errors = Vec::new();
        let mut trees = BTreeMap::new();
        let tops = ["organization", "policies", "identity-center", "baseline", "controls"];
        let others = ["aws-managed", "records"];
        let tops = tops.into_iter().chain(others).map(|name| format!("{name}.yaml"));
        let accounts = files.in_directory("accounts", ".yaml").map(|(path, _)| path.to_owned());
        for path in tops.chain(accounts) {
            let Some(text) = files.get(&path) else { continue };
            match yaml::parse(&path, text) {
                Ok(tree) => {
                    trees.insert(path, tree);
                }
                Err(found) => errors.extend(found),
            }
        }
        let used = trees.keys().cloned().collect();
        let root = match trees.get(ORGANIZATION).map(|tree| (tree, tree.get("root"))) {
            Some((_, Some(root))) => {
                root.text().unwrap_or_default().parse().map_err(|error: crate::org::BadId| {
                    FileError::new(&root.place, error.to_string())
                })
            }
            Some((tree, None)) => {
                Err(FileError::new(&tree.place, "`root` is missing; add the id of the root"))
            }
            None => {
                let message = "the file is missing; it says which organization this is";
                Err(FileError::new(&Place::file(ORGANIZATION), message))
            }
        };
        match root {
            Ok(root) if errors.is_empty() => Ok(Self {
                files,
                used,
                trees,
                errors,
                names: Names::default(),
                root,
                drafts: Vec::new(),
                above: BTreeMap::new(),
                provision: false,
                raw: Vec::new(),
            }),
            Ok(_) => Err(errors),
            Err(error) => {
                if !errors.iter().any(|e| &*e.place.file == ORGANIZATION) {
                    errors.push(error);
                }
                Err(errors)
            }
        }
    }

    /// Takes the files apart. What is wrong so far is told before names are looked up: a name that
    /// is missing because its file is broken would only add noise.
    fn drafts(&mut self) -> Result<(), Vec<FileError>> {
        self.raw_records();
        self.policies();
        let accounts = self.accounts();
        let accounts = self.tree(accounts);
        self.baseline(accounts);
        self.directory();
        self.controls();
        self.aws_managed();
        self.checked()
    }

    fn checked(&mut self) -> Result<(), Vec<FileError>> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let mut errors = std::mem::take(&mut self.errors);
        errors.sort();
        errors.dedup();
        Err(errors)
    }

    fn error(&mut self, place: &Place, message: impl Into<String>) {
        self.errors.push(FileError::new(place, message));
    }

    /// The items under a key; none when the key is not there.
    fn list(&mut self, node: &mut Node, key: &str) -> Vec<Node> {
        match node.take(key) {
            None => Vec::new(),
            Some(Node { content: Content::List(items), .. }) => items,
            Some(Node { content: Content::Nothing, .. }) => Vec::new(),
            Some(other) => {
                self.error(
                    &other.place,
                    format!("`{key}` is no list; write its items with dashes"),
                );
                Vec::new()
            }
        }
    }

    /// Complains about every key that nobody has taken.
    fn nothing_left(&mut self, node: &Node, known: &str) {
        match &node.content {
            Content::Map(entries) => {
                for entry in entries {
                    let message = format!("`{}` is not known here; there is {known}", entry.key);
                    self.error(&entry.place, message);
                }
            }
            Content::Nothing => {}
            _ => self.error(&node.place, format!("this is no map; write {known} with colons")),
        }
    }

    /// The text under a key, if any; complains when it is none.
    fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let value = node.get(key)?;
        if let Some(text) = value.text() {
            return Some(text.to_owned());
        }
        self.error(&value.place, format!("`{key}` is no text; write one"));
        None
    }

    /// Puts in what goes without saying; complains when it is said.
    fn imply(&mut self, node: &mut Node, key: &str, value: impl Into<String>) {
        if let Some(said) = node.get(key) {
            let place = said.place.clone();
            self.error(&place, format!("`{key}` goes without saying here; remove it"));
        }
        node.set_text(key, value);
    }

    /// Makes a draft of something that goes by a name: its id is derived unless it is given.
    fn named(&mut self, kind: RecordKind, named: Named, name: &str, mut node: Node) -> String {
        let id = self.text(&node, "id").unwrap_or_else(|| derive::id(named, &self.root, name));
        node.set_text("id", &id);
        self.names.add(named, name, &id);
        self.drafts.push(Draft { kind, node, account: None });
        id
    }

    /// The name under `key`; complains when there is none.
    fn name(&mut self, node: &Node, key: &str) -> Option<String> {
        if node.get(key).is_none() {
            self.error(&node.place, format!("`{key}` is missing; add it"));
        }
        self.text(node, key)
    }

    fn unread(&self) -> Vec<String> {
        self.files
            .iter()
            .map(|(path, _)| path)
            .filter(|path| !self.used.contains(*path) && !path.starts_with("templates/"))
            .map(|path| format!("{path}: nothing refers to this file; it was passed over"))
            .collect()
    }
}
