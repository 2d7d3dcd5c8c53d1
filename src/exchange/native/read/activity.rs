//! `activity.csv`: events of the trail, one a line.

use std::collections::HashMap;

use csv::StringRecord;

use super::Reading;
use crate::{
    exchange::native::{
        decode::decode,
        derive,
        meaning::Named,
        node::{Content, Node},
        place::{FileError, Place},
    },
    org::{Activity, Organization, Record},
};

/// The file.
pub(in crate::exchange::native) const FILE: &str = "activity.csv";

/// The columns, in the order in which they are written.
pub(in crate::exchange::native) const COLUMNS: [&str; 8] =
    ["at", "account", "actor", "action", "resource", "source", "error", "id"];

impl Reading<'_> {
    /// The events. Empty cells count as absent, and an id follows from the rest of the line.
    pub(super) fn activity(&mut self, organization: &Organization) -> Vec<(Place, Record)> {
        let Some(text) = self.files.get(FILE) else { return Vec::new() };
        self.used.insert(FILE.to_owned());
        let mut table = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = match table.headers() {
            Ok(header) => header.clone(),
            Err(error) => {
                self.error(&line(1), format!("{error}; mend the first line"));
                return Vec::new();
            }
        };
        for column in header.iter().filter(|name| !COLUMNS.contains(name)) {
            let known = COLUMNS.join(", ");
            self.error(&line(1), format!("no column is named `{column}`; there are {known}"));
        }
        let mut events = Vec::new();
        let mut seen = HashMap::new();
        for row in table.records() {
            match row {
                Ok(row) => {
                    let place = line(row.position().map_or(0, csv::Position::line));
                    match self.event(organization, &header, &row, &place, &mut seen) {
                        Ok(event) => events.push((place, Record::Activity(event))),
                        Err(error) => self.errors.push(error),
                    }
                }
                Err(error) => {
                    let place = line(error.position().map_or(0, csv::Position::line));
                    self.error(&place, format!("{error}; mend the line"));
                }
            }
        }
        self.no_duplicates(&events);
        events
    }

    fn event(
        &mut self,
        organization: &Organization,
        header: &StringRecord,
        row: &StringRecord,
        place: &Place,
        seen: &mut HashMap<String, usize>,
    ) -> Result<Activity, FileError> {
        if row.len() > header.len() {
            let message = "the line has more cells than there are columns; quote the commas";
            return Err(FileError::new(place, message));
        }
        let mut node = Node::new(place, Content::Map(Vec::new()));
        for (column, cell) in header.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            node.set_text(column, cell);
        }
        let given = node.get("id").is_some();
        if !given {
            node.set_text("id", "-");
        }
        if let Some(account) = self.text(&node, "account") {
            let id = self.names.id(Named::Account, &account);
            node.set_text("account", id.map_err(|message| FileError::new(place, message))?);
        }
        let mut event: Activity = decode(&node)?;
        event.actor = actor(organization, &event).map_err(|it| FileError::new(place, it))?;
        if !given {
            let text = derive::event_text(&event);
            let before = seen.entry(text.clone()).or_default();
            let id = derive::event(&text, *before);
            event.id = id.parse().map_err(|error| FileError::new(place, format!("{error}")))?;
            *before += 1;
        }
        Ok(event)
    }
}

/// The first character of a line.
fn line(number: u64) -> Place {
    let line = usize::try_from(number).unwrap_or(usize::MAX);
    Place { file: FILE.into(), line, column: 1 }
}

/// Whether an actor would be taken for a short form.
pub(in crate::exchange::native) fn is_short(actor: &str) -> bool {
    ["user/", "role/", "sso/"].iter().any(|prefix| actor.starts_with(prefix))
}

/// Who acted: `user/NAME`, `role/NAME/SESSION` and `sso/SET/USER` are short for principals of the
/// event's account; anything else is meant as it stands.
fn actor(organization: &Organization, event: &Activity) -> Result<String, String> {
    let account = event.account;
    let parts: Vec<&str> = event.actor.splitn(3, '/').collect();
    match parts.as_slice() {
        ["user", name] => Ok(format!("arn:aws:iam::{account}:user/{name}")),
        ["role", name, session] => {
            Ok(format!("arn:aws:sts::{account}:assumed-role/{name}/{session}"))
        }
        ["sso", set, user] => {
            let named = organization.permission_sets().iter().find(|it| it.name == *set);
            let role = named.and_then(|set| organization.role_of_set(set, account));
            role.map(|role| format!("arn:aws:sts::{account}:assumed-role/{}/{user}", role.name))
                .ok_or_else(|| {
                    format!(
                        "no role of the permission set `{set}` is in {account}; assign it there"
                    )
                })
        }
        _ => Ok(event.actor.clone()),
    }
}
