//! The two lists of the Permissions screen: services, and the actions of one of them.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::access::effective::{Access, ServiceSummary, Tally};
use crate::catalog::{AccessLevel, Action};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::table::{Column, Row, Width};

/// Cells of the bar that shows how much of a service is open.
const BAR: usize = 8;

/// A service in the list.
#[derive(Debug)]
pub struct ServiceRow {
    prefix: &'static str,
    name: &'static str,
    tally: Tally,
    levels: Phrase,
}

impl ServiceRow {
    /// The row of a service.
    pub fn new(summary: &ServiceSummary) -> Self {
        let levels = summary.levels.iter().fold(Phrase::new(), |phrase, count| {
            let letter = letter(count.level);
            match count.tally.best() {
                _ if count.tally.total() == 0 => phrase.and("·", Meaning::Muted),
                Access::Denied => phrase.and("-", Meaning::Muted),
                Access::Partial | Access::Conditional | Access::Unknown => {
                    phrase.and(letter.to_ascii_lowercase(), Meaning::Conditional)
                }
                Access::Allowed => phrase.and(letter, Meaning::Allow),
            }
        });
        let service = summary.service;
        Self { prefix: service.prefix(), name: service.name(), tally: summary.tally, levels }
    }

    /// The service's prefix.
    pub fn prefix(&self) -> &'static str {
        self.prefix
    }

    /// Its name in full.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its counts.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    fn bar(&self) -> Phrase {
        let share = |count: usize| (count * BAR).div_ceil(self.tally.total().max(1));
        let full = share(self.tally.allowed).min(BAR);
        let some = share(self.tally.limited()).min(BAR - full);
        Phrase::of("█".repeat(full), Meaning::Allow)
            .and("▒".repeat(some), Meaning::Conditional)
            .and("·".repeat(BAR - full - some), Meaning::Muted)
    }
}

fn letter(level: AccessLevel) -> &'static str {
    match level {
        AccessLevel::List => "L",
        AccessLevel::Read => "R",
        AccessLevel::Write => "W",
        AccessLevel::PermissionsManagement => "P",
        AccessLevel::Tagging => "T",
    }
}

impl Row for ServiceRow {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Service", width: Width::Fill(12), rank: 0 },
        Column { title: "Open", width: Width::Fixed(BAR as u16), rank: 2 },
        Column { title: "LRWPT", width: Width::Fixed(5), rank: 1 },
        Column { title: " ✓", width: Width::Fixed(4), rank: 3 },
        Column { title: " ~", width: Width::Fixed(4), rank: 4 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.prefix)
    }

    fn cell(&self, column: usize) -> Phrase {
        let count = |count: usize, meaning| match count {
            0 => Phrase::of("   -", Meaning::Muted),
            count => Phrase::of(format!("{count:>4}"), meaning),
        };
        match column {
            0 => self.prefix.into(),
            1 => self.bar(),
            2 => self.levels.clone(),
            3 => count(self.tally.allowed, Meaning::Allow),
            _ => count(self.tally.limited(), Meaning::Conditional),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{}\n{}", self.prefix, self.name))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        let open =
            |row: &Self| (row.tally.total() - row.tally.denied) * 1000 / row.tally.total().max(1);
        match column {
            0 => self.prefix.cmp(other.prefix),
            1 => open(other).cmp(&open(self)),
            2 => self.levels.plain().cmp(&other.levels.plain()),
            3 => other.tally.allowed.cmp(&self.tally.allowed),
            _ => other.tally.limited().cmp(&self.tally.limited()),
        }
    }
}

/// An action in the list.
#[derive(Debug)]
pub struct ActionRow {
    action: &'static Action,
    access: Access,
}

impl ActionRow {
    /// The row of an action.
    pub fn new(action: &'static Action, access: Access) -> Self {
        Self { action, access }
    }

    /// The action.
    pub fn action(&self) -> &'static Action {
        self.action
    }
}

impl Row for ActionRow {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Action", width: Width::Fill(16), rank: 0 },
        Column { title: "Verdict", width: Width::Fixed(9), rank: 0 },
        Column { title: "Level", width: Width::Fixed(11), rank: 1 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.action.full_name())
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => self.action.name().into(),
            1 => Phrase::sign(Meaning::from(self.access), brief(self.access)),
            _ => {
                let levels: Vec<&str> = self.action.levels().iter().map(short).collect();
                Phrase::of(levels.join(" "), Meaning::Muted)
            }
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.action.name())
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            0 => self.action.name().cmp(other.action.name()),
            1 => other.access.cmp(&self.access),
            _ => self.cell(2).plain().cmp(&other.cell(2).plain()),
        }
    }
}

/// An answer in a word that is short enough for the list.
fn brief(access: Access) -> &'static str {
    match access {
        Access::Partial => "on some",
        Access::Conditional => "if …",
        Access::Allowed | Access::Unknown | Access::Denied => access.word(),
    }
}

fn short(level: AccessLevel) -> &'static str {
    match level {
        AccessLevel::List => "list",
        AccessLevel::Read => "read",
        AccessLevel::Write => "write",
        AccessLevel::PermissionsManagement => "permissions",
        AccessLevel::Tagging => "tagging",
    }
}
