//! The rows of the Principals screen: everyone who can call, and the groups they are in.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::access::{self, principal};
use crate::govern::Credentials;
use crate::org::{
    AccountId, DirectoryUserId, IdentityPolicies, Organization, PermissionSetId, Role, User,
};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::table::{Column, Row, Width};

/// Days without use after which a role or an assignment is remarked upon (D-35).
const IDLE: i64 = 90;

/// The kinds of principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A user of the directory in an account.
    Assigned,
    /// An IAM user.
    User,
    /// An IAM group.
    Group,
    /// A role of the account's own.
    Role,
    /// A role that Identity Center made.
    PermissionSetRole,
    /// A role that a service made for itself.
    ServiceLinkedRole,
    /// The root user.
    Root,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Assigned => "person",
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
            Self::PermissionSetRole => "set's role",
            Self::ServiceLinkedRole => "service-linked",
            Self::Root => "root",
        }
    }
}

/// A principal in the list.
#[derive(Debug)]
pub struct Listed {
    /// Its text, by which it is found again.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// The account it acts in.
    pub account: AccountId,
    account_name: Arc<str>,
    /// What it has: its permission set, or how many policies.
    by: String,
    bounded: bool,
    remarks: Vec<String>,
}

impl Listed {
    /// What a reviewer would raise.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }
}

impl Row for Listed {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Name", width: Width::Fill(18), rank: 0 },
        Column { title: "Kind", width: Width::Fixed(14), rank: 2 },
        Column { title: "Account", width: Width::Fill(14), rank: 0 },
        Column { title: "By", width: Width::Fixed(14), rank: 3 },
        Column { title: "Boundary", width: Width::Fixed(8), rank: 5 },
        Column { title: "Remarks", width: Width::Fill(24), rank: 4 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => self.name.as_str().into(),
            1 => Phrase::of(self.kind.name(), Meaning::Muted),
            2 => Phrase::of(self.account_name.as_ref(), Meaning::Text),
            3 => Phrase::of(&*self.by, Meaning::Text),
            4 if self.bounded => Phrase::of("bounded", Meaning::Info),
            4 => Phrase::of("-", Meaning::Muted),
            _ if self.remarks.is_empty() => Phrase::new(),
            _ => Phrase::sign(Meaning::Warning, self.remarks.join(", ")),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Owned(format!(
            "{}\n{}\n{}\n{}",
            self.name,
            self.kind.name(),
            self.account_name,
            self.by
        ))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            0 => self.name.cmp(&other.name),
            1 => self.kind.cmp(&other.kind),
            2 => self.account_name.cmp(&other.account_name),
            3 => self.by.cmp(&other.by),
            4 => other.bounded.cmp(&self.bounded),
            _ => other.remarks.len().cmp(&self.remarks.len()),
        }
    }
}

/// Everyone who can call, and the groups: people first, root users last.
pub fn listed(organization: &Organization, now: DateTime<Utc>) -> Vec<Listed> {
    let lister = Lister::new(organization, now);
    let groups = organization.groups().iter().map(|group| Listed {
        id: group.arn().map(|arn| arn.to_string()).unwrap_or_default(),
        name: group.name.to_string(),
        kind: Kind::Group,
        by: count(&group.policies),
        remarks: Vec::new(),
        ..lister.blank(group.account)
    });
    let callers = principal::all(organization);
    let mut rows: Vec<Listed> =
        callers.iter().filter_map(|principal| lister.row(principal)).chain(groups).collect();
    rows.sort_by(|one, other| {
        let key = |row: &Listed| (row.kind, Arc::clone(&row.account_name));
        (key(one), &one.name).cmp(&(key(other), &other.name))
    });
    rows
}

struct Lister<'o> {
    organization: &'o Organization,
    now: DateTime<Utc>,
    names: HashMap<AccountId, Arc<str>>,
    used: HashMap<(AccountId, PermissionSetId), DateTime<Utc>>,
}

impl<'o> Lister<'o> {
    fn new(organization: &'o Organization, now: DateTime<Utc>) -> Self {
        let accounts = organization.accounts().iter();
        let mut used = HashMap::new();
        for assignment in organization.assignments().iter() {
            let key = (assignment.account, assignment.permission_set.clone());
            if let Some(at) = assignment.last_used {
                let latest = used.entry(key).or_insert(at);
                *latest = at.max(*latest);
            }
        }
        let names = accounts.map(|a| (a.id, Arc::from(a.name.as_str()))).collect();
        Self { organization, now, names, used }
    }

    fn blank(&self, account: AccountId) -> Listed {
        let named = self.names.get(&account).cloned();
        Listed {
            id: String::new(),
            name: String::new(),
            kind: Kind::Root,
            account,
            account_name: named.unwrap_or_else(|| Arc::from(account.to_string())),
            by: String::new(),
            bounded: false,
            remarks: Vec::new(),
        }
    }

    fn row(&self, principal: &access::Principal) -> Option<Listed> {
        let blank = Listed { id: principal.to_string(), ..self.blank(principal.account()?) };
        Some(match principal {
            access::Principal::Root(_) => {
                Listed { name: "root".to_owned(), kind: Kind::Root, ..blank }
            }
            access::Principal::User(account, name) => {
                self.user(self.organization.users().get(&(*account, name.clone()))?, blank)
            }
            access::Principal::Role(account, name) => {
                self.role(self.organization.roles().get(&(*account, name.clone()))?, blank)
            }
            access::Principal::Assigned { user, account, permission_set } => {
                self.assigned(user, *account, permission_set, blank)?
            }
            access::Principal::Session(..)
            | access::Principal::Outsider(_)
            | access::Principal::Federated(_)
            | access::Principal::Service(_)
            | access::Principal::Anonymous => return None,
        })
    }

    fn user(&self, user: &User, blank: Listed) -> Listed {
        Listed {
            name: user.name.to_string(),
            kind: Kind::User,
            by: count(&user.policies),
            bounded: user.boundary.is_some(),
            remarks: Credentials::of(user, self.now).remarks(),
            ..blank
        }
    }

    fn role(&self, role: &Role, blank: Listed) -> Listed {
        let kind = match (&role.permission_set, role.service_linked()) {
            (Some(_), _) => Kind::PermissionSetRole,
            (None, true) => Kind::ServiceLinkedRole,
            (None, false) => Kind::Role,
        };
        Listed {
            name: role.name.to_string(),
            kind,
            by: count(&role.policies),
            bounded: role.boundary.is_some(),
            remarks: self.idle(role.last_used),
            ..blank
        }
    }

    fn assigned(
        &self,
        user: &DirectoryUserId,
        account: AccountId,
        set: &PermissionSetId,
        blank: Listed,
    ) -> Option<Listed> {
        let user = self.organization.directory_users().get(user)?;
        let set_name = self.organization.permission_sets().get(set).map(|s| s.name.clone());
        Some(Listed {
            name: user.user_name.clone(),
            kind: Kind::Assigned,
            by: set_name.unwrap_or_else(|| set.to_string()),
            remarks: self.idle(self.used.get(&(account, set.clone())).copied()),
            ..blank
        })
    }

    fn idle(&self, last_used: Option<DateTime<Utc>>) -> Vec<String> {
        let days = last_used.map(|at| (self.now - at).num_days());
        days.filter(|days| *days > IDLE)
            .map(|days| format!("unused for {days} days"))
            .into_iter()
            .collect()
    }
}

fn count(policies: &IdentityPolicies) -> String {
    match policies.managed.len() + policies.inline.len() {
        0 => "no policy".to_owned(),
        1 => "1 policy".to_owned(),
        many => format!("{many} policies"),
    }
}
