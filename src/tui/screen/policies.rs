//! The Policies screen: every policy, its text and what is wrong with it, where it is attached and
//! whom it reaches. Texts are edited in the operator's editor, and kept until they are committed.

mod editing;
mod listed;
mod marks;
mod telling;

use std::sync::Arc;

use ratatui::layout::{Constraint, Layout as Split, Rect};

use super::{Context, Pointer, ScreenId, Subject, arranging, of_marks};
use crate::policy::{self, Severity};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, halves};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot};
use crate::tui::phrase::Phrase;
use crate::tui::proposal::Proposal;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::toast::Toast;
use crate::tui::widget::Arranging;
use crate::tui::widget::document::Document;
use crate::tui::widget::panel::Panel;
use crate::tui::widget::table::{Row, Table};
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

use editing::edit;
use listed::{Listed, listed};
pub use marks::Linted;
use marks::{Known, highlights};
use telling::telling;

/// Rows from which text and what is told of it are shown one below the other.
const ROOMY: u16 = 12;

/// Letters from which a line is too long to be read.
const LONG: usize = 60;

/// The Policies screen.
pub struct Policies {
    table: Table<Listed>,
    /// The policy whose text is shown.
    shown: Option<String>,
    /// Its text as it is shown.
    text: policy::Document,
    known: Known,
    document: Document,
    panel: Panel,
    edited: bool,
    focus: Pane,
}

impl Policies {
    /// The screen of a place.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let (table, work) = Table::as_left(Arc::new(listed(&world.organization)), place);
        let mut screen = Self {
            table,
            shown: None,
            text: policy::Document::new(""),
            known: Known::default(),
            document: Document::new(""),
            panel: Panel::default(),
            edited: false,
            focus: place.pane.unwrap_or(Pane::Side),
        };
        let asks = screen.arrange(work, world);
        (screen, asks)
    }

    /// Takes in a new snapshot, or new drafts.
    pub fn refresh(&mut self, world: &World) -> Vec<Ask> {
        let work = self.table.replace(Arc::new(listed(&world.organization)));
        self.shown = None;
        self.arrange(work, world)
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        Place { pane: Some(self.focus), ..self.table.leave(ScreenId::Policies) }
    }

    /// What has the focus.
    pub fn scope(&self) -> Scope {
        match self.focus {
            Pane::Side => Scope::List,
            Pane::Document => Scope::Document,
            _ => Scope::Panel,
        }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Reply {
        let height = context.layout.height(self.focus);
        match (command, self.focus) {
            (Command::FocusNext, Pane::Side) => self.focus = Pane::Document,
            (Command::FocusNext, Pane::Document) => self.focus = Pane::Detail,
            (Command::FocusNext, _) => self.focus = Pane::Side,
            (Command::FocusPrevious, Pane::Side) => self.focus = Pane::Detail,
            (Command::FocusPrevious, Pane::Detail) => self.focus = Pane::Document,
            (Command::FocusPrevious, _) => self.focus = Pane::Side,
            (Command::CompareMarks, _) => return Reply::ask(self.compare()),
            (Command::ProposeDraft, _) => return Reply::Taken(self.propose(context.world)),
            (Command::DropDraft, _) => return Reply::Taken(self.give_up()),
            (Command::Leave, Pane::Document | Pane::Detail) => self.focus = Pane::Side,
            (Command::Open | Command::Right, Pane::Side) => self.focus = Pane::Document,
            (_, Pane::Document) => {
                if !self.document.moved(command, height) {
                    return self.left(command);
                }
            }
            (_, Pane::Detail) => {
                if !self.panel.moved(command, height) {
                    return self.left(command);
                }
            }
            _ => {
                let Some(work) = self.table.command(command, height) else {
                    return Reply::Ignored;
                };
                return Reply::Taken(self.arrange(work, context.world));
            }
        }
        Reply::taken()
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        let height = |pane| context.layout.height(pane);
        let mut work = None;
        match pointer {
            Pointer::Click(Hit::Column(Pane::Side, column)) => {
                work = self.table.sort_column(column);
            }
            Pointer::Click(Hit::Row(Pane::Side, place)) => {
                self.focus = Pane::Side;
                self.table.go(Motion::To(place), height(Pane::Side));
            }
            Pointer::Click(Hit::Pane(pane @ (Pane::Side | Pane::Document | Pane::Detail))) => {
                self.focus = pane;
            }
            Pointer::Wheel(Pane::Side, motion) => self.table.scroll(motion, height(Pane::Side)),
            Pointer::Wheel(Pane::Document, motion) => {
                self.document.scroll(motion, height(Pane::Document));
            }
            Pointer::Wheel(Pane::Detail, motion) => {
                self.panel.scroll(motion, height(Pane::Detail));
            }
            Pointer::Click(_) | Pointer::Wheel(..) => return Reply::Ignored,
        }
        Reply::Taken(self.arrange(work, context.world))
    }

    /// Narrows the list.
    pub fn narrow(&mut self, query: &str, context: Context<'_>) -> Vec<Ask> {
        let work = self.table.filter(query);
        self.arrange(work, context.world)
    }

    /// What the list is narrowed to.
    pub fn query(&self) -> &str {
        self.table.query()
    }

    /// Takes the result of a job.
    pub fn done(&mut self, slot: Slot, output: Output, context: Context<'_>) -> Vec<Ask> {
        match (slot, output) {
            (Slot::Arrange(_), Output::Arranged(order)) => self.table.arranged(order),
            (Slot::Lint, Output::Linted(linted)) => {
                self.known.keep(*linted);
                return self.mark(context.world).into_iter().collect();
            }
            _ => {}
        }
        self.read(context.world).into_iter().collect()
    }

    /// The selected policy.
    pub fn subject(&self) -> Option<Subject> {
        let listed = self.table.selected()?;
        Some(Subject {
            id: listed.id().into_owned(),
            arn: listed.arn().map(ToString::to_string),
            name: listed.name().to_owned(),
        })
    }

    /// The text that is shown, for the editor.
    pub fn document(&self) -> Option<(String, String)> {
        let listed = self.table.selected()?;
        Some((format!("{}.json", listed.name()), self.document.text().to_owned()))
    }

    /// Takes the text back from the editor: it is kept, and proposed unless something is wrong with it.
    pub fn edited(&self, text: &str, world: &World) -> Vec<Ask> {
        let Some(listed) = self.table.selected() else { return Vec::new() };
        if listed.of_aws() {
            let text = format!("AWS keeps {}: it cannot be edited", listed.name());
            return vec![Ask::Tell(Toast::new(Meaning::Warning, text))];
        }
        let keep = Ask::Draft(listed.id().into_owned(), Some(text.to_owned()));
        vec![keep, proposal(listed, text, world)]
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let (list, rest) = halves(area, 42, self.focus);
        if !list.is_empty() {
            let focus = Focus::of(Pane::Side, self.focus);
            let inner = canvas.pane(list, Pane::Side, &self.table.title("Policies"), focus);
            self.table.view(inner, Pane::Side, focus, "there are no policies", canvas);
        }
        if rest.height >= ROOMY {
            let foot = Constraint::Length((rest.height / 3).max(7));
            let [text, told] = Split::vertical([Constraint::Fill(1), foot]).areas(rest);
            self.view_document(text, canvas);
            self.view_told(told, canvas);
        } else if self.focus == Pane::Detail {
            self.view_told(rest, canvas);
        } else if !rest.is_empty() {
            self.view_document(rest, canvas);
        }
    }

    fn view_document(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let name = self.table.selected().map_or("", Listed::name);
        let title = Phrase::of(name, Meaning::Title);
        let title = if self.edited {
            title.and("  edited, not committed", Meaning::Warning)
        } else {
            title
        };
        let focus = Focus::of(Pane::Document, self.focus);
        let inner = canvas.pane(area, Pane::Document, &title, focus);
        self.document.view(inner, Pane::Document, canvas);
    }

    fn view_told(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let focus = Focus::of(Pane::Detail, self.focus);
        let title = Phrase::of("Findings and reach", Meaning::Title);
        let inner = canvas.pane(area, Pane::Detail, &title, focus);
        self.panel.view(inner, Pane::Detail, canvas);
    }

    fn left(&mut self, command: Command) -> Reply {
        if command == Command::Left {
            self.focus = Pane::Side;
        }
        Reply::if_done(command == Command::Left)
    }

    /// Compares two marked policies, or else the selected one with its edited text.
    fn compare(&self) -> Ask {
        match self.table.selected() {
            Some(listed) if self.edited && self.table.marks().is_empty() => {
                let question = format!("draft {}", listed.id());
                Ask::Go(Place::on(ScreenId::Compare).selecting(question))
            }
            _ => of_marks(self.table.marks()),
        }
    }

    fn propose(&self, world: &World) -> Vec<Ask> {
        let Some(listed) = self.table.selected() else { return Vec::new() };
        match world.drafts.get(&listed.id()) {
            Some(text) => vec![proposal(listed, text, world)],
            None => vec![no_draft()],
        }
    }

    fn give_up(&self) -> Vec<Ask> {
        match self.table.selected().filter(|_| self.edited) {
            Some(listed) => vec![Ask::Draft(listed.id().into_owned(), None)],
            None => vec![no_draft()],
        }
    }

    /// Shows the selected policy, and has the rows arranged.
    fn arrange(&mut self, work: Option<Arranging>, world: &World) -> Vec<Ask> {
        let asked = self.read(world);
        arranging(Pane::Side, work).into_iter().chain(asked).collect()
    }

    /// Shows the selected policy, from its start unless it is shown already.
    fn read(&mut self, world: &World) -> Option<Ask> {
        let selected = self.table.selected();
        let id = selected.map(|listed| listed.id().into_owned());
        if id == self.shown && id.is_some() {
            return None;
        }
        self.shown = id;
        let Some(listed) = selected else {
            self.document = Document::new("");
            self.panel = Panel::default();
            return None;
        };
        let draft = world.drafts.get(&listed.id()).map(policy::Document::new);
        self.edited = draft.is_some();
        let text = draft.or_else(|| listed.document().cloned());
        self.text = laid_out(text.unwrap_or_else(|| policy::Document::new("")));
        self.document = Document::new(self.text.text());
        self.mark(world)
    }

    /// Points out what is known to be wrong with the shown text, and asks for the rest.
    fn mark(&mut self, world: &World) -> Option<Ask> {
        let listed = self.table.selected()?;
        let (marks, ask) = self.known.marks(listed, &self.text, &world.organization);
        self.document.point_out(highlights(&marks));
        self.panel = Panel::new(telling(listed, &marks, &world.organization));
        ask
    }
}

/// A text on one long line is laid out over many, as long as nothing is wrong with it that the
/// layout would hide.
fn laid_out(document: policy::Document) -> policy::Document {
    let text = document.text();
    let wrong = document.faults().iter().any(|fault| fault.severity == Severity::Error);
    if wrong || text.len() < LONG || text.contains('\n') {
        return document;
    }
    let json = serde_json::from_str::<serde_json::Value>(text);
    match json.and_then(|json| serde_json::to_string_pretty(&json)) {
        Ok(text) => policy::Document::new(&text),
        Err(_) => document,
    }
}

fn no_draft() -> Ask {
    Ask::Tell(Toast::new(Meaning::Info, "There is no edited text here: e edits it"))
}

/// The proposal that a text makes, or a word about what has to be mended first.
fn proposal(listed: &Listed, text: &str, world: &World) -> Ask {
    let document = policy::Document::new(text);
    let faults = listed.faults(&document);
    let mut errors = faults.iter().filter(|fault| fault.severity == Severity::Error);
    match errors.next() {
        None => Ask::Propose(Proposal::Apply(edit(listed, document, world))),
        Some(first) => {
            let more = match errors.count() {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            let text = format!("{first}{more}. Your text is kept: e opens it again");
            Ask::Tell(Toast::new(Meaning::Error, text))
        }
    }
}
