//! The rows of a comparison: what changes, for whom, by what; and both sides of the request that shows
//! it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use crate::access::Principal;
use crate::access::possible::Witness;
use crate::org::Organization;
use crate::tui::phrase::Phrase;
use crate::tui::screen::Answer;
use crate::tui::theme::Meaning;
use crate::tui::widget::panel::Entry;
use crate::tui::widget::table::{Column, Row, Width};
use crate::workspace::{Example, Finding, Told, What, named};

/// Which way something changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// More is allowed.
    Gained,
    /// Less is allowed.
    Lost,
    /// It cannot be told.
    Open,
    /// Somebody was not there before.
    New,
    /// Somebody is there no more.
    Gone,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 5] = [Self::Gained, Self::Lost, Self::Open, Self::New, Self::Gone];

    /// A sign and a word.
    pub fn phrase(self, text: impl AsRef<str>) -> Phrase {
        let text = text.as_ref();
        match self {
            Self::Gained => Phrase::of(format!("+ {text}"), Meaning::Allow),
            Self::Lost => Phrase::of(format!("- {text}"), Meaning::Deny),
            Self::Open => Phrase::of(format!("? {text}"), Meaning::Conditional),
            Self::New => Phrase::of(format!("* {text}"), Meaning::Added),
            Self::Gone => Phrase::of(format!("✗ {text}"), Meaning::Removed),
        }
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::Lost => "lost",
            Self::Open => "open",
            Self::New => "new",
            Self::Gone => "gone",
        }
    }
}

/// A side of what is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before.
    Before,
    /// After.
    After,
}

impl Side {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Before => Self::After,
            Self::After => Self::Before,
        }
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// What a comparison has found since it last told.
pub struct Found {
    /// Rows that are new, and rows that concern more than before.
    pub rows: Vec<Arc<FindingRow>>,
    /// How many all of it concerns by now.
    pub whom: usize,
}

impl Found {
    /// Adds them to what was found before, in order.
    pub fn join(self, found: &mut Vec<Arc<FindingRow>>) {
        for row in self.rows {
            match found.get_mut(row.place) {
                Some(known) => *known = row,
                None => found.push(row),
            }
        }
    }
}

/// One thing that a comparison has found.
#[derive(Debug)]
pub struct FindingRow {
    id: String,
    /// Its place among all that is found.
    place: usize,
    /// Which way.
    pub way: Way,
    /// Whom it concerns, in short; nothing where policies are compared by themselves.
    pub who: String,
    /// The first of those whom it concerns, and how many they are.
    first: Vec<Principal>,
    many: usize,
    what: String,
    by: String,
    found: What,
}

impl FindingRow {
    /// The row of a finding at a place.
    pub fn new(place: usize, finding: &Finding, organization: &Organization) -> Self {
        let (way, what, by) = match &finding.what {
            What::Gained(told) => (Way::Gained, actions(told), by(told)),
            What::Lost(told) => (Way::Lost, actions(told), by(told)),
            What::Untold(open) => (Way::Open, named(&open.names()), open.because.join("; ")),
            What::Appeared => (Way::New, "was not there before".to_owned(), String::new()),
            What::Vanished => (Way::Gone, "is there no more".to_owned(), String::new()),
        };
        Self {
            id: format!("{place:06}"),
            place,
            way,
            who: who(&finding.whom, organization),
            first: finding.whom.iter().take(WHOM).cloned().collect(),
            many: finding.whom.len(),
            what,
            by,
            found: finding.what.clone(),
        }
    }

    /// The row in one line, for where there is no table.
    pub fn line(&self) -> Phrase {
        let who = if self.who.is_empty() { String::new() } else { format!("{}: ", self.who) };
        self.way.phrase(who).and(self.what.as_str(), Meaning::Text)
    }

    /// The first of those whom it concerns.
    pub fn first(&self) -> Option<&Principal> {
        self.first.first()
    }

    /// Everything there is to say of it.
    pub fn telling(&self) -> Vec<Entry> {
        let prose = |text: String, meaning| Entry::Prose(text, meaning);
        let mut entries = Vec::new();
        if !self.first.is_empty() {
            let names: Vec<String> = self.first.iter().map(ToString::to_string).collect();
            let more = match self.many - self.first.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            entries.push(prose(format!("{}{more}", names.join(", ")), Meaning::Accent));
        }
        match &self.found {
            What::Gained(told) | What::Lost(told) => {
                let all: Vec<&str> = told.actions.iter().map(|it| it.full_name()).collect();
                let count = if all.len() == 1 {
                    "1 action".to_owned()
                } else {
                    format!("{} actions", all.len())
                };
                entries.push(Entry::Line(self.way.phrase(count)));
                for by in &told.by {
                    let conditions = match by.conditions.as_slice() {
                        [] => String::new(),
                        all => format!(" if {}", all.join(" and ")),
                    };
                    let on = by.resources.join(", ");
                    entries.push(prose(
                        format!("by {} on {on}{conditions}", by.statement),
                        Meaning::Text,
                    ));
                }
                let example = Example::new(&told.shown.allowed);
                entries.push(prose(format!("such as {example}"), Meaning::Info));
                entries.push(prose(format!("else {}", told.denied_because), Meaning::Muted));
                entries.push(prose(all.join(", "), Meaning::Text));
            }
            What::Untold(open) => {
                entries.push(prose(open.names().join(", "), Meaning::Text));
                for because in &open.because {
                    entries.push(prose(format!("it hangs on {because}"), Meaning::Conditional));
                }
            }
            What::Appeared | What::Vanished => {
                entries.push(prose(self.what.clone(), Meaning::Text));
            }
        }
        entries
    }

    /// Why the request that shows it is decided as it is on one side.
    pub fn why(&self, side: Side) -> Option<Arc<Answer>> {
        let witness: &Witness = match (&self.found, side) {
            (What::Gained(told), Side::After) | (What::Lost(told), Side::Before) => {
                &told.shown.allowed
            }
            (What::Gained(told), Side::Before) | (What::Lost(told), Side::After) => {
                &told.shown.denied
            }
            (What::Untold(_) | What::Appeared | What::Vanished, _) => return None,
        };
        Some(Arc::new(Answer::decided(&witness.request, &witness.decision)))
    }
}

/// Principals that are told by name.
const WHOM: usize = 12;

fn actions(told: &Told) -> String {
    let names: Vec<&str> = told.actions.iter().map(|action| action.full_name()).collect();
    named(&names)
}

fn by(told: &Told) -> String {
    let statements: Vec<&str> = told.by.iter().map(|by| by.statement.as_str()).collect();
    statements.join(", ")
}

fn who(whom: &[Principal], organization: &Organization) -> String {
    let Some(first) = whom.first() else { return String::new() };
    let first = name(first, organization);
    match whom.len() {
        1 => first,
        many => format!("{first} and {} more", many - 1),
    }
}

/// What people call a principal, with its account.
fn name(principal: &Principal, organization: &Organization) -> String {
    let at = |name: &dyn std::fmt::Display| {
        let account = principal.account().and_then(|id| organization.accounts().get(&id).cloned());
        account.map_or_else(|| name.to_string(), |account| format!("{name} @{}", account.name))
    };
    match principal {
        Principal::Assigned { user, .. } => {
            let known = organization.directory_users().get(user);
            match known {
                Some(user) => at(&user.user_name.split('@').next().unwrap_or_default()),
                None => at(user),
            }
        }
        Principal::Root(_) => at(&"root"),
        Principal::User(_, name) | Principal::Role(_, name) => at(name),
        other => other.to_string(),
    }
}

impl Row for Arc<FindingRow> {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Change", width: Width::Fixed(8), rank: 0 },
        Column { title: "Who", width: Width::Fill(14), rank: 1 },
        Column { title: "What", width: Width::Fill(18), rank: 0 },
        Column { title: "By", width: Width::Fill(12), rank: 2 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => self.way.phrase(self.way.word()),
            1 => self.who.as_str().into(),
            2 => self.what.as_str().into(),
            _ => Phrase::of(&*self.by, Meaning::Muted),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{}\n{}\n{}\n{}", self.way.word(), self.who, self.what, self.by))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            0 => self.way.cmp(&other.way),
            1 => self.who.cmp(&other.who),
            2 => self.what.cmp(&other.what),
            _ => self.by.cmp(&other.by),
        }
    }
}
