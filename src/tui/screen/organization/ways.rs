//! Who comes into the accounts of a node by assignment: each person, by which group, with which
//! permission set, when last.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::inside::accounts;
use crate::org::{
    Assignment, DirectoryPrincipal, DirectoryUserId, NodeId, Organization, PermissionSetId,
};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::time::{age, day};
use crate::tui::widget::table::{Column, Row, Width};

/// Days after which a way in counts as dormant (D-36).
const DORMANT: i64 = 90;

/// A person's way into one or more accounts.
pub struct Way {
    id: String,
    person: String,
    /// The group, when it is not the person's own assignment.
    by: Option<String>,
    set: String,
    accounts: Vec<String>,
    last_used: Option<DateTime<Utc>>,
    expires: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
}

impl Way {
    /// Takes in the same way into one more account.
    fn join(&mut self, account: String, assignment: &Assignment) {
        self.accounts.push(account);
        self.last_used = self.last_used.max(assignment.last_used);
        self.expires = match (self.expires, assignment.expires) {
            (Some(one), Some(other)) => Some(one.max(other)),
            _ => None,
        };
    }
}

impl Row for Way {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Who", width: Width::Fill(11), rank: 0 },
        Column { title: "Permission set", width: Width::Fill(10), rank: 1 },
        Column { title: "By", width: Width::Fill(9), rank: 3 },
        Column { title: "Last used", width: Width::Fixed(9), rank: 2 },
        Column { title: "Expires", width: Width::Fixed(10), rank: 5 },
        Column { title: "Into", width: Width::Fill(14), rank: 4 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => self.person.as_str().into(),
            1 => Phrase::of(self.set.as_str(), Meaning::Accent),
            2 => match &self.by {
                Some(group) => Phrase::of(group.as_str(), Meaning::Inherited),
                None => Phrase::of("itself", Meaning::Direct),
            },
            3 => match self.last_used {
                Some(at) if (self.now - at).num_days() > DORMANT => {
                    Phrase::of(age(at, self.now), Meaning::Warning)
                }
                Some(at) => age(at, self.now).into(),
                None => Phrase::of("-", Meaning::Muted),
            },
            4 => match self.expires {
                Some(at) if at <= self.now => Phrase::of(day(at), Meaning::Warning),
                Some(at) => day(at).into(),
                None => Phrase::of("never", Meaning::Muted),
            },
            _ => match &self.accounts[..] {
                [account] => account.as_str().into(),
                accounts => {
                    let count = format!("{} accounts: ", accounts.len());
                    Phrase::from(count).and(accounts.join(", "), Meaning::Muted)
                }
            },
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        let by = self.by.as_deref().unwrap_or_default();
        Cow::Owned(format!("{}\n{}\n{by}\n{}", self.person, self.set, self.accounts.join("\n")))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            3 => self.last_used.cmp(&other.last_used),
            4 => self.expires.cmp(&other.expires),
            5 => self.accounts.len().cmp(&other.accounts.len()),
            _ => self.cell(column).plain().cmp(&other.cell(column).plain()),
        }
    }
}

type Key<'a> = (Option<DirectoryUserId>, &'a DirectoryPrincipal, &'a PermissionSetId);

/// The ways into the accounts at and below a node, as of a moment, by person.
pub fn ways(node: &NodeId, organization: &Organization, now: DateTime<Utc>) -> Vec<Way> {
    let mut ways: BTreeMap<Key<'_>, Way> = BTreeMap::new();
    for account in accounts(node, organization) {
        for assignment in organization.assignments_in(account.id) {
            for user in people(&assignment.principal, organization) {
                let key = (user.clone(), &assignment.principal, &assignment.permission_set);
                ways.entry(key)
                    .or_insert_with(|| way(user.as_ref(), assignment, organization, now))
                    .join(account.name.clone(), assignment);
            }
        }
    }
    let mut ways: Vec<Way> = ways.into_values().collect();
    ways.sort_by(|one, other| (&one.person, &one.set).cmp(&(&other.person, &other.set)));
    ways
}

/// Who an assignment lets in; nobody, once, for a group without members.
fn people(
    principal: &DirectoryPrincipal,
    organization: &Organization,
) -> Vec<Option<DirectoryUserId>> {
    match principal {
        DirectoryPrincipal::User(user) => vec![Some(user.clone())],
        DirectoryPrincipal::Group(id) => match organization.directory_groups().get(id) {
            Some(group) if !group.members.is_empty() => {
                group.members.iter().cloned().map(Some).collect()
            }
            _ => vec![None],
        },
    }
}

fn way(
    user: Option<&DirectoryUserId>,
    assignment: &Assignment,
    organization: &Organization,
    now: DateTime<Utc>,
) -> Way {
    let (set, principal) = (&assignment.permission_set, &assignment.principal);
    let person = match user {
        None => "nobody".to_owned(),
        Some(id) => {
            let known = organization.directory_users().get(id);
            known.map_or_else(|| id.to_string(), |user| user.user_name.clone())
        }
    };
    let by = match principal {
        DirectoryPrincipal::User(_) => None,
        DirectoryPrincipal::Group(id) => {
            let known = organization.directory_groups().get(id);
            Some(known.map_or_else(|| id.to_string(), |group| group.name.clone()))
        }
    };
    let known = organization.permission_sets().get(set);
    Way {
        id: format!("{person} {principal} {set}"),
        person,
        by,
        set: known.map_or_else(|| set.to_string(), |set| set.name.clone()),
        accounts: Vec::new(),
        last_used: None,
        // Each account may lengthen this, and the first sets it.
        expires: assignment.expires,
        now,
    }
}
