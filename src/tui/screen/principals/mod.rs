//! The Principals screen: everyone who can call, in every account, in one list.

mod listed;

use std::sync::Arc;

use ratatui::layout::Rect;

use super::{Context, Pointer, ScreenId, Subject, arranging};
use crate::access::Principal;
use crate::org::{NodeId, Organization};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane};
use crate::tui::command::Command;
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot};
use crate::tui::reply::{Ask, Reply};
use crate::tui::widget::table::Table;
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

use listed::{Kind, Listed, listed};

/// The Principals screen.
pub struct Principals {
    organization: Arc<Organization>,
    table: Table<Listed>,
}

impl Principals {
    /// The screen of a place.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let now = world.organization.foundation().clock.unwrap_or_else(chrono::Utc::now);
        let rows = Arc::new(listed(&world.organization, now));
        let (table, work) = Table::as_left(rows, place);
        (Self { organization: Arc::clone(&world.organization), table }, arranging(Pane::Main, work))
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
        let arn = Principal::find(&self.organization, &principal.id);
        let arn = arn.ok().map(|found| found.arn(&self.organization));
        Some(Subject { id: principal.id.clone(), arn, name: principal.name.clone() })
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let title = self.table.title("Principals");
        let inner = canvas.pane(area, Pane::Main, &title, Focus::Here);
        self.table.view(inner, Pane::Main, Focus::Here, "no account has any principal", canvas);
    }

    /// Goes to the permissions of the selected principal; a group has none of its own.
    fn enter(&self) -> Reply {
        let Some(principal) = self.table.selected() else { return Reply::taken() };
        let place = match principal.kind {
            Kind::Group => {
                let account = NodeId::Account(principal.account).to_string();
                Place::on(ScreenId::Organization).selecting(account)
            }
            _ => Place::on(ScreenId::Permissions).selecting(&principal.id),
        };
        Reply::ask(Ask::Go(place))
    }
}
