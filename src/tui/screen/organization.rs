//! The Organization screen: the tree on the left, and what is to be known of the selected node.

mod actions;
mod events;
mod identities;
mod inside;
mod overview;
mod page;
mod reaching;
mod spots;
mod ways;

use std::sync::Arc;

use ratatui::layout::Rect;

use super::{Context, Pointer, ScreenId, Subject, arranging};
use crate::govern::{Drift, drift};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, halves, row};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot, Stop, Work};
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::widget::tabs::Tabs;
use crate::tui::widget::tree::{Step, Tree};
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

pub use inside::accounts;
pub use page::Page;
use page::{Left, Tab};
use spots::{Spot, spots};

/// Accounts below a node, or hundreds of events, up to which its page is gathered at once; beyond,
/// a job gathers it.
const AT_ONCE: usize = 200;

/// The Organization screen.
pub struct Organization {
    tree: Tree<Spot>,
    drift: Arc<[Drift]>,
    tabs: Tabs<Tab>,
    page: Page,
    focus: Pane,
}

impl Organization {
    /// The screen of a place, and the work that takes.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let drift: Arc<[Drift]> = drift(&world.organization).into();
        let mut tree = Tree::new(Arc::new(spots(&world.organization, &drift)));
        if !place.query.is_empty() {
            tree.filter(&place.query);
        }
        if let Some(id) = &place.selection {
            tree.select(id);
        }
        let mut tabs = Tabs::new(Tab::ALL);
        tabs.show(place.tab);
        let mut screen = Self {
            tree,
            drift,
            tabs,
            page: Page::gathering(),
            focus: place.pane.unwrap_or(Pane::Side),
        };
        let left = Left { row: place.detail.clone(), sort: place.sort, ..Left::default() };
        let asks = screen.look(world, left);
        (screen, asks)
    }

    /// Takes in a new snapshot: folds, selection and focus stay.
    pub fn refresh(&mut self, world: &World) -> Vec<Ask> {
        self.drift = drift(&world.organization).into();
        self.tree.replace(Arc::new(spots(&world.organization, &self.drift)));
        let left = self.page.leave();
        self.look(world, left)
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        Place {
            selection: self.tree.selected().map(|spot| spot.node.to_string()),
            query: self.tree.query().to_owned(),
            tab: self.tabs.place(),
            sort: self.page.sort(),
            pane: Some(self.focus),
            detail: self.page.leave().row,
            ..Place::on(ScreenId::Organization)
        }
    }

    /// What has the focus.
    pub fn scope(&self) -> Scope {
        match self.focus {
            Pane::Side => Scope::Tree,
            _ => self.page.scope(),
        }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Reply {
        let height = context.layout.height(self.focus);
        match command {
            Command::NextTab => self.tabs.next(),
            Command::PreviousTab => self.tabs.previous(),
            Command::FocusNext | Command::FocusPrevious => {
                self.focus = if self.focus == Pane::Side { Pane::Main } else { Pane::Side };
                return Reply::taken();
            }
            _ => {
                if let Some(asks) = self.act(command, context.world) {
                    return Reply::Taken(asks);
                }
                if self.focus != Pane::Side {
                    return self.page_command(command, height);
                }
                if !self.tree_command(command, height) {
                    return Reply::Ignored;
                }
            }
        }
        Reply::Taken(self.look(context.world, Left::default()))
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        let height = |pane| context.layout.height(pane);
        match pointer {
            Pointer::Click(Hit::Row(Pane::Side, place)) => {
                self.focus = Pane::Side;
                self.tree.go(Motion::To(place), height(Pane::Side));
            }
            Pointer::Click(Hit::Tab(Pane::Main, place)) => self.tabs.show(place),
            Pointer::Wheel(Pane::Side, motion) => self.tree.scroll(motion, height(Pane::Side)),
            Pointer::Click(Hit::Row(Pane::Main, place)) => {
                self.focus = Pane::Main;
                self.page.click(place, height(Pane::Main));
                return Reply::taken();
            }
            Pointer::Click(Hit::Column(Pane::Main, column)) => {
                return Reply::Taken(arranging(Pane::Main, self.page.sort_column(column)));
            }
            Pointer::Click(Hit::Pane(pane @ (Pane::Side | Pane::Main))) => {
                self.focus = pane;
                return Reply::taken();
            }
            Pointer::Wheel(Pane::Main, motion) => {
                self.page.scroll(motion, height(Pane::Main));
                return Reply::taken();
            }
            Pointer::Click(_) | Pointer::Wheel(..) => return Reply::Ignored,
        }
        Reply::Taken(self.look(context.world, Left::default()))
    }

    /// Narrows the tree, or the rows when they have the focus.
    pub fn narrow(&mut self, query: &str, context: Context<'_>) -> Vec<Ask> {
        if self.scope() == Scope::List {
            return arranging(Pane::Main, self.page.filter(query));
        }
        self.focus = Pane::Side;
        self.tree.filter(query);
        self.look(context.world, Left::default())
    }

    /// What is narrowed to.
    pub fn query(&self) -> &str {
        if self.scope() == Scope::List { self.page.query() } else { self.tree.query() }
    }

    /// Takes the result of a job.
    pub fn done(&mut self, slot: Slot, output: Output) {
        match (slot, output) {
            (Slot::Arrange(_), Output::Arranged(order)) => self.page.arranged(order),
            (Slot::Gather, Output::Gathered(page)) => self.page = *page,
            _ => {}
        }
    }

    /// The selected node, or the row when the rows have the focus.
    pub fn subject(&self, world: &World) -> Option<Subject> {
        if self.focus == Pane::Main
            && let Some(subject) = self.page.subject()
        {
            return Some(subject);
        }
        let spot = self.tree.selected()?;
        let arn = overview::arn(&spot.node, world.organization.foundation());
        Some(Subject { id: spot.node.to_string(), arn: Some(arn), name: spot.name.clone() })
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let (side, main) = halves(area, 38, self.focus);
        if !side.is_empty() {
            let focus = Focus::of(Pane::Side, self.focus);
            let title = title("Tree", self.tree.query());
            let inner = canvas.pane(side, Pane::Side, &title, focus);
            self.tree.view(inner, Pane::Side, focus, canvas);
        }
        if !main.is_empty() {
            let spot = self.tree.selected();
            let focus = Focus::of(Pane::Main, self.focus);
            let title = title(spot.map_or("", |spot| spot.name.as_str()), self.page.query());
            let inner = canvas.pane(main, Pane::Main, &title, focus);
            let name = |tab: Tab| tab.name(spot.map(|spot| &spot.node)).to_owned();
            self.tabs.view(row(inner, 0), Pane::Main, name, canvas);
            let gap = if inner.height > 8 { 2 } else { 1 };
            let body = Rect { y: inner.y + gap, height: inner.height.saturating_sub(gap), ..inner };
            if spot.is_some() {
                self.page.view(body, focus, canvas);
            }
        }
    }

    fn act(&self, command: Command, world: &World) -> Option<Vec<Ask>> {
        let spot = self.tree.selected()?;
        let policy = match &self.page {
            Page::Policies(table) if self.focus == Pane::Main => {
                table.selected().filter(|row| row.from.is_none()).map(|row| &row.policy.id)
            }
            _ => None,
        };
        actions::act(command, &spot.node, policy, world)
    }

    fn page_command(&mut self, command: Command, height: usize) -> Reply {
        if let Some(work) = self.page.command(command, height) {
            return Reply::Taken(arranging(Pane::Main, work));
        }
        match command {
            Command::Left | Command::Leave => self.focus = Pane::Side,
            Command::Open | Command::Right => {
                return Reply::Taken(self.page.leads_to().map(Ask::Go).into_iter().collect());
            }
            _ => return Reply::Ignored,
        }
        Reply::taken()
    }

    fn tree_command(&mut self, command: Command, height: usize) -> bool {
        match command {
            Command::Right => {
                if self.tree.open(height) == Step::Edge {
                    self.focus = Pane::Main;
                }
            }
            Command::Left => return self.tree.close(height) == Step::Done,
            Command::Open => self.focus = Pane::Main,
            Command::Toggle => self.tree.toggle(),
            Command::OpenAll => self.tree.open_all(),
            Command::CloseAll => self.tree.close_all(),
            Command::Leave if !self.tree.query().is_empty() => self.tree.filter(""),
            _ => return self.tree.moved(command, height),
        }
        true
    }

    /// Shows the page of the selected node: at once, or when a job has gathered it.
    fn look(&mut self, world: &World, left: Left) -> Vec<Ask> {
        let (Some(spot), Some(tab)) = (self.tree.selected(), self.tabs.shown()) else {
            self.page = Page::gathering();
            return Vec::new();
        };
        let events = world.organization.activity().len();
        let large = spot.accounts > AT_ONCE || (tab == Tab::Activity && events > 100 * AT_ONCE);
        let (node, drift) = (spot.node.clone(), Arc::clone(&self.drift));
        if !large {
            self.page = Page::of(tab, &node, &drift, world).as_left(&left, &Stop::default());
            return Vec::new();
        }
        self.page = Page::gathering();
        let world = world.clone();
        let work: Work = Box::new(move |stop, _| {
            let page = Page::of(tab, &node, &drift, &world).as_left(&left, stop);
            Some(Output::Gathered(Box::new(page)))
        });
        vec![Ask::Work(Slot::Gather, work)]
    }
}

fn title(name: &str, query: &str) -> Phrase {
    let title = Phrase::of(name, Meaning::Title);
    if query.is_empty() { title } else { title.and(format!("  /{query}"), Meaning::Accent) }
}
