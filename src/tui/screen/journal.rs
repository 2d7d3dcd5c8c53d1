//! The Journal screen: every change that was ever made, newest first, and how to take one back.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::{Context, Pointer, ScreenId, Subject, arranging};
use crate::org::{Organization, Undo};
use crate::store::{Cause, Entry, Revision, undone};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, halves};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot, Work};
use crate::tui::phrase::Phrase;
use crate::tui::proposal::Proposal;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::time;
use crate::tui::widget::panel::{Entry as Line, Panel};
use crate::tui::widget::table::{Column, Row, Table, Width};
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

/// An entry in the list.
struct Listed {
    id: String,
    entry: Entry,
    undone_by: Option<Revision>,
}

impl Row for Listed {
    const COLUMNS: &'static [Column] = &[
        Column { title: "  No", width: Width::Fixed(5), rank: 0 },
        Column { title: "When", width: Width::Fixed(16), rank: 1 },
        Column { title: "Who", width: Width::Fixed(12), rank: 2 },
        Column { title: "What", width: Width::Fill(16), rank: 0 },
    ];

    fn id(&self) -> &str {
        &self.id
    }

    fn cell(&self, column: usize) -> Phrase {
        let entry = &self.entry;
        match column {
            0 => Phrase::of(format!("{:>5}", entry.revision), Meaning::Muted),
            1 => Phrase::of(time::minute(entry.at), Meaning::Muted),
            2 => entry.operator.as_str().into(),
            _ => match (self.undone_by, entry.cause) {
                (Some(by), _) => {
                    Phrase::of(format!("{} (undone by {by})", entry.message), Meaning::Muted)
                }
                (None, Cause::Undid(_)) => Phrase::of(&*entry.message, Meaning::Info),
                (None, Cause::Founded | Cause::Changed) => entry.message.as_str().into(),
            },
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{} {}", self.entry.operator, self.entry.message))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            0 | 1 => self.entry.revision.cmp(&other.entry.revision),
            2 => self.entry.operator.cmp(&other.entry.operator),
            _ => self.entry.message.cmp(&other.entry.message),
        }
    }
}

/// The Journal screen.
pub struct Journal {
    organization: Arc<Organization>,
    table: Table<Listed>,
    /// What is known of the selected entry.
    panel: Panel,
    read: Option<Revision>,
    trouble: Option<String>,
    focus: Pane,
}

impl Journal {
    /// The screen of a place, and the work that takes: reading the journal.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let (mut table, _) = Table::as_left(Arc::new(Vec::new()), place);
        if let Some(id) = &place.selection {
            table.select(id);
        }
        let screen = Self {
            organization: Arc::clone(&world.organization),
            table,
            panel: Panel::default(),
            read: None,
            trouble: None,
            focus: Pane::Side,
        };
        let (journal, last) = (world.journal.clone(), world.revision);
        let work: Work =
            Box::new(move |_, _| Some(Output::Journal(journal.read(Revision::FIRST..=last))));
        (screen, vec![Ask::Work(Slot::Journal, work)])
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        self.table.leave(ScreenId::Journal)
    }

    /// What has the focus.
    pub fn scope(&self) -> Scope {
        match self.focus {
            Pane::Side => Scope::List,
            _ => Scope::Document,
        }
    }

    /// Carries out a command.
    pub fn command(&mut self, command: Command, context: Context<'_>) -> Reply {
        let height = context.layout.height(self.focus);
        match (command, self.focus) {
            (Command::Undo, _) => match self.table.selected() {
                Some(listed) => Reply::ask(Ask::Propose(Proposal::Undo(listed.entry.revision))),
                None => Reply::Ignored,
            },
            (
                Command::FocusNext | Command::FocusPrevious | Command::Open | Command::Right,
                Pane::Side,
            ) => {
                self.focus = Pane::Detail;
                Reply::taken()
            }
            (_, Pane::Side) => match self.table.command(command, height) {
                Some(work) => {
                    self.show();
                    Reply::Taken(arranging(Pane::Side, work))
                }
                None => Reply::Ignored,
            },
            (Command::FocusNext | Command::FocusPrevious | Command::Leave | Command::Left, _) => {
                self.focus = Pane::Side;
                Reply::taken()
            }
            _ => Reply::if_done(self.panel.moved(command, height)),
        }
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        let height = context.layout.height(Pane::Side);
        match pointer {
            Pointer::Click(Hit::Column(Pane::Side, column)) => {
                let work = self.table.sort_column(column);
                self.show();
                return Reply::Taken(arranging(Pane::Side, work));
            }
            Pointer::Click(Hit::Row(Pane::Side, place)) => {
                self.focus = Pane::Side;
                self.table.go(Motion::To(place), height);
            }
            Pointer::Click(Hit::Pane(pane @ (Pane::Side | Pane::Detail))) => self.focus = pane,
            Pointer::Wheel(Pane::Side, motion) => self.table.scroll(motion, height),
            Pointer::Wheel(Pane::Detail, motion) => {
                self.panel.scroll(motion, context.layout.height(Pane::Detail));
            }
            Pointer::Click(_) | Pointer::Wheel(..) => return Reply::Ignored,
        }
        self.show();
        Reply::taken()
    }

    /// Narrows the list.
    pub fn narrow(&mut self, query: &str, _context: Context<'_>) -> Vec<Ask> {
        let work = self.table.filter(query);
        self.show();
        arranging(Pane::Side, work)
    }

    /// What the list is narrowed to.
    pub fn query(&self) -> &str {
        self.table.query()
    }

    /// Takes the result of a job.
    pub fn done(&mut self, output: Output) -> Vec<Ask> {
        let work = match output {
            Output::Arranged(order) => {
                self.table.arranged(order);
                None
            }
            Output::Journal(Ok(entries)) => self.table.replace(Arc::new(listed(entries))),
            Output::Journal(Err(trouble)) => {
                self.trouble = Some(trouble);
                None
            }
            _ => None,
        };
        self.show();
        arranging(Pane::Side, work)
    }

    /// The selected entry.
    pub fn subject(&self) -> Option<Subject> {
        let listed = self.table.selected()?;
        let name = format!("entry {}", listed.entry.revision);
        Some(Subject { id: listed.id.clone(), arn: None, name })
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let (list, rest) = halves(area, 52, self.focus);
        if !list.is_empty() {
            let focus = Focus::of(Pane::Side, self.focus);
            let inner = canvas.pane(list, Pane::Side, &self.table.title("Journal"), focus);
            let empty = self.trouble.as_deref().unwrap_or("reading the journal …");
            self.table.view(inner, Pane::Side, focus, empty, canvas);
        }
        if !rest.is_empty() {
            let title = self.table.selected().map_or_else(Phrase::new, |listed| {
                Phrase::of(format!("Entry {}", listed.entry.revision), Meaning::Title)
            });
            let focus = Focus::of(Pane::Detail, self.focus);
            let inner = canvas.pane(rest, Pane::Detail, &title, focus);
            self.panel.view(inner, Pane::Detail, canvas);
        }
    }

    /// Shows the selected entry, from its start unless it is shown already.
    fn show(&mut self) {
        let selected = self.table.selected();
        let revision = selected.map(|listed| listed.entry.revision);
        if self.read != revision {
            self.read = revision;
            self.panel = selected.map_or_else(Panel::default, |listed| {
                Panel::new(lines(listed, &self.organization))
            });
        }
    }
}

/// The entries, newest first.
fn listed(entries: Vec<Entry>) -> Vec<Listed> {
    let undone = undone(entries.iter());
    let rows = entries.into_iter().rev().map(|entry| Listed {
        id: entry.revision.to_string(),
        undone_by: undone.get(&entry.revision).copied(),
        entry,
    });
    rows.collect()
}

/// All that an entry says.
fn lines(listed: &Listed, organization: &Organization) -> Vec<Line> {
    let entry = &listed.entry;
    let mut lines = vec![
        Line::Prose(entry.message.clone(), Meaning::Accent),
        Line::Gap,
        Line::Field("When", format!("{} UTC", time::minute(entry.at)).into()),
        Line::Field("Who", format!("{} on {}", entry.operator, entry.host).into()),
    ];
    if let Cause::Undid(which) = entry.cause {
        lines.push(Line::Field("Undoes", format!("entry {which}").into()));
    }
    if let Some(by) = listed.undone_by {
        lines.push(Line::Field("Undone", format!("by entry {by}").into()));
    }
    lines.push(Line::Field("Hash", Phrase::of(entry.hash.to_string(), Meaning::Muted)));
    lines.push(Line::Field("Before", Phrase::of(entry.previous.to_string(), Meaning::Muted)));
    lines.push(Line::Gap);
    lines.push(Line::Head(format!("Changes {}", entry.changes.len())));
    for (number, change) in entry.changes.iter().enumerate() {
        lines.push(Line::Prose(change.summary(organization), Meaning::Text));
        if let Some(Undo::Compensating { remains, .. }) = entry.undo.get(number) {
            lines.push(Line::Prose(
                format!("cannot be undone in full: {remains}"),
                Meaning::Warning,
            ));
        }
    }
    lines
}
