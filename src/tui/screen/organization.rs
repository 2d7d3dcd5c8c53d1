//! The Organization screen: the tree on the left, and what is to be known of the selected node.

mod facts;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::{Context, Pointer, ScreenId, Subject};
use crate::org::{self, AccountState, NodeId, ParentId};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, halves, row};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::widget::panel::Panel;
use crate::tui::widget::tabs::Tabs;
use crate::tui::widget::tree::{Node, Step, Tree};
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

use facts::Tab;

/// A node of the tree.
struct Spot {
    id: String,
    node: NodeId,
    depth: usize,
    name: String,
    accounts: usize,
    state: Option<AccountState>,
    management: bool,
}

impl Node for Spot {
    fn id(&self) -> &str {
        &self.id
    }

    fn depth(&self) -> usize {
        self.depth
    }

    fn label(&self) -> Phrase {
        match self.state {
            None => {
                let count = format!("  {}", self.accounts);
                Phrase::of(self.name.as_str(), Meaning::Accent).and(count, Meaning::Muted)
            }
            Some(AccountState::Active) if self.management => {
                Phrase::from(self.name.as_str()).and("  management", Meaning::Warning)
            }
            Some(AccountState::Active) => self.name.as_str().into(),
            Some(state) => Phrase::of(self.name.as_str(), Meaning::Muted)
                .and(format!("  {}", facts::state_name(state)), Meaning::Warning),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        match self.node {
            NodeId::Account(id) => Cow::Owned(format!("{} {id}", self.name)),
            NodeId::Root(_) | NodeId::Ou(_) => Cow::Borrowed(&self.name),
        }
    }
}

/// The Organization screen.
pub struct Organization {
    tree: Tree<Spot>,
    tabs: Tabs<Tab>,
    panel: Panel,
    focus: Pane,
}

impl Organization {
    /// The screen of a place.
    pub fn open(place: &Place, world: &World) -> Self {
        let mut tree = Tree::new(Arc::new(spots(&world.organization)));
        if !place.query.is_empty() {
            tree.filter(&place.query);
        }
        if let Some(id) = &place.selection {
            tree.select(id);
        }
        let mut tabs = Tabs::new(Tab::ALL);
        tabs.show(place.tab);
        let mut screen = Self { tree, tabs, panel: Panel::default(), focus: Pane::Side };
        screen.look(world);
        screen
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        Place {
            selection: self.tree.selected().map(|spot| spot.id.clone()),
            query: self.tree.query().to_owned(),
            tab: self.tabs.place(),
            ..Place::on(ScreenId::Organization)
        }
    }

    /// What has the focus.
    pub fn scope(&self) -> Scope {
        match self.focus {
            Pane::Side => Scope::Tree,
            _ => Scope::Document,
        }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Reply {
        let height = context.layout.height(self.focus);
        let taken = match command {
            Command::NextTab => {
                self.tabs.next();
                true
            }
            Command::PreviousTab => {
                self.tabs.previous();
                true
            }
            Command::FocusNext | Command::FocusPrevious => {
                self.focus = if self.focus == Pane::Side { Pane::Main } else { Pane::Side };
                return Reply::taken();
            }
            _ if self.focus == Pane::Side => self.tree_command(command, height),
            Command::Left | Command::Leave => {
                self.focus = Pane::Side;
                return Reply::taken();
            }
            _ => return Reply::if_done(self.panel.moved(command, height)),
        };
        if taken {
            self.look(context.world);
        }
        Reply::if_done(taken)
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        match pointer {
            Pointer::Click(Hit::Row(Pane::Side, place)) => {
                self.focus = Pane::Side;
                self.tree.go(Motion::To(place), context.layout.height(Pane::Side));
            }
            Pointer::Click(Hit::Tab(Pane::Main, place)) => self.tabs.show(place),
            Pointer::Click(Hit::Pane(pane @ (Pane::Side | Pane::Main))) => {
                self.focus = pane;
                return Reply::taken();
            }
            Pointer::Wheel(Pane::Side, motion) => {
                self.tree.scroll(motion, context.layout.height(Pane::Side));
            }
            Pointer::Wheel(Pane::Main, motion) => {
                self.panel.scroll(motion, context.layout.height(Pane::Main));
                return Reply::taken();
            }
            Pointer::Click(_) | Pointer::Wheel(..) => return Reply::Ignored,
        }
        self.look(context.world);
        Reply::taken()
    }

    /// Narrows the tree.
    pub fn narrow(&mut self, query: &str, context: Context<'_>) -> Vec<Ask> {
        self.focus = Pane::Side;
        self.tree.filter(query);
        self.look(context.world);
        Vec::new()
    }

    /// What the tree is narrowed to.
    pub fn query(&self) -> &str {
        self.tree.query()
    }

    /// The selected node.
    pub fn subject(&self) -> Option<Subject> {
        let spot = self.tree.selected()?;
        Some(Subject { id: spot.id.clone(), arn: None, name: spot.name.clone() })
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let (side, main) = halves(area, 38, self.focus);
        if !side.is_empty() {
            let title = match self.tree.query() {
                "" => Phrase::of("Tree", Meaning::Title),
                query => {
                    Phrase::of("Tree", Meaning::Title).and(format!("  /{query}"), Meaning::Accent)
                }
            };
            let focus = Focus::of(Pane::Side, self.focus);
            let inner = canvas.pane(side, Pane::Side, &title, focus);
            self.tree.view(inner, Pane::Side, focus, canvas);
        }
        if !main.is_empty() {
            let title = self.tree.selected().map_or("", |spot| spot.name.as_str());
            let focus = Focus::of(Pane::Main, self.focus);
            let inner = canvas.pane(main, Pane::Main, &Phrase::of(title, Meaning::Title), focus);
            self.tabs.view(row(inner, 0), Pane::Main, |tab| tab.name().to_owned(), canvas);
            let body = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
            self.panel.view(body, Pane::Main, canvas);
        }
    }

    fn tree_command(&mut self, command: Command, height: usize) -> bool {
        match command {
            Command::Right => {
                if self.tree.open(height) == Step::Edge {
                    self.focus = Pane::Main;
                }
                true
            }
            Command::Left => self.tree.close(height) == Step::Done,
            Command::Open => {
                self.focus = Pane::Main;
                true
            }
            Command::Toggle => {
                self.tree.toggle();
                true
            }
            Command::OpenAll => {
                self.tree.open_all();
                true
            }
            Command::CloseAll => {
                self.tree.close_all();
                true
            }
            Command::Leave if !self.tree.query().is_empty() => {
                self.tree.filter("");
                true
            }
            _ => self.tree.moved(command, height),
        }
    }

    fn look(&mut self, world: &World) {
        let entries = match (self.tree.selected(), self.tabs.shown()) {
            (Some(spot), Some(tab)) => facts::facts(&spot.node, tab, &world.organization),
            _ => Vec::new(),
        };
        if self.panel.entries() != entries {
            self.panel = Panel::new(entries);
        }
    }
}

/// The nodes of the tree, each followed by its children: accounts first, then units, by name.
fn spots(organization: &org::Organization) -> Vec<Spot> {
    let mut units: BTreeMap<&ParentId, Vec<&org::Ou>> = BTreeMap::new();
    let mut accounts: BTreeMap<&ParentId, Vec<&org::Account>> = BTreeMap::new();
    for unit in organization.ous().iter() {
        units.entry(&unit.parent).or_default().push(unit);
    }
    for account in organization.accounts().iter() {
        accounts.entry(&account.parent).or_default().push(account);
    }
    for list in units.values_mut() {
        list.sort_by(|one, other| one.name.cmp(&other.name));
    }
    for list in accounts.values_mut() {
        list.sort_by(|one, other| one.name.cmp(&other.name));
    }
    let root = ParentId::Root(organization.foundation().root.clone());
    let management = organization.foundation().management;
    let mut spots = Vec::new();
    let mut pending = vec![(root, "Root".to_owned(), 0)];
    while let Some((parent, name, depth)) = pending.pop() {
        let node = NodeId::from(parent.clone());
        let inside = accounts.get(&parent).map_or(&[][..], Vec::as_slice);
        spots.push(Spot {
            id: node.to_string(),
            node,
            depth,
            name,
            accounts: 0,
            state: None,
            management: false,
        });
        spots.extend(inside.iter().map(|account| Spot {
            id: account.id.to_string(),
            node: NodeId::Account(account.id),
            depth: depth + 1,
            name: account.name.clone(),
            accounts: 0,
            state: Some(account.state),
            management: account.id == management,
        }));
        let below = units.get(&parent).map_or(&[][..], Vec::as_slice);
        let below = below.iter().rev();
        pending.extend(below.map(|ou| (ParentId::Ou(ou.id.clone()), ou.name.clone(), depth + 1)));
    }
    count(&mut spots);
    spots
}

/// Counts the accounts below each unit, however deep.
fn count(spots: &mut [Spot]) {
    let mut below: Vec<usize> = Vec::new();
    for spot in spots.iter_mut().rev() {
        below.resize(below.len().max(spot.depth + 2), 0);
        let own = if spot.state.is_some() { 1 } else { std::mem::take(&mut below[spot.depth + 1]) };
        spot.accounts = own;
        below[spot.depth] += own;
    }
}
