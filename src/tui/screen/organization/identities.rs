//! What an account keeps: users with what their credentials call for, groups, roles, providers, resources.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::{DateTime, Utc};

use crate::govern::Credentials;
use crate::org::{AccountId, Group, IdentityProvider, Organization, Resource, Role, User};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::time::age;
use crate::tui::widget::table::{Column, Row, Width};

/// What kind of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An IAM user.
    User,
    /// An IAM group.
    Group,
    /// A role.
    Role,
    /// A role that Identity Center made.
    PermissionSetRole,
    /// A role that a service made for itself.
    ServiceLinkedRole,
    /// An identity provider.
    Provider,
    /// A resource.
    Resource,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
            Self::PermissionSetRole => "permission set",
            Self::ServiceLinkedRole => "service-linked",
            Self::Provider => "provider",
            Self::Resource => "resource",
        }
    }

    /// Whether the screen of principals lists it.
    pub fn principal(self) -> bool {
        !matches!(self, Self::Provider | Self::Resource)
    }
}

/// Something that an account keeps.
pub struct Identity {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// What kind of thing it is.
    pub kind: Kind,
    remarks: Phrase,
}

impl Row for Identity {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Name", width: Width::Fill(16), rank: 0 },
        Column { title: "Kind", width: Width::Fixed(14), rank: 2 },
        Column { title: "Remarks", width: Width::Fill(20), rank: 1 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.arn)
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => self.name.as_str().into(),
            1 => Phrase::of(self.kind.name(), Meaning::Muted),
            _ => self.remarks.clone(),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{}\n{}\n{}", self.name, self.kind.name(), self.remarks.plain()))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            1 => self.kind.cmp(&other.kind),
            _ => self.cell(column).plain().cmp(&other.cell(column).plain()),
        }
    }
}

/// What an account keeps as of a moment, kind by kind.
pub fn identities(
    account: AccountId,
    organization: &Organization,
    now: DateTime<Utc>,
) -> Vec<Identity> {
    let members = |group: &Group| organization.members_of(account, &group.name).count();
    let users = organization.users_in(account).map(|it| user(it, now));
    let groups = organization.groups_in(account).map(|it| group(it, members(it)));
    let roles = organization.roles_in(account).map(|it| role(it, now));
    let providers = organization.providers_in(account).map(|it| provider(it));
    let resources = organization.resources_in(account).map(|it| resource(it));
    users.chain(groups).chain(roles).chain(providers).chain(resources).collect()
}

fn user(user: &User, now: DateTime<Utc>) -> Identity {
    let credentials = Credentials::of(user, now);
    let remarks = credentials.remarks();
    let remarks = if !remarks.is_empty() {
        Phrase::sign(Meaning::Warning, remarks.join("; "))
    } else if credentials.password || credentials.oldest_key.is_some() {
        Phrase::of("credentials in order", Meaning::Muted)
    } else {
        Phrase::of("no credentials", Meaning::Muted)
    };
    Identity {
        arn: user.arn().map(|arn| arn.to_string()).unwrap_or_default(),
        name: user.name.to_string(),
        kind: Kind::User,
        remarks,
    }
}

fn group(group: &Group, members: usize) -> Identity {
    let members = match members {
        1 => "1 member".to_owned(),
        members => format!("{members} members"),
    };
    Identity {
        arn: group.arn().map(|arn| arn.to_string()).unwrap_or_default(),
        name: group.name.to_string(),
        kind: Kind::Group,
        remarks: Phrase::of(members, Meaning::Muted),
    }
}

fn role(role: &Role, now: DateTime<Utc>) -> Identity {
    let used = match role.last_used.map(|at| age(at, now)) {
        Some(age) if age == "today" => "used today".to_owned(),
        Some(age) => format!("used {age} ago"),
        None => "no use known".to_owned(),
    };
    let remarks = Phrase::of(used, Meaning::Muted);
    let bounded = role.boundary.is_some();
    Identity {
        arn: role.arn().map(|arn| arn.to_string()).unwrap_or_default(),
        name: role.name.to_string(),
        kind: match (&role.permission_set, role.service_linked()) {
            (Some(_), _) => Kind::PermissionSetRole,
            (None, true) => Kind::ServiceLinkedRole,
            (None, false) => Kind::Role,
        },
        remarks: if bounded { remarks.and("  bounded", Meaning::Info) } else { remarks },
    }
}

fn provider(provider: &IdentityProvider) -> Identity {
    Identity {
        arn: provider.arn.to_string(),
        name: provider.arn.resource().to_owned(),
        kind: Kind::Provider,
        remarks: Phrase::new(),
    }
}

fn resource(resource: &Resource) -> Identity {
    let remarks = match &resource.policy {
        Some(_) => Phrase::of("has a policy", Meaning::Info),
        None => Phrase::of("no policy", Meaning::Muted),
    };
    let arn = &resource.arn;
    Identity {
        name: format!("{}:{}", arn.service(), arn.resource()),
        arn: arn.to_string(),
        kind: Kind::Resource,
        remarks,
    }
}
