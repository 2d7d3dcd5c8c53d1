//! The Compare screen: two policies, two principals, or the organization before and after something;
//! what is gained and lost, for whom, and the trace of a request that shows it, on both sides.

mod question;
mod rows;
mod work;

use std::collections::BTreeSet;
use std::sync::Arc;

use ratatui::layout::{Constraint, Layout as Split, Rect};

use super::given::{give, told};
use super::why::Why;
use super::{Context, Pointer, ScreenId, Subject, arranging};
use crate::policy::{self, Unmentioned};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, row};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot};
use crate::tui::overlay::{Line, Overlay, Purpose};
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::toast::Toast;
use crate::tui::widget::panel::Panel;
use crate::tui::widget::table::{Row, Table};
use crate::tui::widget::window::Motion;
use crate::tui::world::World;
use crate::workspace::Comparing;

use rows::Side;
pub use rows::{FindingRow, Found, Way};
pub use work::comparison;

/// From so many columns on, the details stand beside the list.
const BESIDE: u16 = 100;
/// What to say while nothing is compared.
const INVITATION: &str = "a asks: two principals or policies, draft and a policy, entry or since and \
                          a number; = compares two marks on other screens";

/// How far the comparison is.
enum Stage {
    /// Nothing is compared.
    Idle,
    /// It is being worked out.
    Working,
    /// It is at its end.
    Done,
    /// It was stopped.
    Stopped,
    /// There can be none.
    Failed(String),
}

/// The Compare screen.
pub struct Compare {
    world: World,
    comparing: Option<Comparing>,
    given: policy::Context,
    stage: Stage,
    found: Vec<Arc<FindingRow>>,
    /// How many it concerns.
    whom: usize,
    /// Which way is listed; nothing for all.
    listed: Option<Way>,
    table: Table<Arc<FindingRow>>,
    /// The row that the details are of.
    shown: Option<String>,
    detail: Panel,
    why: Why,
    side: Side,
    focus: Pane,
}

/// The place of a comparison.
pub fn place(comparing: &Comparing) -> Place {
    Place::on(ScreenId::Compare).selecting(question::write(comparing))
}

/// The place of a comparison of what has been marked: two of them, or one after the other.
pub fn of_marks(marks: &BTreeSet<String>) -> Ask {
    let marked: Vec<&String> = marks.iter().collect();
    if let [one, other] = marked.as_slice() {
        return Ask::Go(Place::on(ScreenId::Compare).selecting(format!("{one} {other}")));
    }
    Ask::Tell(Toast::new(Meaning::Info, "Mark two rows with space; = then compares them"))
}

impl Compare {
    /// The screen of a place, and the work that takes.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let mut screen = Self {
            world: world.clone(),
            comparing: None,
            given: policy::Context::new(Unmentioned::Unknown),
            stage: Stage::Idle,
            found: Vec::new(),
            whom: 0,
            listed: None,
            table: Table::new(Arc::default()),
            shown: None,
            detail: Panel::default(),
            why: Why::default(),
            side: Side::After,
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
        self.comparing.as_ref().map_or_else(|| Place::on(ScreenId::Compare), place)
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
            (Command::AskCompare, _) => return self.line(),
            (Command::Open, _) if self.comparing.is_none() => return self.line(),
            (Command::GiveContext, _) => {
                return Reply::ask(Ask::Open(Overlay::Line(Line::new(Purpose::ContextValue, ""))));
            }
            (Command::CancelJobs, _) => {
                self.stop();
                return Reply::Ignored;
            }
            (Command::Leave, Pane::Main) if matches!(self.stage, Stage::Working) => {
                return Reply::ask(Ask::Run(Command::CancelJobs));
            }
            (Command::NextVerdict, _) => {
                self.listed = next(self.listed);
                return Reply::Taken(self.list());
            }
            (Command::OtherSide, _) => {
                self.side = self.side.other();
                self.explain();
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
                    self.show();
                    return Reply::Taken(arranging(Pane::Main, work));
                }
                None => return Reply::Ignored,
            },
        }
        Reply::taken()
    }

    fn line(&self) -> Reply {
        let typed = match &self.comparing {
            Some(Comparing::Changes(_)) | None => String::new(),
            Some(comparing) => question::write(comparing),
        };
        Reply::ask(Ask::Open(Overlay::Line(Line::new(Purpose::Comparison, &typed))))
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
            Pointer::Wheel(Pane::Detail, motion) => {
                self.detail.scroll(motion, context.layout.height(Pane::Detail));
                return Reply::taken();
            }
            Pointer::Wheel(Pane::Main, motion) => self.table.scroll(motion, height),
            Pointer::Click(_) | Pointer::Wheel(..) => return Reply::Ignored,
        }
        self.show();
        Reply::taken()
    }

    /// Narrows the list.
    pub fn narrow(&mut self, query: &str, _context: Context<'_>) -> Vec<Ask> {
        let asks = arranging(Pane::Main, self.table.filter(query));
        self.show();
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
            Purpose::Comparison => self.ask(text),
            Purpose::ContextValue => match give(&mut self.given, text, None) {
                Ok(()) => self.work_out(),
                Err(problem) => vec![Ask::Tell(Toast::new(Meaning::Warning, problem))],
            },
            Purpose::Question | Purpose::Resource | Purpose::Role => Vec::new(),
        }
    }

    /// Takes what a job brought.
    pub fn done(&mut self, output: Output) -> Vec<Ask> {
        match output {
            Output::Arranged(order) => {
                self.table.arranged(order);
                self.show();
            }
            Output::Found(found) => {
                self.whom = found.whom;
                found.join(&mut self.found);
                return self.list();
            }
            Output::Compared(Ok(())) => self.stage = Stage::Done,
            Output::Compared(Err(why)) => self.stage = Stage::Failed(why),
            _ => {}
        }
        Vec::new()
    }

    /// The first of those whom the selected row concerns.
    pub fn subject(&self) -> Option<Subject> {
        let row = self.table.selected()?;
        let first = row.first()?;
        Some(Subject {
            id: first.to_string(),
            arn: Some(first.arn(&self.world.organization)),
            name: row.who.clone(),
        })
    }

    /// The document that is shown, for the editor.
    pub fn document(&self) -> Option<(String, String)> {
        self.why.text()
    }

    fn ask(&mut self, text: &str) -> Vec<Ask> {
        match question::read(text, &self.world) {
            Ok(comparing) => {
                self.comparing = Some(comparing);
                self.work_out()
            }
            Err(problem) => vec![Ask::Tell(Toast::new(Meaning::Warning, problem))],
        }
    }

    fn work_out(&mut self) -> Vec<Ask> {
        let Some(comparing) = self.comparing.clone() else { return Vec::new() };
        // Nobody may read what was found of one thing under another.
        self.found.clear();
        self.whom = 0;
        self.stage = Stage::Working;
        let mut asks = self.list();
        let work = comparison(comparing, self.given.clone(), &self.world);
        asks.push(Ask::Work(Slot::Compare, work));
        asks
    }

    fn stop(&mut self) {
        if matches!(self.stage, Stage::Working) {
            self.stage = Stage::Stopped;
        }
    }

    fn list(&mut self) -> Vec<Ask> {
        let takes = |row: &&Arc<FindingRow>| self.listed.is_none_or(|way| way == row.way);
        let rows = self.found.iter().filter(takes).cloned().collect();
        let asks = arranging(Pane::Main, self.table.replace(Arc::new(rows)));
        self.show();
        asks
    }

    /// Shows the details of the selected row, from their start unless they are shown already.
    fn show(&mut self) {
        let selected = self.table.selected();
        let id = selected.map(|row| row.id().into_owned());
        let telling = selected.map(|row| row.telling()).unwrap_or_default();
        if id == self.shown {
            self.detail.replace(telling);
        } else {
            self.shown = id;
            self.detail = Panel::new(telling);
            self.explain();
        }
    }

    fn explain(&mut self) {
        self.why.take(self.table.selected().and_then(|row| row.why(self.side)));
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let [top, body] = Split::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
        self.view_head(top, canvas);
        let (list, rest) = if body.width >= BESIDE {
            let [list, rest] =
                Split::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(body);
            (list, rest)
        } else if self.focus == Pane::Main {
            let share = if body.height >= 18 { body.height / 2 } else { 0 };
            let [list, rest] =
                Split::vertical([Constraint::Fill(1), Constraint::Length(share)]).areas(body);
            (list, rest)
        } else {
            (Rect::default(), body)
        };
        if list.area() > 0 {
            let focus = Focus::of(Pane::Main, self.focus);
            let way = self.listed.map_or(String::new(), |way| format!("  {}", way.word()));
            let title = self.table.title("Changes").and(way, Meaning::Accent);
            let inner = canvas.pane(list, Pane::Main, &title, focus);
            self.table.view(inner, Pane::Main, focus, self.empty(), canvas);
        }
        if rest.area() > 0 {
            self.view_details(rest, canvas);
        }
    }

    fn view_details(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let wanted = self.detail.rows(area.width.saturating_sub(2)) as u16 + 2;
        let room = if self.focus == Pane::Main { area.height / 2 } else { area.height / 4 };
        let tall = if wanted > 2 && room > 2 { wanted.min(room) } else { 0 };
        let [top, below] =
            Split::vertical([Constraint::Length(tall), Constraint::Fill(1)]).areas(area);
        let way = self.table.selected().map(|row| row.way);
        if top.area() > 0 {
            let title = way.map_or_else(Phrase::new, |way| way.phrase(way.word()));
            let inner = canvas.pane(top, Pane::Detail, &title, Focus::Elsewhere);
            self.detail.view(inner, Pane::Detail, canvas);
        }
        if way.is_some_and(|way| matches!(way, Way::Gained | Way::Lost)) {
            let title = Phrase::of(self.side.word(), Meaning::TabActive)
                .and(format!("  t: {}", self.side.other().word()), Meaning::Muted);
            self.why.view(below, &title, Focus::of(Pane::Document, self.focus), canvas);
        }
    }

    fn empty(&self) -> &str {
        match &self.stage {
            Stage::Idle => "nothing is compared yet",
            Stage::Working => "comparing …",
            Stage::Stopped => "stopped before anything was found",
            Stage::Done if self.found.is_empty() => "nothing changes for any request",
            Stage::Done => "nothing changes this way",
            Stage::Failed(why) => why,
        }
    }

    fn view_head(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(comparing) = &self.comparing else {
            canvas.line(row(area, 0), &Phrase::of(format!(" {INVITATION}"), Meaning::Muted));
            return;
        };
        let title =
            Phrase::of(format!(" {}", comparing.title(&self.world.organization)), Meaning::Accent);
        canvas.line(row(area, 0), &title);
        let mut line = Phrase::new();
        for way in Way::ALL {
            let count = self.found.iter().filter(|row| row.way == way).count();
            if count > 0 || matches!(way, Way::Gained | Way::Lost) {
                line = line
                    .and(" ", Meaning::Text)
                    .then(way.phrase(format!("{count} {} ", way.word())));
            }
        }
        if self.whom > 0 {
            line = line.and(format!(" for {} principals", self.whom), Meaning::Text);
        }
        match &self.stage {
            Stage::Working => line = line.and("  working: esc stops", Meaning::Info),
            Stage::Stopped => line = line.and("  stopped: there may be more", Meaning::Warning),
            Stage::Idle | Stage::Done | Stage::Failed(_) => {}
        }
        let given = told(&self.given);
        if !given.pieces().is_empty() {
            line = line.and("  given ", Meaning::Label).then(given);
        }
        canvas.line(row(area, 1), &line);
    }
}

/// The next choice of what is listed, all of them in turn.
fn next(listed: Option<Way>) -> Option<Way> {
    let at = listed.and_then(|way| Way::ALL.iter().position(|other| *other == way));
    Way::ALL.get(at.map_or(0, |at| at + 1)).copied()
}
