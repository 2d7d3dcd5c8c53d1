//! The Principals screen: every user, group and role of every account, in one list.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::{Context, Pointer, ScreenId, Subject, arranging};
use crate::org::{AccountId, IdentityPolicies, NodeId, Organization};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane};
use crate::tui::command::Command;
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot};
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::widget::table::{Column, Row, Table, Width};
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

/// The kinds of principal that an account keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    User,
    Group,
    Role,
    PermissionSetRole,
    ServiceLinkedRole,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
            Self::PermissionSetRole => "permission set",
            Self::ServiceLinkedRole => "service-linked",
        }
    }
}

/// A principal in the list.
#[derive(Debug)]
struct Principal {
    arn: String,
    name: String,
    kind: Kind,
    account: AccountId,
    account_name: Arc<str>,
    policies: usize,
    bounded: bool,
}

impl Row for Principal {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Name", width: Width::Fill(18), rank: 0 },
        Column { title: "Kind", width: Width::Fixed(14), rank: 1 },
        Column { title: "Account", width: Width::Fill(14), rank: 2 },
        Column { title: "Policies", width: Width::Fixed(8), rank: 4 },
        Column { title: "Boundary", width: Width::Fixed(8), rank: 3 },
    ];

    fn id(&self) -> &str {
        &self.arn
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => self.name.as_str().into(),
            1 => Phrase::of(self.kind.name(), Meaning::Muted),
            2 => Phrase::of(self.account_name.as_ref(), Meaning::Text),
            3 => Phrase::of(format!("{:>8}", self.policies), Meaning::Text),
            _ if self.bounded => Phrase::of("bounded", Meaning::Info),
            _ => Phrase::of("-", Meaning::Muted),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{} {} {}", self.name, self.kind.name(), self.account_name))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            0 => self.name.cmp(&other.name),
            1 => self.kind.cmp(&other.kind),
            2 => self.account_name.cmp(&other.account_name),
            3 => self.policies.cmp(&other.policies),
            _ => self.bounded.cmp(&other.bounded),
        }
    }
}

/// The Principals screen.
pub struct Principals {
    table: Table<Principal>,
}

impl Principals {
    /// The screen of a place.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let rows = Arc::new(principals(&world.organization));
        let (table, work) = Table::as_left(rows, place);
        (Self { table }, arranging(Pane::Main, work))
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        self.table.leave(ScreenId::Principals)
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Reply {
        let height = context.layout.height(Pane::Main);
        match command {
            Command::Open | Command::Right => self.enter(),
            _ => match self.table.command(command, height) {
                Some(work) => Reply::Taken(arranging(Pane::Main, work)),
                None => Reply::Ignored,
            },
        }
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        let height = context.layout.height(Pane::Main);
        match pointer {
            Pointer::Click(Hit::Column(Pane::Main, column)) => {
                return Reply::Taken(arranging(Pane::Main, self.table.sort_column(column)));
            }
            Pointer::Click(Hit::Row(Pane::Main, place)) => self.table.go(Motion::To(place), height),
            Pointer::Wheel(Pane::Main, motion) => self.table.scroll(motion, height),
            Pointer::Click(_) | Pointer::Wheel(..) => return Reply::Ignored,
        }
        Reply::taken()
    }

    /// Narrows the list.
    pub fn narrow(&mut self, query: &str, _context: Context<'_>) -> Vec<Ask> {
        arranging(Pane::Main, self.table.filter(query))
    }

    /// What the list is narrowed to.
    pub fn query(&self) -> &str {
        self.table.query()
    }

    /// Takes the result of a job.
    pub fn done(&mut self, slot: Slot, output: Output, _context: Context<'_>) {
        if let (Slot::Arrange(_), Output::Arranged(order)) = (slot, output) {
            self.table.arranged(order);
        }
    }

    /// The selected principal.
    pub fn subject(&self) -> Option<Subject> {
        let principal = self.table.selected()?;
        Some(Subject {
            id: principal.name.clone(),
            arn: Some(principal.arn.clone()),
            name: principal.name.clone(),
        })
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let title = self.table.title("Principals");
        let inner = canvas.pane(area, Pane::Main, &title, Focus::Here);
        self.table.view(inner, Pane::Main, Focus::Here, "no account has any principal", canvas);
    }

    fn enter(&self) -> Reply {
        let Some(principal) = self.table.selected() else { return Reply::taken() };
        Reply::ask(Ask::Go(Place::on(ScreenId::Permissions).selecting(&principal.arn)))
    }
}

fn principals(organization: &Organization) -> Vec<Principal> {
    let names: HashMap<AccountId, Arc<str>> =
        organization.accounts().iter().map(|a| (a.id, Arc::from(a.name.as_str()))).collect();
    let named =
        |id: AccountId| names.get(&id).cloned().unwrap_or_else(|| Arc::from(id.to_string()));
    let users = organization.users().iter().map(|user| Principal {
        arn: format!("arn:aws:iam::{}:user{}{}", user.account, user.path.as_str(), user.name),
        name: user.name.to_string(),
        kind: Kind::User,
        account: user.account,
        account_name: named(user.account),
        policies: count(&user.policies),
        bounded: user.boundary.is_some(),
    });
    let groups = organization.groups().iter().map(|group| Principal {
        arn: format!("arn:aws:iam::{}:group{}{}", group.account, group.path.as_str(), group.name),
        name: group.name.to_string(),
        kind: Kind::Group,
        account: group.account,
        account_name: named(group.account),
        policies: count(&group.policies),
        bounded: false,
    });
    let roles = organization.roles().iter().map(|role| Principal {
        arn: format!("arn:aws:iam::{}:role{}{}", role.account, role.path.as_str(), role.name),
        name: role.name.to_string(),
        kind: match (&role.permission_set, role.service_linked()) {
            (Some(_), _) => Kind::PermissionSetRole,
            (None, true) => Kind::ServiceLinkedRole,
            (None, false) => Kind::Role,
        },
        account: role.account,
        account_name: named(role.account),
        policies: count(&role.policies),
        bounded: role.boundary.is_some(),
    });
    users.chain(groups).chain(roles).collect()
}

fn count(policies: &IdentityPolicies) -> usize {
    policies.managed.len() + policies.inline.len()
}
