//! The Principals screen: everyone who can call, in every account, in one list.

mod listed;
mod telling;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::layout::{Constraint, Layout as Split, Rect};

use super::{Context, Pointer, ScreenId, Subject, arranging, of_marks};
use crate::org::{NodeId, Organization};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot, Work};
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::widget::Arranging;
use crate::tui::widget::panel::Panel;
use crate::tui::widget::table::Table;
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

pub use listed::Listed;
use listed::Who;
use listed::{Kind, listed};
use telling::telling;

/// From so many columns on, what is told of a principal stands beside the list.
const BESIDE: u16 = 120;
/// From so many rows on, below it.
const BELOW: u16 = 18;

/// Roles and assignments up to which everyone is listed at once; beyond, a job lists them.
const AT_ONCE: usize = 1_000;

/// The Principals screen.
pub struct Principals {
    organization: Arc<Organization>,
    now: DateTime<Utc>,
    table: Table<Listed>,
    /// How the list is to look once everyone is listed; nothing when that is done.
    awaited: Option<Place>,
    /// What is told of the selected principal.
    told: Panel,
    focus: Pane,
}

impl Principals {
    /// The screen of a place, and the work that takes.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let now = world.organization.foundation().clock.unwrap_or_else(chrono::Utc::now);
        let organization = Arc::clone(&world.organization);
        let mut screen = Self {
            organization: Arc::clone(&organization),
            now,
            table: Table::new(Arc::default()),
            awaited: Some(place.clone()),
            told: Panel::default(),
            focus: Pane::Main,
        };
        let large = organization.roles().len() + organization.assignments().len() > AT_ONCE;
        if large {
            let work: Work =
                Box::new(move |_, _| Some(Output::Everyone(Arc::new(listed(&organization, now)))));
            return (screen, vec![Ask::Work(Slot::Gather, work)]);
        }
        let asks = screen.take(Arc::new(listed(&organization, now)));
        (screen, asks)
    }

    /// Takes everyone there is.
    fn take(&mut self, everyone: Arc<Vec<Listed>>) -> Vec<Ask> {
        let Some(mut place) = self.awaited.take() else { return Vec::new() };
        if !self.table.query().is_empty() {
            self.table.query().clone_into(&mut place.query);
        }
        let (table, work) = Table::as_left(everyone, &place);
        self.table = table;
        self.tell();
        arranging(Pane::Main, work)
    }

    /// What has the focus.
    pub fn scope(&self) -> Scope {
        match self.focus {
            Pane::Detail => Scope::Panel,
            _ => Scope::List,
        }
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        match &self.awaited {
            Some(place) => place.clone(),
            None => self.table.leave(ScreenId::Principals),
        }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Reply {
        let height = context.layout.height(self.focus);
        match (command, self.focus) {
            (
                Command::FocusNext | Command::FocusPrevious | Command::Left | Command::Leave,
                Pane::Detail,
            ) => self.focus = Pane::Main,
            (Command::FocusNext | Command::FocusPrevious, _) => self.focus = Pane::Detail,
            (Command::CompareMarks, _) => return Reply::ask(of_marks(self.table.marks())),
            (Command::Open, _) | (Command::Right, Pane::Main) => return self.enter(),
            (_, Pane::Detail) => return Reply::if_done(self.told.moved(command, height)),
            _ => match self.table.command(command, height) {
                Some(work) => return self.after(work),
                None => return Reply::Ignored,
            },
        }
        Reply::taken()
    }

    /// Follows a selection that may have moved.
    fn after(&mut self, work: Option<Arranging>) -> Reply {
        self.tell();
        Reply::Taken(arranging(Pane::Main, work))
    }

    fn tell(&mut self) {
        let entries = self.table.selected().map(|row| telling(row, &self.organization, self.now));
        self.told = Panel::new(entries.unwrap_or_default());
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        let height = context.layout.height(Pane::Main);
        match pointer {
            Pointer::Click(Hit::Column(Pane::Main, column)) => {
                let work = self.table.sort_column(column);
                return self.after(work);
            }
            Pointer::Click(Hit::Row(Pane::Main, place)) => {
                self.focus = Pane::Main;
                self.table.go(Motion::To(place), height);
            }
            Pointer::Click(Hit::Pane(pane @ (Pane::Main | Pane::Detail))) => self.focus = pane,
            Pointer::Wheel(Pane::Detail, motion) => {
                self.told.scroll(motion, context.layout.height(Pane::Detail));
                return Reply::taken();
            }
            Pointer::Wheel(Pane::Main, motion) => self.table.scroll(motion, height),
            Pointer::Click(_) | Pointer::Wheel(..) => return Reply::Ignored,
        }
        self.after(None)
    }

    /// Narrows the list.
    pub fn narrow(&mut self, query: &str, _context: Context<'_>) -> Vec<Ask> {
        let work = self.table.filter(query);
        self.tell();
        arranging(Pane::Main, work)
    }

    /// What the list is narrowed to.
    pub fn query(&self) -> &str {
        self.table.query()
    }

    /// Takes the result of a job.
    pub fn done(&mut self, output: Output) -> Vec<Ask> {
        match output {
            Output::Arranged(order) => {
                self.table.arranged(order);
                self.tell();
                Vec::new()
            }
            Output::Everyone(everyone) => self.take(everyone),
            _ => Vec::new(),
        }
    }

    /// The selected principal.
    pub fn subject(&self) -> Option<Subject> {
        let row = self.table.selected()?;
        let arn = match &row.who {
            Who::Caller(principal) => principal.arn(&self.organization),
            Who::Group(arn) => arn.to_string(),
        };
        Some(Subject { id: row.who.to_string(), arn: Some(arn), name: row.name.to_string() })
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let (list, told) = split(area, self.focus);
        if list.area() > 0 {
            let focus = Focus::of(Pane::Main, self.focus);
            let inner = canvas.pane(list, Pane::Main, &self.table.title("Principals"), focus);
            let empty = match &self.awaited {
                Some(_) => "listing everyone …",
                None => "no account has any principal",
            };
            self.table.view(inner, Pane::Main, focus, empty, canvas);
        }
        if told.area() > 0 {
            let name = self.table.selected().map_or("Principal", |row| &*row.name);
            let title = Phrase::of(name, Meaning::Title);
            let focus = Focus::of(Pane::Detail, self.focus);
            let inner = canvas.pane(told, Pane::Detail, &title, focus);
            self.told.view(inner, Pane::Detail, canvas);
        }
    }

    /// Goes to the permissions of the selected principal; a group has none of its own.
    fn enter(&self) -> Reply {
        let Some(principal) = self.table.selected() else { return Reply::taken() };
        let place = match principal.kind {
            Kind::Group => {
                let account = NodeId::Account(principal.account).to_string();
                Place::on(ScreenId::Organization).selecting(account)
            }
            _ => Place::on(ScreenId::Permissions).selecting(principal.who.to_string()),
        };
        Reply::ask(Ask::Go(place))
    }
}

/// Where the list lies, and what is told of the selected row: beside it, below it, or, where there is
/// no room for both, instead of it when it has the focus.
fn split(area: Rect, focus: Pane) -> (Rect, Rect) {
    let [list, told] = if area.width >= BESIDE {
        Split::horizontal([Constraint::Fill(3), Constraint::Fill(2)]).areas(area)
    } else if area.height >= BELOW {
        Split::vertical([Constraint::Fill(1), Constraint::Length(area.height / 3)]).areas(area)
    } else if focus == Pane::Main {
        return (area, Rect::default());
    } else {
        return (Rect::default(), area);
    };
    (list, told)
}
