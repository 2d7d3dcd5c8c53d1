//! What the right side shows of a node: facts, or rows that lead further.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::events::{Event, events};
use super::identities::{Identity, identities};
use super::inside::{Inside, inside};
use super::overview::{overview, tags};
use super::reaching::{Reaching, reaching};
use super::ways::{Way, ways};
use crate::govern::Drift;
use crate::org::NodeId;
use crate::tui::canvas::{Canvas, Focus, Pane};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::Stop;
use crate::tui::screen::{ScreenId, Subject};
use crate::tui::theme::Meaning;
use crate::tui::widget::panel::{Entry, Panel};
use crate::tui::widget::table::{Sort, Table};
use crate::tui::widget::window::Motion;
use crate::tui::widget::{Arranging, Order};
use crate::tui::world::{Extent, World};

/// What a tab is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What it is.
    Overview,
    /// The policies that reach it.
    Policies,
    /// The accounts in a unit, what an account keeps.
    Inside,
    /// Who comes in by assignment.
    Access,
    /// Its tags.
    Tags,
    /// What has happened there.
    Activity,
}

impl Tab {
    /// Every tab, in order.
    pub const ALL: &'static [Self] =
        &[Self::Overview, Self::Policies, Self::Inside, Self::Access, Self::Tags, Self::Activity];

    /// Its name over a node.
    pub fn name(self, node: Option<&NodeId>) -> &'static str {
        match (self, node) {
            (Self::Overview, _) => "Overview",
            (Self::Policies, _) => "Policies",
            (Self::Inside, Some(NodeId::Account(_))) => "Identities",
            (Self::Inside, _) => "Accounts",
            (Self::Access, _) => "Access",
            (Self::Tags, _) => "Tags",
            (Self::Activity, _) => "Activity",
        }
    }
}

/// How a page was left: the selected row by id, the order, and what the rows are narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// The selected row.
    pub row: Option<String>,
    /// The order.
    pub sort: Option<Sort>,
    /// What the rows are narrowed to.
    pub query: String,
}

/// What is shown.
pub enum Page {
    /// Names and values.
    Facts(Panel),
    /// The policies that reach a node.
    Policies(Table<Reaching>),
    /// The accounts in a unit.
    Accounts(Table<Inside>),
    /// What an account keeps.
    Identities(Table<Identity>),
    /// Who comes in.
    Access(Table<Way>),
    /// What has happened.
    Activity(Table<Event>),
}

macro_rules! of_table {
    ($page:expr, $table:ident => $do:expr, $panel:ident => $otherwise:expr) => {
        match $page {
            Page::Facts($panel) => $otherwise,
            Page::Policies($table) => $do,
            Page::Accounts($table) => $do,
            Page::Identities($table) => $do,
            Page::Access($table) => $do,
            Page::Activity($table) => $do,
        }
    };
}

impl Page {
    /// A page with nothing on it, while the rows are being gathered.
    pub fn gathering() -> Self {
        Self::Facts(Panel::default())
    }

    /// What a tab says of a node. The cost follows the accounts below it, and for its activity all
    /// that has happened.
    pub fn of(tab: Tab, node: &NodeId, drift: &[Drift], world: &World) -> Self {
        let organization = &*world.organization;
        let in_account = matches!(node, NodeId::Account(_));
        let needs_more = match tab {
            Tab::Overview | Tab::Policies | Tab::Tags => false,
            Tab::Inside => in_account,
            Tab::Access | Tab::Activity => true,
        };
        if needs_more && world.extent != Extent::Whole {
            let text = "loading …, and shown as soon as it is there".to_owned();
            return Self::Facts(Panel::new(vec![Entry::Prose(text, Meaning::Muted)]));
        }
        match (tab, node) {
            (Tab::Overview, _) => Self::Facts(Panel::new(overview(node, drift, world))),
            (Tab::Policies, _) => {
                Self::Policies(Table::new(Arc::new(reaching(node, organization))))
            }
            (Tab::Inside, NodeId::Account(id)) => {
                Self::Identities(Table::new(Arc::new(identities(*id, organization, world.now))))
            }
            (Tab::Inside, _) => Self::Accounts(Table::new(Arc::new(inside(node, organization)))),
            (Tab::Access, _) => {
                Self::Access(Table::new(Arc::new(ways(node, organization, world.now))))
            }
            (Tab::Tags, _) => Self::Facts(Panel::new(tags(node, organization))),
            (Tab::Activity, _) => Self::Activity(Table::new(Arc::new(events(node, organization)))),
        }
    }

    /// The scope of its keys.
    pub fn scope(&self) -> Scope {
        of_table!(self, _table => Scope::List, _panel => Scope::Panel)
    }

    /// Carries out a command for lists and panels; `None` when it is for someone else.
    pub fn command(&mut self, command: Command, height: usize) -> Option<Option<Arranging>> {
        of_table!(self, table => table.command(command, height),
            panel => panel.moved(command, height).then_some(None))
    }

    /// Goes to a row that was clicked.
    pub fn click(&mut self, row: usize, height: usize) {
        of_table!(self, table => table.go(Motion::To(row), height), _panel => {});
    }

    /// Turns the wheel.
    pub fn scroll(&mut self, motion: Motion, height: usize) {
        of_table!(self, table => table.scroll(motion, height), panel => panel.scroll(motion, height));
    }

    /// Sorts by a column that was clicked.
    pub fn sort_column(&mut self, column: usize) -> Option<Arranging> {
        of_table!(self, table => table.sort_column(column), _panel => None)
    }

    /// How it is left.
    pub fn leave(&self) -> Left {
        Left { row: self.selected(), sort: self.sort(), query: self.query().to_owned() }
    }

    /// The same page as one like it was left. Arranges the rows on this very thread.
    #[must_use]
    pub fn as_left(mut self, left: &Left, stop: &Stop) -> Self {
        let arranging = of_table!(&mut self, table => {
            drop(table.sort_by(left.sort));
            table.filter(&left.query)
        }, _panel => None);
        if let Some(order) = arranging.and_then(|arranging| arranging(stop)) {
            self.arranged(order);
        }
        if let Some(id) = &left.row {
            self.select(id);
        }
        self
    }

    /// By what it is sorted.
    pub fn sort(&self) -> Option<Sort> {
        of_table!(self, table => table.sort(), _panel => None)
    }

    /// Narrows the rows.
    pub fn filter(&mut self, query: &str) -> Option<Arranging> {
        of_table!(self, table => table.filter(query), _panel => None)
    }

    /// What the rows are narrowed to.
    pub fn query(&self) -> &str {
        of_table!(self, table => table.query(), _panel => "")
    }

    /// Takes the order of the rows from a job.
    pub fn arranged(&mut self, order: Order) {
        of_table!(self, table => table.arranged(order), _panel => {});
    }

    fn select(&mut self, id: &str) {
        of_table!(self, table => { table.select(id); }, _panel => {});
    }

    fn selected(&self) -> Option<String> {
        use crate::tui::widget::table::Row;
        of_table!(self, table => table.selected().map(|row| row.id().into_owned()), _panel => None)
    }

    /// What is selected, for the clipboard and the top line.
    pub fn subject(&self) -> Option<Subject> {
        match self {
            Self::Policies(table) => table.selected().map(|row| Subject {
                id: row.policy.id.to_string(),
                arn: None,
                name: row.policy.name.clone(),
            }),
            Self::Accounts(table) => table.selected().map(|row| Subject {
                id: row.account.id.to_string(),
                arn: None,
                name: row.account.name.clone(),
            }),
            Self::Identities(table) => table.selected().map(|row| Subject {
                id: row.name.clone(),
                arn: Some(row.arn.clone()),
                name: row.name.clone(),
            }),
            Self::Facts(_) | Self::Access(_) | Self::Activity(_) => None,
        }
    }

    /// Where the selected row leads.
    pub fn leads_to(&self) -> Option<Place> {
        match self {
            Self::Policies(table) => {
                let policy = &table.selected()?.policy;
                Some(Place::on(ScreenId::Policies).selecting(policy.id.to_string()))
            }
            Self::Accounts(table) => {
                let account = &table.selected()?.account;
                Some(Place::on(ScreenId::Organization).selecting(account.id.to_string()))
            }
            Self::Identities(table) => {
                let row = table.selected().filter(|row| row.kind.principal())?;
                Some(Place::on(ScreenId::Principals).selecting(row.arn.clone()))
            }
            Self::Facts(_) | Self::Access(_) | Self::Activity(_) => None,
        }
    }

    /// Draws it.
    pub fn view(&self, area: Rect, focus: Focus, canvas: &mut Canvas<'_>) {
        let none = match self {
            Self::Facts(_) => "",
            Self::Policies(_) => "no policy reaches it",
            Self::Accounts(_) => "there are no accounts in it",
            Self::Identities(_) => "the account keeps nothing",
            Self::Access(_) => "nobody comes in by assignment",
            Self::Activity(_) => "nothing is known to have happened",
        };
        of_table!(self, table => table.view(area, Pane::Main, focus, none, canvas), panel => {
            panel.view(area, Pane::Main, canvas);
            if panel.entries().is_empty() {
                canvas.text(Rect { height: area.height.min(1), ..area }, "  …", Meaning::Muted);
            }
        });
    }
}
