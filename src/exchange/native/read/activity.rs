//! `activity.csv`: events of the trail, one a line.

use std::collections::HashMap;

use super::Reading;
use crate::{
    exchange::native::{
        decode::decode,
        derive,
        meaning::Named,
        node::{Content, Node},
        place::Place,
    },
    org::Record,
};

/// The columns, in the order in which they are written.
pub(in crate::exchange::native) const COLUMNS: [&str; 8] =
    ["at", "account", "actor", "action", "resource", "source", "error", "id"];

/// The file.
pub(in crate::exchange::native) const FILE: &str = "activity.csv";

impl Reading<'_> {
    /// The events. Cells that are empty count as absent; an id follows from the rest of the line.
    pub(super) fn activity(&mut self) -> Vec<(Place, Record)> {
        let Some(text) = self.files.get(FILE) else { return Vec::new() };
        self.used.insert(FILE.to_owned());
        let mut table = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = match table.headers() {
            Ok(header) => header.clone(),
            Err(error) => {
                self.error(&Place::file(FILE), format!("{error}; mend the first line"));
                return Vec::new();
            }
        };
        for column in header.iter().filter(|name| !COLUMNS.contains(name)) {
            let place = Place { file: FILE.into(), line: 1, column: 1 };
            let message =
                format!("no column is named `{column}`; there are {}", COLUMNS.join(", "));
            self.error(&place, message);
        }
        let mut events = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for row in table.records() {
            let row = match row {
                Ok(row) => row,
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    let line = usize::try_from(line).unwrap_or(usize::MAX);
                    let place = Place { file: FILE.into(), line, column: 1 };
                    self.error(&place, format!("{error}; mend the line"));
                    continue;
                }
            };
            let line = row.position().map_or(0, csv::Position::line);
            let line = usize::try_from(line).unwrap_or(usize::MAX);
            let place = Place { file: FILE.into(), line, column: 1 };
            if row.len() > header.len() {
                let message = "the line has more cells than there are columns; quote the commas";
                self.error(&place, message);
                continue;
            }
            let mut node = Node::new(&place, Content::Map(Vec::new()));
            for (column, cell) in header.iter().zip(&row).filter(|(_, cell)| !cell.is_empty()) {
                node.set_text(column, cell);
            }
            if node.get("id").is_none() {
                let text = row.iter().collect::<Vec<_>>().join(",");
                let before = seen.entry(text.clone()).or_default();
                node.set_text("id", derive::event(&text, *before));
                *before += 1;
            }
            let account = self.text(&node, "account").unwrap_or_default();
            match self.names.id(Named::Account, &account) {
                Ok(id) => node.set_text("account", id),
                Err(message) => self.error(&place, message),
            }
            match decode(&node) {
                Ok(event) => events.push((place, Record::Activity(event))),
                Err(error) => self.errors.push(error),
            }
        }
        events
    }
}
