//! The rows of the Who can screen: a principal, what it may, and by what.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use super::holders::Holders;
use crate::access::{Principal, Verdict};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::table::{Column, Row, Width, is_written};

/// Which verdicts are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listed {
    /// Whoever may, perhaps on a condition.
    #[default]
    May,
    /// Whoever may whatever else holds.
    Allowed,
    /// Whoever may on a condition.
    Conditional,
    /// Whoever may not.
    Denied,
    /// Everyone.
    Everyone,
}

impl Listed {
    /// The next choice, all of them in turn.
    pub fn next(self) -> Self {
        match self {
            Self::May => Self::Allowed,
            Self::Allowed => Self::Conditional,
            Self::Conditional => Self::Denied,
            Self::Denied => Self::Everyone,
            Self::Everyone => Self::May,
        }
    }

    /// What a title says of it.
    pub fn title(self) -> &'static str {
        match self {
            Self::May => "",
            Self::Allowed => "  allowed",
            Self::Conditional => "  conditional",
            Self::Denied => "  denied",
            Self::Everyone => "  everyone",
        }
    }
}

/// A principal in the list.
pub struct HolderRow {
    all: Arc<Holders>,
    /// Its place among them.
    at: u32,
}

/// Everyone asked about, and the rows of those who are listed.
pub struct Listing {
    /// Everyone.
    pub all: Arc<Holders>,
    /// Which of them are listed.
    pub listed: Listed,
    /// Their rows.
    pub rows: Arc<Vec<HolderRow>>,
}

impl Listing {
    /// A list of some.
    pub fn of(all: Arc<Holders>, listed: Listed) -> Self {
        let row = |at: usize| HolderRow { all: Arc::clone(&all), at: at as u32 };
        let rows = Arc::new(all.listed(listed).map(row).collect());
        Self { all, listed, rows }
    }
}

impl HolderRow {
    fn at(&self) -> usize {
        self.at as usize
    }

    /// Who it is.
    pub fn principal(&self) -> Option<&Principal> {
        self.all.principal(self.at())
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        self.all.name(self.at())
    }

    /// Its ARN, or what stands for one.
    pub fn arn(&self) -> Option<String> {
        self.all.arn(self.at())
    }
}

impl Row for HolderRow {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Verdict", width: Width::Fixed(13), rank: 0 },
        Column { title: "Principal", width: Width::Fill(20), rank: 0 },
        Column { title: "Account", width: Width::Fixed(14), rank: 1 },
        Column { title: "By", width: Width::Fill(16), rank: 2 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Owned(self.principal().map(ToString::to_string).unwrap_or_default())
    }

    fn is(&self, id: &str) -> bool {
        self.principal().is_some_and(|principal| is_written(principal, id))
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => match self.all.verdict(self.at()) {
                Verdict::Allowed => Phrase::sign(Meaning::Allow, "allowed"),
                Verdict::Conditional => Phrase::sign(Meaning::Conditional, "conditional"),
                Verdict::ExplicitDeny | Verdict::ImplicitDeny => {
                    Phrase::sign(Meaning::Deny, "denied")
                }
            },
            1 => self.name().into(),
            2 => self.all.account(self.at()).into(),
            _ => Phrase::of(self.all.by(self.at()), Meaning::Muted),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        let (account, by) = (self.all.account(self.at()), self.all.by(self.at()));
        Cow::Owned(format!("{}\n{account}\n{by}", self.name()))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        let (all, one, other) = (&self.all, self.at(), other.at());
        match column {
            0 => all.rank(one).cmp(&all.rank(other)),
            1 => all.by_name(one).cmp(&all.by_name(other)),
            2 => all.by_account(one).cmp(&all.by_account(other)),
            _ => all.by(one).cmp(all.by(other)),
        }
    }
}
