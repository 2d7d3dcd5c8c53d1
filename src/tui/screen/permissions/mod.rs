//! The Permissions screen: what one principal may do, service by service and action by action, and
//! why, with the statement that decides highlighted in its document.
//!
//! Everything is worked out in the background, anew with every context value that is given.

mod listed;
mod offers;
mod roles;
mod rows;
mod view;
mod whose;
mod working;

use std::sync::Arc;

use super::given::give;
use super::why::Why;
use super::{Context, Pointer, ScreenId, Subject, arranging, who_can};
use crate::access::Principal;
use crate::access::effective::Effective;
use crate::org::Organization;
use crate::policy::{self, Arn, Unmentioned};
use crate::tui::canvas::{Hit, Pane};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot};
use crate::tui::overlay::{Line, Overlay, Purpose};
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::toast::Toast;
use crate::tui::widget::table::Table;
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

use listed::Listed;
use rows::{ActionRow, ServiceRow};
use whose::Whose;

/// Between a principal and the roles that it has assumed, in a place.
const HOP: char = '\u{1e}';
/// Between the parts of a place: no id holds it.
const BETWEEN: char = '\u{1f}';

/// The Permissions screen.
pub struct Permissions {
    whose: Option<Whose>,
    /// Why there is nobody to speak of.
    nobody: String,
    organization: Arc<Organization>,
    given: policy::Context,
    resource: Option<String>,
    listed: Listed,
    effective: Option<Arc<Effective>>,
    /// What both lists are narrowed to, while the services have the focus.
    query: String,
    services: Table<ServiceRow>,
    actions: Table<ActionRow>,
    /// The action to select as soon as its service is shown.
    wanted: Option<String>,
    why: Why,
    focus: Pane,
}

impl Permissions {
    /// The screen of a place, and the work that takes.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let selection = place.selection.clone().unwrap_or_default();
        let mut parts = selection.split(BETWEEN);
        let found = parts.next().filter(|text| !text.is_empty());
        let mut chain = found.unwrap_or_default().split(HOP);
        let found = found.and(chain.next());
        let roles: Vec<Arn> = chain.filter_map(|role| role.parse().ok()).collect();
        let given = policy::Context::new(Unmentioned::Unknown);
        let (whose, nobody) = match found.map(|text| Principal::find(&world.organization, text)) {
            Some(Ok(principal)) => {
                let found = Whose::new(&world.organization, principal, &roles, &given);
                (found.map(|(whose, _)| whose), String::new())
            }
            Some(Err(error)) => (None, error.to_string()),
            None => {
                (None, "Choose a principal first: press 2 for the list, Enter on one".to_owned())
            }
        };
        let mut services = Table::new(Arc::new(Vec::new()));
        if let Some(service) = parts.next() {
            services.select(service);
        }
        let mut screen = Self {
            whose,
            nobody,
            organization: Arc::clone(&world.organization),
            given,
            resource: None,
            listed: Listed::Open,
            effective: None,
            query: String::new(),
            services,
            actions: Table::new(Arc::new(Vec::new())),
            wanted: parts.next().map(str::to_owned),
            why: Why::default(),
            focus: Pane::Side,
        };
        let asks = screen.work_out();
        (screen, asks)
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        let principal = self.whose.as_ref().map(|whose| {
            let roles = whose.roles().into_iter().map(|role| format!("{HOP}{role}"));
            roles.fold(whose.principal.to_string(), |text, role| text + &role)
        });
        let service = self.services.selected().map(ServiceRow::prefix);
        let action = self.actions.selected().map(|row| row.action().full_name());
        let parts = [principal.as_deref(), service, action].map(Option::unwrap_or_default);
        Place::on(ScreenId::Permissions).selecting(parts.join(&BETWEEN.to_string()))
    }

    /// What has the focus.
    pub fn scope(&self) -> Scope {
        match self.focus {
            Pane::Document => Scope::Document,
            _ => Scope::List,
        }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Reply {
        let height = context.layout.height(self.focus);
        match command {
            Command::FocusNext | Command::Open | Command::Right if self.focus != Pane::Document => {
                self.focus = if self.focus == Pane::Side { Pane::Main } else { Pane::Document };
                return Reply::taken();
            }
            Command::FocusNext => self.focus = Pane::Side,
            Command::Open => return self.why.open_policy(),
            Command::FocusPrevious => {
                self.focus = match self.focus {
                    Pane::Side => Pane::Document,
                    Pane::Document => Pane::Main,
                    _ => Pane::Side,
                };
            }
            Command::Leave if self.focus != Pane::Side && self.query().is_empty() => self.back(),
            Command::Leave if self.focus == Pane::Side && !self.query.is_empty() => {
                return Reply::Taken(self.narrow_both(""));
            }
            Command::NextSay | Command::PreviousSay => self.why.turn(command),
            Command::WhoElse => return self.who_else(),
            Command::ActAs => return self.choose_role(),
            Command::StepBack => return Reply::Taken(self.step_back()),
            Command::GiveContext => {
                let line = match self.pressing_key() {
                    Some(key) => Line::about(Purpose::ContextValue, key),
                    None => Line::new(Purpose::ContextValue, ""),
                };
                return Reply::ask(Ask::Open(Overlay::Line(line)));
            }
            Command::NameResource => {
                let offer = self.resource.clone().unwrap_or_else(|| self.resource_offer());
                return Reply::ask(Ask::Open(Overlay::Line(Line::new(Purpose::Resource, &offer))));
            }
            Command::NextVerdict => {
                self.listed = self.listed.next();
                return Reply::Taken(self.list());
            }
            _ => return self.move_in(command, height),
        }
        Reply::taken()
    }

    fn move_in(&mut self, command: Command, height: usize) -> Reply {
        match self.focus {
            Pane::Document => {
                let moved = self.why.moved(command, height);
                if !moved && command == Command::Left {
                    self.back();
                    return Reply::taken();
                }
                Reply::if_done(moved)
            }
            Pane::Main if command == Command::Left => {
                self.back();
                Reply::taken()
            }
            Pane::Main => match self.actions.command(command, height) {
                Some(work) => self.after(Pane::Main, arranging(Pane::Main, work)),
                None => Reply::Ignored,
            },
            _ => match self.services.command(command, height) {
                Some(work) => self.after(Pane::Side, arranging(Pane::Side, work)),
                None => Reply::Ignored,
            },
        }
    }

    fn back(&mut self) {
        self.focus = if self.focus == Pane::Document { Pane::Main } else { Pane::Side };
    }

    /// Follows a selection that may have moved.
    fn after(&mut self, pane: Pane, mut asks: Vec<Ask>) -> Reply {
        if pane == Pane::Side {
            asks.extend(self.list_actions());
        } else {
            asks.extend(self.ask_why());
        }
        Reply::Taken(asks)
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        match pointer {
            Pointer::Click(Hit::Row(pane @ (Pane::Side | Pane::Main), place)) => {
                self.focus = pane;
                let height = context.layout.height(pane);
                self.go(pane, Motion::To(place), height)
            }
            Pointer::Click(Hit::Column(Pane::Side, column)) => {
                let work = self.services.sort_column(column);
                self.after(Pane::Side, arranging(Pane::Side, work))
            }
            Pointer::Click(Hit::Column(Pane::Main, column)) => {
                let work = self.actions.sort_column(column);
                self.after(Pane::Main, arranging(Pane::Main, work))
            }
            Pointer::Click(Hit::Pane(pane @ (Pane::Side | Pane::Main | Pane::Document))) => {
                self.focus = pane;
                Reply::taken()
            }
            Pointer::Wheel(Pane::Document, motion) => {
                self.why.scroll(motion, context.layout.height(Pane::Document));
                Reply::taken()
            }
            Pointer::Wheel(pane @ (Pane::Side | Pane::Main), motion) => {
                let height = context.layout.height(pane);
                if pane == Pane::Side {
                    self.services.scroll(motion, height);
                } else {
                    self.actions.scroll(motion, height);
                }
                self.after(pane, Vec::new())
            }
            Pointer::Click(_) | Pointer::Wheel(..) => Reply::Ignored,
        }
    }

    fn go(&mut self, pane: Pane, motion: Motion, height: usize) -> Reply {
        if pane == Pane::Side {
            self.services.go(motion, height);
        } else {
            self.actions.go(motion, height);
        }
        self.after(pane, Vec::new())
    }

    /// Narrows the focused list.
    pub fn narrow(&mut self, query: &str, _context: Context<'_>) -> Vec<Ask> {
        if self.focus == Pane::Side {
            self.narrow_both(query)
        } else {
            let mut asks = arranging(Pane::Main, self.actions.filter(query));
            asks.extend(self.ask_why());
            asks
        }
    }

    /// What the focused list is narrowed to.
    pub fn query(&self) -> &str {
        if self.focus == Pane::Side { &self.query } else { self.actions.query() }
    }

    /// Takes what was filled in.
    pub fn answer(&mut self, purpose: Purpose, text: &str) -> Vec<Ask> {
        let text = text.trim();
        match purpose {
            Purpose::Resource => {
                self.resource = (!text.is_empty()).then(|| text.to_owned());
                self.ask_why()
            }
            Purpose::Role => self.act_as(text),
            Purpose::Question | Purpose::Comparison => Vec::new(),
            Purpose::ContextValue => {
                let about = self.pressing_key().map(str::to_owned);
                match give(&mut self.given, text, about.as_deref()) {
                    Ok(()) => self.go_through(&self.roles()),
                    Err(problem) => vec![Ask::Tell(Toast::new(Meaning::Warning, problem))],
                }
            }
        }
    }

    /// Takes the result of a job.
    pub fn done(&mut self, slot: Slot, output: Output) -> Vec<Ask> {
        match output {
            Output::Arranged(order) => {
                match slot {
                    Slot::Arrange(Pane::Side) => self.services.arranged(order),
                    _ => self.actions.arranged(order),
                }
                Vec::new()
            }
            Output::Effective(effective) => {
                self.effective = Some(effective);
                self.list()
            }
            Output::Why(answer) => {
                self.why.take(Some(answer));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// The principal.
    pub fn subject(&self) -> Option<Subject> {
        let whose = self.whose.as_ref()?;
        Some(Subject {
            id: whose.principal.to_string(),
            arn: Some(whose.arn.clone()),
            name: whose.name.clone(),
        })
    }

    /// The document of the shown statement.
    pub fn document(&self) -> Option<(String, String)> {
        self.why.text()
    }

    /// Goes on to ask who else can do what is selected.
    fn who_else(&self) -> Reply {
        let Some(action) = self.actions.selected().map(ActionRow::action) else {
            return Reply::taken();
        };
        let resource = self.resource.as_deref().filter(|_| !action.is_resource_less());
        Reply::ask(Ask::Go(who_can::place(action.full_name(), resource)))
    }
}
