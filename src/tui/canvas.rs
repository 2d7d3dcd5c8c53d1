//! What a view draws on: the cells, the theme, and a record of where things came to lie.
//!
//! Views only read the state. What the mouse and paging need to know of a drawing is in its [`Layout`].

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Block, BorderType, Widget};
use unicode_width::UnicodeWidthStr;

use super::command::Command;
use super::phrase::Phrase;
use super::screen::ScreenId;
use super::text::letters;
use super::theme::{Meaning, Theme};

/// A part of the screen that can take the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The tree or list on the left.
    Side,
    /// The tabs and what they show.
    Main,
    /// What explains the selection.
    Detail,
    /// The document.
    Document,
    /// The topmost overlay.
    Overlay,
}

/// What lies at a place on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A pane, beside its rows.
    Pane(Pane),
    /// A row of a pane, by its place among the visible rows.
    Row(Pane, usize),
    /// The head of a column.
    Column(Pane, usize),
    /// A tab.
    Tab(Pane, usize),
    /// A button of the topmost overlay.
    Button(usize),
    /// A command in the hint bar.
    Command(Command),
    /// A screen's name in the top line.
    Screen(ScreenId),
    /// Outside of the topmost overlay.
    Outside,
}

/// Where things lie in the last drawing.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    hits: Vec<(Rect, Hit)>,
    heights: Vec<(Pane, usize)>,
    /// Where the cursor blinks, if a text is being typed.
    pub cursor: Option<Position>,
}

impl Layout {
    /// What lies at a place, topmost first.
    pub fn at(&self, position: Position) -> Option<Hit> {
        self.hits.iter().rev().find(|(area, _)| area.contains(position)).map(|(_, hit)| *hit)
    }

    /// Rows that a pane showed; one before it was ever drawn.
    pub fn height(&self, pane: Pane) -> usize {
        let found = self.heights.iter().rev().find(|(known, _)| *known == pane);
        found.map_or(1, |(_, height)| *height)
    }

    /// Every place that can be clicked, in the order drawn.
    pub fn hits(&self) -> &[(Rect, Hit)] {
        &self.hits
    }
}

/// Whether a pane takes the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// It does.
    Here,
    /// Another does.
    Elsewhere,
}

impl Focus {
    /// The focus of `pane` while `focused` takes the keys.
    pub fn of(pane: Pane, focused: Pane) -> Self {
        if pane == focused { Self::Here } else { Self::Elsewhere }
    }
}

/// Cells, theme and layout, for the time of one drawing. Nothing drawn outside the cells can fail.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    theme: &'a Theme,
    layout: Layout,
}

impl<'a> Canvas<'a> {
    /// A canvas over a buffer.
    pub fn new(buffer: &'a mut Buffer, theme: &'a Theme) -> Self {
        Self { buffer, theme, layout: Layout::default() }
    }

    /// The whole area.
    pub fn area(&self) -> Rect {
        self.buffer.area
    }

    /// Ends the drawing.
    pub fn finish(self) -> Layout {
        self.layout
    }

    /// How a meaning looks.
    pub fn style(&self, meaning: Meaning) -> Style {
        self.theme.style(meaning)
    }

    /// Notes what lies in an area.
    pub fn hit(&mut self, area: Rect, hit: Hit) {
        let area = self.clip(area);
        if !area.is_empty() {
            self.layout.hits.push((area, hit));
        }
    }

    /// Notes how many rows a pane shows.
    pub fn height(&mut self, pane: Pane, rows: u16) {
        self.layout.heights.push((pane, usize::from(rows)));
    }

    /// Puts the blinking cursor somewhere.
    pub fn cursor(&mut self, x: u16, y: u16) {
        let position = Position { x, y };
        if self.area().contains(position) {
            self.layout.cursor = Some(position);
        }
    }

    /// Empties an area, so that nothing under it shows.
    pub fn clear(&mut self, area: Rect) {
        let area = self.clip(area);
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
            }
        }
        self.wash(area, self.style(Meaning::Text));
    }

    /// Lays a style over what is drawn in an area.
    pub fn wash(&mut self, area: Rect, style: Style) {
        let area = self.clip(area);
        self.buffer.set_style(area, style);
    }

    /// Takes the light out of everything drawn so far, under an overlay.
    pub fn dim(&mut self) {
        self.wash(self.area(), Style::new().add_modifier(Modifier::DIM));
    }

    /// Draws one line, cut to the width of the area, and returns the columns it took.
    pub fn line(&mut self, area: Rect, phrase: &Phrase) -> u16 {
        self.line_over(area, phrase, Style::new(), &[])
    }

    /// Draws one line in a word.
    pub fn text(&mut self, area: Rect, text: &str, meaning: Meaning) -> u16 {
        self.line(area, &Phrase::of(text, meaning))
    }

    /// Draws one line over a row's own style; `matched` are the letters (by number) to point out.
    pub fn line_over(
        &mut self,
        area: Rect,
        phrase: &Phrase,
        over: Style,
        matched: &[usize],
    ) -> u16 {
        let area = self.clip(area);
        if area.is_empty() {
            return 0;
        }
        let phrase = phrase.fit(usize::from(area.width));
        let mut x = area.x;
        let mut number = 0;
        for piece in phrase.pieces() {
            let own = self.style(piece.meaning);
            let plain = piece.meaning == Meaning::Text;
            let over = if plain { over } else { Style { fg: own.fg, ..over } };
            for letter in letters(&piece.text) {
                let columns = letter.width() as u16;
                let mut style = own.patch(over);
                if matched.contains(&number) {
                    style = style.patch(self.style(Meaning::MatchHighlight));
                }
                self.buffer.set_stringn(x, area.y, letter, usize::from(columns), style);
                x += columns;
                number += letter.chars().count();
            }
        }
        x - area.x
    }

    /// Draws one line at the right edge.
    pub fn line_right(&mut self, area: Rect, phrase: &Phrase) {
        let columns = phrase.width().min(usize::from(area.width)) as u16;
        self.line(Rect { x: area.right() - columns, width: columns, ..area }, phrase);
    }

    /// Draws a pane's border and title, notes the pane, and returns what is inside.
    pub fn pane(&mut self, area: Rect, pane: Pane, title: &Phrase, focus: Focus) -> Rect {
        let meaning = match focus {
            Focus::Here => Meaning::BorderFocused,
            Focus::Elsewhere => Meaning::Border,
        };
        let area = self.clip(area);
        self.hit(area, Hit::Pane(pane));
        let inner = self.frame(area, meaning);
        if area.width > 4 && area.height > 0 {
            let room = Rect { x: area.x + 2, width: area.width - 4, height: 1, ..area };
            let title = Phrase::from(" ")
                .then(title.fit(usize::from(room.width) - 2))
                .and(" ", Meaning::Text);
            if title.width() > 2 {
                self.line(room, &title);
            }
        }
        self.height(pane, inner.height);
        inner
    }

    /// Draws a border, and returns what is inside.
    pub fn frame(&mut self, area: Rect, meaning: Meaning) -> Rect {
        let area = self.clip(area);
        let style = self.style(meaning);
        let block = Block::bordered().border_type(BorderType::Rounded).border_style(style);
        let inner = block.inner(area);
        block.render(area, self.buffer);
        inner
    }

    /// Draws a scrollbar on the right border of a pane when not everything fits.
    pub fn scrollbar(&mut self, inner: Rect, first: usize, total: usize) {
        let shown = usize::from(inner.height);
        if total <= shown || shown == 0 {
            return;
        }
        let thumb = (shown * shown / total).max(1);
        let start = first * (shown - thumb) / (total - shown).max(1);
        let style = self.style(Meaning::Scrollbar);
        for row in start..(start + thumb).min(shown) {
            let position = Position { x: inner.right(), y: inner.y + row as u16 };
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.set_symbol("┃").set_style(style);
            }
        }
    }

    fn clip(&self, area: Rect) -> Rect {
        area.intersection(self.area())
    }
}

/// A row of an area, by number; empty below its end.
pub fn row(area: Rect, number: usize) -> Rect {
    if number < usize::from(area.height) {
        Rect { y: area.y + number as u16, height: 1, ..area }
    } else {
        Rect { height: 0, ..area }
    }
}

/// An area of at most this size in the middle of another.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    let x = area.x + (area.width - width) / 2;
    let y = area.y + (area.height - height) / 2;
    Rect { x, y, width, height }
}

/// Below so many columns only the focused one of two panes is shown.
const TWO_PANES: u16 = 70;

/// Room for a side pane of so many hundredths and for the rest; too narrow, all goes to the focused one.
pub fn halves(area: Rect, side: u16, focused: Pane) -> (Rect, Rect) {
    let none = Rect { width: 0, ..area };
    if area.width >= TWO_PANES {
        let width = area.width * side / 100;
        let rest = Rect { x: area.x + width, width: area.width - width, ..area };
        (Rect { width, ..area }, rest)
    } else if focused == Pane::Side {
        (area, none)
    } else {
        (none, area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Depth;

    #[test]
    fn the_topmost_thing_is_hit() {
        let theme = Theme::default_for(Depth::Full);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 4));
        let mut canvas = Canvas::new(&mut buffer, &theme);
        canvas.pane(Rect::new(0, 0, 10, 4), Pane::Side, &"t".into(), Focus::Here);
        canvas.hit(Rect::new(1, 1, 8, 1), Hit::Row(Pane::Side, 0));
        let layout = canvas.finish();
        assert_eq!(layout.at(Position::new(2, 1)), Some(Hit::Row(Pane::Side, 0)));
        assert_eq!(layout.at(Position::new(0, 0)), Some(Hit::Pane(Pane::Side)));
        assert_eq!(layout.at(Position::new(40, 0)), None);
        assert_eq!((layout.height(Pane::Side), layout.height(Pane::Main)), (2, 1));
    }

    #[test]
    fn nothing_outside_the_cells_can_fail() {
        let theme = Theme::default_for(Depth::Full);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 2));
        let mut canvas = Canvas::new(&mut buffer, &theme);
        let outside = Rect::new(5, 7, 20, 20);
        canvas.pane(outside, Pane::Side, &"title".into(), Focus::Here);
        canvas.line(Rect::new(1, 1, 20, 1), &"日本語".into());
        canvas.scrollbar(outside, 3, 400);
        canvas.clear(outside);
        assert_eq!(canvas.line(outside, &"x".into()), 0);
    }
}
