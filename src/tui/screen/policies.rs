//! The Policies screen: every policy of the organization, its document, and where it is attached.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use ratatui::layout::{Constraint, Layout as Split, Rect};

use super::{Context, Pointer, ScreenId, Subject, arranging};
use crate::org::{self, PolicyId};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, halves};
use crate::tui::command::{Command, Scope};
use crate::tui::history::Place;
use crate::tui::job::{Output, Slot};
use crate::tui::phrase::Phrase;
use crate::tui::reply::{Ask, Reply};
use crate::tui::theme::Meaning;
use crate::tui::widget::document::Document;
use crate::tui::widget::table::{Column, Row, Table, Width};
use crate::tui::widget::window::Motion;
use crate::tui::world::World;

/// A policy in the list.
struct Listed {
    id: String,
    policy: Arc<org::Policy>,
    attached: Vec<String>,
}

impl Row for Listed {
    const COLUMNS: &'static [Column] = &[
        Column { title: "Policy", width: Width::Fill(16), rank: 0 },
        Column { title: "Type", width: Width::Fixed(12), rank: 1 },
        Column { title: "On", width: Width::Fixed(4), rank: 2 },
    ];

    fn id(&self) -> &str {
        &self.id
    }

    fn cell(&self, column: usize) -> Phrase {
        match column {
            0 => self.policy.name.as_str().into(),
            1 => Phrase::of(self.policy.policy_type.short_name(), Meaning::Muted),
            _ if self.attached.is_empty() => Phrase::of("   -", Meaning::Muted),
            _ => Phrase::of(format!("{:>4}", self.attached.len()), Meaning::Direct),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{} {}", self.policy.name, self.policy.policy_type.short_name()))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            0 => self.policy.name.cmp(&other.policy.name),
            1 => self.policy.policy_type.cmp(&other.policy.policy_type),
            _ => self.attached.len().cmp(&other.attached.len()),
        }
    }
}

/// The Policies screen.
pub struct Policies {
    table: Table<Listed>,
    document: Document,
    focus: Pane,
}

impl Policies {
    /// The screen of a place.
    pub fn open(place: &Place, world: &World) -> (Self, Vec<Ask>) {
        let (table, work) = Table::as_left(Arc::new(listed(&world.organization)), place);
        let mut screen = Self { table, document: Document::new(""), focus: Pane::Side };
        screen.read();
        (screen, arranging(Pane::Side, work))
    }

    /// How it looks now.
    pub fn place(&self) -> Place {
        self.table.leave(ScreenId::Policies)
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
            (Command::FocusNext | Command::FocusPrevious | Command::Leave, Pane::Document) => {
                self.focus = Pane::Side;
                Reply::taken()
            }
            (_, Pane::Document) => {
                let moved = self.document.moved(command, height);
                if !moved && command == Command::Left {
                    self.focus = Pane::Side;
                    return Reply::taken();
                }
                Reply::if_done(moved)
            }
            (Command::FocusNext | Command::FocusPrevious | Command::Open | Command::Right, _) => {
                self.focus = Pane::Document;
                Reply::taken()
            }
            _ => match self.table.command(command, height) {
                Some(work) => {
                    self.read();
                    Reply::Taken(arranging(Pane::Side, work))
                }
                None => Reply::Ignored,
            },
        }
    }

    /// Takes a click or the wheel.
    pub fn pointer(&mut self, pointer: Pointer, context: Context<'_>) -> Reply {
        let mut work = None;
        match pointer {
            Pointer::Click(Hit::Column(Pane::Side, column)) => {
                work = self.table.sort_column(column);
            }
            Pointer::Click(Hit::Row(Pane::Side, place)) => {
                self.focus = Pane::Side;
                self.table.go(Motion::To(place), context.layout.height(Pane::Side));
            }
            Pointer::Click(Hit::Pane(pane @ (Pane::Side | Pane::Document))) => self.focus = pane,
            Pointer::Wheel(Pane::Side, motion) => {
                self.table.scroll(motion, context.layout.height(Pane::Side));
            }
            Pointer::Wheel(Pane::Document, motion) => {
                self.document.scroll(motion, context.layout.height(Pane::Document));
            }
            Pointer::Click(_) | Pointer::Wheel(..) => return Reply::Ignored,
        }
        self.read();
        Reply::Taken(arranging(Pane::Side, work))
    }

    /// Narrows the list.
    pub fn narrow(&mut self, query: &str, _context: Context<'_>) -> Vec<Ask> {
        let work = self.table.filter(query);
        self.read();
        arranging(Pane::Side, work)
    }

    /// What the list is narrowed to.
    pub fn query(&self) -> &str {
        self.table.query()
    }

    /// Takes the result of a job.
    pub fn done(&mut self, slot: Slot, output: Output, _context: Context<'_>) {
        if let (Slot::Arrange(_), Output::Arranged(order)) = (slot, output) {
            self.table.arranged(order);
        }
        self.read();
    }

    /// The selected policy.
    pub fn subject(&self) -> Option<Subject> {
        let listed = self.table.selected()?;
        Some(Subject { id: listed.id.clone(), arn: None, name: listed.policy.name.clone() })
    }

    /// The document of the selected policy.
    pub fn document(&self) -> Option<(String, String)> {
        let listed = self.table.selected()?;
        Some((format!("{}.json", listed.policy.name), listed.policy.document.text().to_owned()))
    }

    /// Draws it.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let (list, rest) = halves(area, 42, self.focus);
        if !list.is_empty() {
            let focus = Focus::of(Pane::Side, self.focus);
            let inner = canvas.pane(list, Pane::Side, &self.table.title("Policies"), focus);
            self.table.view(inner, Pane::Side, focus, "the organization has no policies", canvas);
        }
        if !rest.is_empty() {
            self.view_document(rest, canvas);
        }
    }

    fn view_document(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let selected = self.table.selected();
        let foot = if area.height > 8 { 3 } else { 0 };
        let [text, places] =
            Split::vertical([Constraint::Fill(1), Constraint::Length(foot)]).areas(area);
        let name = selected.map_or("", |listed| listed.policy.name.as_str());
        let focus = Focus::of(Pane::Document, self.focus);
        let inner = canvas.pane(text, Pane::Document, &Phrase::of(name, Meaning::Title), focus);
        self.document.view(inner, Pane::Document, canvas);
        let title = Phrase::of("Attached to", Meaning::Title);
        let inner = canvas.pane(places, Pane::Detail, &title, Focus::Elsewhere);
        let inside = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        match selected {
            Some(listed) if !listed.attached.is_empty() => {
                canvas.text(inside, &listed.attached.join("  "), Meaning::Direct)
            }
            _ => canvas.text(inside, "nothing", Meaning::Muted),
        };
    }

    /// Shows the document of the selected policy, from its start unless it is shown already.
    fn read(&mut self) {
        let text = self.table.selected().map_or("", |listed| listed.policy.document.text());
        if self.document.text() != text {
            self.document = Document::new(text);
        }
    }
}

fn listed(organization: &org::Organization) -> Vec<Listed> {
    let mut attached: HashMap<&PolicyId, Vec<String>> = HashMap::new();
    for attachments in organization.attachments().iter() {
        for policy in &attachments.policies {
            let path = organization.display_path(&attachments.node);
            attached.entry(policy).or_default().push(path);
        }
    }
    let listed = organization.policies().iter().map(|policy| Listed {
        id: policy.id.to_string(),
        attached: attached.remove(&policy.id).unwrap_or_default(),
        policy: Arc::clone(policy),
    });
    listed.collect()
}
