//! The Permissions screen: what one principal may do, service by service and action by action, and
//! why, with the statement that decides highlighted in its document.
//!
//! Everything is worked out in the background, anew with every context value that is given.

mod answer;
mod given;
mod listed;
mod rows;
mod view;
mod whose;
mod working;

use std::sync::Arc;

use super::{Context, Pointer, ScreenId, Subject, arranging};
use crate::access::Principal;
use crate::access::effective::Effective;
use crate::org::Organization;
use crate::policy::{self, Unmentioned};
use crate::tui::canvas::{Hit, Pane};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot};
use crate::tui::overlay::{Line, Overlay, Purpose};
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::toast::Toast;
use crate::tui::widget::document::{Document, Highlight};
use crate::tui::widget::table::Table;
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

pub use answer::Answer;
use given::give;
use listed::Listed;
use rows::{ActionRow, ServiceRow};
use whose::{Whose, whose};

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
    answer: Option<Arc<Answer>>,
    /// Which of the statements is shown.
    shown: usize,
    document: Document,
    focus: Pane,
}

impl Permissions {
    /// The screen of a place, and the work that takes.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let selection = place.selection.clone().unwrap_or_default();
        let mut parts = selection.split(BETWEEN);
        let found = parts.next().filter(|text| !text.is_empty());
        let (whose, nobody) = match found.map(|text| Principal::find(&world.organization, text)) {
            Some(Ok(principal)) => (whose(&world.organization, principal), String::new()),
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
            given: policy::Context::new(Unmentioned::Unknown),
            resource: None,
            listed: Listed::Open,
            effective: None,
            query: String::new(),
            services,
            actions: Table::new(Arc::new(Vec::new())),
            wanted: parts.next().map(str::to_owned),
            answer: None,
            shown: 0,
            document: Document::new(""),
            focus: Pane::Side,
        };
        let asks = screen.work_out();
        (screen, asks)
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        let principal = self.whose.as_ref().map(|whose| whose.principal.to_string());
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
            Command::Open => return self.open_policy(),
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
            Command::NextSay | Command::PreviousSay => self.turn(command),
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
                let moved = self.document.moved(command, height);
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
                self.document.scroll(motion, context.layout.height(Pane::Document));
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
            Purpose::ContextValue => {
                let about = self.pressing_key().map(str::to_owned);
                match give(&mut self.given, text, about.as_deref()) {
                    Ok(()) => self.work_out(),
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
                self.answer = Some(answer);
                self.shown = 0;
                self.read();
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
        let said = self.answer.as_ref()?.said.get(self.shown)?;
        Some(("policy.json".to_owned(), said.document.to_string()))
    }

    /// Shows the next statement that has a say, or the one before.
    fn turn(&mut self, command: Command) {
        let count = self.answer.as_ref().map_or(0, |answer| answer.said.len());
        if count > 0 {
            let step = if command == Command::NextSay { 1 } else { count - 1 };
            self.shown = (self.shown + step) % count;
            self.read();
        }
    }

    /// Shows the document of the statement in turn.
    fn read(&mut self) {
        let said = self.answer.as_ref().and_then(|answer| answer.said.get(self.shown));
        self.document = said.map_or_else(
            || Document::new(""),
            |said| {
                let lines = said.lines.clone();
                Document::new(Arc::clone(&said.document))
                    .highlighting(vec![Highlight { lines, meaning: said.meaning }])
            },
        );
    }

    /// Goes to the policy of the shown statement, if it is one of the organization's.
    fn open_policy(&self) -> Reply {
        let said = self.answer.as_ref().and_then(|answer| answer.said.get(self.shown));
        match said.filter(|said| said.source.starts_with("p-")) {
            Some(said) => Reply::ask(Ask::Go(
                Place::on(ScreenId::Policies).selecting(said.source.to_string()),
            )),
            None => Reply::taken(),
        }
    }
}
