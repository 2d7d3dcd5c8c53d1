//! Buttons in a row, of which Enter presses the focused one.

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, Focus, Hit};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;

/// Buttons and what they stand for.
#[derive(Clone, Debug)]
pub struct Buttons<T> {
    all: Vec<(T, &'static str)>,
    focused: usize,
}

impl<T: Copy> Buttons<T> {
    /// Buttons with their words; the first is focused.
    pub fn new(all: Vec<(T, &'static str)>) -> Self {
        Self { all, focused: 0 }
    }

    /// Focuses the next, after the last the first.
    pub fn next(&mut self) {
        self.focused = (self.focused + 1) % self.all.len().max(1);
    }

    /// Focuses the one before, before the first the last.
    pub fn previous(&mut self) {
        self.focused = (self.focused + self.all.len().saturating_sub(1)) % self.all.len().max(1);
    }

    /// The focused one; nothing where there are no buttons.
    pub fn focused(&self) -> Option<T> {
        self.at(self.focused)
    }

    /// The one at a place.
    pub fn at(&self, place: usize) -> Option<T> {
        self.all.get(place).map(|(button, _)| *button)
    }

    /// Draws them on one line.
    pub fn view(&self, line: Rect, focus: Focus, canvas: &mut Canvas<'_>) {
        let mut rest = line;
        for (place, (_, word)) in self.all.iter().enumerate() {
            let meaning = match focus {
                Focus::Here if place == self.focused => Meaning::ButtonFocused,
                Focus::Here | Focus::Elsewhere => Meaning::Button,
            };
            let took = canvas.line(rest, &Phrase::of(format!("[ {word} ]"), meaning));
            canvas.hit(Rect { width: took, ..rest }, Hit::Button(place));
            let step = (took + 2).min(rest.width);
            rest = Rect { x: rest.x + step, width: rest.width - step, ..rest };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_goes_round() {
        let mut buttons = Buttons::new(vec![('a', "A"), ('b', "B")]);
        buttons.previous();
        assert_eq!(buttons.focused(), Some('b'));
        buttons.next();
        assert_eq!((buttons.focused(), buttons.at(2)), (Some('a'), None));
        let mut none = Buttons::<char>::new(Vec::new());
        none.next();
        none.previous();
        assert_eq!(none.focused(), None);
    }
}
