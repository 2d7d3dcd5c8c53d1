//! The Who can screen: an action and a resource, everyone who may, and why.
//!
//! Everyone is asked about in the background, anew with every context value that is given.

mod holders;
mod rows;

use std::sync::Arc;

use ratatui::layout::{Constraint, Layout as Split, Rect};

use super::given::{give, told};
use super::why::{Question, What, Why};
use super::{Context, Pointer, ScreenId, Subject, arranging};
use crate::access::{Actor, owner};
use crate::org::Organization;
use crate::policy::{self, ActionName, Arn, Unmentioned};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, row};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot, Work};
use crate::tui::overlay::{Line, Overlay, Purpose};
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::toast::Toast;
use crate::tui::widget::table::{Row, Table};
use crate::tui::widget::window::Motion;
use crate::tui::world::World;
use crate::workspace::Compiled;

use holders::Holders;
pub use rows::Listing;
use rows::{HolderRow, Listed};

/// From so many columns on, why stands beside the list.
const BESIDE: u16 = 100;
/// What to say while nothing is asked.
const INVITATION: &str =
    "a asks: an action and a resource, such as s3:GetObject arn:aws:s3:::bucket/key";

/// The Who can screen.
pub struct Screen {
    organization: Arc<Organization>,
    compiled: Compiled,
    /// The action and the resource.
    asked: Option<(ActionName, String)>,
    given: policy::Context,
    /// Everyone asked about; nothing while it is being worked out.
    found: Option<Arc<Holders>>,
    /// Which of them are to be listed, and which are.
    listed: Listed,
    shown: Listed,
    table: Table<HolderRow>,
    why: Why,
    focus: Pane,
}

/// The place of a question.
pub fn place(action: &str, resource: Option<&str>) -> Place {
    Place::on(ScreenId::WhoCan).selecting(format!("{action} {}", resource.unwrap_or_default()))
}

impl Screen {
    /// The screen of a place, and the work that takes.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let mut screen = Self {
            organization: Arc::clone(&world.organization),
            compiled: world.compiled.clone(),
            asked: None,
            given: policy::Context::new(Unmentioned::Unknown),
            found: None,
            listed: Listed::default(),
            shown: Listed::default(),
            table: Table::new(Arc::new(Vec::new())),
            why: Why::default(),
            focus: Pane::Main,
        };
        let asks = match &place.selection {
            Some(text) if !text.trim().is_empty() => screen.ask(text),
            _ => Vec::new(),
        };
        (screen, asks)
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        match &self.asked {
            Some((action, resource)) => place(action.as_str(), Some(resource)),
            None => Place::on(ScreenId::WhoCan),
        }
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
        match (command, self.focus) {
            (Command::AskWho, _) => return self.line(),
            (Command::Open, _) if self.asked.is_none() => return self.line(),
            (Command::GiveContext, _) => {
                let line = match self.why.pressing_key() {
                    Some(key) => Line::about(Purpose::ContextValue, key),
                    None => Line::new(Purpose::ContextValue, ""),
                };
                return Reply::ask(Ask::Open(Overlay::Line(line)));
            }
            (Command::NextVerdict, _) => {
                self.listed = self.listed.next();
                return Reply::Taken(self.list());
            }
            (Command::NextSay | Command::PreviousSay, _) => self.why.turn(command),
            (Command::Open, Pane::Document) => return self.why.open_policy(),
            (Command::Open | Command::Right | Command::FocusNext, Pane::Main) => {
                self.focus = Pane::Document;
            }
            (Command::FocusPrevious, Pane::Main) => self.focus = Pane::Document,
            (Command::FocusNext | Command::FocusPrevious | Command::Leave, Pane::Document) => {
                self.focus = Pane::Main;
            }
            (_, Pane::Document) => {
                let moved = self.why.moved(command, height);
                if !moved && command == Command::Left {
                    self.focus = Pane::Main;
                    return Reply::taken();
                }
                return Reply::if_done(moved);
            }
            _ => match self.table.command(command, height) {
                Some(work) => {
                    let mut asks = arranging(Pane::Main, work);
                    asks.extend(self.ask_why());
                    return Reply::Taken(asks);
                }
                None => return Reply::Ignored,
            },
        }
        Reply::taken()
    }

    fn line(&self) -> Reply {
        let asked = self.asked.as_ref().map(|(action, resource)| format!("{action} {resource}"));
        let line = Line::new(Purpose::Question, &asked.unwrap_or_default());
        Reply::ask(Ask::Open(Overlay::Line(line)))
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        let height = context.layout.height(Pane::Main);
        match pointer {
            Pointer::Click(Hit::Column(Pane::Main, column)) => {
                return Reply::Taken(arranging(Pane::Main, self.table.sort_column(column)));
            }
            Pointer::Click(Hit::Row(Pane::Main, place)) => {
                self.focus = Pane::Main;
                self.table.go(Motion::To(place), height);
            }
            Pointer::Click(Hit::Pane(pane @ (Pane::Main | Pane::Document))) => self.focus = pane,
            Pointer::Wheel(Pane::Document, motion) => {
                self.why.scroll(motion, context.layout.height(Pane::Document));
                return Reply::taken();
            }
            Pointer::Wheel(Pane::Main, motion) => self.table.scroll(motion, height),
            Pointer::Click(_) | Pointer::Wheel(..) => return Reply::Ignored,
        }
        Reply::Taken(self.ask_why())
    }

    /// Narrows the list.
    pub fn narrow(&mut self, query: &str, _context: Context<'_>) -> Vec<Ask> {
        let mut asks = arranging(Pane::Main, self.table.filter(query));
        asks.extend(self.ask_why());
        asks
    }

    /// What the list is narrowed to.
    pub fn query(&self) -> &str {
        self.table.query()
    }

    /// Takes what was filled in.
    pub fn answer(&mut self, purpose: Purpose, text: &str) -> Vec<Ask> {
        let text = text.trim();
        match purpose {
            Purpose::Question => self.ask(text),
            Purpose::ContextValue => {
                let about = self.why.pressing_key().map(str::to_owned);
                match give(&mut self.given, text, about.as_deref()) {
                    Ok(()) => self.work_out(),
                    Err(problem) => vec![Ask::Tell(Toast::new(Meaning::Warning, problem))],
                }
            }
            Purpose::Resource | Purpose::Role | Purpose::Comparison => Vec::new(),
        }
    }

    /// Takes the result of a job.
    pub fn done(&mut self, output: Output) -> Vec<Ask> {
        match output {
            Output::Arranged(order) => {
                self.table.arranged(order);
                self.ask_why()
            }
            Output::Holders(listing) => {
                self.found = Some(listing.all);
                if listing.listed != self.listed {
                    // Others have been chosen in the meantime.
                    return self.list();
                }
                self.shown = listing.listed;
                let mut asks = arranging(Pane::Main, self.table.replace(listing.rows));
                asks.extend(self.ask_why());
                asks
            }
            Output::Why(answer) => {
                self.why.take(Some(answer));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// The selected principal.
    pub fn subject(&self) -> Option<Subject> {
        let holder = self.table.selected()?;
        Some(Subject {
            id: holder.id().into_owned(),
            arn: holder.arn(),
            name: holder.name().to_owned(),
        })
    }

    /// The document that is shown, for the editor.
    pub fn document(&self) -> Option<(String, String)> {
        self.why.text()
    }

    /// Takes a question: an action and, where it needs one, a resource.
    fn ask(&mut self, text: &str) -> Vec<Ask> {
        let (action, resource) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let resource = match resource.trim() {
            "" => "*",
            named => named,
        };
        match question(&self.organization, action, resource) {
            Ok(action) => {
                self.asked = Some((action, resource.to_owned()));
                self.work_out()
            }
            Err(problem) => vec![Ask::Tell(Toast::new(Meaning::Warning, problem))],
        }
    }

    fn work_out(&mut self) -> Vec<Ask> {
        let Some((action, resource)) = self.asked.clone() else { return Vec::new() };
        let organization = Arc::clone(&self.organization);
        // Nobody may read the answers to one question under another.
        self.found = None;
        self.why.take(None);
        let mut asks = arranging(Pane::Main, self.table.replace(Arc::default()));
        let (compiled, given, listed) = (self.compiled.clone(), self.given.clone(), self.listed);
        let work: Work = Box::new(move |stop, _| {
            let index = compiled.index(&organization);
            let answers = index.who_can(&action, &resource, &given).answers;
            let found = Arc::new(Holders::new(&organization, answers, stop)?);
            Some(Output::Holders(Listing::of(found, listed)))
        });
        asks.push(Ask::Work(Slot::WhoCan, work));
        asks
    }

    /// Lists others of those who were asked about, once they are known.
    fn list(&mut self) -> Vec<Ask> {
        let Some(found) = self.found.clone() else { return Vec::new() };
        let listed = self.listed;
        let work: Work = Box::new(move |_, _| Some(Output::Holders(Listing::of(found, listed))));
        vec![Ask::Work(Slot::WhoCan, work)]
    }

    fn ask_why(&mut self) -> Vec<Ask> {
        let (Some((action, resource)), Some(holder)) = (&self.asked, self.table.selected()) else {
            self.why.take(None);
            return Vec::new();
        };
        let actor = holder.principal().and_then(|it| Actor::new(&self.organization, it));
        let Some(actor) = actor else {
            self.why.take(None);
            return Vec::new();
        };
        let question = Question {
            organization: Arc::clone(&self.organization),
            actor: Arc::new(actor),
            what: What::On(action.clone(), resource.clone()),
            context: self.given.clone(),
        };
        let work: Work = Box::new(move |_, _| Some(Output::Why(Arc::new(question.answer()))));
        vec![Ask::Work(Slot::Why, work)]
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let [top, body] = Split::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
        self.view_head(top, canvas);
        let (list, why) = if body.width >= BESIDE {
            let [list, why] =
                Split::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(body);
            (list, why)
        } else if self.focus == Pane::Main {
            let share = if body.height >= 18 { body.height / 2 } else { 0 };
            let [list, why] =
                Split::vertical([Constraint::Fill(1), Constraint::Length(share)]).areas(body);
            (list, why)
        } else {
            (Rect::default(), body)
        };
        if list.area() > 0 {
            let focus = Focus::of(Pane::Main, self.focus);
            let title = self.table.title("Who can").and(self.shown.title(), Meaning::Accent);
            let inner = canvas.pane(list, Pane::Main, &title, focus);
            let empty = match (&self.asked, &self.found) {
                (None, _) => "nothing is asked yet",
                (Some(_), None) => "asking about everyone …",
                (Some(_), Some(_)) if self.table.total() > 0 => "sorting …",
                (Some(_), Some(_)) => "nobody",
            };
            self.table.view(inner, Pane::Main, focus, empty, canvas);
        }
        if why.area() > 0 {
            let name = self.table.selected().map_or("Why", HolderRow::name);
            let title = Phrase::of(name, Meaning::Title);
            self.why.view(why, &title, Focus::of(Pane::Document, self.focus), canvas);
        }
    }

    fn view_head(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let Some((action, resource)) = &self.asked else {
            canvas.line(row(area, 0), &Phrase::of(format!(" {INVITATION}"), Meaning::Muted));
            return;
        };
        let question = Phrase::of(format!(" {action} "), Meaning::Accent)
            .and("on ", Meaning::Label)
            .and(resource, Meaning::Text);
        canvas.line(row(area, 0), &question);
        let mut given = told(&self.given);
        if given.pieces().is_empty() {
            given = Phrase::of("nothing: c gives a context value", Meaning::Muted);
        }
        let mut line = Phrase::of(" given ", Meaning::Label).then(given);
        if let Some(found) = &self.found {
            let count = |listed: Listed| found.listed(listed).len();
            line = line
                .and("   ", Meaning::Text)
                .then(Phrase::sign(Meaning::Allow, format!("{}  ", count(Listed::Allowed))))
                .then(Phrase::sign(
                    Meaning::Conditional,
                    format!("{}  ", count(Listed::Conditional)),
                ))
                .then(Phrase::sign(Meaning::Deny, count(Listed::Denied).to_string()));
        }
        canvas.line(row(area, 1), &line);
    }
}

/// The action of a question that can be answered, or what is wrong with it.
fn question(
    organization: &Organization,
    action: &str,
    resource: &str,
) -> Result<ActionName, String> {
    let action = action.parse::<ActionName>().map_err(|error| error.to_string())?;
    if resource != "*" {
        resource.parse::<Arn>().map_err(|error| error.to_string())?;
    }
    owner::known(organization, resource).map_err(|error| error.to_string())?;
    Ok(action)
}
