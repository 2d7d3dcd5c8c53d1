//! The rows of the Who can screen: a principal, what it may, and by what.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use crate::access::index::Answer;
use crate::access::{Hinge, Principal, Verdict};
use crate::org::{NodeId, Organization};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::table::{Column, Row, Width};

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

    /// Whether a verdict is listed.
    pub fn takes(self, verdict: Verdict) -> bool {
        match self {
            Self::May => !verdict.is_denied(),
            Self::Allowed => verdict == Verdict::Allowed,
            Self::Conditional => verdict == Verdict::Conditional,
            Self::Denied => verdict.is_denied(),
            Self::Everyone => true,
        }
    }
}

/// A principal in the list.
#[derive(Debug)]
pub struct HolderRow {
    /// Who.
    pub principal: Principal,
    id: String,
    /// What people call it.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    account: String,
    stranger: bool,
    /// What it may, its need of a key taken into account.
    pub verdict: Verdict,
    by: String,
}

impl HolderRow {
    /// The row of a principal whom an answer is true of.
    pub fn new(organization: &Organization, principal: &Principal, answer: &Answer) -> Self {
        let account = principal.account();
        let account = account.map(|id| organization.node_name(&NodeId::Account(id)));
        Self {
            id: principal.to_string(),
            name: name(organization, principal),
            arn: principal.arn(organization),
            account: account.unwrap_or_default(),
            stranger: answer.strangers.contains(principal),
            verdict: answer.verdict(),
            by: by(answer),
            principal: principal.clone(),
        }
    }

    /// What comes first: who may, then who may on a condition; of both strangers first.
    pub fn rank(&self) -> (u8, bool) {
        let rank = match self.verdict {
            Verdict::Allowed => 0,
            Verdict::Conditional => 1,
            Verdict::ExplicitDeny | Verdict::ImplicitDeny => 2,
        };
        (rank, !self.stranger)
    }
}

fn name(organization: &Organization, principal: &Principal) -> String {
    match principal {
        Principal::Assigned { user, .. } => {
            let known = organization.directory_users().get(user);
            known.map_or_else(|| user.to_string(), |user| user.user_name.clone())
        }
        Principal::Root(_) => "root".to_owned(),
        Principal::User(_, name) | Principal::Role(_, name) => name.to_string(),
        Principal::Session(_, role, session) => format!("{role}/{session}"),
        Principal::Outsider(arn) => format!("outside: {arn}"),
        Principal::Service(name) => name.clone(),
        Principal::Federated(provider) => format!("vouched for by {provider}"),
        Principal::Anonymous => "anyone, not signed in".to_owned(),
    }
}

/// What the verdict hangs on, what is missing on the key, or the reason.
fn by(answer: &Answer) -> String {
    let key = answer.key.as_ref().filter(|need| need.ruling.verdict != Verdict::Allowed);
    if let Some(need) = key {
        return format!("{} on {}: {}", need.action, need.key, need.ruling.verdict.code());
    }
    if answer.ruling.verdict == Verdict::Conditional {
        let hinges: Vec<String> = answer.ruling.hinges.iter().map(Hinge::to_string).collect();
        return format!("if {}", hinges.join(", "));
    }
    answer.ruling.reason.to_string()
}

impl Row for Arc<HolderRow> {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Verdict", width: Width::Fixed(13), rank: 0 },
        Column { title: "Principal", width: Width::Fill(20), rank: 0 },
        Column { title: "Account", width: Width::Fixed(14), rank: 1 },
        Column { title: "By", width: Width::Fill(16), rank: 2 },
    ];

    fn id(&self) -> &str {
        &self.id
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => match self.verdict {
                Verdict::Allowed => Phrase::sign(Meaning::Allow, "allowed"),
                Verdict::Conditional => Phrase::sign(Meaning::Conditional, "conditional"),
                Verdict::ExplicitDeny | Verdict::ImplicitDeny => {
                    Phrase::sign(Meaning::Deny, "denied")
                }
            },
            1 => self.name.as_str().into(),
            2 => self.account.as_str().into(),
            _ => Phrase::of(&*self.by, Meaning::Muted),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{}\n{}\n{}", self.name, self.account, self.by))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            0 => self.rank().cmp(&other.rank()),
            1 => self.name.cmp(&other.name),
            2 => self.account.cmp(&other.account),
            _ => self.by.cmp(&other.by),
        }
    }
}
