//! The Permissions screen: what one principal may do, service by service and action by action, and
//! why, with the statement that decides highlighted in its document.
//!
//! Everything is worked out in the background, anew with every context value that is given.

mod answer;
mod rows;
mod view;

use std::sync::Arc;

use super::{Context, Pointer, ScreenId, Subject, arranging};
use crate::access::effective::{self, Access, Effective, summarize};
use crate::access::{Principal, derive};
use crate::catalog::{Service, catalog};
use crate::org::Organization;
use crate::policy::{self, ContextValue, Unmentioned};
use crate::tui::canvas::{Hit, Pane};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot, Work};
use crate::tui::overlay::{Line, Overlay, Purpose};
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::toast::Toast;
use crate::tui::widget::document::{Document, Highlight};
use crate::tui::widget::table::Table;
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

pub use answer::Answer;
use answer::Question;
use rows::{ActionRow, ServiceRow};

/// Between the parts of a place: no id holds it.
const BETWEEN: char = '\u{1f}';

/// Which verdicts are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listed {
    /// Services with anything open; every action.
    Open,
    /// Only what is allowed everywhere.
    Allowed,
    /// Only what is limited.
    Limited,
    /// Only what is denied.
    Denied,
}

impl Listed {
    fn next(self) -> Self {
        match self {
            Self::Open => Self::Allowed,
            Self::Allowed => Self::Limited,
            Self::Limited => Self::Denied,
            Self::Denied => Self::Open,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Open => "all",
            Self::Allowed => "allowed",
            Self::Limited => "limited",
            Self::Denied => "denied",
        }
    }

    fn takes_service(self, row: &ServiceRow) -> bool {
        let tally = row.tally();
        match self {
            Self::Open => tally.best() != Access::Denied,
            Self::Allowed => tally.allowed > 0,
            Self::Limited => tally.limited > 0,
            Self::Denied => tally.denied > 0,
        }
    }

    fn takes(self, access: Access) -> bool {
        match self {
            Self::Open => true,
            Self::Allowed => access == Access::Allowed,
            Self::Limited => access == Access::Limited,
            Self::Denied => access == Access::Denied,
        }
    }
}

/// Of whom the screen speaks.
struct Whose {
    principal: Principal,
    name: String,
    arn: String,
    place: String,
}

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
            Command::NextSay | Command::PreviousSay => self.turn(command),
            Command::GiveContext => {
                return Reply::ask(Ask::Open(Overlay::Line(Line::new(
                    Purpose::ContextValue,
                    &self.context_offer(),
                ))));
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
            let mut asks = arranging(Pane::Side, self.services.filter(query));
            asks.extend(self.list_actions());
            asks
        } else {
            let mut asks = arranging(Pane::Main, self.actions.filter(query));
            asks.extend(self.ask_why());
            asks
        }
    }

    /// What the focused list is narrowed to.
    pub fn query(&self) -> &str {
        if self.focus == Pane::Side { self.services.query() } else { self.actions.query() }
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
                if let Some(problem) = give(&mut self.given, text) {
                    return vec![Ask::Tell(Toast::new(Meaning::Warning, problem))];
                }
                self.work_out()
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

    /// Starts working out the effective permissions.
    fn work_out(&mut self) -> Vec<Ask> {
        let Some(whose) = &self.whose else { return Vec::new() };
        let (organization, principal) = (Arc::clone(&self.organization), whose.principal.clone());
        let given = self.given.clone();
        let work: Work = Box::new(move |stop, _| {
            let effective = effective::effective(&organization, &principal, &given)?;
            (!stop.asked()).then(|| Output::Effective(Arc::new(effective)))
        });
        let mut asks = vec![Ask::Work(Slot::Effective, work)];
        asks.extend(self.ask_why());
        asks
    }

    /// Lists the services anew.
    fn list(&mut self) -> Vec<Ask> {
        let Some(effective) = &self.effective else { return Vec::new() };
        let summaries = summarize(effective);
        let rows = summaries.iter().map(ServiceRow::new);
        let rows: Vec<ServiceRow> = rows.filter(|row| self.listed.takes_service(row)).collect();
        let mut asks = arranging(Pane::Side, self.services.replace(Arc::new(rows)));
        asks.extend(self.list_actions());
        asks
    }

    /// Lists the actions of the selected service.
    fn list_actions(&mut self) -> Vec<Ask> {
        let Some(effective) = &self.effective else { return Vec::new() };
        let service = self.services.selected().and_then(|row| catalog().service(row.prefix()));
        let actions = service.map(Service::actions).unwrap_or_default();
        let rows: Vec<ActionRow> = actions
            .iter()
            .map(|action| (action, effective.access(action)))
            .filter(|(_, access)| self.listed.takes(*access))
            .map(|(action, access)| ActionRow::new(action, access))
            .collect();
        let mut asks = arranging(Pane::Main, self.actions.replace(Arc::new(rows)));
        if let Some(wanted) = self.wanted.take() {
            self.actions.select(&wanted);
        }
        asks.extend(self.ask_why());
        asks
    }

    /// Asks why of the selected action.
    fn ask_why(&mut self) -> Vec<Ask> {
        let (Some(whose), Some(row)) = (&self.whose, self.actions.selected()) else {
            self.answer = None;
            self.read();
            return Vec::new();
        };
        let question = Question {
            organization: Arc::clone(&self.organization),
            principal: whose.principal.clone(),
            action: row.action(),
            resource: self.resource.clone().filter(|_| !row.action().is_resource_less()),
            context: self.given.clone(),
        };
        let work: Work = Box::new(move |_, _| Some(Output::Why(Arc::new(question.answer()?))));
        vec![Ask::Work(Slot::Why, work)]
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

    /// The first key of unknown value that the answer hangs on.
    fn context_offer(&self) -> String {
        let Some(answer) = &self.answer else { return String::new() };
        let hanging = answer.remarks.iter().find_map(|remark| remark.strip_prefix("hangs on "));
        match hanging.filter(|key| !key.contains(' ')) {
            Some(key) => format!("{key}="),
            None => String::new(),
        }
    }

    /// The form of an ARN that the selected action works on, with what is known filled in.
    fn resource_offer(&self) -> String {
        let offer = || {
            let action = self.actions.selected()?.action();
            let used = action.resource_types().first()?;
            let kind = catalog().service(action.service())?.resource_type(used.name())?;
            let text = kind.arns().first()?.text();
            let account = self.whose.as_ref()?.principal.account()?.to_string();
            Some(text.replace("${Partition}", "aws").replace("${Account}", &account))
        };
        offer().unwrap_or_default()
    }
}

fn whose(organization: &Organization, principal: Principal) -> Option<Whose> {
    let caller = principal.caller(organization)?;
    let arn = caller.display();
    let name = match &principal {
        Principal::Assigned { user, .. } => {
            organization.directory_users().get(user).map(|user| user.user_name.clone())?
        }
        Principal::Root(_) => "root".to_owned(),
        Principal::User(_, name) | Principal::Role(_, name) => name.to_string(),
        _ => arn.rsplit('/').next().unwrap_or_default().to_owned(),
    };
    let place = principal.account().map(crate::org::NodeId::Account);
    let place = place.map(|node| organization.display_path(&node)).unwrap_or_default();
    Some(Whose { principal, name, arn, place })
}

/// Takes `key=value` into a context; tells what is wrong with it.
fn give(given: &mut policy::Context, text: &str) -> Option<String> {
    let (key, value) = match text.split_once('=') {
        Some((key, value)) => (key.trim(), Some(value.trim())),
        None => (text, None),
    };
    if !key.contains(':') || key.contains(char::is_whitespace) {
        return Some(format!(
            "`{key}` is no condition key: write one such as aws:SourceIp=203.0.113.7"
        ));
    }
    match value {
        None => given.forget(key),
        Some("") => given.set_absent(key),
        Some(values) if derive::is_multivalued(key) => {
            given.set(
                key,
                ContextValue::Many(values.split(',').map(|v| v.trim().to_owned()).collect()),
            );
        }
        Some(value) => given.set(key, value),
    }
    None
}
