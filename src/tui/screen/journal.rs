//! The Journal screen: what was done, newest first; what each entry changed, and how it is taken back.

mod entry;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::{Context, Pointer, ScreenId, Subject, arranging, comparison_place};
use crate::store::{Cause, Entry, Revision, undone};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, halves};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot, Work};
use crate::tui::phrase::Phrase;
use crate::tui::proposal::Proposal;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::time::minute;
use crate::tui::toast::Toast;
use crate::tui::widget::panel::Panel;
use crate::tui::widget::table::{Column, Row, Table, Width};
use crate::tui::widget::window::Motion;
use crate::tui::world::World;
use crate::workspace::Comparing;

/// An entry in the list.
pub struct Line {
    id: String,
    entry: Entry,
    undone_by: Option<Revision>,
}

impl Line {
    /// What became of it, or what it took back.
    fn fate(&self) -> Option<String> {
        match (self.undone_by, self.entry.cause) {
            (Some(by), _) => Some(format!("undone by {by}")),
            (None, Cause::Undid(target)) => Some(format!("undid {target}")),
            (None, Cause::Founded | Cause::Changed) => None,
        }
    }
}

impl Row for Line {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Entry", width: Width::Fixed(5), rank: 0 },
        Column { title: "What", width: Width::Fill(18), rank: 0 },
        Column { title: "When (UTC)", width: Width::Fixed(16), rank: 1 },
        Column { title: "Who", width: Width::Fill(8), rank: 2 },
        Column { title: "Changes", width: Width::Fixed(7), rank: 3 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    fn cell(&self, column: usize) -> Phrase {
        let entry = &self.entry;
        match column {
            0 => Phrase::of(format!("{:>5}", entry.revision.0), Meaning::LineNumber),
            1 => {
                let stands = self.undone_by.is_none();
                let meaning = if stands { Meaning::Text } else { Meaning::Muted };
                let what = Phrase::of(entry.message.as_str(), meaning);
                match self.fate() {
                    Some(fate) => what.and(format!("  {fate}"), Meaning::Info),
                    None => what,
                }
            }
            2 => Phrase::of(minute(entry.at), Meaning::Muted),
            3 => entry.operator.as_str().into(),
            _ => Phrase::of(format!("{:>7}", entry.changes.len()), Meaning::Text),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Owned(format!(
            "{}\n{}\n{}",
            self.entry.revision, self.entry.message, self.entry.operator
        ))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        let (one, other) = (&self.entry, &other.entry);
        match column {
            1 => one.message.cmp(&other.message),
            3 => one.operator.cmp(&other.operator),
            4 => one.changes.len().cmp(&other.changes.len()),
            _ => one.revision.cmp(&other.revision),
        }
    }
}

/// The Journal screen.
pub struct Journal {
    table: Table<Line>,
    panel: Panel,
    /// The entry that the panel tells of.
    told: Option<String>,
    /// What is said while there are no rows.
    empty: String,
    focus: Pane,
}

impl Journal {
    /// The screen of a place, and the reading that takes.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let (table, work) = Table::as_left(Arc::new(Vec::new()), place);
        let screen = Self {
            table,
            panel: Panel::default(),
            told: None,
            empty: "reading …".to_owned(),
            focus: place.pane.unwrap_or(Pane::Side),
        };
        let asks = arranging(Pane::Side, work).into_iter().chain([read(world)]).collect();
        (screen, asks)
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        Place { pane: Some(self.focus), ..self.table.leave(ScreenId::Journal) }
    }

    /// What has the focus.
    pub fn scope(&self) -> Scope {
        match self.focus {
            Pane::Side => Scope::List,
            _ => Scope::Panel,
        }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Reply {
        let height = context.layout.height(self.focus);
        match (command, self.focus) {
            (Command::CompareMarks, _) => {
                let line = self.table.selected();
                let go = line.map(|line| comparison_place(&Comparing::Entry(line.entry.revision)));
                return Reply::Taken(go.map(Ask::Go).into_iter().collect());
            }
            (Command::Undo, _) => return Reply::Taken(self.undo()),
            (
                Command::FocusNext | Command::FocusPrevious | Command::Open | Command::Right,
                Pane::Side,
            ) => self.focus = Pane::Detail,
            (
                Command::FocusNext | Command::FocusPrevious | Command::Leave | Command::Left,
                Pane::Detail,
            ) => self.focus = Pane::Side,
            (_, Pane::Detail) => return Reply::if_done(self.panel.moved(command, height)),
            _ => {
                let Some(work) = self.table.command(command, height) else {
                    return Reply::Ignored;
                };
                self.tell(context.world);
                return Reply::Taken(arranging(Pane::Side, work));
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
            Pointer::Click(Hit::Pane(pane @ (Pane::Side | Pane::Detail))) => self.focus = pane,
            Pointer::Wheel(Pane::Side, motion) => self.table.scroll(motion, height(Pane::Side)),
            Pointer::Wheel(Pane::Detail, motion) => {
                self.panel.scroll(motion, height(Pane::Detail));
            }
            Pointer::Click(_) | Pointer::Wheel(..) => return Reply::Ignored,
        }
        self.tell(context.world);
        Reply::Taken(arranging(Pane::Side, work))
    }

    /// Narrows the list.
    pub fn narrow(&mut self, query: &str, context: Context<'_>) -> Vec<Ask> {
        let work = self.table.filter(query);
        self.tell(context.world);
        arranging(Pane::Side, work)
    }

    /// What the list is narrowed to.
    pub fn query(&self) -> &str {
        self.table.query()
    }

    /// Takes the result of a job.
    pub fn done(&mut self, output: Output, context: Context<'_>) -> Vec<Ask> {
        let mut work = None;
        match output {
            Output::Arranged(order) => self.table.arranged(order),
            Output::Journal(Ok(entries)) => {
                "there are no entries".clone_into(&mut self.empty);
                self.told = None;
                work = self.table.replace(Arc::new(lines(entries)));
            }
            Output::Journal(Err(why)) => self.empty = why,
            _ => {}
        }
        self.tell(context.world);
        arranging(Pane::Side, work)
    }

    /// The selected entry.
    pub fn subject(&self) -> Option<Subject> {
        let line = self.table.selected()?;
        Some(Subject { id: line.id.clone(), arn: None, name: format!("entry {}", line.id) })
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let (list, rest) = halves(area, 55, self.focus);
        if !list.is_empty() {
            let focus = Focus::of(Pane::Side, self.focus);
            let inner = canvas.pane(list, Pane::Side, &self.table.title("Journal"), focus);
            self.table.view(inner, Pane::Side, focus, &self.empty, canvas);
        }
        if !rest.is_empty() {
            let title = self.table.selected().map_or_else(Phrase::new, |line| {
                Phrase::of(format!("Entry {}", line.id), Meaning::Title)
            });
            let focus = Focus::of(Pane::Detail, self.focus);
            let inner = canvas.pane(rest, Pane::Detail, &title, focus);
            self.panel.view(inner, Pane::Detail, canvas);
        }
    }

    fn undo(&self) -> Vec<Ask> {
        match self.table.selected() {
            Some(line) => vec![Ask::Propose(Proposal::Undo(line.entry.revision))],
            None => vec![Ask::Tell(Toast::new(Meaning::Info, "There is no entry to undo"))],
        }
    }

    /// Tells of the selected entry, from the start unless it is told of already.
    fn tell(&mut self, world: &World) {
        let selected = self.table.selected();
        let id = selected.map(|line| line.id.clone());
        if id != self.told {
            let entries = selected.map(|line| entry::telling(&line.entry, line.undone_by, world));
            self.panel = Panel::new(entries.unwrap_or_default());
            self.told = id;
        }
    }
}

/// Asks for the journal up to the newest entry; until it comes, what is shown stays.
pub fn read(world: &World) -> Ask {
    let (journal, newest) = (world.journal.clone(), world.revision);
    let work: Work =
        Box::new(move |_, _| Some(Output::Journal(journal.read(Revision::FIRST..=newest))));
    Ask::Work(Slot::Journal, work)
}

/// The entries as rows, newest first.
fn lines(entries: Vec<Entry>) -> Vec<Line> {
    let undone = undone(entries.iter());
    let line = |entry: Entry| Line {
        id: entry.revision.to_string(),
        undone_by: undone.get(&entry.revision).copied(),
        entry,
    };
    entries.into_iter().rev().map(line).collect()
}
