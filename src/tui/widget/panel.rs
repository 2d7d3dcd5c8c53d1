//! A panel of names and values, in sections, that scrolls.

use ratatui::layout::Rect;

use super::window::Motion;
use crate::tui::canvas::{Canvas, Pane, row};
use crate::tui::command::Command;
use crate::tui::phrase::Phrase;
use crate::tui::text::{width, wrap};
use crate::tui::theme::Meaning;

/// One entry of a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The head of a section.
    Head(String),
    /// A name and its value, on one line.
    Field(&'static str, Phrase),
    /// A line of its own.
    Line(Phrase),
    /// Running text, wrapped.
    Prose(String, Meaning),
    /// A sign of one column, and running text beside it.
    Item(&'static str, String, Meaning),
    /// Nothing.
    Gap,
}

/// Entries, one below the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Panel {
    entries: Vec<Entry>,
    first: usize,
}

impl Panel {
    /// A panel from its start.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self { entries, first: 0 }
    }

    /// Takes other entries, and stays where it is scrolled to.
    pub fn replace(&mut self, entries: Vec<Entry>) {
        self.entries = entries;
    }

    /// The entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Scrolls if the command is a move; tells whether it was.
    pub fn moved(&mut self, command: Command, height: usize) -> bool {
        Motion::of(command, height).map(|motion| self.scroll(motion, height)).is_some()
    }

    /// Scrolls. Wrapped text may make the end a little longer than the entries are many.
    pub fn scroll(&mut self, motion: Motion, height: usize) {
        let last = self.entries.len().saturating_sub(height.min(self.entries.len()) / 2 + 1);
        self.first = match motion {
            Motion::Down(rows) => (self.first + rows).min(last),
            Motion::Up(rows) => self.first.saturating_sub(rows),
            Motion::Top => 0,
            Motion::Bottom => last,
            Motion::To(entry) => entry.min(last),
        };
    }

    /// Rows that all of it takes on so many columns.
    pub fn rows(&self, columns: u16) -> usize {
        let rows = self.entries.iter().map(|entry| match entry {
            Entry::Prose(text, _) => wrap(text, usize::from(columns.saturating_sub(2))).len(),
            Entry::Item(_, text, _) => item(text, columns.saturating_sub(2)).len(),
            Entry::Head(_) | Entry::Field(..) | Entry::Line(_) | Entry::Gap => 1,
        });
        rows.sum()
    }

    /// Draws the entries in sight.
    pub fn view(&self, area: Rect, pane: Pane, canvas: &mut Canvas<'_>) {
        canvas.height(pane, area.height);
        let names = self.entries.iter().filter_map(|entry| match entry {
            Entry::Field(name, _) => Some(width(name)),
            _ => None,
        });
        let names = names.max().unwrap_or(0) as u16;
        let area =
            Rect { x: area.x + area.width.min(1), width: area.width.saturating_sub(2), ..area };
        let mut line = 0;
        for entry in &self.entries[self.first.min(self.entries.len())..] {
            if line >= usize::from(area.height) {
                break;
            }
            line += draw(entry, row(area, line), names, usize::from(area.height) - line, canvas);
        }
        canvas.scrollbar(Rect { width: area.width + 1, ..area }, self.first, self.entries.len());
    }
}

fn draw(entry: &Entry, at: Rect, names: u16, room: usize, canvas: &mut Canvas<'_>) -> usize {
    match entry {
        Entry::Head(title) => {
            canvas.text(at, title, Meaning::Title);
            1
        }
        Entry::Field(name, value) => {
            canvas.text(at, name, Meaning::Label);
            let indent = (names + 2).min(at.width);
            canvas.line(Rect { x: at.x + indent, width: at.width - indent, ..at }, value);
            1
        }
        Entry::Line(phrase) => {
            canvas.line(at, phrase);
            1
        }
        Entry::Prose(text, meaning) => {
            let lines = wrap(text, usize::from(at.width));
            for (number, line) in lines.iter().take(room).enumerate() {
                canvas.text(Rect { y: at.y + number as u16, ..at }, line, *meaning);
            }
            lines.len()
        }
        Entry::Item(sign, text, meaning) => {
            canvas.text(at, sign, *meaning);
            let lines = item(text, at.width);
            let indent = ITEM.min(at.width);
            let beside = Rect { x: at.x + indent, width: at.width - indent, ..at };
            for (number, line) in lines.iter().take(room).enumerate() {
                canvas.text(Rect { y: at.y + number as u16, ..beside }, line, *meaning);
            }
            lines.len()
        }
        Entry::Gap => 1,
    }
}

/// Columns of an item's sign and the space behind it.
const ITEM: u16 = 2;

fn item(text: &str, columns: u16) -> Vec<String> {
    wrap(text, usize::from(columns.saturating_sub(ITEM)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::sketch;

    #[test]
    fn values_stand_in_one_column() {
        let panel = Panel::new(vec![
            Entry::Head("Account".into()),
            Entry::Field("Id", "111122223333".into()),
            Entry::Field("State", Phrase::sign(Meaning::Success, "active")),
            Entry::Gap,
            Entry::Prose("vended from a template last week".into(), Meaning::Muted),
            Entry::Item("+", "attach a policy to its unit".into(), Meaning::Added),
        ]);
        assert_eq!(panel.rows(24), 8);
        let drawn = sketch(24, 8, |area, canvas| panel.view(area, Pane::Main, canvas));
        insta::assert_snapshot!(drawn, @r"
         Account                
         Id     111122223333    
         State  ✓ active        
                                
         vended from a template 
         last week              
         + attach a policy to   
           its unit             
        ");
    }

    #[test]
    fn scrolling_keeps_something_in_sight() {
        let mut panel = Panel::new(vec![Entry::Gap; 10]);
        panel.scroll(Motion::Down(50), 4);
        assert_eq!(panel.first, 7);
        panel.scroll(Motion::Top, 4);
        assert!(panel.moved(Command::Bottom, 4) && !panel.moved(Command::Open, 4));
        Panel::default().moved(Command::Bottom, 4);
    }
}
