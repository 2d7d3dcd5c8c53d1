//! `activity.csv`: events of the trail, one a line.

use std::collections::HashMap;

use super::Writing;
use crate::{
    exchange::native::{
        derive,
        meaning::Named,
        node::Node,
        read::{COLUMNS, FILE, is_short},
    },
    org::{Activity, Record},
};

impl Writing<'_> {
    /// `activity.csv`, unless nothing has happened.
    pub(super) fn activity(&mut self) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut rows: Vec<Vec<String>> = Vec::new();
        for event in self.organization.activity().iter() {
            let account = self.names.name(Named::Account, &event.account.to_string());
            let Some(account) = account.filter(|_| fits(event)) else {
                self.keep(&Record::Activity((**event).clone()));
                continue;
            };
            let mut node = self.json(&**event);
            node.set_text("account", account);
            let text = derive::event_text(event);
            let before = seen.entry(text.clone()).or_default();
            if derive::event(&text, *before) == event.id.as_str() {
                node.take("id");
                *before += 1;
            }
            let cell = |column| node.get(column).and_then(Node::text).unwrap_or_default();
            rows.push(COLUMNS.map(|column| cell(column).to_owned()).to_vec());
        }
        if rows.is_empty() {
            return;
        }
        let mut table = csv::Writer::from_writer(Vec::new());
        let header = COLUMNS.map(ToOwned::to_owned).to_vec();
        for row in std::iter::once(&header).chain(&rows) {
            #[allow(clippy::expect_used, reason = "memory takes every row of the same length")]
            table.write_record(row).expect("a row fits into memory");
        }
        let text = table.into_inner().ok().and_then(|it| String::from_utf8(it).ok());
        self.files.insert(FILE, text.unwrap_or_default());
    }
}

/// Whether a line of cells says all of an event: empty cells count as absent.
fn fits(event: &Activity) -> bool {
    let optional = [&event.resource, &event.source, &event.error];
    let empty = optional.into_iter().any(|it| it.as_deref() == Some(""));
    !empty && !event.actor.is_empty() && !event.action.is_empty() && !is_short(&event.actor)
}
