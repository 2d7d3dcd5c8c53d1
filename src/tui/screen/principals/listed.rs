//! The rows of the Principals screen: everyone who can call, and the groups they are in.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::access::{Principal, principal};
use crate::govern::Credentials;
use crate::org::{
    AccountId, DirectoryUserId, IdentityPolicies, Organization, PermissionSetId, Role, User,
};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::table::{Column, Row, Width, is_written};

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

/// Who is listed.
#[derive(Clone, Debug)]
pub enum Who {
    /// Somebody who can call.
    Caller(Principal),
    /// A group, by its ARN.
    Group(Arc<str>),
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Caller(principal) => write!(f, "{principal}"),
            Self::Group(arn) => f.write_str(arn),
        }
    }
}

/// A principal in the list. There may be millions, which share what they have in common.
#[derive(Debug)]
pub struct Listed {
    /// Who it is; the text of that is how it is found again.
    pub who: Who,
    /// Its name.
    pub name: Arc<str>,
    /// Its kind.
    pub kind: Kind,
    /// The account it acts in.
    pub account: AccountId,
    account_name: Arc<str>,
    /// What it has: its permission set, or how many policies.
    by: Arc<str>,
    bounded: bool,
    remarks: Box<[String]>,
}

impl Listed {
    fn order(&self) -> (Kind, &str, &str) {
        (self.kind, &self.account_name, &self.name)
    }

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
        Cow::Owned(self.who.to_string())
    }

    fn is(&self, id: &str) -> bool {
        is_written(&self.who, id)
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => (&*self.name).into(),
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
        who: Who::Group(group.arn().map(|arn| arn.as_str().into()).unwrap_or_default()),
        name: group.name.as_str().into(),
        kind: Kind::Group,
        by: count(&group.policies),
        ..lister.blank(&Principal::Anonymous, group.account)
    });
    let callers = principal::all(organization);
    let mut rows: Vec<Listed> =
        callers.iter().filter_map(|principal| lister.row(principal)).chain(groups).collect();
    rows.sort_by(|one, other| one.order().cmp(&other.order()));
    rows
}

struct Lister<'o> {
    organization: &'o Organization,
    now: DateTime<Utc>,
    names: HashMap<AccountId, Arc<str>>,
    users: HashMap<DirectoryUserId, Arc<str>>,
    sets: HashMap<PermissionSetId, Arc<str>>,
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
        let users = organization.directory_users().iter();
        let users = users.map(|user| (user.id.clone(), user.user_name.as_str().into()));
        let sets = organization.permission_sets().iter();
        let sets = sets.map(|set| (set.id.clone(), set.name.as_str().into()));
        Self { organization, now, names, users: users.collect(), sets: sets.collect(), used }
    }

    fn blank(&self, principal: &Principal, account: AccountId) -> Listed {
        let named = self.names.get(&account).cloned();
        Listed {
            who: Who::Caller(principal.clone()),
            name: Arc::default(),
            kind: Kind::Root,
            account,
            account_name: named.unwrap_or_else(|| Arc::from(account.to_string())),
            by: Arc::default(),
            bounded: false,
            remarks: Box::default(),
        }
    }

    fn row(&self, principal: &Principal) -> Option<Listed> {
        let blank = self.blank(principal, principal.account()?);
        Some(match principal {
            Principal::Root(_) => Listed { name: "root".into(), kind: Kind::Root, ..blank },
            Principal::User(account, name) => {
                self.user(self.organization.users().get(&(*account, name.clone()))?, blank)
            }
            Principal::Role(account, name) => {
                self.role(self.organization.roles().get(&(*account, name.clone()))?, blank)
            }
            Principal::Assigned { user, account, permission_set } => {
                self.assigned(user, *account, permission_set, blank)?
            }
            Principal::Session(..)
            | Principal::Outsider(_)
            | Principal::Federated(_)
            | Principal::Service(_)
            | Principal::Anonymous => return None,
        })
    }

    fn user(&self, user: &User, blank: Listed) -> Listed {
        Listed {
            name: user.name.as_str().into(),
            kind: Kind::User,
            by: count(&user.policies),
            bounded: user.boundary.is_some(),
            remarks: Credentials::of(user, self.now).remarks().into(),
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
            name: role.name.as_str().into(),
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
        let set_name = self.sets.get(set).cloned();
        Some(Listed {
            name: Arc::clone(self.users.get(user)?),
            kind: Kind::Assigned,
            by: set_name.unwrap_or_else(|| set.to_string().into()),
            remarks: self.idle(self.used.get(&(account, set.clone())).copied()),
            ..blank
        })
    }

    fn idle(&self, last_used: Option<DateTime<Utc>>) -> Box<[String]> {
        let days = last_used.map(|at| (self.now - at).num_days());
        days.filter(|days| *days > IDLE)
            .map(|days| format!("unused for {days} days"))
            .into_iter()
            .collect()
    }
}

fn count(policies: &IdentityPolicies) -> Arc<str> {
    match policies.managed.len() + policies.inline.len() {
        0 => "no policy".into(),
        1 => "1 policy".into(),
        many => format!("{many} policies").into(),
    }
}
